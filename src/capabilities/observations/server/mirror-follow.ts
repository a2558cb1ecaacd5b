import type { Log } from '#kit/server/log.ts'
import { mirrorFeed } from './mirror-feed.ts'
import type { MirrorHouse } from './mirror-rows.ts'

/** Lets the mirror follow before something that was done is answered. Where it cannot, the outbox brings it later: what is recorded is recorded. */
export async function letMirrorFollow(house: MirrorHouse & { readonly log: Log }): Promise<void> {
  try {
    await mirrorFeed(house).catchUp()
  } catch (error) {
    house.log.warn({ err: error }, 'the mirror could not follow yet')
  }
}
