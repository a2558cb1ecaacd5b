import { z } from 'zod'

/** The format that this program writes; it reads every format up to this one. */
export const archiveFormat = 1

export const manifestName = 'manifest.json'
export const headsName = 'act-heads.jsonl'

const literal = String.raw`(?:'[^'\\;]*'|-?\d+(?:\.\d+)?|NULL|MINVALUE|MAXVALUE)`
const literals = String.raw`\(${literal}(?:, ${literal})*\)`
const boundForm = new RegExp(
  `^(DEFAULT|FOR VALUES (FROM ${literals} TO ${literals}|IN ${literals}|WITH \\(modulus \\d+, remainder \\d+\\)))$`,
)

const Hash = z.string().regex(/^[0-9a-f]{64}$/)
const Name = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/)

const forms = [
  /^tables\/[a-z_][a-z0-9_]*\/\d+$/,
  /^files\/([a-z]+\/)?[0-9a-f]{2}\/[0-9a-f]{64}$/,
  // oxlint-disable-next-line no-control-regex
  /^packs\/[a-z0-9_-]+(\/(?!\.{1,2}(\/|$))[^/\\\u0000-\u001f]+)+$/,
  new RegExp(`^(${headsName}|${manifestName})$`.replaceAll('.', '\\.')),
]

/** Whether an entry is of a kind that an archive has; nothing that could lead out of a folder is. */
export function isKnownEntry(name: string): boolean {
  return forms.some((form) => form.test(name))
}

/** What an archive says of itself: the last of its files, since hashes are known at the end. */
export const Manifest = z.object({
  format: z.number().int().min(1),
  program: z.string(),
  /** The instant of the snapshot: everything committed before it is in the archive, nothing after it. */
  at: z.iso.datetime(),
  postgres: z.number().int(),
  packs: z.array(z.string()),
  migrations: z.array(z.object({ number: z.number().int(), name: z.string(), checksum: z.string() })).min(1),
  tables: z
    .array(
      z.object({
        name: Name,
        columns: z.array(Name),
        rows: z.string().regex(/^\d+$/),
        /** A sum over the hashes of all rows: equal for equal contents, in whatever order they lie. */
        digest: z.string().regex(/^-?\d+$/),
      }),
    )
    .min(1),
  /** Parts of tables that were made while the program ran, such as one for each month. */
  partitions: z.array(z.object({ name: Name, of: Name, bound: z.string().regex(boundForm) })),
  sequences: z.array(z.object({ name: Name, value: z.string().regex(/^-?\d+$/) })),
  /** Jobs that waited or ran. */
  queue: z.array(
    z.object({ id: z.uuid(), name: z.string(), data: z.record(z.string(), z.unknown()), startAfter: z.iso.datetime() }),
  ),
  /** Uploads whose bytes on disk are no longer those of their name. */
  damaged: z.array(z.string()),
  /** Every other file of the archive. */
  entries: z.array(z.object({ name: z.string(), bytes: z.number().int().min(0), sha256: Hash })),
})
export type Manifest = z.infer<typeof Manifest>
