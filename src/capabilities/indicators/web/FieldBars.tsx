import { indicatorPaths } from '#base/paths/indicators.ts'
import { unitName } from '#base/unit.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { columnScale, columnUnit } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { FigureCell } from '#kit/web/ui/FigureCell.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import type { FigureRow, FigureTable } from '../contract.ts'
import { figureOf } from '../rules/figure-cells.ts'
import { columnAt, ranked } from '../rules/overview.ts'
import { words as shared } from './texts.ts'
import { useTaxonomies } from './vocabulary.ts'

const words = defineTexts({
  industry: { zh: '产业', en: 'Industry' },
  growth: { zh: '同比 %', en: 'On last year %' },
  share: { zh: '占比 %', en: 'Share %' },
})

const mostBars = 10

/** The uppermost classes of a classification by a figure: bars with value, growth and share. */
export function FieldBars({ table, indicator }: { table: FigureTable; indicator: string }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const { data } = useTaxonomies()
  const id = (table.query.by[0] ?? '').replace('taxonomy:', '')
  const classes = data?.taxonomies.find((taxonomy) => taxonomy.id === id)?.classes ?? []
  const at = columnAt(table, indicator, 'value')
  const growth = columnAt(table, indicator, 'growth')
  const share = columnAt(table, indicator, 'share')
  const rows = ranked(table, at)
    .filter((row) => classes.find((one) => one.id === row.keys[0])?.parent === null)
    .slice(0, mostBars)
  const largest = Number(rows[0]?.cells[at]?.[0] ?? 1)
  const head = table.columns[at]
  const unit = columnUnit(
    rows.map((row) => figureOf(table, row, at)),
    head?.unit ?? 'one',
  )
  const name = (row: FigureRow) => say(table.names[row.keys[0] ?? '']) || (row.keys[0] ?? '')
  const period = formatPeriod(table.query.periods.at(-1) ?? '', language)
  const title = `${say(head?.name)} · ${period}${table.query.span === 'cumulative' ? ` ${s('cumulative')}` : ''}`
  return (
    <table className="wall-bars">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">{t('industry')}</th>
          <th scope="col" colSpan={2}>
            {unitName(unit, language)}
          </th>
          <th scope="col">{t('growth')}</th>
          <th scope="col">{t('share')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.keys.join('|')}>
            <th scope="row">
              <Go to={indicatorPaths.industry(id, row.keys[0] ?? '')}>{name(row)}</Go>
            </th>
            <td className="wall-bar">
              <span style={{ width: `${(100 * Number(row.cells[at]?.[0] ?? 0)) / largest}%` }} />
            </td>
            <td className="jd-number">
              <FigureCell
                figure={figureOf(table, row, at)}
                unit={unit}
                scale={columnScale(unit)}
                title={`${name(row)} · ${title}`}
              />
            </td>
            {[growth, share].map((column) => (
              <td key={column} className="jd-number">
                {column < 0 ? null : (
                  <FigureCell
                    figure={figureOf(table, row, column)}
                    scale={1}
                    sign={column === growth}
                    title={`${name(row)} · ${title}`}
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
