import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { landContract, type Offer } from '#capabilities/land/contract.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import type { Features } from './map-style.ts'

const pageSize = 200

/** What was published, portion by portion, and the same as shapes of a map. */
export function useOffers(wanted: boolean) {
  const api = useApi(landContract)
  const { state } = useAddress()
  const found = useInfiniteQuery(
    api.offerList.infiniteOptions({
      input: (page: number) => ({ page, pageSize, ...(state.place === undefined ? {} : { place: state.place }) }),
      initialPageParam: 1,
      getNextPageParam: (last) => (last.page * last.pageSize < last.total ? last.page + 1 : undefined),
      placeholderData: keepPreviousData,
      enabled: wanted,
    }),
  )
  const offers = useMemo((): Offer[] => found.data?.pages.flatMap((page) => page.rows) ?? [], [found.data])
  const features = useMemo(
    (): Features => ({
      type: 'FeatureCollection',
      features: offers.map(({ id, geometry, position }) => ({
        type: 'Feature',
        geometry: geometry ?? { type: 'Point', coordinates: position },
        properties: { id },
      })),
    }),
    [offers],
  )
  return { found, offers, features }
}
