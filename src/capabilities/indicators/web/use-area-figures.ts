import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Decimal } from '#base/decimal.ts'
import { isBlank } from '#base/blank.ts'
import type { Figure } from '#base/figure.ts'
import type { Period } from '#base/period.ts'
import { usePeriod } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { columnScale, columnUnit, inUnit } from '#kit/web/numbers.ts'
import { type IndicatorSummary, indicatorsContract } from '../contract.ts'
import { browsedKinds, kindShown, periodShown } from '../rules/browse.ts'
import { figureOf } from '../rules/figure-cells.ts'
import { readableScale } from '../rules/readable.ts'
import { type ValueClasses, valueClasses } from '../rules/value-classes.ts'
import { useCatalogue } from './vocabulary.ts'

/** One indicator of one period by area unit, with the classes of a map. */
export type AreaFigures = {
  readonly indicator: IndicatorSummary
  readonly period: Period
  /** By place; a place without a line reported nothing. */
  readonly figures: ReadonlyMap<string, Figure>
  /** Of those that are no blanks, in the unit shown. */
  readonly values: ReadonlyMap<string, Decimal>
  readonly unit: string
  readonly scale: number
  readonly classes: ValueClasses
}

/** What a map of areas can show, and one indicator of it; without an id nothing is asked but the catalogue. */
export function useAreaFigures(id: string | undefined, wanted: boolean) {
  const api = useApi(indicatorsContract)
  const catalogue = useCatalogue(wanted).data
  const asked = usePeriod()
  const indicator = catalogue?.indicators.find((one) => one.id === id && one.computable)
  const kind = kindOf(indicator, asked)
  const period = catalogue === undefined ? undefined : periodShown(kind, asked, catalogue)
  const table = useQuery(
    api.figures.queryOptions({
      input: { indicators: [id ?? ''], periods: [period ?? ''], by: ['place:town'] },
      enabled: indicator !== undefined && period !== undefined,
    }),
  )
  const shown = useMemo((): AreaFigures | undefined => {
    const { data } = table
    const head = data?.columns[0]
    if (data === undefined || head === undefined || indicator === undefined || period === undefined) return undefined
    const figures = new Map(data.rows.map((row) => [row.keys[0] ?? '', figureOf(data, row, 0)]))
    const unit = columnUnit(figures.values(), head.unit)
    const values = new Map(
      [...figures].flatMap(([place, { value }]) =>
        isBlank(value) ? [] : [[place, new Decimal(inUnit(value, unit))] as const],
      ),
    )
    const scale =
      unit === head.unit
        ? readableScale(
            head.scale,
            data.rows.map((row) => row.cells[0]?.[0]),
          )
        : columnScale(unit)
    return { indicator, period, figures, values, unit, scale, classes: valueClasses([...values.values()], false) }
  }, [table, indicator, period])
  return {
    indicators: catalogue?.indicators.filter(({ computable }) => computable) ?? [],
    shown,
    problem: table.error,
  }
}

/** The kind of the period of the address where the indicator has it, else the longest. */
function kindOf(indicator: IndicatorSummary | undefined, asked: string | undefined) {
  const kind = kindShown(undefined, asked)
  if (indicator === undefined || indicator.periods.length === 0 || indicator.periods.includes(kind)) return kind
  return browsedKinds.find((each) => indicator.periods.includes(each)) ?? 'year'
}
