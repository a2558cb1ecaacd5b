import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useApi } from '#kit/web/api.ts'
import { useAddress } from '#kit/web/address.ts'
import { mapContract, type ParcelOnMapRow } from '../contract.ts'
import { isNarrowed, parcelFilter } from '../rules/filter.ts'

const pageSize = 200

/** The parcels that answer the words of the address, portion by portion. */
export function useMapParcels(bounds: string | undefined) {
  const api = useApi(mapContract)
  const { state } = useAddress()
  const filter = useMemo(() => parcelFilter(state, bounds), [state, bounds])
  const found = useInfiniteQuery(
    api.parcels.infiniteOptions({
      input: (page: number) => ({ ...filter, page, pageSize }),
      initialPageParam: 1,
      getNextPageParam: (last) => (last.page * last.pageSize < last.total ? last.page + 1 : undefined),
      placeholderData: keepPreviousData,
    }),
  )
  const rows = useMemo((): ParcelOnMapRow[] => found.data?.pages.flatMap((page) => page.rows) ?? [], [found.data])
  const [first] = found.data?.pages ?? []
  return { found, rows, first, isNarrowed: isNarrowed(filter) }
}
