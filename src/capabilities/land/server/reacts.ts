import { type Moved, ownSubject } from '#capabilities/workflows/server/service.ts'
import { inReachOfHouse, type Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { assessmentsJob, followAssessment, raiseExpiring } from './assessment-clock.ts'

type Follow = (house: House, tx: Transaction, moved: Moved) => Promise<void>

/** What of land moves by a case, by the kind of its subject, and what follows each act in the row. */
const followers: Readonly<Record<string, Follow>> = {
  assessment: followAssessment,
}

/** What moves by a case is followed in the transaction of each act. */
export function landReacts(house: House): void {
  for (const [kind, follow] of Object.entries(followers)) {
    // The engine has decided that the act may be done; the row follows, whatever else the actor may reach.
    ownSubject(house, { kind, follows: (tx, moved) => inReachOfHouse(tx, () => follow(house, tx, moved)) })
  }
  house.jobs.define(assessmentsJob, async () => ({ raised: await raiseExpiring(house) }))
  house.jobs.schedule(assessmentsJob, '30 0 * * *', house.programme().timeZone)
}
