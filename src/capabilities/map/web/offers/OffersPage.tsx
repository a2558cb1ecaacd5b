import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Button, Checkbox, Segmented } from 'antd'
import { mapPaths } from '#base/paths/map.ts'
import { needPaths } from '#base/paths/needs.ts'
import { unitName } from '#base/unit.ts'
import { landContract, type Offer } from '#capabilities/land/contract.ts'
import { useAddress, useGo } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { convert } from '#base/quantity.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { parseCompared, toggled } from '../../rules/compare.ts'
import '../map.css'
import { words } from './offer-texts.ts'
import { useOfferMarks } from './offer-words.ts'

const pageSize = 200

/** Everything that is on offer, for everybody: narrow, sort, choose up to four to compare. */
export function OffersPage() {
  const api = useApi(landContract)
  const t = useTexts(words)
  const go = useGo()
  const { state, set } = useAddress()
  const kind = state.kind === 'parcel' || state.kind === 'space' ? state.kind : undefined
  const found = useInfiniteQuery(
    api.offerList.infiniteOptions({
      input: (page: number) => ({
        page,
        pageSize,
        ...(kind === undefined ? {} : { kind }),
        ...(state.place === undefined ? {} : { place: state.place }),
        ...(state.industry === undefined ? {} : { industry: state.industry }),
      }),
      initialPageParam: 1,
      getNextPageParam: (last) => (last.page * last.pageSize < last.total ? last.page + 1 : undefined),
      placeholderData: keepPreviousData,
    }),
  )
  const rows = found.data?.pages.flatMap((page) => page.rows) ?? []
  const chosen = parseCompared(state.ids)
  const unit = state.unit === 'mu' ? 'mu' : 'm2'
  const language = useLanguage()
  const columns = useColumns(unit, chosen)
  const isNarrowed = kind !== undefined || state.place !== undefined || state.industry !== undefined
  return (
    <Page
      title={t('offers')}
      sentence={t('sentence')}
      problem={found.error}
      loading={found.isPending}
      filters={
        <>
          <Segmented
            aria-label={t('kind')}
            value={kind ?? 'all'}
            onChange={(next) => set({ kind: next === 'all' ? undefined : next })}
            options={[
              { value: 'all', label: t('all') },
              { value: 'parcel', label: t('parcel') },
              { value: 'space', label: t('space') },
            ]}
          />
          <Segmented
            aria-label={t('areaUnit')}
            value={unit}
            onChange={(next) => set({ unit: next === 'm2' ? undefined : next })}
            options={['m2', 'mu'].map((value) => ({ value, label: unitName(value, language) }))}
          />
        </>
      }
      acts={
        <>
          <Go to={mapPaths.open()}>{t('map')}</Go>
          <ActButton
            decision={chosen.length < 2 ? { allowed: false, reason: 'map.compare_few' } : { allowed: true }}
            act={() => go(mapPaths.compare(chosen))}
          >
            {t('compare', { n: chosen.length })}
          </ActButton>
        </>
      }
      primary={
        <Button type="primary" onClick={() => go(needPaths.find())}>
          {t('findLand')}
        </Button>
      }
    >
      {found.data === undefined ? null : (
        <DataTable
          name={t('offers')}
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          rowTo={({ id }) => mapPaths.offer(id)}
          empty={
            <EmptyState
              title={t(isNarrowed ? 'noMatch' : 'none')}
              why={t(isNarrowed ? 'noMatchWhy' : 'noneWhy')}
              act={<Go to={needPaths.find()}>{t('findLand')}</Go>}
            />
          }
          toolbar={
            found.hasNextPage ? (
              <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
                {t('more', { n: rows.length, all: found.data.pages[0]?.total ?? rows.length })}
              </Button>
            ) : undefined
          }
        />
      )}
    </Page>
  )
}

function useColumns(unit: 'm2' | 'mu', chosen: readonly string[]): Column<Offer>[] {
  const t = useTexts(words)
  const say = useText()
  const marks = useOfferMarks()
  const { set } = useAddress()
  const words2 = (value: boolean | null) => (value === null ? undefined : t(value ? 'yes' : 'no'))
  return [
    {
      id: 'code',
      title: t('code'),
      value: ({ code }) => code,
      show: (offer) => (
        <>
          <Go to={mapPaths.offer(offer.id)}>{offer.code}</Go>
          {offer.name === null ? null : <span className="jd-quiet jd-small jd-block">{offer.name}</span>}
        </>
      ),
    },
    {
      id: 'compare',
      title: t('chosen'),
      value: () => undefined,
      sort: false,
      filter: false,
      show: ({ id, code }) => {
        const next = toggled(chosen, id)
        return (
          <span title={next === undefined ? t('compareMany') : undefined}>
            <Checkbox
              aria-label={t('choose', { code })}
              checked={chosen.includes(id)}
              disabled={next === undefined}
              onClick={(event) => event.stopPropagation()}
              onChange={() => set({ ids: next?.join() })}
            />
          </span>
        )
      },
    },
    { id: 'kind', title: t('kind'), kind: 'choice', value: ({ kind }) => t(kind) },
    { id: 'place', title: t('place'), kind: 'choice', value: ({ placeName }) => say(placeName) },
    {
      id: 'base',
      title: t('base'),
      kind: 'choice',
      value: ({ baseName }) => (baseName === null ? undefined : say(baseName)),
    },
    {
      id: 'area',
      title: t('area'),
      kind: 'number',
      unit,
      scale: unit === 'mu' ? 2 : 0,
      value: ({ area }) => (unit === 'm2' ? area : convert({ value: area, unit: 'm2' }, unit).value),
    },
    {
      id: 'use',
      title: t('use'),
      kind: 'choice',
      value: ({ useName }) => (useName === null ? undefined : say(useName)),
    },
    { id: 'price', title: t('price'), kind: 'number', unit: 'CNY_10k/mu', value: ({ price }) => price?.value },
    { id: 'rent', title: t('rent'), kind: 'number', unit: 'CNY/m2/month', value: ({ rent }) => rent?.value },
    { id: 'from', title: t('from'), kind: 'date', value: ({ from }) => from },
    { id: 'stage', title: t('stage'), kind: 'choice', value: ({ stage }) => t(stage) },
    {
      id: 'power',
      title: `${t('power')} kW`,
      kind: 'number',
      hidden: true,
      value: ({ powerKw }) => powerKw ?? undefined,
    },
    {
      id: 'cleanRoom',
      title: t('cleanRoom'),
      kind: 'choice',
      hidden: true,
      value: ({ cleanRoom }) => words2(cleanRoom),
    },
    { id: 'marks', title: t('marks'), value: marks },
  ]
}
