import { callsContract } from './contract/calls.ts'
import { objectionsContract } from './contract/objections.ts'
import { outsideContract } from './contract/outside.ts'
import { resultsContract } from './contract/results.ts'
import { runsContract } from './contract/runs.ts'
import { simulationsContract } from './contract/simulations.ts'

/** Schemes, evaluations and their results, objections, simulations, calls, reports of outside bodies. */
export const evaluationsContract = {
  ...runsContract,
  ...resultsContract,
  ...objectionsContract,
  ...simulationsContract,
  ...callsContract,
  ...outsideContract,
}
