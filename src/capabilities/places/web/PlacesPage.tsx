import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useMemo } from 'react'
import { placePaths } from '#base/paths/places.ts'
import { useAddress, usePlace } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type PlaceSummary, placesContract } from '../contract.ts'
import { claimsDiffer, useClaimWords } from './claim.tsx'
import { words } from './texts.ts'

/** The places of the programme, by kind: area units, bases, belts, agglomeration areas. */
export function PlacesPage() {
  const api = useApi(placesContract)
  const t = useTexts(words)
  const say = useText()
  const { state, set } = useAddress()
  const within = usePlace()
  const kind = state.kind
  const found = useQuery(api.list.queryOptions({ input: { kind, within } }))
  const kinds = (found.data?.kinds ?? []).filter((each) => each.count > 0)
  const columns = useColumns()
  return (
    <Page
      title={t('places')}
      problem={found.error}
      filters={
        <Segmented
          aria-label={t('kind')}
          value={kind ?? ''}
          onChange={(next) => set({ kind: next === '' ? undefined : String(next) })}
          options={[
            { value: '', label: t('all') },
            ...kinds.map((each) => ({ value: each.id, label: `${say(each.name)} ${each.count}` })),
          ]}
        />
      }
    >
      <DataTable
        name={t('places')}
        columns={columns}
        rows={found.data?.rows ?? []}
        rowKey={(place) => place.id}
        rowTo={(place) => placePaths.one(place.id)}
        loading={found.isLoading}
        empty={<EmptyState title={t('none')} why={t('noneWhy')} />}
      />
    </Page>
  )
}

function useColumns(): Column<PlaceSummary>[] {
  const t = useTexts(words)
  const say = useText()
  const write = useClaimWords()
  return useMemo(
    () => [
      { id: 'name', title: t('name'), value: (place) => say(place.name), width: 240 },
      { id: 'kind', title: t('kind'), value: (place) => say(place.kindName), width: 120 },
      { id: 'code', title: t('code'), value: (place) => place.code, width: 120 },
      {
        id: 'area',
        title: t('area'),
        value: (place) => place.claims.map(write).join(' / '),
        show: (place) => (
          <>
            {place.claims.length === 0 ? (
              <span className="jd-blank">{t('notStated')}</span>
            ) : (
              place.claims.map(write).join(' / ')
            )}
            {claimsDiffer(place.claims) ? <span className="jd-quiet jd-small"> · {t('differ')}</span> : null}
          </>
        ),
        sort: false,
        width: 320,
      },
      {
        id: 'members',
        title: t('memberCount'),
        kind: 'number',
        value: (place) => (place.memberCount === 0 ? null : place.memberCount),
        width: 100,
      },
    ],
    [t, say, write],
  )
}
