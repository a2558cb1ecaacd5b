import type { House } from '#kit/server/house.ts'
import { mirrorFeed } from './mirror-feed.ts'

/** A recorded batch reaches the mirror right after its commit; what was missed is caught up at start. */
export function observationsReacts(house: House): void {
  house.acts.onAct('observations.recorded', 'observations.mirror', async () => {
    await mirrorFeed(house).catchUp()
  })
}
