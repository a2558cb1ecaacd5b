import type { PlainDate } from '#base/plain-date.ts'
import type { ProblemIssue } from '#base/problem.ts'
import type { Lot, LotFields } from '../contract/lots.ts'

/** What the programme offers for the fields of a parcel in preparation. */
export type LotVocabulary = {
  readonly readiness: readonly string[]
  readonly uses: readonly string[]
  readonly bases: readonly string[]
}

/** One field that changes. */
type LotStep = { readonly what: string; readonly before: string | null; readonly after: string | null }

/** A parcel of which nothing is stated yet. */
export const blankLot: LotFields = {
  base: null,
  use: null,
  readiness: null,
  usableOn: null,
  acquiredOn: null,
  preparedOn: null,
  suppliedOn: null,
  powerKw: null,
  note: null,
}

const fields = Object.keys(blankLot) as (keyof LotFields)[]

/** The fields of a lot as a change leaves them, and each step of it; a parcel that comes into preparation says so first. */
export function changeLot(
  lot: Lot | undefined,
  changes: Partial<LotFields>,
): { readonly next: LotFields; readonly steps: readonly LotStep[] } {
  const before = lot ?? blankLot
  const next = { ...blankLot }
  const steps: LotStep[] = lot === undefined ? [{ what: 'prepared', before: null, after: 'yes' }] : []
  for (const field of fields) {
    const asked = changes[field]
    const after = asked === undefined ? before[field] : asked
    next[field] = after
    if (after !== before[field]) steps.push({ what: field, before: before[field], after })
  }
  return { next, steps }
}

const done = ['acquiredOn', 'preparedOn', 'suppliedOn'] as const

/** What is wrong with a lot: words that the programme does not have, days in the wrong order, or days that have not come. */
export function lotFaults(
  lot: LotFields,
  { vocabulary, today }: { readonly vocabulary: LotVocabulary; readonly today: PlainDate },
): ProblemIssue[] {
  const known = (field: 'readiness' | 'use' | 'base', text: string, offered: readonly string[]): ProblemIssue[] => {
    const value = lot[field]
    if (value === null || offered.includes(value)) return []
    return [{ text, where: `body.changes.${field}`, found: value, expected: offered.join(', ') }]
  }
  const days = done.flatMap((field): ProblemIssue[] => {
    const day = lot[field]
    return day !== null && day > today ? [{ text: 'lot.not_yet', where: `body.changes.${field}`, found: day }] : []
  })
  const order = done.flatMap((field, at): ProblemIssue[] => {
    const day = lot[field]
    const before = done.slice(0, at).flatMap((one) => lot[one] ?? [])
    const latest = before.toSorted().at(-1)
    if (day === null || latest === undefined || day >= latest) return []
    return [{ text: 'lot.out_of_order', where: `body.changes.${field}`, found: day, expected: latest }]
  })
  return [
    ...known('readiness', 'lot.unknown_readiness', vocabulary.readiness),
    ...known('use', 'lot.unknown_use', vocabulary.uses),
    ...known('base', 'lot.unknown_base', vocabulary.bases),
    ...days,
    ...order,
  ]
}
