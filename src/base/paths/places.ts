import { address, type PageState, step } from '../address.ts'

export const placePaths = {
  list: (state: PageState & { kind?: string; search?: string } = {}) => address('/places', state),
  one: (id: string) => `/places/${step(id)}`,
  taxonomies: () => '/taxonomies',
  taxonomy: (id: string) => `/taxonomies/${step(id)}`,
}
