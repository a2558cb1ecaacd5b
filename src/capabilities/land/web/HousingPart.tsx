import { citation } from '#base/texts/clause.ts'
import { formatNumber, formatQuantity } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { RenewalDetail } from '../contract/renewals.ts'
import { sayCondition } from '../rules/condition-words.ts'
import { renewalWords } from './renewal-words.ts'
import { namesOf } from './RuleTable.tsx'

const words = defineTexts({
  housing: { zh: '挂钩住宅', en: 'Linked housing' },
  total: { zh: '总面积', en: 'In all' },
  share: { zh: '办法写明的比例', en: 'Share as the rule states it' },
  released: { zh: '累计释放', en: 'Released in all' },
  most: { zh: '按进度可释放', en: 'May be released by now' },
  progress: { zh: '产业部分进度', en: 'Industrial part' },
  steps: { zh: '释放步骤', en: 'Steps' },
  step: { zh: '{name}：累计 {share}%（{when}）', en: '{name}: {share} % in all ({when})' },
  area: { zh: '累计面积', en: 'Area in all' },
  source: { zh: '依据', en: 'Source' },
  ledger: { zh: '释放台账', en: 'Ledger of releases' },
  none: { zh: '还没有释放', en: 'Nothing was released' },
  noneWhy: {
    zh: '动工后在下方办理“释放挂钩住宅”；超过产业部分进度的不予释放。',
    en: 'Once it is being built, release it in the case below; nothing goes beyond the progress of the industrial part.',
  },
})

/** The linked housing: what may be released by now, and each release that was. */
export function HousingPart({ renewal }: { renewal: RenewalDetail }) {
  const t = useTexts(words)
  const s = useTexts(renewalWords)
  const say = useText()
  const language = useLanguage()
  const { housing, linked, releases, released, progress } = renewal
  if (linked === null || housing === null) return null
  const percent = (value: string) => formatQuantity({ value, unit: 'percent' }, language)
  const columns: Column<RenewalDetail['releases'][number]>[] = [
    { id: 'on', title: s('day'), kind: 'date', value: ({ on }) => on, width: 110 },
    { id: 'progress', title: t('progress'), value: (row) => percent(row.progress), width: 120 },
    { id: 'most', title: t('most'), value: ({ most }) => percent(most), width: 130 },
    { id: 'share', title: t('released'), value: ({ share }) => percent(share), width: 110 },
    {
      id: 'area',
      title: t('area'),
      kind: 'number',
      unit: 'm2',
      value: ({ area }) => ({ value: area, unit: 'm2' }),
      width: 130,
    },
    { id: 'by', title: s('by'), value: ({ by }) => by ?? '', width: 110 },
  ]
  return (
    <PagePart title={t('housing')}>
      <Facts
        items={[
          { label: t('total'), value: formatQuantity({ value: housing, unit: 'm2' }, language) },
          {
            label: t('share'),
            value: linked.share === null ? <span className="jd-blank">{s('notStated')}</span> : percent(linked.share),
          },
          {
            label: t('progress'),
            value: progress === null ? <span className="jd-blank">{s('none')}</span> : percent(progress),
          },
          { label: t('most'), value: percent(linked.most) },
          { label: t('released'), value: percent(released) },
          {
            label: t('steps'),
            value: (
              <>
                {linked.steps.map(({ id, name, share, when }) => (
                  <span key={id} className="jd-block">
                    {t('step', {
                      name: say(name),
                      share: formatNumber(share),
                      when: sayCondition(when, namesOf(renewal), language),
                    })}
                  </span>
                ))}
              </>
            ),
          },
          { label: t('source'), value: linked.clause === null ? s('notStated') : citation(linked.clause, language) },
        ]}
      />
      <DataTable
        name={t('ledger')}
        prefix="h."
        columns={columns}
        rows={releases}
        rowKey={({ number }) => String(number)}
        searchable={false}
        empty={<EmptyState title={t('none')} why={t('noneWhy')} />}
      />
    </PagePart>
  )
}
