import { z } from 'zod'
import { endpoint } from '#base/endpoint.ts'
import { Text } from '#base/text.ts'
import { SlipSummary } from './slips.ts'
import { TaskFilter, TaskSummary } from './tasks.ts'
import { Day, Quarter, Year } from './words.ts'

/** A ratio of sums with what it was made of. */
export const Rate = z.object({
  share: z.string().nullable().describe('Exact to six places; null: nothing in the denominator.'),
  top: z.number().int(),
  bottom: z.number().int(),
})
export type Rate = z.infer<typeof Rate>

export const BoardRow = z.object({
  id: z.string(),
  name: Text,
  tasks: z.number().int().describe('Cancelled ones are left out.'),
  done: z.number().int(),
  on_schedule: z.number().int(),
  near: z.number().int(),
  behind: z.number().int(),
  overdue: z.number().int(),
  doneLate: z.number().int().describe('Done after the original deadline.'),
  onTime: Rate.describe('Done by the original deadline, of all that are done.'),
  onTimeRebased: Rate.describe('Done by the deadline in force, of all that are done.'),
  openSlips: z.number().int(),
})
export type BoardRow = z.infer<typeof BoardRow>

export const BurnUpQuarter = z.object({
  quarter: Quarter,
  scheduled: z
    .string()
    .nullable()
    .describe('Sum of the shares due by the end of the quarter, in tasks; null: none stated.'),
  done: z
    .string()
    .nullable()
    .describe('Sum of the shares reached by its end, in tasks; null: it lies ahead, or nothing was known.'),
  stated: z.number().int().describe('Tasks whose schedule states a share.'),
  known: z.number().int().describe('Tasks whose progress was known then.'),
  tasks: z.number().int(),
})
export type BurnUpQuarter = z.infer<typeof BurnUpQuarter>

export const boardsContract = {
  board: endpoint
    .route({ method: 'GET', path: '/supervision/board', summary: 'Tasks by light, by base, unit or leader' })
    .meta({ may: 'supervision.see' })
    .input(z.object({ year: Year.optional(), by: z.enum(['base', 'unit', 'leader']).default('base') }))
    .output(
      z.object({ year: z.number().int(), years: z.array(z.number().int()), total: BoardRow, rows: z.array(BoardRow) }),
    ),
  burnUp: endpoint
    .route({ method: 'GET', path: '/supervision/burn-up', summary: 'Planned against actual, by quarter' })
    .meta({ may: 'supervision.see' })
    .input(z.object(TaskFilter))
    .output(z.object({ year: z.number().int(), quarters: z.array(BurnUpQuarter) })),
  bulletin: endpoint
    .route({
      method: 'GET',
      path: '/supervision/bulletin',
      summary: 'Everything a bulletin of a period says, for print',
    })
    .meta({ may: 'supervision.see' })
    .input(z.object({ from: Day, to: Day, year: Year.optional() }))
    .output(
      z.object({
        title: Text,
        issuer: Text,
        from: Day,
        to: Day,
        asOf: Day,
        total: BoardRow,
        byBase: z.array(BoardRow),
        byUnit: z.array(BoardRow),
        done: z.array(TaskSummary).describe('Done in the period.'),
        overdue: z.array(TaskSummary).describe('Overdue at its end, with the reason of each light.'),
        behind: z.array(TaskSummary),
        extended: z.array(TaskSummary).describe('Whose deadline was moved in the period.'),
        slips: z.array(SlipSummary).describe('Issued in the period.'),
        replies: z.number().int(),
        escalated: z.number().int(),
      }),
    ),
}
