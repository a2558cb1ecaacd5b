import { type Moved as MovedCase, ownSubject } from '#capabilities/workflows/server/service.ts'
import { inReachOfHouse, type Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { followItem } from './agenda.ts'
import { followStanding } from './bases.ts'
import type { Kind } from './engine.ts'
import { followTask } from './follow-task.ts'
import { askByRhythm, followReport } from './information.ts'
import { followMeeting } from './meetings.ts'
import { followSlip } from './slip-acts.ts'
import { issueByRule, slipsJob } from './slip-clock.ts'

/** The job that asks for the reports of series. */
const reportsJob = 'supervision.reports'

const followers: Readonly<Record<Kind, (house: House, tx: Transaction, moved: MovedCase) => Promise<void>>> = {
  task: followTask,
  slip: followSlip,
  meeting: followMeeting,
  agenda_item: followItem,
  information_report: followReport,
  standing: followStanding,
}

/** What moves by a case is followed in the transaction of each act; slips and reports that are due by rule come every morning. */
export function supervisionReacts(house: House): void {
  for (const [kind, follow] of Object.entries(followers)) {
    // The engine has decided that the act may be done; the row follows, whatever else the actor may reach.
    ownSubject(house, { kind, follows: (tx, moved) => inReachOfHouse(tx, () => follow(house, tx, moved)) })
  }
  const { timeZone, supervision } = house.programme()
  house.jobs.define(slipsJob, async () => ({ issued: supervision === undefined ? 0 : await issueByRule(house) }))
  house.jobs.define(reportsJob, async () => ({ asked: supervision === undefined ? 0 : await askByRhythm(house) }))
  house.jobs.schedule(slipsJob, '20 0 * * *', timeZone)
  house.jobs.schedule(reportsJob, '10 0 * * *', timeZone)
}
