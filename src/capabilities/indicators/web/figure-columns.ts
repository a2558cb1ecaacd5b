import { useMemo } from 'react'
import { formatPeriod } from '#kit/web/dates.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { FigureRow, FigureTable } from '../contract.ts'
import { isRatio } from '../rules/browse.ts'
import { figureOf } from '../rules/figure-cells.ts'
import { isOfAmounts, isRelative, isSigned } from '../rules/measures.ts'
import { readableScale } from '../rules/readable.ts'
import { words, wordOf } from './texts.ts'

export type FigureColumnOptions = {
  /** What a row is called in the title of its explanations: a town, a class, a period. */
  rowName: (row: FigureRow) => string
  /** Measures that are off until asked for in the column chooser. */
  hidden?: readonly string[]
  filters?: boolean
}

/** The columns of a table of figures: one for each indicator and measure, each cell explaining itself. */
export function useFigureColumns(
  table: FigureTable | undefined,
  { rowName, hidden, filters }: FigureColumnOptions,
): Column<FigureRow>[] {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  return useMemo(() => {
    if (table === undefined) return []
    const alone = new Set(table.columns.map((column) => column.indicator)).size === 1
    const unitOf = new Map(
      table.columns.flatMap((column) => (column.measure === 'value' ? [[column.indicator, column.unit]] : [])),
    )
    return table.columns.flatMap((column, i) => {
      if (isOfAmounts(column.measure) && isRatio(unitOf.get(column.indicator) ?? '')) return []
      const measure = wordOf(t, 'measure', column.measure)
      const name = say(column.name)
      const title = column.measure === 'value' ? name : alone ? measure : `${name} · ${measure}`
      return {
        id: `${column.indicator}.${column.measure}`,
        title,
        unit: column.unit,
        scale: isRelative(column.measure)
          ? 1
          : readableScale(
              column.scale,
              table.rows.map((row) => row.cells[i]?.[0]),
            ),
        sign: isSigned(column.measure),
        filter: filters !== false,
        hidden: hidden?.includes(column.measure) === true,
        value: (row: FigureRow) => figureOf(table, row, i),
        explain: (row: FigureRow) => [title, rowName(row), formatPeriod(row.period, language)].join(' · '),
      } satisfies Column<FigureRow>
    })
  }, [table, t, say, language, rowName, hidden, filters])
}
