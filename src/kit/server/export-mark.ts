import type { Actor } from '#base/decision.ts'
import { exportMark } from '#base/export-mark.ts'
import type { House } from './house.ts'

/** What an actor takes out now says so. */
export function markFor(house: Pick<House, 'clock' | 'programme'>, actor: Actor): string {
  const style = { timeZone: house.programme().timeZone, dateStyle: 'short', timeStyle: 'short' } as const
  const at = new Intl.DateTimeFormat('sv-SE', style).format(house.clock.now())
  return exportMark({ name: actor.name, login: actor.id }, at)
}
