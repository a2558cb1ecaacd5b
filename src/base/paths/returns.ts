import { address, type PageState, step } from '../address.ts'

export const returnPaths = {
  list: (state: PageState & { form?: string; state?: string } = {}) => address('/returns', state),
  one: (id: string, version?: number) => address(`/returns/${step(id)}`, { version }),
  /** Who has reported and who has not. */
  coverage: (state: PageState & { form?: string } = {}) => address('/returns/coverage', state),
  /** What was submitted and waits for review. */
  review: (state: PageState & { form?: string } = {}) => address('/returns/review', state),
  /** Who is late, by town, form and days. */
  late: (state: PageState & { form?: string } = {}) => address('/returns/late', state),
  /** Returns that move the published totals most. */
  suspicious: (state: PageState & { form?: string; indicator?: string } = {}) => address('/returns/suspicious', state),
  /** One workbook for many respondents. */
  workbooks: (state: PageState & { form?: string; upload?: string } = {}) => address('/returns/workbooks', state),
  forms: () => '/forms',
  form: (id: string) => `/forms/${step(id)}`,
}
