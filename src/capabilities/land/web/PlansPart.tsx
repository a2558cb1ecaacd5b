import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatNumber, formatQuantity } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { landContract } from '../contract.ts'
import type { PlanLine } from '../contract/lots.ts'
import { words as shared } from './texts.ts'

const words = defineTexts({
  year: { zh: '年度', en: 'Year' },
  plan: { zh: '计划', en: 'Plan' },
  of: { zh: '范围', en: 'Of' },
  planned: { zh: '计划数', en: 'Planned' },
  actual: { zh: '实际完成', en: 'Done' },
  difference: { zh: '相差', en: 'Difference' },
  share: { zh: '完成率', en: 'Share done' },
  source: { zh: '依据', en: 'From' },
  partOf: { zh: '其中', en: 'of which' },
  notStated: { zh: '文件未写明', en: 'not stated' },
  none: { zh: '{year} 年没有收储、整备、供应计划', en: 'There is no plan for {year}' },
  noneWhy: { zh: '方案写有计划的年度：{years}', en: 'The programme has plans for {years}' },
  noYears: { zh: '方案没有写明计划', en: 'The programme states no plans' },
  missing: { zh: '还缺什么', en: 'What is missing' },
  acquire: {
    zh: '{n} 宗（{area}）已整备或已供应，但没有收储日期，不计入收储数',
    en: '{n} {n|parcel|parcels} ({area}) prepared or supplied without a day of acquisition; not counted as acquired',
  },
  prepare: {
    zh: '{n} 宗（{area}）已供应，但没有整备日期，不计入整备数',
    en: '{n} {n|parcel|parcels} ({area}) supplied without a day of preparation; not counted as prepared',
  },
  supply: {
    zh: '{n} 宗（{area}）没有供应日期',
    en: '{n} {n|parcel|parcels} ({area}) without a day of supply',
  },
})

type Line = Pick<PlanLine, 'actual' | 'place'> & { readonly id: string; readonly line: PlanLine | undefined }

/** Plans of a year against what was done, with the way back from every figure. */
export function PlansPart() {
  const api = useApi(landContract)
  const t = useTexts(words)
  const language = useLanguage()
  const { state, set } = useAddress()
  const found = useQuery(
    api.plans.queryOptions({ input: state.year === undefined ? {} : { year: Number(state.year) } }),
  )
  const columns = useColumns()
  if (found.error !== null) return <ProblemAlert problem={found.error} />
  if (found.data === undefined) return <Busy />
  const { year, years, lines, undated } = found.data
  const rows = lines.flatMap((line): Line[] => [
    { id: line.target, actual: line.actual, place: line.place, line },
    ...line.byBase.map(({ base, actual }) => ({
      id: `${line.target} ${base.id}`,
      actual,
      place: base,
      line: undefined,
    })),
  ])
  const why = years.length === 0 ? t('noYears') : t('noneWhy', { years: years.join(', ') })
  return (
    <>
      <DataTable
        name={t('plan')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        searchable={false}
        toolbar={
          <Select
            aria-label={t('year')}
            value={year}
            style={{ width: 110 }}
            options={[...new Set([...years, year])]
              .toSorted((a, b) => a - b)
              .map((one) => ({ value: one, label: one }))}
            onChange={(next) => set({ year: String(next) })}
          />
        }
        empty={<EmptyState title={t('none', { year })} why={why} />}
      />
      {undated.length === 0 ? null : (
        <section aria-label={t('missing')}>
          <h3>{t('missing')}</h3>
          <ul>
            {undated.map(({ does, parcels, area }) => (
              <li key={does}>
                {t(does, {
                  n: parcels,
                  area: formatQuantity({ value: area, unit: 'm2' }, language, { unit: 'mu', scale: 2 }),
                })}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function useColumns(): Column<Line>[] {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const off = { sort: false, filter: false } as const
  return [
    {
      id: 'plan',
      title: t('plan'),
      value: ({ line }) => (line === undefined ? t('partOf') : say(line.name)),
      ...off,
      width: 240,
    },
    { id: 'place', title: t('of'), value: ({ place }) => say(place.name), ...off, width: 180 },
    {
      id: 'planned',
      title: t('planned'),
      unit: 'mu',
      value: ({ line }) => line?.planned ?? null,
      show: ({ line }) =>
        line === undefined ? '' : line.planned === null ? t('notStated') : formatNumber(line.planned.value),
      ...off,
      width: 130,
    },
    {
      id: 'actual',
      title: t('actual'),
      unit: 'mu',
      scale: 2,
      value: ({ actual }) => actual,
      explain: ({ line, place }) => `${line === undefined ? t('partOf') : say(line.name)} · ${say(place.name)}`,
      ...off,
      width: 140,
    },
    {
      id: 'difference',
      title: t('difference'),
      unit: 'mu',
      scale: 2,
      sign: true,
      value: ({ line }) =>
        line?.planned == null || line.difference === null ? null : { value: line.difference, unit: line.planned.unit },
      ...off,
      width: 130,
    },
    {
      id: 'share',
      title: t('share'),
      unit: 'percent',
      scale: 1,
      value: ({ line }) => (line?.share == null ? null : { value: line.share, unit: 'percent' }),
      ...off,
      width: 110,
    },
    {
      id: 'source',
      title: t('source'),
      value: ({ line }) => (line?.clause == null ? null : `${say(line.clause.title)} ${line.clause.clause}`),
      ...off,
      width: 300,
    },
    { id: 'base', title: s('base'), value: ({ place }) => place.id, ...off, hidden: true, width: 120 },
  ]
}
