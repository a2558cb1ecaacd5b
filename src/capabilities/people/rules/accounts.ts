import type { Programme } from '#pack/programme.ts'
import { findIn, type HeldRole } from '../rules.ts'

/** After so many wrong sign-ins from one address, whoever they were for, the address waits as an account does. */
export const wrongSignInsOfAddress = 50

/** What a session is judged by; one without instants was begun before they were kept. */
export type SessionTimes = { readonly beganAt: Date | null; readonly lastSeenAt: Date | null }

export type SessionLimits = { readonly hours: number; readonly idleMinutes: number }

/** Whether a session has ended: begun too long ago, or nobody used it for too long. */
export function isSessionOver({ beganAt, lastSeenAt }: SessionTimes, limits: SessionLimits, now: Date): boolean {
  if (beganAt === null || lastSeenAt === null) return true
  return now >= endOfSession(beganAt, limits) || now.getTime() - lastSeenAt.getTime() >= limits.idleMinutes * 60_000
}

/** When a session ends whatever is done in it. */
export function endOfSession(beganAt: Date, { hours }: SessionLimits): Date {
  return new Date(beganAt.getTime() + hours * 3_600_000)
}

/** Whether somebody with these roles in force must have a second factor, by the setting: administrators, all, or roles by id. */
export function needsSecondFactor(
  programme: Programme,
  inForce: readonly HeldRole[],
  wanted: readonly string[],
): boolean {
  if (wanted.includes('all')) return inForce.length > 0
  return inForce.some(
    ({ role }) =>
      wanted.includes(role) ||
      (wanted.includes('administrators') && findIn(programme.roles, role)?.administrator !== undefined),
  )
}
