import { assessmentsContract } from './contract/assessments.ts'
import { carriersContract } from './contract/carriers.ts'
import { indicatorsContract } from './contract/indicators.ts'
import { lotsContract } from './contract/lots.ts'

/** Ground in preparation, on which terms it is given, whether they are kept. */
export const landContract = {
  ...assessmentsContract,
  ...carriersContract,
  ...indicatorsContract,
  ...lotsContract,
}
