import { address, step } from '../address.ts'

export const peoplePaths = {
  signIn: (then?: string) => address('/sign-in', { then }),
  account: () => '/account',
  list: () => '/people',
  one: (id: string) => `/people/${step(id)}`,
  organisations: () => '/organisations',
  organisation: (id: string) => `/organisations/${step(id)}`,
  roles: () => '/roles',
  duties: () => '/duties',
}
