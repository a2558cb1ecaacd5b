import { address, type PageState, step } from '../address.ts'

/** A need in the address, as far as it is stated there. */
export type FindState = {
  /** An offer that it begins from. */
  offer?: string
  industry?: string
  kind?: 'parcel' | 'space' | 'either'
  /** m2 */
  least?: string
  most?: string
  base?: string
  place?: string
  /** The code of a receipt: then the answer is shown. */
  receipt?: string
}

/** Addresses of the pages of needs. */
export const needPaths = {
  /** For everybody: state what is needed, see what there is, send it. */
  find: (state: PageState & FindState = {}) => address('/find-land', state),
  list: (state: { open?: 'yes' | 'no' } = {}) => address('/needs', state),
  one: (id: string, state: { offer?: string } = {}) => address(`/needs/${step(id)}`, state),
  /** All needs over all offers at once. */
  matching: (state: { run?: string } = {}) => address('/needs/matching', state),
}
