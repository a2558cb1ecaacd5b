// The front door: what other capabilities may call.

export { type BulkReturn, type BulkReturns, bulkCells, bulkLoadReturns } from './bulk.ts'
export { actOnReturn, type ActOnReturn, openReturn, type ReturnHouse, saveCells } from './lifecycle.ts'
export { expectedRespondents, type Expectation } from './subjects.ts'
export { listReturns } from './view.ts'
