import { useMemo } from 'react'
import { isBlank } from '#base/blank.ts'
import { Decimal } from '#base/decimal.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Chart } from '#kit/web/ui/Chart.tsx'
import type { FigureRow, FigureTable } from '../contract.ts'
import type { ColumnChoice } from '../rules/explore.ts'
import { figureOf } from '../rules/figure-cells.ts'
import { useColumnName } from './ColumnSelect.tsx'
import { words as shared } from './texts.ts'
import { citationLine, useCatalogue, useCitations, useSelectionWords } from './vocabulary.ts'

const words = defineTexts({
  most: { zh: ' · 共 {n} 组，图中为最大的 {shown} 组', en: ' · {n} groups, the largest {shown} are drawn' },
  blanks: {
    zh: ' · {n} 组没有数值，不在图中',
    en: ' · {n} {n|group has|groups have} no value and {n|is|are} not drawn',
  },
})

const mostLines = 6
const mostBars = 36
const barHeight = 24

/** One figure drawn: lines over several periods, lying bars by group for one. */
export function ExploreChart({ table, column }: { table: FigureTable; column: ColumnChoice }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const cite = useCitations()
  const catalogue = useCatalogue()
  const columnName = useColumnName(table)
  const selectionWords = useSelectionWords()
  const { programme } = useSession()
  const { by, periods, where, span } = table.query
  const drawn = useMemo(() => groupsBySize(table, column), [table, column])
  const name = (row: FigureRow): string =>
    row.keys.map((id) => say(table.names[id]) || id).join(' · ') || selectionWords(where).join(' · ')
  const overTime = periods.length > 1
  const shown = drawn.groups.slice(0, overTime ? mostLines : mostBars)
  const series = overTime
    ? shown.map((rows, i) => ({
        id: rows[0]?.keys.join('|') ?? '',
        name: rows[0] === undefined ? '' : name(rows[0]),
        role: 'actual' as const,
        hue: i,
        points: rows.map((row) => ({ at: row.period, value: figureOf(table, row, column.at) })),
      }))
    : [
        {
          id: column.id,
          name: columnName(column),
          role: 'actual' as const,
          hue: 0,
          points: shown.flatMap((rows) =>
            rows.map((row) => ({ at: name(row), value: figureOf(table, row, column.at) })),
          ),
        },
      ]
  const source = catalogue.data?.indicators.find(({ id }) => id === column.indicator)?.source
  const note = [
    drawn.groups.length > shown.length ? t('most', { n: drawn.groups.length, shown: shown.length }) : '',
    drawn.blank > 0 ? t('blanks', { n: drawn.blank }) : '',
  ].join('')
  return (
    <Chart
      title={[
        columnName(column),
        ...(by.length === 0 ? [] : selectionWords(where)),
        formatPeriod(periods.at(-1) ?? '', language),
        ...(span === 'cumulative' ? [s('cumulative')] : []),
      ].join(' · ')}
      kind={overTime ? 'line' : 'bar'}
      lying={!overTime}
      series={series}
      unit={table.columns[column.at]?.unit ?? 'one'}
      source={source === undefined ? '' : citationLine(cite(source), language)}
      asOf={formatInstant(table.asOf, programme.timeZone)}
      height={overTime ? 420 : 72 + barHeight * shown.length}
      note={note}
    />
  )
}

/** The rows of each group, groups by their last value, the largest first; those without any value are only counted. */
function groupsBySize(table: FigureTable, column: ColumnChoice): { groups: FigureRow[][]; blank: number } {
  const groups = new Map<string, FigureRow[]>()
  for (const row of table.rows) {
    const id = row.keys.join('|')
    groups.set(id, [...(groups.get(id) ?? []), row])
  }
  const sized = [...groups.values()].flatMap((rows) => {
    const last = rows.findLast((row) => !isBlank(figureOf(table, row, column.at).value))
    const value = last?.cells[column.at]?.[0]
    return value === null || value === undefined ? [] : [{ rows, size: new Decimal(value) }]
  })
  return {
    groups: sized.toSorted((a, b) => b.size.cmp(a.size)).map(({ rows }) => rows),
    blank: groups.size - sized.length,
  }
}
