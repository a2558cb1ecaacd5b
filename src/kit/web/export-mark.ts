import { exportMark } from '#base/export-mark.ts'
import { formatInstant } from './dates.ts'
import type { Session } from './session.tsx'

/** What this person takes out now says so; what strangers take was open to everybody. */
export function markOf(session: Session | undefined): string | undefined {
  if (session === undefined || session.actor.kind === 'anonymous') return undefined
  const at = formatInstant(new Date().toISOString(), session.programme.timeZone)
  return exportMark({ name: session.actor.name, login: session.person?.login }, at)
}
