import { address, type PageState, step } from '../address.ts'

/** Addresses of the pages of land. */
export const landPaths = {
  /** The ledger of preparation: what is ready where, plans against actual, contiguous blocks. */
  ledger: (state: PageState & { view?: string; base?: string; readiness?: string } = {}) => address('/land', state),
  /** The dossier of one parcel. */
  parcel: (id: string) => `/land/parcels/${step(id)}`,
  /** Supplies of land: how far, what is due, who has to answer. */
  supplies: (state: PageState & { state?: string; due?: string } = {}) => address('/land/supplies', state),
  /** One supply. */
  supply: (id: string) => `/land/supplies/${step(id)}`,
  /** What the office has published, with what was taken back. */
  officeOffers: (state: PageState & { state?: string } = {}) => address('/land/offers-of-office', state),
  /** Agreements on supplied land. */
  agreements: (state: PageState & { only?: string; state?: string } = {}) => address('/land/agreements', state),
  /** One agreement; with a check, its form stands open. */
  agreement: (id: string, state: { check?: string } = {}) => address(`/land/agreements/${step(id)}`, state),
  /** Assessments that hold for a whole area. */
  assessments: (state: PageState & { kind?: string; standing?: string } = {}) => address('/land/assessments', state),
  /** One assessment with its ground and its ledger. */
  assessment: (id: string) => `/land/assessments/${step(id)}`,
  /** Buildings for industry with their occupancy. */
  carriers: (state: PageState & { base?: string } = {}) => address('/land/carriers', state),
  /** Buildings and floors from tables: upload, and what was imported. */
  carrierImports: () => '/land/carriers/imports',
  /** One import of them. */
  carrierImport: (id: string) => `/land/carriers/imports/${step(id)}`,
  /** One building with its floors. */
  carrier: (id: string) => `/land/carriers/${step(id)}`,
  /** Industrial renewals: how far, due when, housing released. */
  renewals: (state: PageState & { open?: string; legacy?: string } = {}) => address('/land/renewals', state),
  /** One renewal. */
  renewal: (id: string) => `/land/renewals/${step(id)}`,
  /** Quotas of land and bonds: given, reserved, used, left, and the ledger. */
  quotas: (state: PageState & { year?: string; quota?: string } = {}) => address('/land/quotas', state),
  /** One request for a quota. */
  quotaRequest: (id: string) => `/land/quotas/${step(id)}`,
}
