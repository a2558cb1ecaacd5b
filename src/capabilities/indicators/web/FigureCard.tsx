import { indicatorPaths } from '#base/paths/indicators.ts'
import { isBlank } from '#base/blank.ts'
import { unitName } from '#base/unit.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { columnScale, columnUnit } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { FigureCell } from '#kit/web/ui/FigureCell.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import type { FigureRow, FigureTable } from '../contract.ts'
import { figureOf } from '../rules/figure-cells.ts'
import { columnAt } from '../rules/overview.ts'
import { readableScale } from '../rules/readable.ts'
import { Sparkline } from './Sparkline.tsx'
import { words as shared } from './texts.ts'
import type { OverviewFigure } from './use-overview.ts'

const words = defineTexts({
  soFar: { zh: '本年累计', en: 'Year so far' },
  growth: { zh: '同比', en: 'on last year' },
})

/** One figure large: the year so far with its growth, the period beside it, and how it went. */
export function FigureCard({ figure }: { figure: OverviewFigure }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const { id, series, soFar } = figure
  const value = columnAt(series, id, 'value')
  const last = series.rows.at(-1)
  const name = say(series.columns[value]?.name)
  if (last === undefined) return null
  const year = soFar?.rows[0]
  const isCumulative = soFar !== undefined && year !== undefined && columnAt(soFar, id, 'value') >= 0
  const main = isCumulative ? { table: soFar, row: year } : { table: series, row: last }
  const ofPeriod = formatPeriod(last.period, language)
  return (
    <div className="ov-card">
      <h3>
        <Go to={indicatorPaths.one(id)}>{name}</Go>
      </h3>
      <OneLine
        {...main}
        indicator={id}
        name={name}
        label={isCumulative ? t('soFar') : ofPeriod}
        cumulative={isCumulative ? s('cumulative') : ''}
        large
      />
      {isCumulative ? (
        <OneLine table={series} row={last} indicator={id} name={name} label={s('thisPeriod')} cumulative="" />
      ) : null}
      <Sparkline values={series.rows.map((row) => row.cells[value]?.[0] ?? null)} />
    </div>
  )
}

type OneLineProps = {
  table: FigureTable
  row: FigureRow
  indicator: string
  name: string
  label: string
  cumulative: string
  large?: boolean
}

function OneLine({ table, row, indicator, name, label, cumulative, large }: OneLineProps) {
  const t = useTexts(words)
  const language = useLanguage()
  const at = columnAt(table, indicator, 'value')
  const growth = columnAt(table, indicator, 'growth')
  const head = table.columns[at]
  const value = figureOf(table, row, at)
  const unit = columnUnit([value], head?.unit ?? 'one')
  const scale = unit === head?.unit ? readableScale(head.scale, [row.cells[at]?.[0]]) : columnScale(unit)
  const title = [name, `${formatPeriod(row.period, language)}${cumulative}`].join(' · ')
  return (
    <div className={large === true ? 'ov-line ov-large' : 'ov-line'}>
      <span className="ov-label">{label}</span>
      <span className="ov-value">
        <FigureCell figure={value} unit={unit} scale={scale} title={title} />
        {isBlank(value.value) ? null : <span className="ov-unit"> {unitName(unit, language)}</span>}
      </span>
      {growth < 0 ? null : (
        <span className="ov-growth">
          <span className="ov-label">{t('growth')} </span>
          <FigureCell figure={figureOf(table, row, growth)} scale={1} sign title={`${title} · ${t('growth')}`} />
          {row.cells[growth]?.[0] == null ? null : '%'}
        </span>
      )}
    </div>
  )
}
