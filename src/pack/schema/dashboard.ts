import { z } from 'zod'
import { Citation, Id, ref, Words } from './values.ts'

/** `dashboards/<id>.yaml`: which figures a page of many figures shows, in which order, under which heads. */
export const Dashboard = z.strictObject({
  name: Words,
  use: z
    .enum(['programme', 'clusters'])
    .describe('programme: the programme at a glance and the wall; clusters: one page for each class of the taxonomy'),
  taxonomy: ref('taxonomies').describe('the industries it looks at, class by class'),
  lead: ref('indicators').describe('the indicator that stands for all: classes and places are compared by it'),
  dimensions: z
    .array(
      z.strictObject({
        id: Id,
        name: Words,
        indicators: z.array(ref('indicators')).min(1),
        note: Words.describe('what these figures leave out').optional(),
      }),
    )
    .min(1)
    .describe('heads, each with its figures'),
  note: Words.optional(),
  source: Citation,
})
export type Dashboard = z.output<typeof Dashboard>
