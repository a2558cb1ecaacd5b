import type { House } from '#kit/server/house.ts'
import { expireClocks } from './expiry.ts'

/** Every hour, and once at each start, clocks that have run out do what the programme says. */
export function workflowsReacts(house: House): void {
  house.jobs.define('workflows.clocks', async () => ({ expired: await expireClocks(house) }))
  house.jobs.schedule('workflows.clocks', '5 * * * *', house.programme().timeZone)
}
