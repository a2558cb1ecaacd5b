import { useInfiniteQuery } from '@tanstack/react-query'
import { Checkbox } from 'antd'
import { useMemo } from 'react'
import { landPaths } from '#base/paths/land.ts'
import { useAddress, usePlace } from '#kit/web/address.ts'
import { createApi, useApi } from '#kit/web/api.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { remoteRows } from '#kit/web/ui/table/remote.ts'
import { type TableState, useTableState } from '#kit/web/ui/table/state.ts'
import { landContract } from '../contract.ts'
import type { LotFilter, LotRow } from '../contract/lots.ts'
import { useLandChoices } from './LotForm.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  choose: { zh: '选择', en: 'Choose' },
  chooseOne: { zh: '选择 {code}', en: 'Choose {code}' },
  prepared: { zh: '整备', en: 'In preparation' },
  free: { zh: '空闲', en: 'Free' },
  yes: { zh: '是', en: 'yes' },
  no: { zh: '否', en: 'no' },
  none: { zh: '没有符合条件的地块', en: 'No such parcel' },
  noneWhy: {
    zh: '把“整备”筛选改为“否”，可从登记的地块中选择并纳入整备。',
    en: 'Filter “In preparation” by no to choose parcels of the register and bring them in.',
  },
})

const portion = 100
const exportPortion = 500

/** Parcels in preparation, to open one or to change several alike. */
export function LotsPart({
  chosen,
  onChoose,
}: {
  chosen: readonly LotRow[]
  onChoose: (rows: readonly LotRow[]) => void
}) {
  const api = useApi(landContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const place = usePlace()
  const { state: address } = useAddress()
  const { state } = useTableState()
  const filter = useMemo(() => filterOf(state, { place, ...address }), [state, place, address])
  const found = useInfiniteQuery(
    api.lotList.infiniteOptions({
      input: (page: number) => ({ ...filter, page, pageSize: portion }),
      initialPageParam: 1,
      getNextPageParam: (last, pages) => (pages.length * portion < last.total ? pages.length + 1 : undefined),
    }),
  )
  const rows = useMemo(() => found.data?.pages.flatMap((page) => page.rows) ?? [], [found.data])
  const columns = useColumns(chosen, onChoose)
  if (found.error !== null) return <ProblemAlert problem={found.error} />
  return (
    <DataTable
      name={s('ledger')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.parcel}
      rowTo={(row) => landPaths.parcel(row.parcel)}
      loading={found.isLoading}
      remote={{ ...remoteRows(found, found.data?.pages[0]?.total ?? 0), all: () => readAll(filter) }}
      empty={<EmptyState title={t('none')} why={t('noneWhy')} />}
    />
  )
}

type Narrowed = { place?: string | undefined; base?: string; readiness?: string }

function filterOf({ words: q, filters, sort }: TableState, narrowed: Narrowed): LotFilter {
  const one = (name: string) => filters[name]?.split(',')[0]
  const asked = sort === undefined ? undefined : `${sort.descending ? '-' : ''}${sort.column}`
  const yesNo = (name: string) => (['yes', 'no'] as const).find((each) => each === one(name))
  return {
    q: q === '' ? undefined : q,
    place: narrowed.place,
    base: one('base') ?? narrowed.base,
    readiness: filters.readiness ?? narrowed.readiness,
    use: one('use'),
    free: yesNo('free'),
    prepared: yesNo('prepared') ?? 'yes',
    sort: (['code', '-code', 'area', '-area'] as const).find((each) => each === asked) ?? 'code',
  }
}

async function readAll(filter: LotFilter): Promise<LotRow[]> {
  const api = createApi(landContract)
  const rows: LotRow[] = []
  for (let page = 1, total = 1; rows.length < total; page++) {
    const answer = await api.lotList({ ...filter, page, pageSize: exportPortion })
    if (answer.rows.length === 0) break
    rows.push(...answer.rows)
    total = answer.total
  }
  return rows
}

function useColumns(chosen: readonly LotRow[], onChoose: (rows: readonly LotRow[]) => void): Column<LotRow>[] {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const { readiness, uses, bases } = useLandChoices()
  const yesNo = [
    { value: 'yes', label: t('yes') },
    { value: 'no', label: t('no') },
  ]
  const toggle = (row: LotRow) =>
    onChoose(
      chosen.some(({ parcel }) => parcel === row.parcel)
        ? chosen.filter(({ parcel }) => parcel !== row.parcel)
        : [...chosen, row],
    )
  const day = (id: 'usableOn' | 'acquiredOn' | 'preparedOn' | 'suppliedOn', hidden?: true): Column<LotRow> => ({
    id,
    title: s(id),
    kind: 'date',
    value: (row) => row.lot?.[id] ?? null,
    sort: false,
    filter: false,
    width: 120,
    ...(hidden === true ? { hidden } : {}),
  })
  const area = (id: string, unit: 'mu' | 'm2'): Column<LotRow> => ({
    id,
    title: s('area'),
    unit: 'm2',
    shownIn: unit,
    scale: 2,
    value: (row) => ({ value: row.area, unit: 'm2' }),
    sort: id === 'area',
    filter: false,
    width: 130,
  })
  return [
    {
      id: 'code',
      title: s('code'),
      value: (row) => row.code,
      show: (row) => (
        <>
          <Checkbox
            aria-label={t('chooseOne', { code: row.code })}
            checked={chosen.some(({ parcel }) => parcel === row.parcel)}
            onClick={(event) => event.stopPropagation()}
            onChange={() => toggle(row)}
          />{' '}
          <Go to={landPaths.parcel(row.parcel)}>{row.code}</Go>
          {row.synthetic ? <span className="jd-quiet jd-small"> · {s('synthetic')}</span> : null}
        </>
      ),
      filter: false,
      width: 240,
    },
    { id: 'place', title: s('place'), value: (row) => say(row.place.name), sort: false, filter: false, width: 120 },
    {
      id: 'base',
      title: s('base'),
      kind: 'choice',
      choices: [...bases, { value: 'none', label: s('noBase') }],
      value: (row) => row.base?.id ?? 'none',
      sort: false,
      width: 180,
    },
    area('area', 'mu'),
    area('area_m2', 'm2'),
    {
      id: 'readiness',
      title: s('readiness'),
      kind: 'choice',
      choices: [...readiness, { value: 'none', label: s('notStated') }],
      value: (row) => row.readiness?.id ?? 'none',
      sort: false,
      width: 150,
    },
    {
      id: 'use',
      title: s('use'),
      kind: 'choice',
      choices: uses,
      value: (row) => row.use?.id ?? null,
      sort: false,
      width: 140,
    },
    {
      id: 'free',
      title: t('free'),
      kind: 'choice',
      choices: yesNo,
      value: (row) => (row.occupied || row.lot?.suppliedOn != null ? 'no' : 'yes'),
      sort: false,
      width: 90,
    },
    {
      id: 'prepared',
      title: t('prepared'),
      kind: 'choice',
      choices: yesNo,
      value: (row) => (row.lot === null ? 'no' : 'yes'),
      sort: false,
      width: 100,
    },
    day('usableOn'),
    day('acquiredOn', true),
    day('preparedOn', true),
    day('suppliedOn'),
    {
      id: 'powerKw',
      title: s('powerKw'),
      kind: 'number',
      value: (row) => row.lot?.powerKw ?? null,
      sort: false,
      filter: false,
      hidden: true,
      width: 130,
    },
  ]
}
