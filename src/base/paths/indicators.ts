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
  enterprise?: string | undefined
  /** What was known at this instant. */
  known?: string | undefined
}

export const indicatorPaths = {
  /** Every target with its required path, actual and gap. */
  plan: (state: PageState = {}) => address('/plan', state),
  target: (id: string) => `/plan/${step(id)}`,
  list: (state: PageState = {}) => address('/indicators', state),
  one: (id: string, state: PageState = {}) => address(`/indicators/${step(id)}`, state),
  /** One figure with its explanation. */
  figure: (id: string, search?: FigureSearch) => address(`/indicators/${step(id)}/figure`, search),
  industries: (state: PageState = {}) => address('/industries', state),
  taxonomy: (taxonomy: string, state: PageState = {}) => address(`/industries/${step(taxonomy)}`, state),
  industry: (taxonomy: string, id: string, state: PageState = {}) =>
    address(`/industries/${step(taxonomy)}/${step(id)}`, state),
}
