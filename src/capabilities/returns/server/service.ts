// The front door: what other capabilities may call.

export { arrivalsOfForm, type ReturnArrivals } from './arrivals.ts'
export { type BulkReturn, type BulkReturns, bulkCells, bulkLoadReturns } from './bulk.ts'
export { dueOn, endedPeriods } from '../rules/periods.ts'
export { actOnReturn, type ActOnReturn, openReturn, type ReturnHouse, saveCells } from './lifecycle.ts'
export type { Respondent } from '../rules/respondents.ts'
export { expectedRespondents, type Expectation, respondentsOf } from './subjects.ts'
export { listReturns } from './view.ts'
