import { objectionsContract } from './contract/objections.ts'
import { resultsContract } from './contract/results.ts'
import { runsContract } from './contract/runs.ts'
import { simulationsContract } from './contract/simulations.ts'

/** Schemes, evaluations and their results, objections, simulations. */
export const evaluationsContract = {
  ...runsContract,
  ...resultsContract,
  ...objectionsContract,
  ...simulationsContract,
}
