import type { Text } from '#base/text.ts'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { HistoryEntry } from '../contract/results.ts'
import { useNames } from './names.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  name: { zh: '历次等级', en: 'Grades over time' },
  standing: { zh: '效力', en: 'Standing' },
  final: { zh: '最终结果', en: 'final' },
  open: { zh: '未定', en: 'not final' },
  none: { zh: '还没有参加过评价', en: 'Not evaluated yet' },
  noneWhy: { zh: '评价结果公布后出现在这里。', en: 'Once a result is made public, it appears here.' },
})

type HistoryProps = {
  entries: readonly HistoryEntry[]
  /** Names of grades where they are known; the letters of the scheme elsewhere. */
  grades?: readonly { id: string; name: Text }[] | undefined
  subject: string
}

/** The grades of one subject over the periods, the latest first; a row opens the card. */
export function HistoryTable({ entries, grades, subject }: HistoryProps) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const gradeName = useNames(grades)
  const columns: Column<HistoryEntry>[] = [
    {
      id: 'period',
      title: s('period'),
      value: ({ period }) => period,
      show: (one) => (
        <Go to={evaluationPaths.card(one.run, subject, one.number)}>{formatPeriod(one.period, language)}</Go>
      ),
      width: 110,
    },
    { id: 'scheme', title: s('scheme'), value: ({ schemeName }) => say(schemeName), width: 280 },
    { id: 'grade', title: s('grade'), value: ({ grade }) => gradeName(grade), width: 100 },
    { id: 'total', title: s('total'), value: ({ total }) => total ?? '', kind: 'number', scale: 2, width: 90 },
    { id: 'rank', title: s('rank'), value: ({ rank }) => rank ?? '', kind: 'number', scale: 0, width: 80 },
    { id: 'standing', title: t('standing'), value: ({ isFinal }) => t(isFinal ? 'final' : 'open'), width: 110 },
    { id: 'number', title: s('result'), value: ({ number }) => s('resultNumber', { n: number }), width: 120 },
  ]
  return (
    <DataTable
      name={t('name')}
      prefix="history."
      columns={columns}
      rows={[...entries]}
      rowKey={({ run, number }) => `${run} ${number}`}
      rowTo={({ run, number }) => evaluationPaths.card(run, subject, number)}
      searchable={false}
      empty={<EmptyState title={t('none')} why={t('noneWhy')} />}
    />
  )
}
