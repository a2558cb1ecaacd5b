import { type Case, type Moved, ownSubject, type Truth } from '#capabilities/workflows/server/service.ts'
import { inReachOfHouse, type Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { Formula } from '#pack/formula/node.ts'
import { followAgreement } from './agreement-follow.ts'
import { assessmentsJob, followAssessment, raiseExpiring } from './assessment-clock.ts'
import { followRenewal, holdsForRenewal } from './follow-renewal.ts'
import { findIdleLand, idleLandJob } from './idle-findings.ts'
import { followSupply } from './follow-supply.ts'
import { followQuota, holdsForRequest } from './quota-requests.ts'

type Follow = (house: House, tx: Transaction, moved: Moved) => Promise<void>
type Holds = (house: House, tx: Transaction, one: Case) => Promise<(condition: Formula) => Truth>

/** What of land moves by a case, by the kind of its subject, and what follows each act in the row. */
const followers: Readonly<Record<string, Follow>> = {
  assessment: followAssessment,
  land_supervision: followAgreement,
  renewal: followRenewal,
  quota: followQuota,
  supply: followSupply,
}

/** Who answers what workflows ask of the thing itself. */
const answering: Readonly<Record<string, Holds>> = {
  renewal: holdsForRenewal,
  quota: holdsForRequest,
}

/** What moves by a case is followed in the transaction of each act. */
export function landReacts(house: House): void {
  for (const [kind, follow] of Object.entries(followers)) {
    // The engine has decided that the act may be done; the row follows, whatever else the actor may reach.
    const holds = answering[kind]
    ownSubject(house, {
      kind,
      follows: (tx, moved) => inReachOfHouse(tx, () => follow(house, tx, moved)),
      ...(holds === undefined ? {} : { holds: (tx, one) => inReachOfHouse(tx, () => holds(house, tx, one)) }),
    })
  }
  house.jobs.define(assessmentsJob, async () => ({ raised: await raiseExpiring(house) }))
  house.jobs.schedule(assessmentsJob, '30 0 * * *', house.programme().timeZone)
  house.jobs.define(idleLandJob, async () => ({ found: await findIdleLand(house) }))
  house.jobs.schedule(idleLandJob, '40 0 * * *', house.programme().timeZone)
}
