import { address, type PageState, step } from '../address.ts'

/** What the list of tasks is narrowed to. */
export type TaskFilter = {
  year?: number | string
  view?: 'list' | 'board'
  by?: 'base' | 'unit' | 'leader' | 'light'
  light?: string
  unit?: string
  base?: string
  leader?: string
  quarter?: string
}

/** Addresses of the pages of supervision. */
export const supervisionPaths = {
  tasks: (state: PageState & TaskFilter = {}) => address('/supervision/tasks', state),
  task: (id: string) => `/supervision/tasks/${step(id)}`,
  /** A table of tasks read from a workbook, with what is wrong in it. */
  imports: () => '/supervision/imports',
  /** The tasks that the programme states for a year. */
  adopt: (state: { year?: number | string } = {}) => address('/supervision/adopt', state),
  /** By base, unit and leader, on-time rate, burn-up. */
  boards: (state: { year?: number | string; by?: 'base' | 'unit' | 'leader' } = {}) =>
    address('/supervision/boards', state),
  /** The bulletin of a period, for print. */
  bulletin: (state: { of?: string } = {}) => address('/supervision/bulletin', state),
  slips: (state: { task?: string; level?: string } = {}) => address('/supervision/slips', state),
  /** One slip as the document that was issued. */
  slip: (id: string) => `/supervision/slips/${step(id)}`,
  /** The seven ones of every base. */
  bases: () => '/supervision/bases',
  base: (id: string) => `/supervision/bases/${step(id)}`,
  /** Headquarters, teams, posts and liaison officers. */
  headquarters: () => '/supervision/headquarters',
  /** Works of the bases: stages, need against money by source. */
  works: (state: { base?: string } = {}) => address('/supervision/works', state),
  work: (id: string) => `/supervision/works/${step(id)}`,
  meetings: (state: { month?: string } = {}) => address('/supervision/meetings', state),
  meeting: (id: string) => `/supervision/meetings/${step(id)}`,
  /** Information reports that are due or were handed in. */
  reports: () => '/supervision/reports',
  report: (id: string) => `/supervision/reports/${step(id)}`,
}
