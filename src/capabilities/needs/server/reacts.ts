import { ownSubject } from '#capabilities/workflows/server/service.ts'
import { inReachOfHouse } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { followNeed } from './follow.ts'
import { makeMatching, matchingJob } from './matching.ts'

/** A need follows its case in the transaction of each act; drafts are made as a job. */
export function needsReacts(house: House): void {
  // The engine has decided that the act may be done; the row follows, whatever else the actor may reach.
  ownSubject(house, {
    kind: 'need',
    follows: (tx, moved) => inReachOfHouse(tx, () => followNeed(house, tx, moved)),
  })
  house.jobs.define<{ run: string }>(matchingJob, (run) => makeMatching(house, run), {
    retries: 0,
    timeoutSeconds: 900,
  })
}
