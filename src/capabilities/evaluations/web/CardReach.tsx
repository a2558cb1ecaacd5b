import { useQuery } from '@tanstack/react-query'
import { useApi } from '#kit/web/api.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { evaluationsContract } from '../contract.ts'
import type { Card, Reach } from '../contract/results.ts'
import type { RunDetail } from '../contract/runs.ts'
import { amountText, useNames } from './names.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  title: { zh: '怎样进入上一等级', en: 'What it would take' },
  needed: {
    zh: '进入“{grade}”需要总分 {needed}（其他对象不变）；现为 {total}。下列各项任选其一即可。',
    en: 'To reach “{grade}” the total has to be {needed}, all others unchanged; it is {total}. Any one of these changes does it.',
  },
  from: { zh: '现值', en: 'Now' },
  to: { zh: '应达', en: 'Needed' },
  cannot: { zh: '单靠此项不能达到', en: 'not by this alone' },
  how: { zh: '说明', en: 'In words' },
  best: { zh: '没有更高的等级可进', en: 'There is no better grade to reach' },
  bestWhy: {
    zh: '已是最高等级，或等级不由名次决定。',
    en: 'It is the best grade already, or the grade does not depend on rank.',
  },
})

type Way = Reach['ways'][number]

/** The smallest change of each criterion alone that would reach the next grade. */
export function CardReach({ card, run }: { card: Card; run: RunDetail }) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const gradeName = useNames(run.grades)
  const found = useQuery(
    api.reachShow.queryOptions({ input: { id: card.run, unit: card.unit.unit, number: card.number } }),
  )
  const reach = found.data
  return (
    <PagePart title={t('title')} id="reach">
      {found.error === null ? null : <ProblemAlert problem={found.error} />}
      {found.isLoading ? <Busy lines={3} /> : null}
      {reach === undefined ? null : reach.grade === null ? (
        <EmptyState title={t('best')} why={t('bestWhy')} />
      ) : (
        <>
          <p>
            {t('needed', {
              grade: gradeName(reach.grade),
              needed: reach.needed === null ? '' : formatNumber(reach.needed),
              total: card.unit.total === null ? '' : formatNumber(card.unit.total),
            })}
          </p>
          <Ways ways={reach.ways} />
        </>
      )}
    </PagePart>
  )
}

function Ways({ ways }: { ways: readonly Way[] }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const columns: Column<Way>[] = [
    { id: 'criterion', title: s('criterion'), value: ({ name }) => say(name), width: 200 },
    {
      id: 'from',
      title: t('from'),
      value: ({ from, unit }) => (from === null ? s('none') : amountText(from, unit, language)),
      width: 150,
    },
    {
      id: 'to',
      title: t('to'),
      value: ({ to, unit }) => (to === null ? t('cannot') : amountText(to, unit, language)),
      width: 170,
    },
    { id: 'sentence', title: t('how'), value: ({ sentence }) => say(sentence), width: 420 },
  ]
  return (
    <DataTable
      name={t('title')}
      prefix="reach."
      columns={columns}
      rows={[...ways]}
      rowKey={({ criterion }) => criterion}
      searchable={false}
      empty={<EmptyState title={t('best')} />}
    />
  )
}
