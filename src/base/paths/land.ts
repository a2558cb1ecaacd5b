import { address, type PageState, step } from '../address.ts'

/** Addresses of the pages of land. */
export const landPaths = {
  /** The ledger of preparation: what is ready where, plans against actual, contiguous blocks. */
  ledger: (state: PageState & { tab?: string; base?: string; readiness?: string } = {}) => address('/land', state),
  /** The dossier of one parcel. */
  parcel: (id: string) => `/land/parcels/${step(id)}`,
}
