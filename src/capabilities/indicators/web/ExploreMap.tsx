import { useMemo } from 'react'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useTexts } from '#kit/web/texts.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import type { FigureTable } from '../contract.ts'
import type { ColumnChoice } from '../rules/explore.ts'
import { figureOf } from '../rules/figure-cells.ts'
import { isRelative, isSigned } from '../rules/measures.ts'
import { readableScale } from '../rules/readable.ts'
import { useColumnName } from './ColumnSelect.tsx'
import { words as shared } from './texts.ts'
import { TileMap } from './TileMap.tsx'
import { useDashboards, useSelectionWords } from './vocabulary.ts'

const words = defineTexts({
  none: { zh: '规划包里没有地区示意图', en: 'The pack has no schematic map of areas' },
  noneWhy: {
    zh: '地区文件没有写格子的位置；可改看表或图。',
    en: 'Its places have no squares; look at the table or the chart.',
  },
  areas: {
    zh: '示意图按镇街园区显示最近一期，不用上面的分组。',
    en: 'The map shows the last period by area, whatever the groups above.',
  },
})

/** One figure by area, as squares. */
export function ExploreMap({ table, column }: { table: FigureTable; column: ColumnChoice }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const language = useLanguage()
  const { programme } = useSession()
  const columnName = useColumnName(table)
  const selectionWords = useSelectionWords()
  const tiles = useDashboards().data?.tiles
  const figures = useMemo(
    () => new Map(table.rows.map((row) => [row.keys[0] ?? '', figureOf(table, row, column.at)])),
    [table, column],
  )
  const head = table.columns[column.at]
  const shown = useMemo(() => tiles?.filter(({ place }) => figures.has(place)), [tiles, figures])
  if (shown === undefined || head === undefined) return null
  if (shown.length === 0) return <EmptyState title={t('none')} why={t('noneWhy')} />
  const { periods, where, span } = table.query
  return (
    <>
      <TileMap
        title={[
          columnName(column),
          ...selectionWords(where),
          formatPeriod(periods.at(-1) ?? '', language),
          ...(span === 'cumulative' ? [s('cumulative')] : []),
        ].join(' · ')}
        tiles={shown}
        figures={figures}
        unit={head.unit}
        scale={
          isRelative(column.measure)
            ? 1
            : readableScale(
                head.scale,
                table.rows.map((row) => row.cells[column.at]?.[0]),
              )
        }
        signed={isSigned(column.measure)}
      />
      <p className="ind-note">
        {t('areas')} {s('knownAt', { at: formatInstant(table.asOf, programme.timeZone) })}
      </p>
    </>
  )
}
