import { Decimal, parseDecimal, toDecimalText } from '#base/decimal.ts'
import { cumulativeTo, type Period, sameLastYear, type Span } from '#base/period.ts'
import type { ProgrammeForm } from '#pack/programme.ts'
import type { CellReading } from './cell-text.ts'
import { periodBefore } from './periods.ts'

/** What stood in another period: the value, or undefined when there is none. */
export type StoodIn = (period: Period, indicator: string, span: Span) => string | undefined

/** Everything a check may ask of one return: its own cells, other periods of the same respondent, the respondent. */
export type ReturnWorld = {
  /** The value of an indicator under shifts of time, innermost first, as exact decimal text; undefined when it is missing. */
  readonly valueOf: (indicator: string, shifts: readonly string[]) => string | undefined
}

const spanOfShifts: Readonly<Record<string, Span>> = {
  '': 'this',
  cumulative: 'cumulative',
  last_year: 'last_year',
  'cumulative last_year': 'cumulative_last_year',
  'last_year cumulative': 'cumulative_last_year',
}

/** The column that shifts of time mean, innermost first; undefined where no column of a form is meant. */
export function spanOf(shifts: readonly string[]): Span | undefined {
  return spanOfShifts[shifts.join(' ')]
}

/**
 * The values a check sees. A column of the form comes first; what the form does not ask is taken from the record: the same period of last
 * year, the period before, and the sum of the year for flows.
 */
export function returnWorld(
  form: ProgrammeForm,
  period: Period,
  readings: ReadonlyMap<string, CellReading>,
  stood: StoodIn,
): ReturnWorld {
  const typed = (indicator: string, span: Span): string | undefined => {
    const reading = readings.get(`${indicator}:${span}`)
    return reading !== undefined && 'value' in reading ? reading.value : undefined
  }
  const summed = (indicator: string, last: Period, own: string | undefined): string | undefined => {
    const before = cumulativeTo(last, form.january_february ?? 'separate').slice(0, -1)
    const parts = [...before.map((each) => stood(each, indicator, 'this')), own]
    if (parts.some((part) => part === undefined)) return undefined
    return toDecimalText(parts.reduce((sum, part) => sum.plus(parseDecimal(part as string)), new Decimal(0)))
  }
  const valueOf = (indicator: string, shifts: readonly string[]): string | undefined => {
    const span = spanOf(shifts)
    if (span !== undefined) {
      const own = typed(indicator, span)
      if (own !== undefined || readings.has(`${indicator}:${span}`)) return own
    }
    const lastYear = sameLastYear(period)
    switch (shifts.join(' ')) {
      case '':
        return stood(period, indicator, 'this')
      case 'previous':
        return stood(periodBefore(form, period), indicator, 'this')
      case 'last_year':
        return stood(lastYear, indicator, 'this')
      case 'cumulative':
        return summed(indicator, period, typed(indicator, 'this'))
      case 'cumulative last_year':
      case 'last_year cumulative':
        return (
          stood(lastYear, indicator, 'cumulative') ?? summed(indicator, lastYear, stood(lastYear, indicator, 'this'))
        )
      default:
        return undefined
    }
  }
  return { valueOf }
}

/** The other periods of the respondent that checks may look at. */
export function periodsLookedAt(form: ProgrammeForm, period: Period): Period[] {
  const jf = form.january_february ?? 'separate'
  const lastYear = sameLastYear(period)
  return [
    ...new Set([
      period,
      periodBefore(form, period),
      ...cumulativeTo(period, jf),
      ...cumulativeTo(lastYear, jf),
      lastYear,
    ]),
  ]
}
