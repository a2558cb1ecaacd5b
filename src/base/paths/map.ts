import { address, type PageState, step } from '../address.ts'

/** What the map keeps in its address besides place, period and language. */
export type MapState = PageState & {
  /** Longitude, latitude and zoom: `113.9,22.9,12`. */
  at?: string
  /** The one thing that is open: `parcel:<id>`, `offer:<id>`, `place:<id>`. */
  one?: string
  q?: string
  industry?: string
}

/** What the list of offers is narrowed to; areas in m2. */
export type OfferSearch = PageState & { kind?: 'parcel' | 'space'; industry?: string; q?: string }

export const mapPaths = {
  /** For the office: all layers that one may see. */
  office: (state: MapState = {}) => address('/map', state),
  /** For everybody: what is on offer, and where. */
  open: (state: MapState = {}) => address('/map/public', state),
  offers: (state: OfferSearch = {}) => address('/offers', state),
  offer: (id: string) => `/offers/${step(id)}`,
  /** Up to four side by side. */
  compare: (ids?: readonly string[]) => address('/offers/compare', { ids: ids?.join() }),
}
