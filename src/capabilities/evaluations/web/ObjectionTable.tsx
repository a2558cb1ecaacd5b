import type { ReactNode } from 'react'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable, type RemoteRows } from '#kit/web/ui/DataTable.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { ObjectionSummary } from '../contract/objections.ts'
import { words as shared } from './texts.ts'

const words = defineTexts({
  about: { zh: '异议事项', en: 'About' },
  'about.input': { zh: '数据：{name}', en: 'input: {name}' },
  'about.fact': { zh: '认定事项：{name}', en: 'fact: {name}' },
  'about.result': { zh: '结果', en: 'the result' },
  subject: { zh: '评价对象', en: 'Subject' },
  filed: { zh: '提出时间', en: 'Filed' },
  filedBy: { zh: '提出人', en: 'Filed by' },
  decision: { zh: '处理', en: 'Decision' },
  accepted: { zh: '采纳', en: 'accepted' },
  rejected: { zh: '未采纳', en: 'not accepted' },
  waiting: { zh: '待处理', en: 'waiting' },
})

/** `const about = useAbout()`: what an objection is about, in words. */
export function useAbout(): (one: ObjectionSummary) => string {
  const t = useTexts(words)
  const say = useText()
  return ({ about, item, itemName }) => t(`about.${about}`, { name: say(itemName ?? undefined) || (item ?? '') })
}

/** Whether an objection was accepted: shape, word, colour. */
export function DecisionLight({ accepted }: { accepted: boolean | null }) {
  const t = useTexts(words)
  return accepted === null ? (
    <StatusLight light="near" word={t('waiting')} />
  ) : (
    <StatusLight light={accepted ? 'done' : 'none'} word={t(accepted ? 'accepted' : 'rejected')} />
  )
}

type TableProps = {
  name: string
  rows: readonly ObjectionSummary[]
  loading: boolean
  problem: unknown
  empty: ReactNode
  remote?: RemoteRows<ObjectionSummary>
}

/** Objections with what they are about and how they were decided; a row opens one. */
export function ObjectionTable({ name, rows, loading, problem, empty, remote }: TableProps) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const about = useAbout()
  const { programme } = useSession()
  const columns: Column<ObjectionSummary>[] = [
    {
      id: 'subject',
      title: t('subject'),
      value: (one) => one.unitName,
      show: (one) => <Go to={evaluationPaths.objection(one.id)}>{one.unitName}</Go>,
      width: 240,
    },
    { id: 'about', title: t('about'), value: about, width: 200 },
    {
      id: 'run',
      title: s('run'),
      value: (one) => `${say(one.schemeName)} ${formatPeriod(one.period, language)}`,
      width: 260,
    },
    { id: 'state', title: s('state'), value: (one) => say(one.stateName), width: 100 },
    {
      id: 'decision',
      title: t('decision'),
      value: (one) => (one.accepted === null ? t('waiting') : t(one.accepted ? 'accepted' : 'rejected')),
      show: (one) => (one.final && one.accepted === null ? '' : <DecisionLight accepted={one.accepted} />),
      width: 120,
    },
    { id: 'filed', title: t('filed'), value: (one) => formatInstant(one.filedAt, programme.timeZone), width: 150 },
    { id: 'filedBy', title: t('filedBy'), value: (one) => one.filedBy ?? '', width: 120 },
  ]
  return (
    <>
      {problem === null || problem === undefined ? null : <ProblemAlert problem={problem} />}
      <DataTable
        name={name}
        prefix="objections."
        columns={columns}
        rows={[...rows]}
        rowKey={({ id }) => id}
        rowTo={({ id }) => evaluationPaths.objection(id)}
        loading={loading}
        searchable={false}
        empty={empty}
        {...(remote === undefined ? {} : { remote })}
      />
    </>
  )
}
