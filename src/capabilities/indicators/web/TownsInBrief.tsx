import { useMemo } from 'react'
import { placePaths } from '#base/paths/places.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { FigureCell } from '#kit/web/ui/FigureCell.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import type { FigureRow, FigureTable } from '../contract.ts'
import { figureOf } from '../rules/figure-cells.ts'
import { columnAt, ends, ranked } from '../rules/overview.ts'
import { words as shared } from './texts.ts'
import { TileMap } from './TileMap.tsx'
import { useDashboards } from './vocabulary.ts'

const words = defineTexts({
  fast: { zh: '增速居前', en: 'Growing fastest' },
  slow: { zh: '增速居后', en: 'Growing slowest' },
  place: { zh: '地区', en: 'Place' },
  growth: { zh: '同比 %', en: 'On last year %' },
  contribution: { zh: '拉动（百分点）', en: 'Contribution (points)' },
  growthOf: { zh: '{name} 同比', en: '{name}, growth on last year' },
})

type TownsInBriefProps = { table: FigureTable; indicator: string; each?: number }

/** How the areas stand: the growth of the lead figure as a schematic map, and who leads and who falls behind. */
export function TownsInBrief({ table, indicator, each = 5 }: TownsInBriefProps) {
  const t = useTexts(words)
  const title = useTownsTitle(table, indicator)
  const growth = columnAt(table, indicator, 'growth')
  const { first, last } = useMemo(() => ends(ranked(table, growth), each), [table, growth, each])
  return (
    <div className="ov-towns">
      <TownsMap table={table} indicator={indicator} />
      <div className="ov-ends">
        <End title={t('fast')} rows={first} table={table} indicator={indicator} about={title} />
        <End title={t('slow')} rows={last} table={table} indicator={indicator} about={title} />
      </div>
    </div>
  )
}

function useTownsTitle(table: FigureTable, indicator: string): string {
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const name = say(table.columns[columnAt(table, indicator, 'value')]?.name)
  const period = formatPeriod(table.query.periods.at(-1) ?? '', language)
  return [name, `${period}${table.query.span === 'cumulative' ? ` ${s('cumulative')}` : ''}`].join(' · ')
}

/** The growth of the lead figure by area. */
export function TownsMap({ table, indicator }: { table: FigureTable; indicator: string }) {
  const t = useTexts(words)
  const title = useTownsTitle(table, indicator)
  const tiles = useDashboards().data?.tiles
  const growth = columnAt(table, indicator, 'growth')
  const figures = useMemo(
    () => new Map(table.rows.map((row) => [row.keys[0] ?? '', figureOf(table, row, growth)])),
    [table, growth],
  )
  const shown = useMemo(() => tiles?.filter(({ place }) => figures.has(place)) ?? [], [tiles, figures])
  if (shown.length === 0) return null
  return (
    <TileMap title={t('growthOf', { name: title })} tiles={shown} figures={figures} unit="percent" scale={1} signed />
  )
}

type EndProps = { title: string; rows: FigureRow[]; table: FigureTable; indicator: string; about: string }

function End({ title, rows, table, indicator, about }: EndProps) {
  const t = useTexts(words)
  const say = useText()
  const growth = columnAt(table, indicator, 'growth')
  const contribution = columnAt(table, indicator, 'contribution')
  const name = (row: FigureRow) => say(table.names[row.keys[0] ?? '']) || (row.keys[0] ?? '')
  return (
    <table className="ov-end">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">{t('place')}</th>
          <th scope="col">{t('growth')}</th>
          <th scope="col">{t('contribution')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.keys.join('|')}>
            <th scope="row">
              <Go to={placePaths.one(row.keys[0] ?? '')}>{name(row)}</Go>
            </th>
            {[growth, contribution].map((at) => (
              <td key={at} className="jd-number">
                {at < 0 ? null : (
                  <FigureCell
                    figure={figureOf(table, row, at)}
                    scale={at === growth ? 1 : 2}
                    sign
                    title={`${name(row)} · ${about}`}
                  />
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
