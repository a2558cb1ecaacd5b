import { useQuery } from '@tanstack/react-query'
import { returnPaths } from '#base/paths/returns.ts'
import { useGo } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type DueReturn, returnsContract } from '../contract.ts'
import { words } from './texts.ts'

/** What my organisation is to report, with a title; nothing for people who report for nobody. */
export function DueReturns() {
  const t = useTexts(words)
  const due = useDue()
  if (due.length === 0) return null
  return (
    <PagePart title={t('dueMine')}>
      <DueTable rows={due} />
    </PagePart>
  )
}

/** The same on the desk, only what is still to do. */
export function DeskDueReturns() {
  return <DueTable rows={useDue().filter((one) => one.light !== 'done')} />
}

function useDue(): DueReturn[] {
  const api = useApi(returnsContract)
  return useQuery(api.due.queryOptions({ input: {} })).data ?? []
}

function DueTable({ rows }: { rows: DueReturn[] }) {
  const t = useTexts(words)
  const left = rows.filter((one) => one.light !== 'done')
  const overdue = left.filter((one) => one.light === 'overdue').length
  return (
    <>
      {left.length === 0 ? null : <p className="jd-sentence">{t('dueSentence', { n: left.length, overdue })}</p>}
      <DataTable
        name={t('dueMine')}
        prefix="due."
        columns={useDueColumns()}
        rows={rows}
        rowKey={(one) => `${one.form} ${one.subject} ${one.period}`}
        searchable={false}
        empty={<EmptyState title={t('noneDue')} why={t('noneDueWhy')} />}
      />
    </>
  )
}

function useDueColumns(): Column<DueReturn>[] {
  const api = useApi(returnsContract)
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const go = useGo()

  async function begin(one: DueReturn): Promise<void> {
    const id = one.id ?? (await api.open.call({ form: one.form, subject: one.subject, period: one.period })).id
    go(returnPaths.one(id))
  }

  return [
    { id: 'form', title: t('form'), value: (one) => say(one.formName), width: 240 },
    { id: 'period', title: t('period'), value: (one) => formatPeriod(one.period, language), width: 140 },
    {
      id: 'light',
      title: t('light'),
      value: (one) => one.light,
      show: (one) => <StatusLight light={one.light} />,
      width: 120,
    },
    { id: 'due', title: t('due'), kind: 'date', value: (one) => one.due, width: 120 },
    {
      id: 'state',
      title: t('state'),
      value: (one) => (one.stateName === undefined ? t('notBegun') : say(one.stateName)),
      width: 120,
    },
    { id: 'respondent', title: t('respondent'), value: (one) => one.subjectName, width: 220 },
    {
      id: 'act',
      title: t('fill'),
      value: () => '',
      show: (one) => (
        <ActButton small act={() => begin(one)}>
          {one.id === undefined ? t('fill') : one.light === 'done' ? t('look') : t('goOn')}
        </ActButton>
      ),
      sort: false,
      filter: false,
      width: 120,
    },
  ]
}
