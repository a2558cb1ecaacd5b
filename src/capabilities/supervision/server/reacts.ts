import { ownSubject } from '#capabilities/workflows/server/service.ts'
import type { House } from '#kit/server/house.ts'
import { followItem } from './agenda.ts'
import { followStanding } from './bases.ts'
import { followTask } from './follow-task.ts'
import { askByRhythm, followReport } from './information.ts'
import { followMeeting } from './meetings.ts'
import { followSlip } from './slip-acts.ts'
import { issueByRule, slipsJob } from './slip-clock.ts'

/** The job that asks for the reports of series. */
const reportsJob = 'supervision.reports'

/** What moves by a case is followed in the transaction of each act; slips and reports that are due by rule come every morning. */
export function supervisionReacts(house: House): void {
  ownSubject(house, { kind: 'task', follows: (tx, moved) => followTask(house, tx, moved) })
  ownSubject(house, { kind: 'slip', follows: (tx, moved) => followSlip(house, tx, moved) })
  ownSubject(house, { kind: 'meeting', follows: (tx, moved) => followMeeting(house, tx, moved) })
  ownSubject(house, { kind: 'agenda_item', follows: (tx, moved) => followItem(house, tx, moved) })
  ownSubject(house, { kind: 'information_report', follows: (tx, moved) => followReport(house, tx, moved) })
  ownSubject(house, { kind: 'standing', follows: (tx, moved) => followStanding(house, tx, moved) })
  const { timeZone, supervision } = house.programme()
  house.jobs.define(slipsJob, async () => ({ issued: supervision === undefined ? 0 : await issueByRule(house) }))
  house.jobs.define(reportsJob, async () => ({ asked: supervision === undefined ? 0 : await askByRhythm(house) }))
  house.jobs.schedule(slipsJob, '20 0 * * *', timeZone)
  house.jobs.schedule(reportsJob, '10 0 * * *', timeZone)
}
