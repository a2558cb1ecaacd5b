import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { parcelPaths } from '#base/paths/parcels.ts'
import { useEnterpriseChoices } from '#capabilities/enterprises/web/parts.tsx'
import { useAddress, useGo, usePlace } from '#kit/web/address.ts'
import { createApi, useApi } from '#kit/web/api.ts'
import { useMay } from '#kit/web/session.tsx'
import { useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type TableState, useTableState } from '#kit/web/ui/table/state.ts'
import { remoteRows } from '#kit/web/ui/table/remote.ts'
import { type ParcelFilter, type ParcelSummary, parcelsContract } from '../contract.ts'
import { ParcelDrawer } from './ParcelDrawer.tsx'
import { ParcelForm } from './parcel-edit.tsx'
import { words } from './texts.ts'

const portion = 100
const exportPortion = 1000

/** The register of parcels; a parcel opens in a drawer, which the address keeps. */
export function ParcelsPage() {
  const api = useApi(parcelsContract)
  const t = useTexts(words)
  const go = useGo()
  const may = useMay()
  const place = usePlace()
  const address = useAddress()
  const { state } = useTableState()
  const [adding, setAdding] = useState(false)
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
      title={t('parcels')}
      problem={found.error}
      acts={
        <ActButton decision={may('parcels.import')} act={() => go(parcelPaths.imports())}>
          {t('importing')}
        </ActButton>
      }
      primary={
        <ActButton primary decision={may('parcels.edit')} act={() => setAdding(true)}>
          {t('add')}
        </ActButton>
      }
    >
      <DataTable
        name={t('parcels')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        onOpen={(row) => address.set({ parcel: row.id }, { remember: true })}
        loading={found.isLoading}
        remote={{ ...remoteRows(found, found.data?.pages[0]?.total ?? 0), all: () => readAll(filter) }}
        empty={<EmptyState title={t('none')} why={t('noneWhy')} />}
      />
      <ParcelDrawer id={address.state.parcel} onClose={() => address.set({ parcel: undefined })} />
      <ParcelForm parcel={undefined} open={adding} onClose={() => setAdding(false)} />
    </Page>
  )
}

function filterOf({ words: q, filters, sort }: TableState, place: string | undefined): ParcelFilter {
  const one = (name: string) => filters[name]?.split(',')[0]
  const asked = sort === undefined ? undefined : `${sort.descending ? '-' : ''}${sort.column}`
  return {
    q: q === '' ? undefined : q,
    place: one('place') ?? one('base') ?? place,
    occupied: (['yes', 'no'] as const).find((each) => each === one('occupied')),
    sort: (['code', '-code', 'area', '-area'] as const).find((each) => each === asked),
  }
}

async function readAll(filter: ParcelFilter): Promise<ParcelSummary[]> {
  const api = createApi(parcelsContract)
  const rows: ParcelSummary[] = []
  for (let page = 1, total = 1; rows.length < total; page++) {
    const answer = await api.list({ ...filter, page, pageSize: exportPortion })
    if (answer.rows.length === 0) break
    rows.push(...answer.rows)
    total = answer.total
  }
  return rows
}

function useColumns(): Column<ParcelSummary>[] {
  const t = useTexts(words)
  const { town, base } = useEnterpriseChoices()
  return useMemo(() => {
    const occupants = (row: ParcelSummary) =>
      row.occupants.map((each) => (each.name === '' ? t('unnamed') : each.name)).join(' · ')
    return [
      {
        id: 'code',
        title: t('code'),
        value: (row) => row.code,
        show: (row) => (
          <>
            {row.code}
            {row.synthetic ? <span className="jd-quiet jd-small"> · {t('synthetic')}</span> : null}
          </>
        ),
        filter: false,
        width: 180,
      },
      { id: 'name', title: t('name'), value: (row) => row.name, sort: false, filter: false, width: 180 },
      {
        id: 'place',
        title: t('place'),
        kind: 'choice',
        choices: town,
        value: (row) => row.place,
        sort: false,
        width: 120,
      },
      {
        id: 'base',
        title: t('base'),
        kind: 'choice',
        choices: base,
        value: (row) => row.base,
        sort: false,
        width: 170,
      },
      {
        id: 'area',
        title: t('area'),
        unit: 'm2',
        value: (row) => ({ value: row.area, unit: 'm2' }),
        filter: false,
        width: 130,
      },
      { id: 'land_use', title: t('landUse'), value: (row) => row.landUse, sort: false, filter: false, width: 120 },
      { id: 'occupants', title: t('occupants'), value: occupants, sort: false, filter: false, width: 280 },
      {
        id: 'occupied',
        title: t('occupied'),
        kind: 'choice',
        choices: [
          { value: 'yes', label: t('yes') },
          { value: 'no', label: t('no') },
        ],
        value: (row) => (row.occupants.length > 0 ? 'yes' : 'no'),
        sort: false,
        width: 110,
      },
    ]
  }, [t, town, base])
}
