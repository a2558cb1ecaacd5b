import { parcelPaths } from '#base/paths/parcels.ts'
import { createApi } from '#kit/web/api.ts'
import type { SearchSource } from '#kit/web/sections.tsx'
import { parcelsContract } from '../contract.ts'

/** Ctrl K finds parcels by part of a code or name. */
export const parcelSearch: SearchSource = {
  id: 'parcels',
  title: { zh: '地块', en: 'Parcels' },
  may: 'parcels.see',
  find: async (words, signal) => {
    const { rows } = await createApi(parcelsContract).list({ q: words, pageSize: 6 }, { signal })
    return rows.map(({ id, code, name }) => ({
      id,
      title: code,
      detail: name ?? undefined,
      to: `${parcelPaths.list()}?parcel=${id}`,
    }))
  },
}
