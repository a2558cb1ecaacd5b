import { placePaths } from '#base/paths/places.ts'
import { createApi } from '#kit/web/api.ts'
import type { SearchSource } from '#kit/web/sections.tsx'
import { placesContract } from '../contract.ts'

const most = 6

/** Ctrl K finds places by part of a name or code. */
export const placeSearch: SearchSource = {
  id: 'places',
  title: { zh: '地区与基地', en: 'Places and bases' },
  may: 'places.see',
  find: async (words, signal) => {
    const { rows } = await createApi(placesContract).list({ q: words }, { signal })
    return rows
      .slice(0, most)
      .map(({ id, name, kindName }) => ({ id, title: name, detail: kindName, to: placePaths.one(id) }))
  },
}
