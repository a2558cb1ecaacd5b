import { address, type PageState, step } from '../address.ts'

/** Addresses of the pages of releases. */
export const releasePaths = {
  list: (state: PageState = {}) => address('/releases', state),
  one: (id: string) => `/releases/${step(id)}`,
  /** What a publication would show, before it is done. */
  preview: (release: string, period: string) => `/releases/${step(release)}/periods/${step(period)}`,
}
