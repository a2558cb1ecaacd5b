import { anonymous } from '#base/decision.ts'
import type { Actor } from '#base/decision.ts'

/** Who is asking. The capability that keeps the accounts implements it; the kit only calls it. */
export type Sessions = {
  /** The actor of a request: a person by cookie or key, else `anonymous`. A bad cookie or key is no error. */
  actorOf(request: Request): Promise<Actor>
}

/** Sessions of an installation without accounts. */
export const noSessions: Sessions = { actorOf: async () => anonymous }
