import { z } from 'zod'

/** The format that this program writes; it reads every format up to this one. */
export const archiveFormat = 1

export const manifestName = 'manifest.json'
export const headsName = 'act-heads.jsonl'

const Hash = z.string().regex(/^[0-9a-f]{64}$/)
const Name = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/)

/** What an archive says of itself: the last of its files, since hashes are known at the end. */
export const Manifest = z.object({
  format: z.number().int().min(1),
  program: z.string(),
  /** The instant of the snapshot: everything committed before it is in the archive, nothing after it. */
  at: z.iso.datetime(),
  postgres: z.number().int(),
  packs: z.array(z.string()),
  migrations: z.array(z.object({ number: z.number().int(), name: z.string(), checksum: z.string() })),
  tables: z.array(
    z.object({
      name: Name,
      columns: z.array(Name),
      rows: z.string().regex(/^\d+$/),
      /** A sum over the hashes of all rows: equal for equal contents, in whatever order they lie. */
      digest: z.string().regex(/^-?\d+$/),
    }),
  ),
  sequences: z.array(z.object({ name: Name, value: z.string().regex(/^-?\d+$/) })),
  /** Jobs that waited or ran. */
  queue: z.array(
    z.object({ id: z.uuid(), name: z.string(), data: z.record(z.string(), z.unknown()), startAfter: z.iso.datetime() }),
  ),
  /** Every other file of the archive. */
  entries: z.array(z.object({ name: z.string(), bytes: z.number().int().min(0), sha256: Hash })),
})
export type Manifest = z.infer<typeof Manifest>
