import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef } from 'react'
import { boundsOf } from '#base/geo/geometry.ts'
import { mapPaths } from '#base/paths/map.ts'
import type { Offer } from '#capabilities/land/contract.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { useBrightness } from '#kit/web/brightness.ts'
import { formatNumber, formatQuantity } from '#kit/web/numbers.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { mapContract } from '../contract.ts'
import { formatChosen, formatList, parseChosen, parseList } from '../rules/view.ts'
import { MapBoard } from './MapBoard.tsx'
import type { MapHandle } from './MapCanvas.tsx'
import { LayerChooser, type LegendParts } from './MapLegend.tsx'
import { MapList } from './MapList.tsx'
import { OfferDrawer } from './OfferDrawer.tsx'
import { PrintSheet } from './PrintSheet.tsx'
import { words } from './texts.ts'
import { useOffers } from './use-offers.ts'

const layers = ['places', 'offers'] as const
const long = 600_000

/** The map for everybody: what is on offer, and where; nothing of the registers. */
export function PublicMapPage() {
  const t = useTexts(words)
  const { state, set } = useAddress()
  const map = useRef<MapHandle>(null)
  const { settings, places, found, offers, parts, legend, open } = useOpenMap()
  if (settings.data === undefined)
    return <Page title={t('openMap')} problem={settings.error} loading={settings.isPending} />
  if (state.sheet === 'a3' || state.sheet === 'a4')
    return (
      <PrintSheet
        size={state.sheet}
        title={t('openMap')}
        settings={settings.data}
        places={places.data}
        parts={parts}
        legend={legend}
        onClose={() => set({ sheet: undefined })}
      />
    )
  const chosen = offers.find(({ id }) => id === parts.chosen?.id)
  return (
    <Page
      title={t('openMap')}
      problem={places.error ?? found.error}
      acts={<Go to={mapPaths.offers()}>{t('asTable')}</Go>}
    >
      <div className="map-page">
        <aside className="map-side" aria-label={t('offerList')}>
          {found.data !== undefined && offers.length === 0 ? (
            <EmptyState title={t('noOffers')} why={t('noOffersWhy')} />
          ) : (
            <OfferList
              offers={offers}
              total={found.data?.pages[0]?.total ?? 0}
              chosen={chosen?.id}
              onOpen={(offer) => {
                set({ one: formatChosen({ kind: 'offer', id: offer.id }) })
                if (offer.geometry === null) map.current?.goTo({ centre: offer.position, zoom: 15 })
                else map.current?.fit(boundsOf(offer.geometry))
              }}
              onMore={found.hasNextPage ? () => void found.fetchNextPage() : undefined}
              busy={found.isFetching}
            />
          )}
        </aside>
        <MapBoard
          title={t('openMap')}
          settings={settings.data}
          places={places.data}
          parts={parts}
          handle={map}
          onPick={(picked) => set({ one: formatChosen(picked) })}
          onSheet={() => set({ sheet: 'a4' }, { remember: true })}
          legend={
            <LayerChooser
              layers={layers}
              parts={legend}
              onShow={(layer, isShown) => {
                const next = layers.filter((one) => (one === layer ? isShown : open.includes(one)))
                set({ show: formatList(next, layers, layers) })
              }}
            />
          }
        />
      </div>
      <OfferDrawer offer={chosen} onClose={() => set({ one: undefined })} />
    </Page>
  )
}

/** What is drawn: outlines of places and what was published, from the address and two questions asked at once. */
function useOpenMap() {
  const map = useApi(mapContract)
  const brightness = useBrightness()
  const { state } = useAddress()
  const settings = useQuery(map.settings.queryOptions({ staleTime: long }))
  const places = useQuery(map.places.queryOptions({ input: {}, staleTime: long }))
  const { found, offers, features: offered } = useOffers(true)
  const open = useMemo(() => parseList(state.show, layers, layers), [state.show])
  const chosen = useMemo(() => parseChosen(state.one), [state.one])
  const parts = useMemo(
    () => ({
      brightness,
      places: open.includes('places') ? places.data : undefined,
      offers: open.includes('offers') ? offered : undefined,
      chosen,
    }),
    [brightness, open, places.data, offered, chosen],
  )
  const features = places.data?.features ?? []
  const legend: LegendParts = {
    shown: new Set<string>(open),
    schematic: features.some(({ properties }) => properties.schematic),
    surveyed: features.some(({ properties }) => !properties.schematic),
    marks: [],
  }
  return { settings, places, found, offers, parts, legend, open }
}

type OfferListProps = {
  offers: readonly Offer[]
  total: number
  chosen: string | undefined
  onOpen: (offer: Offer) => void
  onMore: (() => void) | undefined
  busy: boolean
}

function OfferList({ offers, total, chosen, onOpen, onMore, busy }: OfferListProps) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  return (
    <MapList
      name={t('offerList')}
      found={t('foundOffers', { n: formatNumber(total) })}
      rows={offers.map((offer) => ({
        id: offer.id,
        title: offer.code,
        amount: formatQuantity({ value: offer.area, unit: 'm2' }, language, { scale: 0 }),
        foot: [offer.name, say(offer.baseName ?? offer.placeName)].filter((word) => word !== null).join(' · '),
        state: amountOf(offer, language),
      }))}
      chosen={chosen}
      onOpen={(id) => {
        const offer = offers.find((one) => one.id === id)
        if (offer !== undefined) onOpen(offer)
      }}
      onMore={onMore}
      busy={busy}
    />
  )
}

function amountOf({ price, rent }: Offer, language: 'zh' | 'en'): string {
  const amount = price ?? rent
  return amount === null ? '' : formatQuantity(amount, language)
}
