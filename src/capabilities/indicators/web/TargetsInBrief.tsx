import { indicatorPaths } from '#base/paths/indicators.ts'
import { useGo } from '#kit/web/address.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { shownScale } from '../rules/plan-view.ts'
import type { TargetInBrief } from '../rules/overview.ts'
import { Forecast } from './Forecast.tsx'
import { actualFigure } from './plan-figures.ts'
import { Actual, PathCell, TargetName } from './TargetCells.tsx'
import { StandingLight } from './target-words.tsx'

const words = defineTexts({
  name: { zh: '目标', en: 'Target' },
  required: { zh: '应达', en: 'Required' },
  actual: { zh: '实际', en: 'Actual' },
  reached: { zh: '达成率 %', en: 'Reached %' },
  standing: { zh: '进度', en: 'Standing' },
  forecast: { zh: '下一节点预计', en: 'Forecast for the next milestone' },
  none: { zh: '没有可由数据计算的规划目标', en: 'No target of the plans is computed from data' },
  noneWhy: {
    zh: '所选地区没有单独的目标，或基年数据还不全。',
    en: 'The place has no targets of its own, or base years are missing.',
  },
})

const plain = { filter: false, sort: false } as const

type TargetsInBriefProps = { name: string; targets: readonly TargetInBrief[]; synthetic: boolean; prefix: string }

/** Targets in one line each: required, actual, how far, how it stands, where it goes. */
export function TargetsInBrief({ name, targets, synthetic, prefix }: TargetsInBriefProps) {
  const t = useTexts(words)
  const say = useText()
  const go = useGo()
  const open = ({ id }: { id: string }) => go(indicatorPaths.target(id))
  const forecast: Column<TargetInBrief> = {
    id: 'forecast',
    title: t('forecast'),
    kind: 'number',
    ...plain,
    value: ({ row }) => row.forecast?.value,
    show: ({ row }) =>
      row.forecast === null || row.forecast === undefined ? null : (
        <Forecast
          forecast={row.forecast}
          scale={shownScale(row)}
          label={`${say(row.name)} ${formatNumber(row.forecast.value)}`}
          onOpen={() => open(row)}
        />
      ),
  }
  const columns: Column<TargetInBrief>[] = [
    {
      id: 'name',
      title: t('name'),
      value: ({ row }) => say(row.name),
      show: ({ row }) => <TargetName row={row} />,
      ...plain,
    },
    {
      id: 'required',
      title: t('required'),
      kind: 'number',
      ...plain,
      value: ({ full }) => full?.required,
      show: ({ row, full }) => (
        <PathCell row={row} point={full} value={full?.required} what={t('required')} onOpen={open} dated />
      ),
    },
    {
      id: 'actual',
      title: t('actual'),
      kind: 'number',
      ...plain,
      value: ({ row, full }) => actualFigure(row, full, synthetic) ?? full?.actual,
      show: ({ row, full }) => <Actual row={row} point={full} synthetic={synthetic} onOpen={open} />,
    },
    {
      id: 'reached',
      title: t('reached'),
      kind: 'number',
      ...plain,
      value: ({ full }) => full?.reached,
      show: ({ row, full }) => (
        <PathCell row={row} point={full} value={full?.reached} what={t('reached')} onOpen={open} scale={1} />
      ),
    },
    {
      id: 'standing',
      title: t('standing'),
      ...plain,
      value: ({ standing }) => standing,
      show: ({ standing }) => <StandingLight standing={standing} />,
    },
    ...(targets.some(({ row }) => row.forecast !== null && row.forecast !== undefined) ? [forecast] : []),
  ]
  if (targets.length === 0) return <EmptyState title={t('none')} why={t('noneWhy')} />
  return (
    <div className="ind-wrap">
      <DataTable
        name={name}
        columns={columns}
        rows={[...targets]}
        rowKey={({ row }) => row.id}
        rowTo={({ row }) => indicatorPaths.target(row.id)}
        prefix={prefix}
        searchable={false}
        empty={null}
      />
    </div>
  )
}
