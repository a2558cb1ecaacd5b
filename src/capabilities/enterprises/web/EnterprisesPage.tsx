import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { enterprisePaths } from '#base/paths/enterprises.ts'
import { toPlainDate } from '#base/plain-date.ts'
import { useGo, usePlace } from '#kit/web/address.ts'
import { createApi, useApi } from '#kit/web/api.ts'
import { useMay, useSession } from '#kit/web/session.tsx'
import { useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import type { Choice, Column } from '#kit/web/ui/table/columns.ts'
import { type TableState, useTableState } from '#kit/web/ui/table/state.ts'
import { remoteRows } from '#kit/web/ui/table/remote.ts'
import {
  type EnterpriseFilter,
  enterpriseSorts,
  enterprisesContract,
  enterpriseStatuses,
  type EnterpriseListed,
} from '../contract.ts'
import { useEnterpriseChoices } from './choices.ts'
import { fieldWords, words } from './texts.ts'

const portion = 100
const exportPortion = 1000

/** The register: search, filter, page, export what is seen. */
export function EnterprisesPage() {
  const api = useApi(enterprisesContract)
  const t = useTexts(words)
  const go = useGo()
  const may = useMay()
  const place = usePlace()
  const { state } = useTableState()
  const filter = useMemo(() => filterOf(state, place), [state, place])
  const found = useInfiniteQuery(
    api.list.infiniteOptions({
      input: (page: number) => ({ ...filter, page, pageSize: portion }),
      initialPageParam: 1,
      getNextPageParam: (last, pages) => (pages.length * portion < last.total ? pages.length + 1 : undefined),
    }),
  )
  const rows = useMemo(() => found.data?.pages.flatMap((page) => page.rows) ?? [], [found.data])
  const columns = useColumns()
  return (
    <Page
      title={t('enterprises')}
      problem={found.error}
      acts={
        <ActButton decision={may('enterprises.import')} act={() => go(enterprisePaths.imports())}>
          {t('importing')}
        </ActButton>
      }
      primary={
        <ActButton primary decision={may('enterprises.edit')} act={() => go(enterprisePaths.create())}>
          {t('add')}
        </ActButton>
      }
    >
      <DataTable
        name={t('enterprises')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        rowTo={(row) => enterprisePaths.one(row.id)}
        loading={found.isLoading}
        remote={{ ...remoteRows(found, found.data?.pages[0]?.total ?? 0), all: () => readAll(filter) }}
        notes={rows.some((row) => row.synthetic) ? [t('syntheticNote')] : []}
        empty={
          <EmptyState
            title={t(place === undefined ? 'none' : 'noneHere')}
            why={t(place === undefined ? 'noneWhy' : 'noneHereWhy')}
            act={
              may('enterprises.import').allowed ? (
                <Button onClick={() => go(enterprisePaths.imports())}>{t('importing')}</Button>
              ) : null
            }
          />
        }
      />
    </Page>
  )
}

/** What the table asks for, as the register understands it. A town chosen in the head goes before the place of the top bar. */
function filterOf({ words: q, filters, sort }: TableState, place: string | undefined): EnterpriseFilter {
  const one = (name: string) => filters[name]?.split(',')[0]
  const asked = sort === undefined ? undefined : `${sort.descending ? '-' : ''}${sort.column}`
  return {
    q: q === '' ? undefined : q,
    place: one('town') ?? one('base') ?? place,
    industry: one('industry'),
    size: one('size'),
    ownership: one('ownership'),
    rung: one('rung'),
    status: enterpriseStatuses.find((status) => status === one('status')),
    aboveScale: (['yes', 'no'] as const).find((each) => each === one('above_scale')),
    sort: enterpriseSorts.find((each) => each === asked),
  }
}

async function readAll(filter: EnterpriseFilter): Promise<EnterpriseListed[]> {
  const api = createApi(enterprisesContract)
  const rows: EnterpriseListed[] = []
  for (let page = 1, total = 1; rows.length < total; page++) {
    const answer = await api.list({ ...filter, page, pageSize: exportPortion })
    if (answer.rows.length === 0) break
    rows.push(...answer.rows)
    total = answer.total
  }
  return rows
}

function rungColumn(title: string, choices: Choice[]): Column<EnterpriseListed> {
  const names = new Map(choices.map(({ value, label }) => [value, label]))
  const value = ({ rungs }: EnterpriseListed) => rungs.map((rung) => names.get(rung) ?? rung).join('；')
  return { id: 'rung', title, kind: 'choice', choices, value, sort: false, width: 180 }
}

function useColumns(): Column<EnterpriseListed>[] {
  const t = useTexts(words)
  const f = useTexts(fieldWords)
  const choices = useEnterpriseChoices()
  const { timeZone } = useSession().programme
  const [now] = useState(() => new Date())
  return useMemo(() => {
    const today = toPlainDate(now, timeZone)
    const inList = ({ aboveScaleSince: since, aboveScaleUntil: until }: EnterpriseListed) =>
      since !== null && since <= today && (until === null || today < until)
    const choice = (id: 'base' | 'size' | 'ownership' | 'status', width: number): Column<EnterpriseListed> => ({
      id,
      title: f(id),
      kind: 'choice',
      choices: choices[id],
      value: (row) => row[id],
      sort: false,
      width,
    })
    return [
      {
        id: 'name',
        title: f('name'),
        value: (row) => row.name,
        show: (row) => (
          <>
            {row.name}
            {row.synthetic ? <span className="jd-quiet jd-small"> · {t('synthetic')}</span> : null}
          </>
        ),
        filter: false,
        width: 280,
      },
      {
        id: 'credit_code',
        title: f('credit_code'),
        value: (row) => row.creditCode,
        sort: false,
        filter: false,
        width: 190,
      },
      { id: 'town', title: f('town'), kind: 'choice', choices: choices.town, value: (row) => row.town, width: 120 },
      {
        id: 'industry',
        title: f('industry'),
        kind: 'choice',
        choices: choices.industry,
        value: (row) => row.industry,
        width: 220,
      },
      choice('size', 90),
      choice('status', 90),
      {
        id: 'above_scale',
        title: t('aboveScale'),
        kind: 'choice',
        choices: [
          { value: 'yes', label: t('yes') },
          { value: 'no', label: t('no') },
        ],
        value: (row) => (inList(row) ? 'yes' : 'no'),
        sort: false,
        width: 110,
      },
      ...(choices.rung.length === 0 ? [] : [rungColumn(t('rung'), choices.rung)]),
      { ...choice('base', 160), hidden: true },
      { ...choice('ownership', 140), hidden: true },
      {
        id: 'nature',
        title: t('synthetic'),
        value: (row) => row.synthetic,
        sort: false,
        filter: false,
        hidden: true,
        width: 90,
      },
    ]
  }, [t, f, choices, timeZone, now])
}
