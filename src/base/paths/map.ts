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

/** What a need starts with when it is stated for an offer. */
export type NeedSearch = {
  offer?: string
  kind?: 'parcel' | 'space'
  industry?: string
  place?: string
  base?: string
  least?: string
}

export const mapPaths = {
  /** For the office: all layers that one may see. */
  office: (state: MapState = {}) => address('/map', state),
  /** For everybody: what is on offer, and where. */
  open: (state: MapState = {}) => address('/map/public', state),
  offers: (state: OfferSearch = {}) => address('/offers', state),
  offer: (id: string) => `/offers/${step(id)}`,
  compare: (ids?: readonly string[]) => address('/offers/compare', { ids: ids?.join() }),
  /** Where land or space is looked for by what one needs. */
  find: (state: NeedSearch = {}) => address('/find-land', state),
}
