import { z } from 'zod'
import { Blank, BlankReason } from './blank.ts'
import { PlainDate } from './plain-date.ts'
import { Quantity } from './quantity.ts'

/** What a figure wears when it does not stand on firm ground. */
export const figureMarks = ['low_coverage', 'estimated', 'provisional', 'synthetic'] as const
export const FigureMark = z.enum(figureMarks)
export type FigureMark = z.infer<typeof FigureMark>

/** How a figure came about: its explanation without the lineage, which is paged on demand. */
export const FigureNote = z
  .object({
    formula: z
      .object({
        id: z.string().describe('The indicator whose formula it is'),
        text: z.string().describe('The formula as the pack states it'),
        from: PlainDate.describe('Since when this formula holds'),
        source: z.string().optional().describe('Who says so'),
      })
      .optional()
      .describe('Absent when the figure is a plain sum of what was reported'),
    coverage: z
      .object({ reported: z.number().int().nonnegative(), expected: z.number().int().nonnegative() })
      .describe('How many subjects reported, of how many that had to'),
    blanks: z.partialRecord(BlankReason, z.number().int().positive()).describe('How many gave no value, by reason'),
    knownAt: z.iso.datetime({ offset: true }).describe('What was known at this instant'),
    lineage: z.string().describe('Where the observations behind it are listed'),
  })
  .describe('How a figure came about')
export type FigureNote = z.infer<typeof FigureNote>

/** A computed value, or a blank with its reason, and how it came about. */
export const Figure = z
  .object({ value: z.union([Quantity, Blank]), marks: z.array(FigureMark), explanation: FigureNote })
  .describe('A computed value and how it came about')
export type Figure = z.infer<typeof Figure>

/** The share of those who had to report that did, in whole percent rounded down; 100 where nobody had to. */
export function coveragePercent({ reported, expected }: FigureNote['coverage']): number {
  return expected === 0 ? 100 : Math.floor((reported * 100) / expected)
}
