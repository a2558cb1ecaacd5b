import { addDays, addMonths, parsePlainDate, type PlainDate } from '#base/plain-date.ts'
import { type AgreementDays, beginOfYear, type DatedRow } from './due-checks.ts'

/** What is watched on new-type industrial land. */
const watchedKinds = ['entry', 'resale', 'sublease', 'output', 'change_of_use', 'factory_share'] as const
export type WatchedKind = (typeof watchedKinds)[number]

/** From when until when a row binds; null: without an end, or not yet begun. */
export type Binding = { readonly from: PlainDate | null; readonly until: PlainDate | null }

/** The days on which a row binds, as far as it states them: words that hold always have no end. */
export function bindingOf(row: DatedRow, days: AgreementDays): Binding {
  const anchor = row.anchor === 'production' ? days.production : days.landRight
  const { when } = row
  if ('always' in when) return { from: days.landRight, until: null }
  if ('once' in when) return { from: days.landRight, until: endOf(when, anchor) }
  const span = 'yearly' in when ? when.yearly : when.mean
  if ('not_stated' in span || anchor === null) return { from: anchor, until: null }
  const until = span.to_year === undefined ? null : addDays(beginOfYear(anchor, span.to_year + 1), -1)
  return { from: beginOfYear(anchor, span.from_year), until }
}

function endOf(when: Extract<DatedRow['when'], { once: unknown }>, anchor: PlainDate | null): PlainDate | null {
  if (when.within === undefined) return null
  if ('by' in when.within) return parsePlainDate(when.within.by)
  return anchor === null ? null : addMonths(anchor, when.within.months)
}

/** Whether a row binds on a day. */
export function bindsOn({ from, until }: Binding, day: PlainDate): boolean {
  return from !== null && from <= day && (until === null || day <= until)
}

type Verdict = { readonly verdict: 'allowed' | 'refused'; readonly hasRule: boolean }

/** What is wrong with a decision by a row; undefined: nothing. What a row in force may forbid is allowed only by a rule that is named. */
export function faultOfVerdict(
  { verdict, hasRule }: Verdict,
  binding: Binding | undefined,
  day: PlainDate,
): 'agreement.nothing_decides' | 'agreement.row_not_in_force' | 'agreement.row_in_force' | undefined {
  if (binding === undefined) return hasRule ? undefined : 'agreement.nothing_decides'
  const binds = bindsOn(binding, day)
  if (verdict === 'refused') return binds ? undefined : 'agreement.row_not_in_force'
  return binds && !hasRule ? 'agreement.row_in_force' : undefined
}
