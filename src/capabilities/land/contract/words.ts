import { z } from 'zod'
import { isPlainDate } from '#base/plain-date.ts'
import { Text } from '#base/text.ts'

export const Id = z.uuid()
export const Name = z.string().min(1).max(100)
export const Said = z.string().trim().min(1).max(4000)
export const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine((text): boolean => isPlainDate(text), { error: 'value.not_a_date' })
  .describe('A day, such as 2026-11-22.')
/** An exact decimal; the pages never compute with it as a float. */
export const Amount = z.string().regex(/^-?\d{1,40}(\.\d{1,30})?$/)
/** Ground or floor in m2, exact. */
export const Area = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,4})?$/)
  .describe('Exact area in m2, at most four decimals.')
export const Revision = z.coerce
  .number()
  .int()
  .min(0)
  .describe('What the asker saw; another one is refused as stale. 0: there was nothing yet.')
export const Industry = z
  .string()
  .regex(/^[^/\s]{1,100}\/[^/\s]{1,100}$/)
  .describe('Taxonomy and class, such as fields-2018/new-it.')
export const Named = z.object({ id: z.string(), name: Text })
export type Named = z.infer<typeof Named>
export const Paging = {
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(500).default(50),
}

/** How a case stands after a step. */
export const Moved = z.object({ state: z.string(), version: z.number().int() })
