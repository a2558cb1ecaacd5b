import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import type { Period } from '#base/period.ts'
import { indicatorPaths } from '#base/paths/indicators.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type FigureRow, type FigureTable, indicatorsContract, type IndustryTaxonomy } from '../contract.ts'
import { figureOf } from '../rules/figure-cells.ts'
import { useFigureColumns } from './figure-columns.ts'
import { OneFigure } from './OneFigure.tsx'
import { fresh } from './freshness.ts'
import { words as shared } from './texts.ts'
import type { Browsing } from './use-browsing.ts'
import { usePlaceNames } from './vocabulary.ts'

const words = defineTexts({
  now: { zh: '总体 · {period}', en: 'As a whole · {period}' },
  classes: { zh: '各产业 · {period}', en: 'By industry · {period}' },
  below: { zh: '下级产业 · {period}', en: 'Its parts · {period}' },
  industry: { zh: '产业', en: 'Industry' },
  whole: { zh: '全部企业', en: 'All enterprises' },
  overlap: {
    zh: '占比以全部企业为 100%；同一企业可属几类，各类不一定加总为全部。',
    en: 'Shares are of all enterprises. An enterprise may be in several classes, so the classes need not add up.',
  },
})

const hidden = ['last_year'] as const

type ClassesPartProps = { taxonomy: IndustryTaxonomy; chosen: string | undefined; browsing: Browsing; period: Period }

/** The classes of a classification with growth and share; with one chosen, that one as a whole and its parts. */
export function ClassesPart({ taxonomy, chosen, browsing, period }: ClassesPartProps) {
  const api = useApi(indicatorsContract)
  const t = useTexts(words)
  const language = useLanguage()
  const { indicators, span, where } = browsing
  const asked = {
    indicators: indicators.map((indicator) => indicator.id),
    periods: [period],
    span,
    where: where.place === undefined ? {} : { place: where.place },
    compare: ['last_year', 'growth', 'share'] as ('last_year' | 'growth' | 'share')[],
  }
  const enabled = indicators.length > 0
  const figures = useQuery(
    api.figures.queryOptions({ input: { ...asked, by: [`taxonomy:${taxonomy.id}`] }, enabled, ...fresh }),
  )
  const whole = useQuery(api.figures.queryOptions({ input: asked, enabled, ...fresh }))
  const table = figures.data
  const named = formatPeriod(period, language)
  const parts = taxonomy.classes.filter((each) => each.parent === (chosen ?? null)).map((each) => each.id)
  const split = useMemo(
    () => new Set(parts.length > 0 || chosen !== undefined ? parts : taxonomy.classes.map((each) => each.id)),
    [parts, chosen, taxonomy],
  )
  return (
    <PagePart title={t(chosen === undefined ? 'classes' : 'now', { period: named })} id="classes">
      {figures.isError && table === undefined ? <ProblemAlert problem={figures.error} /> : null}
      {figures.isPending ? <Busy lines={6} /> : null}
      {table === undefined || chosen === undefined ? null : (
        <OneClass table={table} id={chosen} browsing={browsing} taxonomy={taxonomy} />
      )}
      {table === undefined || split.size === 0 ? null : (
        <>
          {chosen === undefined ? null : <h3 className="ind-below">{t('below', { period: named })}</h3>}
          <ClassTable
            table={table}
            whole={chosen === undefined ? whole.data : undefined}
            split={split}
            taxonomy={taxonomy}
            period={period}
          />
        </>
      )}
      <p className="ind-note">{t('overlap')}</p>
    </PagePart>
  )
}

type ClassTableProps = {
  table: FigureTable
  whole: FigureTable | undefined
  split: ReadonlySet<string>
  taxonomy: IndustryTaxonomy
  period: Period
}

function ClassTable({ table, whole, split, taxonomy, period }: ClassTableProps) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const { programme } = useSession()
  const className = useCallback(
    (row: FigureRow) => say(table.names[row.keys[0] ?? '']) || (row.keys[0] ?? ''),
    [table, say],
  )
  const figures = useFigureColumns(table, { rowName: className, hidden })
  const rows = useMemo(() => table.rows.filter((row) => split.has(row.keys[0] ?? '')), [table, split])
  const totals = useMemo(() => {
    const row = whole?.rows[0]
    if (whole === undefined || row === undefined) return undefined
    return Object.fromEntries(
      whole.columns.map((column, i) => [`${column.indicator}.${column.measure}`, figureOf(whole, row, i)]),
    )
  }, [whole])
  const columns: Column<FigureRow>[] = [
    {
      id: 'class',
      title: t('industry'),
      value: className,
      show: (row) => <Go to={indicatorPaths.industry(taxonomy.id, row.keys[0] ?? '')}>{className(row)}</Go>,
    },
    ...figures,
  ]
  return (
    <div className="ind-wrap ind-heads">
      <DataTable
        name={`${say(taxonomy.name)} ${formatPeriod(period, language)}`}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.keys.join('|')}
        rowTo={(row) => indicatorPaths.industry(taxonomy.id, row.keys[0] ?? '')}
        prefix="c."
        {...(totals === undefined ? {} : { totals })}
        totalsLabel={t('whole')}
        notes={[t('overlap'), s('knownAt', { at: formatInstant(table.asOf, programme.timeZone) })]}
        empty={<EmptyState title={s('emptyFigures')} why={s('emptyFiguresWhy')} />}
      />
    </div>
  )
}

type OneClassProps = { table: FigureTable; id: string; browsing: Browsing; taxonomy: IndustryTaxonomy }
type OneRow = { indicator: string; name: string; row: FigureRow; at: number }

/** The chosen class: an indicator a line, with last year, growth, and its share of all enterprises. */
function OneClass({ table, id, browsing, taxonomy }: OneClassProps) {
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const placeName = usePlaceNames()
  const row = table.rows.find((each) => each.keys[0] === id)
  if (row === undefined) return <EmptyState title={s('emptyFigures')} why={s('emptyFiguresWhy')} />
  const rows = table.columns.flatMap((column, at): OneRow[] =>
    column.measure === 'value' ? [{ indicator: column.indicator, name: say(column.name), row, at }] : [],
  )
  const className = say(taxonomy.classes.find((each) => each.id === id)?.name)
  const titled = (one: OneRow) =>
    [one.name, className, placeName(browsing.where.place), formatPeriod(row.period, language)].join(' · ')
  const columns: Column<OneRow>[] = [
    {
      id: 'indicator',
      title: s('indicator'),
      value: (one) => one.name,
      filter: false,
      show: (one) => <Go to={indicatorPaths.one(one.indicator)}>{one.name}</Go>,
    },
    ...(['value', 'last_year', 'growth', 'share'] as const).map(
      (measure, offset): Column<OneRow> => ({
        id: measure,
        title: s(`measure.${measure}`),
        kind: 'number',
        filter: false,
        sort: false,
        value: (one) => figureOf(table, one.row, one.at + offset),
        show: (one) => <OneFigure table={table} row={one.row} column={one.at + offset} title={titled(one)} />,
      }),
    ),
  ]
  return (
    <DataTable
      name={`${className} ${formatPeriod(row.period, language)}`}
      columns={columns}
      rows={rows}
      rowKey={(one) => one.indicator}
      prefix="o."
      searchable={false}
      empty={null}
    />
  )
}
