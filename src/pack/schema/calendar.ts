import { z } from 'zod'
import { Citation, DateText, Whole, Words } from './values.ts'

export const CalendarYear = z.strictObject({
  year: Whole,
  holidays: z.array(z.strictObject({ name: Words, from: DateText, to: DateText })),
  workdays: z.array(DateText).describe('weekend days that are worked'),
  note: Words.optional(),
  source: Citation,
})
export type CalendarYear = z.output<typeof CalendarYear>

/** `calendars/<id>.yaml`: holidays and worked weekends, year by year as they were announced. */
export const Calendar = z.strictObject({
  name: Words,
  licence: Words.describe('under what terms its days stand here'),
  note: Words.optional(),
  years: z.array(CalendarYear).min(1),
})
export type Calendar = z.output<typeof Calendar>
