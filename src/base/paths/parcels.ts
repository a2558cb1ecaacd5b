import { address, type PageState, step } from '../address.ts'

export const parcelPaths = {
  list: (state: PageState & { search?: string; parcel?: string } = {}) => address('/parcels', state),
  one: (id: string) => `/parcels/${step(id)}`,
  imports: () => '/parcels/imports',
  import: (id: string) => `/parcels/imports/${step(id)}`,
}
