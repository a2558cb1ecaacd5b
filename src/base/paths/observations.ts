import { address, step } from '../address.ts'

/** What a list of observations is about. */
export type ObservationSearch = {
  subject?: string
  indicator?: string
  period?: string
  span?: string
  knownAt?: string
}

export const observationPaths = {
  list: (search: ObservationSearch = {}) => address('/observations', search),
  imports: () => '/observations/imports',
  import: (id: string) => `/observations/imports/${step(id)}`,
}
