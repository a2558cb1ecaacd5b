import { allowed, type Decision, refused } from '#base/decision.ts'
import type { PlainDate } from '#base/plain-date.ts'
import type { Programme } from '#pack/programme.ts'
import { findIn, type HeldRole, isInForce } from '../rules.ts'

/** The three that watch over each other: the machine, the rights, the record of both. */
export type Administrator = 'system' | 'security' | 'audit'

/** Which of the three a role makes; undefined for every other role. */
export function administratorOf(programme: Programme, role: string): Administrator | undefined {
  return findIn(programme.roles, role)?.administrator
}

/** Which of the three somebody is on a day, with these roles. */
export function administratorOn(
  programme: Programme,
  roles: readonly HeldRole[],
  today: PlainDate,
): Administrator | undefined {
  return roles
    .filter((held) => isInForce(held, today))
    .map(({ role }) => administratorOf(programme, role))
    .find((kind) => kind !== undefined)
}

/** Whether a role can be held beside those that somebody holds: nobody is two of the three on the same day. */
export function mayHoldBeside(programme: Programme, held: readonly HeldRole[], wanted: HeldRole): Decision {
  const kind = administratorOf(programme, wanted.role)
  if (kind === undefined) return allowed
  const other = held.find((one) => {
    const theirs = one.revoked === true ? undefined : administratorOf(programme, one.role)
    return theirs !== undefined && theirs !== kind && meet(one, wanted)
  })
  return other === undefined ? allowed : refused('people.two_administrators', { role: other.role })
}

function meet(one: HeldRole, other: HeldRole): boolean {
  return (one.to === undefined || one.to >= other.from) && (other.to === undefined || other.to >= one.from)
}

export type Deciding = {
  readonly decider: string
  readonly asker: string
  readonly person: string
  /** Which of the three the decider is today. */
  readonly administrator: Administrator | undefined
}

/** Who decides on a request: another administrator of security than who asked, and not whom it is about. */
export function mayDecideRequest({ decider, asker, person, administrator }: Deciding): Decision {
  if (administrator !== 'security') return refused('people.only_security')
  if (decider === asker) return refused('people.own_request')
  return decider === person ? refused('people.about_oneself') : allowed
}
