import { address, type PageState, step } from '../address.ts'

/** Addresses of the pages of evaluations. */
export const evaluationPaths = {
  list: (state: PageState & { scheme?: string } = {}) => address('/evaluations', state),
  scheme: (scheme: string) => `/evaluations/schemes/${step(scheme)}`,
  /** A scheme while it is written, checked as it is typed. */
  draft: (scheme: string) => `/evaluations/schemes/${step(scheme)}/draft`,
  /** Two schemes, or two versions of one, side by side. */
  compare: (scheme: string, other?: string) => address(`/evaluations/schemes/${step(scheme)}/compare`, { other }),
  one: (id: string, number?: number) => address(`/evaluations/runs/${step(id)}`, { number }),
  /** What was gathered of each subject, with where it comes from. */
  inputs: (id: string) => `/evaluations/runs/${step(id)}/inputs`,
  /** What is shown in public. */
  published: (id: string, of?: 'inputs' | 'results') => address(`/evaluations/runs/${step(id)}/published`, { of }),
  card: (id: string, subject: string, number?: number) =>
    address(`/evaluations/runs/${step(id)}/subjects/${step(subject)}`, { number }),
  /** The notice of a result, for print. */
  notice: (id: string, subject: string) => `/evaluations/runs/${step(id)}/subjects/${step(subject)}/notice`,
  /** The same inputs by other weights, in the browser. */
  simulate: (id: string) => `/evaluations/runs/${step(id)}/simulate`,
  simulations: () => '/evaluations/simulations',
  simulation: (id: string) => `/evaluations/simulations/${step(id)}`,
  /** Calls for applications: competitive selection. */
  calls: () => '/evaluations/calls',
  call: (id: string) => `/evaluations/calls/${step(id)}`,
  /** Figures and targets handed to outside bodies, and their reports. */
  handovers: () => '/evaluations/handovers',
  handover: (id: string) => `/evaluations/handovers/${step(id)}`,
  objections: (state: { run?: string; subject?: string } = {}) => address('/evaluations/objections', state),
  objection: (id: string) => `/evaluations/objections/${step(id)}`,
}
