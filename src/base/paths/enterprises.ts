import { address, type PageState, step } from '../address.ts'

export const enterprisePaths = {
  /** Who stands on a rung of a growth ladder today, by its address. */
  onRung: (rung: string) => address('/enterprises', { 'f.rung': rung }),
  list: (state: PageState & { search?: string; industry?: string } = {}) => address('/enterprises', state),
  one: (id: string) => `/enterprises/${step(id)}`,
  create: () => '/enterprises/new',
  imports: () => '/enterprises/imports',
  import: (id: string) => `/enterprises/imports/${step(id)}`,
}
