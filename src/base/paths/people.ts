import { address, step } from '../address.ts'

export const peoplePaths = {
  /** `next` is the address to go to afterwards. */
  signIn: (next?: string) => address('/sign-in', { next }),
  account: () => '/account',
  list: () => '/people',
  one: (id: string) => `/people/${step(id)}`,
  /** What is kept of a person. */
  data: (id: string) => `/people/${step(id)}/data`,
  organisations: () => '/organisations',
  organisation: (id: string) => `/organisations/${step(id)}`,
  roles: () => '/roles',
  duties: () => '/duties',
  /** Who stands in for somebody; for me when nobody is named. */
  substitutions: (person?: string) => address('/substitutions', { person }),
}
