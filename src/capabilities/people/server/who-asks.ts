import type { Sessions } from '#kit/server/session.ts'
import { actorOfBearer, bearsKey } from './key-actors.ts'
import { actorOfHeaders, type SessionsHouse } from './sessions.ts'

/** Who is asking: by a key where a request bears one, otherwise by the session cookie. The seam of `kit/server/session.ts`. */
export function createSessions(house: SessionsHouse): Sessions {
  return {
    actorOf: ({ headers }) => (bearsKey(headers) ? actorOfBearer(house, headers) : actorOfHeaders(house, headers)),
  }
}
