import { Button, Dropdown, Segmented } from 'antd'
import { lazy, type ReactNode, Suspense, useMemo, useRef, useState } from 'react'
import { isPeriod } from '#base/period.ts'
import { unitName } from '#base/unit.ts'
import { formatPeriod } from '../dates.ts'
import { markOf } from '../export-mark.ts'
import { useMaybeSession } from '../session.tsx'
import { defineTexts, useLanguage, useTexts } from '../texts.tsx'
import { useBrightness } from '../brightness.ts'
import { tokens } from '../theme.ts'
import { Busy } from './Busy.tsx'
import type { ChartHandle } from './chart/ChartBox.tsx'
import { chartOption } from './chart/option.ts'
import { type ChartSeries, cellOf, chartUnit, placesOf, said, valueAt } from './chart/series.ts'
import { EmptyState } from './EmptyState.tsx'
import { download, type Sheet, sheetToCsv } from './table/export.ts'

const words = defineTexts({
  chart: { zh: '图', en: 'Chart' },
  table: { zh: '表', en: 'Table' },
  at: { zh: '项', en: 'At' },
  view: { zh: '显示方式', en: 'View' },
  save: { zh: '保存', en: 'Save' },
  source: { zh: '来源：{source}', en: 'Source: {source}' },
  asOf: { zh: '数据截至 {at}', en: 'As of {at}' },
  unit: { zh: '单位：{unit}', en: 'Unit: {unit}' },
  synthetic: { zh: '合成数据', en: 'Synthetic data' },
  empty: { zh: '没有可画的数据', en: 'Nothing to draw' },
})

const ChartBox = lazy(() => import('./chart/ChartBox.tsx').then((module) => ({ default: module.ChartBox })))

type ChartProps = {
  /** Indicator, place, period. */
  title: string
  kind: 'line' | 'bar'
  series: ChartSeries[]
  /** Unit code of the values; money is drawn in the magnitude that suits. */
  unit: string
  source: string
  /** A day, period or instant, already in words. */
  asOf: string
  height?: number
  /** Bars lie; for long names. */
  lying?: boolean
  /** Words of the places on the axis; periods have their own. */
  placeName?: (place: string) => string
  note?: ReactNode
}

/** A chart with everything that belongs to it: title, unit, source, as-of, the same as a table, PNG, SVG, CSV. */
export function Chart(props: ChartProps) {
  const { title, kind, series, source, asOf, height = 320, lying = false, placeName, note } = props
  const t = useTexts(words)
  const language = useLanguage()
  const brightness = useBrightness()
  const session = useMaybeSession()
  const synthetic = session?.synthetic === true
  const [view, setView] = useState<'chart' | 'table'>('chart')
  const handle = useRef<ChartHandle>(null)
  const places = useMemo(
    () =>
      placesOf(
        series,
        series.every((one) => one.points.every((point) => isPeriod(point.at))),
      ),
    [series],
  )
  const unit = useMemo(() => chartUnit(series, props.unit), [series, props.unit])
  const nameOf = useMemo(
    () => (place: string) => placeName?.(place) ?? formatPeriod(place, language),
    [placeName, language],
  )
  const foot = [
    t('source', { source }),
    t('asOf', { at: asOf }),
    t('unit', { unit: unitName(unit, language) }),
    ...(synthetic ? [t('synthetic')] : []),
  ].join(' · ')
  const option = useMemo(
    () =>
      chartOption({
        kind,
        series,
        places,
        placeName: nameOf,
        unit,
        unitName: unitName(unit, language),
        language,
        brightness,
        lying,
        animate: !globalThis.matchMedia('(prefers-reduced-motion: reduce)').matches,
      }),
    [kind, series, places, nameOf, unit, language, brightness, lying],
  )
  if (places.length === 0) return <EmptyState title={t('empty')} />

  const sheet = (): Sheet => ({
    title,
    head: [
      t('at'),
      ...series.map((one) => `${one.name} (${unitName(unit, language)})`),
      ...(synthetic ? [t('synthetic')] : []),
    ],
    rows: places.map((place) => [
      nameOf(place),
      ...series.map((one) => cellOf(valueAt(one, place), unit, language)),
      ...(synthetic ? [t('synthetic')] : []),
    ]),
    notes: [],
    mark: markOf(session),
  })

  async function save(kindOf: string): Promise<void> {
    const name = synthetic ? `${title}-${t('synthetic')}` : title
    if (kindOf === 'csv') download(`${name}.csv`, sheetToCsv(sheet()))
    if (kindOf === 'svg') download(`${name}.svg`, handle.current?.svg() ?? '', 'image/svg+xml')
    if (kindOf === 'png' && handle.current !== null)
      download(`${name}.png`, await handle.current.png(tokens[brightness].surface))
  }

  return (
    <figure className="jd-chart" aria-label={title}>
      <div className="jd-chart-head">
        <figcaption>{title}</figcaption>
        <div className="jd-acts jd-screen-only">
          <Segmented
            size="small"
            aria-label={t('view')}
            value={view}
            options={[
              { value: 'chart', label: t('chart') },
              { value: 'table', label: t('table') },
            ]}
            onChange={(next) => setView(next === 'table' ? 'table' : 'chart')}
          />
          <Dropdown
            trigger={['click']}
            menu={{
              items: (view === 'chart' ? ['png', 'svg', 'csv'] : ['csv']).map((key) => ({
                key,
                label: key.toUpperCase(),
              })),
              onClick: ({ key }) => void save(key),
            }}
          >
            <Button size="small">{t('save')}</Button>
          </Dropdown>
        </div>
      </div>
      {view === 'chart' ? (
        <Suspense fallback={<Busy lines={6} />}>
          <ChartBox option={option} height={height} label={title} foot={foot} handle={handle} />
        </Suspense>
      ) : (
        <ChartTable series={series} places={places} unit={unit} nameOf={nameOf} />
      )}
      <p className="jd-chart-foot">
        {foot}
        {note}
      </p>
    </figure>
  )
}

type ChartTableProps = { series: ChartSeries[]; places: string[]; unit: string; nameOf: (place: string) => string }

function ChartTable({ series, places, unit, nameOf }: ChartTableProps) {
  const language = useLanguage()
  return (
    <div className="jd-table-scroll">
      <table className="jd-table">
        <thead>
          <tr>
            <th className="jd-first" />
            {series.map((one) => (
              <th key={one.id} scope="col" className="jd-right">
                {one.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {places.map((place) => (
            <tr key={place}>
              <th scope="row" className="jd-first">
                {nameOf(place)}
              </th>
              {series.map((one) => (
                <td key={one.id} className="jd-right jd-number">
                  {said(valueAt(one, place), unit, language)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
