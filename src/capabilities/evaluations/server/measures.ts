import { isPeriod, type Period, previousPeriod } from '#base/period.ts'
import type { HistoryEntry, MeasureShown } from '../contract/results.ts'
import { measuresOf } from '../rules/measures.ts'
import { givenOf, readTable } from '../rules/columns.ts'
import type { CheckedScheme, KeptUnit } from './model.ts'
import { namedIn } from './naming.ts'
import { toUnits } from './seal.ts'
import type { Run } from './store.ts'

/** What formulas of measures may ask of a unit. */
export function givenOfUnit(scheme: CheckedScheme, unit: KeptUnit) {
  return givenOf(
    readTable(scheme, toUnits(scheme, { format: 1, scheme: scheme.id, period: '', given: {}, units: [unit] })),
    0,
  )
}

type Measured = {
  readonly grade: string
  readonly history: readonly HistoryEntry[]
  readonly given: ReturnType<typeof givenOf>
}

/** Measures of the grade by the years it was given in a row; those before count when they are final. */
export function measuresFor({ scheme, period }: Run, { grade, history, given }: Measured): MeasureShown[] {
  const years = yearsInGrade({ scheme: scheme.id, period, grade, history })
  const { enabled = false, items = [] } = scheme.measures ?? {}
  return measuresOf(scheme, { grade, years }, given).flatMap((lever) =>
    lever.items.map((item): MeasureShown => {
      const measure = items.find(({ id }) => id === item.measure)
      return {
        measure: item.measure,
        name: namedIn(items, item.measure).name,
        lever: lever.lever,
        years,
        value: item.value,
        unit: lever.unit,
        amount: item.counts ? (lever.amount?.value ?? null) : null,
        amountUnit: item.counts ? (lever.amount?.unit ?? null) : null,
        isApplied: enabled && item.counts,
        source: measure?.source ?? '',
      }
    }),
  )
}

/** For how many periods in a row the grade was given, this one included. */
export function yearsInGrade(asked: {
  readonly scheme: string
  readonly period: string
  readonly grade: string
  readonly history: readonly HistoryEntry[]
}): number {
  let years = 1
  let at = asked.period
  while (isPeriod(at)) {
    at = previousPeriod(at as Period)
    const before = asked.history.find((one) => one.period === at && one.isFinal && one.scheme === asked.scheme)
    if (before?.grade !== asked.grade) return years
    years += 1
  }
  return years
}
