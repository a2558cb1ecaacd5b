import { address, type PageState, step } from '../address.ts'

export const cataloguePaths = {
  list: (state: PageState & { unit?: string } = {}) => address('/data/catalogue', state),
  one: (id: string) => `/data/catalogue/${step(id)}`,
  platforms: (state: PageState & { owner?: string } = {}) => address('/data/platforms', state),
  platform: (id: string) => `/data/platforms/${step(id)}`,
  classifications: () => '/data/classifications',
}
