import { z } from 'zod'
import { holds } from '#base/endpoint.ts'
import { BlankReason } from '#base/blank.ts'
import { Text } from '#base/text.ts'

export const RunId = z.uuid().describe('One evaluation: a scheme in a period.')
export const Unit = z.string().min(1).max(100).describe('What was evaluated: the id of a unit.')
export const Name = z.string().min(1).max(100)
export const Revision = z.coerce.number().int().min(1).describe('The version that the asker saw.')
export const Said = z.string().trim().min(1).max(4000)
/** An exact decimal; the pages never compute with it as a float. */
export const Amount = z
  .string()
  .regex(/^-?\d{1,40}(\.\d{1,30})?$/)
  .describe('An exact decimal, in the unit of its input.')
export const Page = {
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(500).default(50),
}
export const Named = z.object({ id: z.string(), name: Text })
export type Named = z.infer<typeof Named>

/** One input of one unit with where it comes from. */
export const InputShown = z.object({
  input: z.string(),
  name: Text,
  unit: z.string().describe('Unit of the amount.'),
  amount: holds('micro', z.string()).nullable(),
  blank: BlankReason.nullable(),
  domain: z.enum(['administrative', 'declared']),
  source: z.string().nullable().describe('The file, return or act that it was taken from.'),
  sourceVersion: z.number().int().nullable(),
  by: z.string().nullable().describe('Who brought it in.'),
  knownAt: z.string().nullable().describe('Since when it is known.'),
  corrected: z
    .object({ was: z.string().nullable(), objection: z.uuid().nullable(), at: z.string(), reason: z.string() })
    .nullable()
    .describe('An accepted objection changed it after the inputs were frozen.'),
})
export type InputShown = z.infer<typeof InputShown>

/** A grade that stands beside the computed one, and never in its place. */
export const OverrideShown = z.object({
  id: z.uuid(),
  grade: z.string(),
  reason: z.string(),
  by: z.string().nullable(),
  at: z.string(),
})
export type OverrideShown = z.infer<typeof OverrideShown>
