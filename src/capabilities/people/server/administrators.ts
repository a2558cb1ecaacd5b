import type { Actor } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { AdministratorRequest } from '../contract-administrators.ts'
import { findIn, organisationName } from '../rules.ts'
import { type Administrator, mayDecideRequest } from '../rules/administrators.ts'
import { administratorNow, askForTwo } from './ask-two.ts'
import { hasFactor } from './factor-store.ts'
import { getManagedPerson, giveRole, refuseUnless } from './persons.ts'
import { decideRequestRow, findRequest, listRequests, type Request } from './request-store.ts'
import { dropSecondFactor } from './second-factor.ts'
import { deleteSessions } from './session-store.ts'
import { forgetActors } from './sessions.ts'
import { listNames } from './store.ts'

/** What waits for a second administrator of security, and what was decided before. */
export async function requestsShown(house: House, tx: Transaction, actor: Actor): Promise<AdministratorRequest[]> {
  const requests = await listRequests(tx)
  const administrator = await administratorNow(house, tx, actor.id)
  const people = requests.flatMap(({ person, askedBy, decided }) => [person, askedBy, decided?.by ?? person])
  const names = await listNames(tx, [...new Set(people)])
  return requests.map((one) => toShown(house, one, { actor, administrator, names }))
}

function toShown(
  house: House,
  { id, person, asked, askedBy, askedAt, decided }: Request,
  {
    actor,
    administrator,
    names,
  }: { actor: Actor; administrator: Administrator | undefined; names: Map<string, string> },
): AdministratorRequest {
  const programme = house.programme()
  const nameOf = (one: string) => names.get(one) ?? one
  const role = asked.what === 'role' ? asked : undefined
  return {
    id,
    person,
    personName: nameOf(person),
    what: asked.what,
    ...(role === undefined
      ? {}
      : {
          role: role.role,
          roleName: findIn(programme.roles, role.role)?.name ?? { zh: role.role, en: role.role },
          organisationName: organisationName(programme, role.organisation),
          from: role.from,
          ...(role.to === undefined ? {} : { to: role.to }),
        }),
    askedBy,
    askedByName: nameOf(askedBy),
    askedAt: askedAt.toISOString(),
    state: decided === undefined ? 'open' : decided.approved ? 'approved' : 'refused',
    ...(decided === undefined
      ? {}
      : {
          decidedByName: nameOf(decided.by),
          decidedAt: decided.at.toISOString(),
          ...(decided.reason === undefined ? {} : { reason: decided.reason }),
        }),
    decide: mayDecideRequest({ decider: actor.id, asker: askedBy, person, administrator }),
  }
}

/** The second of the two: what was asked for is done, or refused with a reason. */
export async function decideRequest(
  house: House,
  tx: Transaction,
  { id, approve, reason, actor }: { id: string; approve: boolean; reason?: string | undefined; actor: Actor },
): Promise<void> {
  const request = await findRequest(tx, id)
  if (request === undefined) throw new Problem('not_found', { details: { kind: 'request', id } })
  const { person, asked, askedBy } = request
  const administrator = await administratorNow(house, tx, actor.id)
  refuseUnless(mayDecideRequest({ decider: actor.id, asker: askedBy, person, administrator }))
  if (request.decided !== undefined) throw new Problem('wrong_state', { details: { reason: 'people.request_decided' } })
  if (!approve && (reason === undefined || reason === ''))
    throw new Problem('invalid_input', { issues: [{ text: 'value.required', where: 'body.reason' }] })
  await decideRequestRow(tx, id, { actor: actor.id, now: house.clock.now(), approved: approve, reason })
  await recordAct(tx, {
    name: approve ? 'people.request_approved' : 'people.request_refused',
    subject: { kind: 'person', id: person },
    detail: { request: id, what: asked.what, asked_by: askedBy, role: asked.what === 'role' ? asked.role : null },
  })
  if (!approve) return
  if (asked.what === 'role') await giveRole(house, tx, { person, held: asked, actor })
  else await dropSecondFactor(house, tx, { person, how: 'office' })
}

/** Ends the second factor of somebody who lost it. That of an administrator only two of security end together. Answers whether it ended. */
export async function endSecondFactorOf(
  house: House,
  tx: Transaction,
  { id, actor }: { id: string; actor: Actor },
): Promise<boolean> {
  await getManagedPerson(house, tx, { id, actor })
  if (id === actor.id) throw new Problem('refused_by_rule', { details: { reason: 'people.about_oneself' } })
  if (!(await hasFactor(tx, id))) throw new Problem('wrong_state', { details: { reason: 'people.no_second_factor' } })
  if ((await administratorNow(house, tx, id)) === undefined) {
    await dropSecondFactor(house, tx, { person: id, how: 'office' })
    return true
  }
  await askForTwo(house, tx, { person: id, asked: { what: 'second_factor' }, actor })
  return false
}

/** Signs somebody out everywhere. */
export async function endSessionsOf(
  house: House,
  tx: Transaction,
  { id, actor }: { id: string; actor: Actor },
): Promise<number> {
  await getManagedPerson(house, tx, { id, actor })
  const count = await deleteSessions(tx, id)
  await recordAct(tx, { name: 'people.sessions_ended', subject: { kind: 'person', id }, detail: { count } })
  forgetActors(house)
  return count
}
