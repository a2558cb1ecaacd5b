import type { House } from '#kit/server/house.ts'
import { adoptVersions } from './adopt.ts'
import { expireClocks, redateCases } from './expiry.ts'
import { sweepFiles } from './files.ts'
import { forgetMessages, metersOf, sendMessages } from './send-messages.ts'
import { watchWorkflows } from './watch.ts'

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
  messagesReact(house)
  watchWorkflows(house)
}

/** Every minute what waits in the outbox is sent; every hour what nobody needs any more goes. */
function messagesReact(house: House): void {
  const { timeZone } = house.programme()
  const { mail, webhooks } = house.settings
  const named = webhooks.map(({ name }) => name)
  house.log.info(
    { mail: mail !== undefined, webhooks: named },
    mail === undefined ? 'mail is off: SMTP_URL is not set' : 'mail is on',
  )
  metersOf(house)
  house.jobs.define('workflows.messages', ({ signal }) => sendMessages(house, signal), { retries: 0 })
  house.jobs.schedule('workflows.messages', '* * * * *', timeZone)
  house.jobs.define('workflows.sweep', async () => ({
    files: await sweepFiles(house),
    messages: await forgetMessages(house),
  }))
  house.jobs.schedule('workflows.sweep', '40 * * * *', timeZone)
}
