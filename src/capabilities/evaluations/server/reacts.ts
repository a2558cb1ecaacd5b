import type { House } from '#kit/server/house.ts'
import { computeJob, runCompute } from './compute.ts'
import { runStability, stabilityJob } from './stability.ts'

/** Results are computed outside requests. */
export function evaluationsReacts(house: House): void {
  house.jobs.define(computeJob, (run) => runCompute(house, run))
  house.jobs.define(stabilityJob, (run) => runStability(house, run))
}
