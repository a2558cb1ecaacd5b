import { unitName } from '#base/unit.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { BaselineRow, Result } from '../contract/results.ts'
import { amountText } from './names.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  title: { zh: '基准值及来历', en: 'Baselines and how they came' },
  how: { zh: '来历', en: 'How it came' },
  over: { zh: '取自', en: 'Taken over' },
  units: { zh: '{n} 家', en: '{n} {n|subject|subjects}' },
  'kind.fixed': { zh: '办法规定', en: 'fixed by the scheme' },
  'kind.given': { zh: '本次评价给定', en: 'stated with this evaluation' },
  'kind.mean': { zh: '平均值', en: 'mean' },
  'kind.best': { zh: '最好值', en: 'best value' },
  'kind.range': { zh: '最小值至最大值', en: 'from the least to the most' },
  sums: { zh: '合计 {over} ÷ 合计 {under}', en: 'sum {over} ÷ sum {under}' },
  times: { zh: '× {times}', en: '× {times}' },
  range: { zh: '{least} 至 {most}', en: '{least} to {most}' },
  none: { zh: '这个办法没有基准值', en: 'This scheme has no baselines' },
  industry: { zh: '行业', en: 'Industry' },
  everybody: { zh: '本组', en: 'the group' },
})

type Row = BaselineRow & { group: string; key: string }

/** What every criterion was measured against in each group, and how that came. */
export function Baselines({ result }: { result: Result }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const how = useBaselineWords()
  const rows = result.groups.flatMap((group) =>
    group.baselines.map((one, at): Row => ({ ...one, group: say(group.name), key: `${group.id} ${at}` })),
  )
  const columns: Column<Row>[] = [
    { id: 'group', title: s('group'), value: (row) => row.group, width: 140 },
    { id: 'criterion', title: s('criterion'), value: (row) => say(row.name), width: 200 },
    {
      id: 'value',
      title: s('baseline'),
      value: (row) => row.value ?? '',
      show: (row) => <span className="jd-number">{baselineText(row, t('range', gaps(row)))}</span>,
      kind: 'number',
      width: 160,
    },
    { id: 'unit', title: s('unit'), value: (row) => unitName(row.unit, language), width: 120 },
    {
      id: 'industry',
      title: t('industry'),
      value: (row) => (row.industry === null ? t('everybody') : say(row.industry.name)),
      width: 160,
    },
    { id: 'how', title: t('how'), value: (row) => how(row), width: 320 },
    { id: 'units', title: t('over'), value: (row) => t('units', { n: row.units }), width: 110 },
  ]
  return (
    <>
      <h3 className="ev-h">{t('title')}</h3>
      <DataTable
        name={t('title')}
        prefix="baselines."
        columns={columns}
        rows={rows}
        rowKey={(row) => row.key}
        searchable={rows.length > 12}
        empty={<EmptyState title={t('none')} />}
      />
    </>
  )
}

function gaps({ least, most }: BaselineRow): { least: string; most: string } {
  return { least: least === null ? '' : formatNumber(least), most: most === null ? '' : formatNumber(most) }
}

function baselineText({ value, least }: BaselineRow, range: string): string {
  return value === null ? (least === null ? '' : range) : formatNumber(value)
}

/** `const how = useBaselineWords()`: by which rule a baseline came, with the numbers that went in. */
export function useBaselineWords(): (row: BaselineRow) => string {
  const t = useTexts(words)
  const language = useLanguage()
  return (row) =>
    [
      t(`kind.${row.kind}`),
      row.over === null || row.under === null
        ? ''
        : t('sums', { over: formatNumber(row.over), under: formatNumber(row.under) }),
      row.least === null ? '' : t('range', gaps(row)),
      row.times === null || row.times === '1' ? '' : t('times', { times: formatNumber(row.times) }),
      row.value === null ? '' : `= ${amountText(row.value, row.unit, language)}`,
    ]
      .filter((part) => part !== '')
      .join(' ')
}
