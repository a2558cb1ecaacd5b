import { agreementsContract } from './contract/agreements.ts'
import { assessmentsContract } from './contract/assessments.ts'
import { checksContract } from './contract/checks.ts'
import { firmsContract } from './contract/firms.ts'
import { carriersContract } from './contract/carriers.ts'
import { indicatorsContract } from './contract/indicators.ts'
import { lotsContract } from './contract/lots.ts'
import { offersContract } from './contract/offers.ts'
import { quotasContract } from './contract/quotas.ts'
import { renewalsContract } from './contract/renewals.ts'
import { suppliesContract } from './contract/supplies.ts'

export type { AssessmentDetail } from './contract/assessments.ts'
export type { CarrierDetail } from './contract/carriers.ts'
export type { Offer } from './contract/offers.ts'

/** Ground in preparation, on which terms it is given, whether they are kept. */
export const landContract = {
  ...agreementsContract,
  ...assessmentsContract,
  ...carriersContract,
  ...checksContract,
  ...firmsContract,
  ...indicatorsContract,
  ...lotsContract,
  ...offersContract,
  ...quotasContract,
  ...renewalsContract,
  ...suppliesContract,
}
