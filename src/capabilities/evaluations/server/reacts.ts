import type { House } from '#kit/server/house.ts'
import { computeJob, runCompute } from './compute.ts'

/** Results are computed outside requests. */
export function evaluationsReacts(house: House): void {
  house.jobs.define(computeJob, (run) => runCompute(house, run))
}
