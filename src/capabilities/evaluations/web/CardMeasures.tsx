import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { Card, MeasureShown } from '../contract/results.ts'
import type { RunDetail } from '../contract/runs.ts'
import { amountText, citedLine, useCited } from './names.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  title: { zh: '与等级挂钩的措施', en: 'What the grade leads to' },
  off: {
    zh: '措施默认不启用，下列只说明如启用会怎样。',
    en: 'Measures are switched off: this is what they would be.',
  },
  years: { zh: '连续期数', en: 'Periods in the grade' },
  value: { zh: '标准', en: 'Value' },
  amount: { zh: '金额', en: 'Amount' },
  applied: { zh: '是否适用', en: 'Applied' },
  none: { zh: '这个等级没有挂钩措施', en: 'Nothing hangs on this grade' },
  noneWhy: { zh: '办法没有为它规定措施。', en: 'The scheme states no measure for it.' },
})

/** Levers that hang on the grade and on how long it was held; off unless the scheme switches them on. */
export function CardMeasures({ card, run }: { card: Card; run: RunDetail }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const cite = useCited()
  const columns: Column<MeasureShown>[] = [
    { id: 'name', title: s('name'), value: ({ name }) => say(name), width: 180 },
    { id: 'years', title: t('years'), value: ({ years }) => years, kind: 'number', scale: 0, width: 110 },
    { id: 'value', title: t('value'), value: ({ value, unit }) => amountText(value, unit, language), width: 150 },
    {
      id: 'amount',
      title: t('amount'),
      value: ({ amount, amountUnit }) =>
        amount === null ? s('unknown') : amountText(amount, amountUnit ?? '1', language, 2),
      width: 150,
    },
    { id: 'applied', title: t('applied'), value: ({ isApplied }) => isApplied, width: 100 },
    { id: 'source', title: s('source'), value: ({ source }) => citedLine(cite(source), language), width: 280 },
  ]
  const isOff = card.measures.length > 0 && card.measures.every(({ isApplied }) => !isApplied)
  return (
    <PagePart title={t('title')} id="measures">
      {isOff ? <p className="jd-quiet">{t('off')}</p> : null}
      <DataTable
        name={`${t('title')} ${run.period}`}
        prefix="measures."
        columns={columns}
        rows={[...card.measures]}
        rowKey={({ measure }) => measure}
        searchable={false}
        empty={<EmptyState title={t('none')} why={t('noneWhy')} />}
      />
    </PagePart>
  )
}
