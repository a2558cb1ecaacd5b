import type { PlainDate } from '#base/plain-date.ts'
import type { Classification } from '../contract.ts'

/** What a classification says, without its days. */
export type Classes = Pick<Classification, 'town' | 'base' | 'industry' | 'size' | 'ownership'>

export const classFields = ['town', 'base', 'industry', 'size', 'ownership'] as const satisfies (keyof Classes)[]

/** From when the first classification holds if nobody knows when the enterprise opened. */
export const beginning = '1900-01-01' as PlainDate

export function sameClasses(a: Classes, b: Classes): boolean {
  return classFields.every((field) => a[field] === b[field])
}

export function classesOf({ town, base, industry, size, ownership }: Classes): Classes {
  return { town, base, industry, size, ownership }
}

/** The first classification of an enterprise. */
export function firstClassification(classes: Classes, openedOn: string | null): Classification {
  return { ...classesOf(classes), from: openedOn ?? beginning, to: null }
}

/** How it stood on a day; before the first one, as the first says. */
export function classificationOn(history: readonly Classification[], day: string): Classification | undefined {
  return [...history].reverse().find((each) => each.from <= day) ?? history[0]
}

export type HistoryChange =
  | { readonly history: Classification[] }
  | { readonly refused: 'later_change'; readonly laterFrom: string }

/**
 * The history with new classes from a day on. On the very day of the last change the change is corrected; before it the change is
 * refused, because it would rewrite what a later decision said. Equal neighbours become one.
 */
export function changeClassification(
  history: readonly Classification[],
  classes: Classes,
  from: string,
): HistoryChange {
  const last = history.at(-1)
  if (last === undefined) return { history: [{ ...classesOf(classes), from, to: null }] }
  if (sameClasses(last, classes)) return { history: [...history] }
  if (from < last.from && history.length > 1) return { refused: 'later_change', laterFrom: last.from }
  const before = history.filter((each) => each.from < from)
  const previous = before.at(-1)
  if (previous !== undefined && sameClasses(previous, classes))
    return { history: [...before.slice(0, -1), { ...previous, to: null }] }
  if (previous === undefined)
    return { history: [{ ...classesOf(classes), from: from < last.from ? from : last.from, to: null }] }
  return { history: [...before.slice(0, -1), { ...previous, to: from }, { ...classesOf(classes), from, to: null }] }
}
