import type { Span } from '#base/period.ts'
import type { Shift } from './node.ts'

const spanOfShifts: Readonly<Record<string, Span>> = {
  '': 'this',
  cumulative: 'cumulative',
  last_year: 'last_year',
  'cumulative last_year': 'cumulative_last_year',
  'last_year cumulative': 'cumulative_last_year',
}

const shiftsOfSpan: Readonly<Record<Span, readonly Shift[]>> = {
  this: [],
  cumulative: ['cumulative'],
  last_year: ['last_year'],
  cumulative_last_year: ['cumulative', 'last_year'],
}

/** The column that shifts of time mean, innermost first; undefined where no column of a form is meant. */
export function spanOf(shifts: readonly string[]): Span | undefined {
  return spanOfShifts[shifts.join(' ')]
}

/** The column a name means within a formula that is itself read in a column: `x` in the cumulative column is the cumulative x. */
export function spanWithin(column: Span, shifts: readonly string[]): Span | undefined {
  return spanOf([...shiftsOfSpan[column], ...shifts])
}
