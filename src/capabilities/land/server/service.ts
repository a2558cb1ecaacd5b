// The front door of land: what other capabilities and the app may call.
export { landOf } from './reach.ts'
export { changeLotByHouse, createLotsInBulk, eachLot, listLots, type NewLot } from './lots.ts'
export { createIndicatorSetsInBulk, currentIndicators, freezeIndicators, type FrozenSet } from './indicators.ts'
export { type AgreementOfParcel, agreementsOf } from './agreement-views.ts'
export { beginAgreement, type NewAgreement } from './agreements.ts'
export { recordCheck } from './checks.ts'
export { creditOf, type OpenDefault, openDefaultsOf } from './credit.ts'
export { raiseExpiring } from './assessment-clock.ts'
export { createAssessmentsInBulk, type NewAssessment } from './assessment-entry.ts'
export { type AssessmentWithin, listAssessmentsWithin } from './assessments.ts'
export { coverageOf } from './coverage.ts'
export {
  createOffersInBulk,
  eachOffer,
  findOffer,
  listOffers,
  type NewOffer,
  offeredAmong,
} from './offers.ts'
export { namedTenures } from '../rules/tenures.ts'
export { openSupply } from './open-supply.ts'
export { parcelOf } from './parcel-of.ts'
export { publishOffer, withdrawOffer } from './publish-offer.ts'
export { suppliesOf } from './supplies.ts'
export { createCarriersInBulk, type NewCarrier, type NewLetting } from './carrier-entry.ts'
export { type CarrierWithin, findSpace, type FreeSpace, listCarriersWithin, listFreeSpaces } from './carriers.ts'
export { amountsAsked, nameOfIndustry } from './vocabulary.ts'
