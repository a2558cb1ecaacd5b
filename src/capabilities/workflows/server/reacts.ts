import type { House } from '#kit/server/house.ts'
import { expireClocks, redateCases } from './expiry.ts'
import { adoptVersions } from './versions.ts'

/**
 * At each start, at the beginning of every day and every hour: cases get the version of their workflow, due dates beyond the old calendar
 * the days that were published since, and clocks do what the programme says.
 */
export function workflowsReacts(house: House): void {
  let calendar: object | undefined
  house.jobs.define('workflows.clocks', async () => {
    const adopted = await adoptVersions(house)
    const { calendar: inForce } = house.programme()
    const redated = calendar === inForce ? 0 : await redateCases(house)
    calendar = inForce
    return { adopted, redated, expired: await expireClocks(house) }
  })
  house.jobs.schedule('workflows.clocks', '0 * * * *', house.programme().timeZone)
}
