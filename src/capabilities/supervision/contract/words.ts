import { z } from 'zod'
import { Text } from '#base/text.ts'

export { Clause, Named } from '#base/named.ts'

export const Id = z.uuid()
export const Name = z.string().min(1).max(100)
export const Said = z.string().trim().min(1).max(4000)
export const Title = z.string().trim().min(1).max(300)
export const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .describe('A day; it ends at 24:00 in the time zone of the programme.')
export const Quarter = z
  .string()
  .regex(/^\d{4}-Q[1-4]$/)
  .describe('A quarter, such as 2026-Q3.')
export const Year = z.coerce.number().int().min(1949).max(2200)
export const Version = z.coerce
  .number()
  .int()
  .min(1)
  .describe('The version that the asker saw; another one is refused as stale.')
/** A share of the whole: 0.25 is a quarter. Exact. */
export const Share = z
  .string()
  .regex(/^(0(\.\d{1,12})?|1(\.0{1,12})?)$/)
  .describe('A share of the whole as an exact decimal between 0 and 1.')
/** An exact decimal; the pages never compute with it as a float. */
export const Amount = z.string().regex(/^-?\d{1,40}(\.\d{1,30})?$/)
export const Paging = {
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(500).default(50),
}
export const light = ['done', 'on_schedule', 'near', 'behind', 'overdue', 'none'] as const
export const Light = z
  .enum(light)
  .describe('done blue; on_schedule green; near and behind yellow; overdue red; none: cancelled, does not count.')
export type Light = z.infer<typeof Light>

/** A light with its reason: a key and what the sentence names. */
export const LightShown = z.object({
  light: Light,
  reason: z.object({ key: z.string(), details: z.record(z.string(), z.string()) }),
  sentence: Text.describe('The reason in words: which quarter, how much was due, how much is there.'),
  isLate: z.boolean().describe('Done after its original deadline, or not done and past it; it stays so.'),
  daysLate: z.number().int().describe('Days after the original deadline; 0 when not late.'),
})
export type LightShown = z.infer<typeof LightShown>

/** What an act carries, as the panel of cases sends it. */
export const Performed = {
  expectedVersion: Version,
  reason: z.string().trim().max(4000).optional(),
  fields: z.record(z.string().max(100), z.string().max(4000)).optional(),
  files: z.record(z.string().max(100), z.array(z.uuid()).max(50)).optional(),
  unit: Name.optional().describe('Of a branch: the unit for which the outcome is given.'),
}
export const Moved = z.object({ state: z.string(), version: z.number().int() })
export type Moved = z.infer<typeof Moved>

/** A file that hangs on the case. */
export const FileShown = z.object({ id: z.string(), name: z.string(), bytes: z.number().int() })
export type FileShown = z.infer<typeof FileShown>
