// The front door of the map: what the app may call.
export { stockOf } from './map-stock.ts'
export { type LandStage, populateLand, stockMade } from './populate.ts'
export { casesMade, populateCases } from './populate-cases.ts'
