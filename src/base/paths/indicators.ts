import { address, type PageState, step } from '../address.ts'

/** Which figure: words of its own, so that the place and the period of a page do not mix in. */
export type FigureSearch = {
  at: string
  span?: string | undefined
  measure?: string | undefined
  in?: string | undefined
  within?: string | undefined
  industry?: string | undefined
  size?: string | undefined
  ownership?: string | undefined
  rung?: string | undefined
  enterprise?: string | undefined
  /** Several at once, with commas between them. */
  places?: string | undefined
  industries?: string | undefined
  sizes?: string | undefined
  ownerships?: string | undefined
  rungs?: string | undefined
  /** The whole that a share is of: the same words, as the search of an address. */
  of?: string | undefined
  /** What was known at this instant. */
  known?: string | undefined
}

export const indicatorPaths = {
  /** Every target with its required path, actual and gap. */
  plan: (state: PageState = {}) => address('/plan', state),
  target: (id: string) => `/plan/${step(id)}`,
  /** The one question asked freely; `search` is the state of a view that was kept, with its question mark. */
  explore: (search = '') => `/explore${search}`,
  /** The programme at a glance. */
  glance: (state: PageState = {}) => address('/glance', state),
  wall: () => '/wall',
  clusters: (state: PageState = {}) => address('/clusters', state),
  cluster: (id: string, state: PageState = {}) => address(`/clusters/${step(id)}`, state),
  list: (state: PageState = {}) => address('/indicators', state),
  one: (id: string, state: PageState = {}) => address(`/indicators/${step(id)}`, state),
  /** One figure with its explanation. */
  figure: (id: string, search?: FigureSearch) => address(`/indicators/${step(id)}/figure`, search),
  industries: (state: PageState = {}) => address('/industries', state),
  taxonomy: (taxonomy: string, state: PageState = {}) => address(`/industries/${step(taxonomy)}`, state),
  industry: (taxonomy: string, id: string, state: PageState = {}) =>
    address(`/industries/${step(taxonomy)}/${step(id)}`, state),
}
