import { useState } from 'react'
import { formatPeriod } from '#kit/web/dates.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { Arrival, SupplyDetail } from '../contract.ts'
import { ArrivalWithdrawal } from './arrival-forms.tsx'
import { standings, words } from './texts.ts'
import { lights, useWordOf } from './units.tsx'

const plain = { sort: false, filter: false } as const

/** What came of a supply, period by period: on time, late by days, missing. */
export function Arrivals({ supply }: { supply: SupplyDetail }) {
  const t = useTexts(words)
  const [withdrawing, setWithdrawing] = useState<string>()
  const columns = useColumns(supply, setWithdrawing)
  return (
    <>
      <DataTable
        name={t('arrivals')}
        prefix="arrivals."
        columns={columns}
        rows={supply.arrivals}
        rowKey={(row) => `${row.period} ${row.organisation?.id} ${row.indicator?.id} ${row.entry}`}
        searchable={false}
        empty={<EmptyState title={t('noArrivals')} why={t('noArrivalsWhy')} />}
      />
      <ArrivalWithdrawal entry={withdrawing} onClose={() => setWithdrawing(undefined)} />
    </>
  )
}

function useColumns(supply: SupplyDetail, withdraw: (entry: string) => void): Column<Arrival>[] {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const standing = useWordOf(standings)
  const byForm = supply.form !== undefined
  const note = (row: Arrival) => {
    if (row.lateDays === undefined) return undefined
    return t(byForm ? 'medianLate' : row.standing === 'missing' ? 'overdueDays' : 'lateDays', { n: row.lateDays })
  }
  const has = (pick: (row: Arrival) => unknown) => supply.arrivals.some((row) => pick(row) !== undefined)
  const columns: (Column<Arrival> | undefined)[] = [
    {
      ...plain,
      id: 'period',
      title: t('period'),
      value: (row) => (row.period === '' ? t('notStated') : formatPeriod(row.period, language)),
      width: 150,
    },
    has((row) => row.organisation)
      ? {
          ...plain,
          id: 'organisation',
          title: t('from'),
          value: (row) => (row.organisation === undefined ? undefined : say(row.organisation.name)),
          width: 240,
        }
      : undefined,
    supply.indicators.length > 1
      ? {
          ...plain,
          id: 'indicator',
          title: t('indicator'),
          value: (row) => (row.indicator === undefined ? undefined : say(row.indicator.name)),
          width: 180,
        }
      : undefined,
    {
      ...plain,
      id: 'standing',
      title: t('state'),
      value: (row) => standing(row.standing),
      show: (row) => <StatusLight light={lights[row.standing]} word={standing(row.standing)} note={note(row)} />,
      width: 260,
    },
    has((row) => row.due)
      ? { ...plain, id: 'due', title: t('dueOn'), kind: 'date', value: (row) => row.due, width: 110 }
      : undefined,
    {
      ...plain,
      id: 'arrived',
      title: t(byForm ? 'lastArrivedOn' : 'arrivedOn'),
      kind: 'date',
      value: (row) => row.arrivedOn,
      width: 110,
    },
    has((row) => row.count)
      ? {
          ...plain,
          id: 'count',
          title: t('count'),
          kind: 'number',
          value: (row) => row.count,
          show: (row) =>
            row.expected === undefined ? row.count : t('ofExpected', { n: row.count ?? 0, all: row.expected }),
          width: 180,
        }
      : undefined,
    byForm
      ? { ...plain, id: 'on_time', title: t('onTimeCount'), kind: 'number', value: (row) => row.onTime, width: 100 }
      : undefined,
    has((row) => row.changedOn)
      ? { ...plain, id: 'changed', title: t('changedOn'), kind: 'date', value: (row) => row.changedOn, width: 110 }
      : undefined,
    has((row) => row.changedOn)
      ? {
          ...plain,
          id: 'nature',
          title: t('nature'),
          value: (row) => (row.count === undefined ? undefined : t(row.synthetic ? 'synthetic' : 'registered')),
          width: 100,
        }
      : undefined,
    has((row) => row.note)
      ? { ...plain, id: 'note', title: t('whatCame'), value: (row) => row.note, width: 240 }
      : undefined,
    has((row) => row.entry)
      ? {
          ...plain,
          id: 'withdraw',
          title: t('withdraw'),
          value: () => undefined,
          show: ({ entry }) =>
            entry === undefined ? null : (
              <ActButton small decision={supply.mayRecord} act={() => withdraw(entry)}>
                {t('withdraw')}
              </ActButton>
            ),
          width: 110,
        }
      : undefined,
  ]
  return columns.filter((column) => column !== undefined)
}
