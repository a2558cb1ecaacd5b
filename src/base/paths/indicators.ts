import { address, type PageState, step } from '../address.ts'

/** Which figure a lineage belongs to. */
export type LineageSearch = { place?: string; industry?: string; period: string; span?: string; knownAt?: string }

export const indicatorPaths = {
  /** Every target with its required path, actual and gap. */
  plan: (state: PageState = {}) => address('/plan', state),
  target: (id: string) => `/plan/${step(id)}`,
  list: (state: PageState = {}) => address('/indicators', state),
  one: (id: string, state: PageState = {}) => address(`/indicators/${step(id)}`, state),
  lineage: (id: string, search: LineageSearch) => address(`/indicators/${step(id)}/lineage`, search),
  industries: (state: PageState = {}) => address('/industries', state),
  industry: (taxonomy: string, id: string, state: PageState = {}) =>
    address(`/industries/${step(taxonomy)}/${step(id)}`, state),
}
