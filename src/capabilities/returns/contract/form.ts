import { z } from 'zod'
import { Text } from '#base/text.ts'

// What a page needs to compute and judge a return as the server does, while it is typed.

/** How a cell is computed: by a formula over cells of the same column, or as the total of cells. */
export const CellRule = z.object({
  formula: z.string().optional().describe('As the programme states it; names mean cells of the same column.'),
  of: z.array(z.string().max(120)).optional().describe('The cells that are added up.'),
})

export const FormRule = z.object({
  checks: z.array(
    z.object({
      id: z.string(),
      severity: z.enum(['hard', 'soft']),
      require: z.string(),
      message: Text,
      matrix: z.object({ section: z.string(), class: z.string() }).optional().describe('Judged for this class.'),
    }),
  ),
  peers: z.array(z.object({ id: z.string(), of: z.string(), within: z.string(), message: Text })),
  outside: z
    .object({
      values: z.record(
        z.string(),
        z.object({
          value: z.string(),
          unit: z.string(),
          plus: z.string().optional().describe('The cell that is added to it.'),
        }),
      ),
      register: z.record(z.string(), z.boolean().nullable()),
      peers: z
        .record(z.string(), z.object({ median: z.string(), mad: z.string(), unit: z.string() }))
        .describe('Median and median absolute deviation of the industry; no value of anybody.'),
    })
    .describe('What the checks read besides the cells: earlier periods, other forms, the register, the industry.'),
})
export type FormRule = z.infer<typeof FormRule>

/** Where the respondent stands among others of its industry. */
export const PeerPlace = z.object({
  value: z.string(),
  median: z.string(),
  low: z.string(),
  high: z.string(),
  unit: z.string(),
})
