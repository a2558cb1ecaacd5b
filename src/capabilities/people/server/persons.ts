import { randomUUID } from 'node:crypto'
import { hashPassword, verifyPassword } from 'better-auth/crypto'
import { type Actor, can, type Decision } from '#base/decision.ts'
import type { PlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import type { Language, Text } from '#base/text.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { administratorOf, mayHoldBeside } from '../rules/administrators.ts'
import { checkRole, type HeldRole, isEnterprise, isInForce, mayManageRole, resourceOfRole } from '../rules.ts'
import { askForTwo } from './ask-two.ts'
import { randomPassword } from './secret.ts'
import { deleteSessions } from './session-store.ts'
import { forgetActors } from './sessions.ts'
import {
  findMembership,
  findPasswordHash,
  findPerson,
  findPersonByLogin,
  type HeldMembership,
  insertMembership,
  insertPerson,
  listMemberships,
  type Person,
  renamePerson,
  revokeMembership,
  updatePasswordHash,
  updatePerson,
  upsertOrganisation,
} from './store.ts'

/** What the services of people need of the house. */
export type PeopleHouse = Pick<House, 'record' | 'settings' | 'programme' | 'clock'>

export type RoleToGive = {
  readonly role: string
  readonly organisation: string
  readonly place?: string | undefined
  /** Today when not given. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

export type PersonToCreate = {
  readonly login: string
  readonly name: string
  readonly language: Language
  /** What the person will be given: decides whether the actor may enter them at all. */
  readonly membership?: RoleToGive | undefined
  /** The password is printed, not handed over: it need not be changed, and marks the account. */
  readonly demo?: boolean
}

/** Enters a service: a program that has no password and acts by keys only. Answers its id. */
export async function createService(
  house: PeopleHouse,
  tx: Transaction,
  { login, name, membership, actor }: { login: string; name: string; membership: RoleToGive; actor: Actor },
): Promise<string> {
  await demandFreeLogin(tx, login)
  const id = randomUUID()
  const service = { id, login, name, language: 'zh', mustChangePassword: false, demo: false } as const
  await insertPerson(tx, service, house.clock.now())
  await recordAct(tx, { name: 'people.service_created', subject: { kind: 'person', id } })
  await grantRole(house, tx, { ...membership, person: id, actor })
  return id
}

async function demandFreeLogin(tx: Transaction, login: string): Promise<void> {
  if ((await findPersonByLogin(tx, login)) === undefined) return
  throw new Problem('conflict', { issues: [{ text: 'people.login_taken', where: 'body.login', found: login }] })
}

/** Enters a person with a random password, which is answered once and stored only as a hash. */
export async function createPerson(
  house: PeopleHouse,
  tx: Transaction,
  { actor, ...wanted }: PersonToCreate & { actor: Actor },
): Promise<{ id: string; password: string }> {
  if (wanted.membership === undefined) refuseUnless(can(actor, 'people.manage', {}))
  await demandFreeLogin(tx, wanted.login)
  const id = randomUUID()
  const password = randomPassword()
  const demo = wanted.demo === true
  await insertPerson(
    tx,
    {
      id,
      login: wanted.login,
      name: wanted.name,
      language: wanted.language,
      passwordHash: await hashPassword(password),
      mustChangePassword: !demo,
      demo,
    },
    house.clock.now(),
  )
  await recordAct(tx, { name: 'people.created', subject: { kind: 'person', id }, detail: { demo } })
  if (wanted.membership !== undefined) await grantRole(house, tx, { ...wanted.membership, person: id, actor })
  return { id, password }
}

/**
 * Gives a person a role for an organisation. One that makes an administrator is only asked for: another administrator of security
 * decides; the house itself gives it at once, for somebody must be the first. Throws as `checkedRole`.
 */
export async function grantRole(
  house: PeopleHouse,
  tx: Transaction,
  { person, actor, ...wanted }: RoleToGive & { person: string; actor: Actor },
): Promise<void> {
  const held = await checkedRole(house, tx, { ...wanted, person, actor })
  if (actor.kind === 'system' || administratorOf(house.programme(), held.role) === undefined)
    return giveRole(house, tx, { person, held, actor })
  return askForTwo(house, tx, { person, asked: { what: 'role', ...held }, actor })
}

/**
 * Whether a role may be given to somebody by an actor, with everything that is wrong with it. Nobody gives one to themselves, and nobody
 * becomes two of the three administrators. Throws `forbidden`, `invalid_input` naming each field, `not_found`, `refused_by_rule`.
 */
async function checkedRole(
  house: PeopleHouse,
  tx: Transaction,
  { person: id, actor, ...wanted }: RoleToGive & { person: string; actor: Actor },
): Promise<HeldRole> {
  const programme = house.programme()
  const person = await getPerson(tx, id)
  refuseErased(person)
  const held: HeldRole = {
    role: wanted.role,
    organisation: wanted.organisation,
    ...(wanted.place === undefined ? {} : { place: wanted.place }),
    from: (wanted.from ?? house.clock.today(programme.timeZone)) as PlainDate,
    ...(wanted.to === undefined ? {} : { to: wanted.to as PlainDate }),
  }
  const issues = checkRole(programme, held)
  if (issues.length > 0) throw new Problem('invalid_input', { issues })
  refuseUnless(mayManageRole(programme, actor, held))
  if (id === actor.id) throw new Problem('refused_by_rule', { details: { reason: 'people.own_role' } })
  if (person.service && administratorOf(programme, held.role) !== undefined)
    throw new Problem('refused_by_rule', { details: { reason: 'people.service_administrator' } })
  const beside = mayHoldBeside(programme, await listMemberships(tx, [id]), held)
  if (!beside.allowed) throw new Problem('refused_by_rule', { details: { ...beside.details, reason: beside.reason } })
  return held
}

/** Gives a role that was checked; the rule of the three administrators holds in the database as well. */
export async function giveRole(
  house: PeopleHouse,
  tx: Transaction,
  { person, held, actor }: { person: string; held: HeldRole; actor: Actor },
): Promise<void> {
  const id = randomUUID()
  const administrator = administratorOf(house.programme(), held.role)
  await insertMembership(tx, { ...held, id, person, administrator }, { actor: actor.id, now: house.clock.now() })
  await recordAct(tx, {
    name: 'people.role_given',
    subject: { kind: 'person', id: person },
    detail: {
      membership: id,
      role: held.role,
      organisation: held.organisation,
      place: held.place ?? null,
      from: held.from,
      to: held.to ?? null,
    },
  })
  forgetActors(house)
}

/** Takes a role back; the membership stays as history. Answers the person. */
export async function revokeRole(
  house: PeopleHouse,
  tx: Transaction,
  { id, reason, actor }: { id: string; reason: string; actor: Actor },
): Promise<string> {
  const held = await findMembership(tx, id)
  if (held === undefined) throw new Problem('not_found', { details: { kind: 'membership', id } })
  refuseUnless(mayManageRole(house.programme(), actor, held))
  if (held.person === actor.id) throw new Problem('refused_by_rule', { details: { reason: 'people.own_role' } })
  if (held.revoked === true)
    throw new Problem('wrong_state', { details: { kind: 'membership', id, reason: 'people.already_revoked' } })
  await revokeMembership(tx, id, { actor: actor.id, now: house.clock.now(), reason })
  await recordAct(tx, {
    name: 'people.role_taken_back',
    subject: { kind: 'person', id: held.person },
    detail: { membership: id, role: held.role },
  })
  forgetActors(house)
  return held.person
}

/** Gives a new random password, answered once; open sessions end and the next sign-in must change it. */
export async function resetPassword(
  house: PeopleHouse,
  tx: Transaction,
  { id, actor }: { id: string; actor: Actor },
): Promise<string> {
  const { service } = await getManagedPerson(house, tx, { id, actor })
  if (service) throw new Problem('refused_by_rule', { details: { reason: 'people.service_signs_in' } })
  const password = randomPassword()
  await updatePasswordHash(tx, id, await hashPassword(password), house.clock.now())
  await updatePerson(tx, id, { must_change_password: true, demo: false, failed_sign_ins: 0, locked_until: null })
  await deleteSessions(tx, id)
  await recordAct(tx, { name: 'people.password_reset', subject: { kind: 'person', id } })
  forgetActors(house)
  return password
}

/** A person changes their own password; their other sessions end. Throws `invalid_input` when the current one is wrong. */
export async function changePassword(
  house: PeopleHouse,
  tx: Transaction,
  asked: { person: string; current: string; next: string; keepSession?: string | undefined },
): Promise<void> {
  const hash = await findPasswordHash(tx, asked.person)
  if (hash === undefined || !(await verifyPassword({ hash, password: asked.current }))) {
    throw new Problem('invalid_input', { issues: [{ text: 'people.wrong_current_password', where: 'body.current' }] })
  }
  if (asked.next === asked.current) {
    throw new Problem('invalid_input', { issues: [{ text: 'people.same_password', where: 'body.next' }] })
  }
  await updatePasswordHash(tx, asked.person, await hashPassword(asked.next), house.clock.now())
  await updatePerson(tx, asked.person, { must_change_password: false, demo: false })
  await deleteSessions(tx, asked.person, asked.keepSession)
  await recordAct(tx, { name: 'people.password_changed', subject: { kind: 'person', id: asked.person } })
  forgetActors(house)
}

/** Renames, closes or reopens an account, says where its mail goes. Nobody closes their own. */
export async function changePerson(
  house: PeopleHouse,
  tx: Transaction,
  {
    id,
    name,
    disabled,
    mail,
    actor,
  }: {
    id: string
    name?: string | undefined
    disabled?: boolean | undefined
    mail?: string | null | undefined
    actor: Actor
  },
): Promise<void> {
  const person = await getManagedPerson(house, tx, { id, actor })
  if (disabled === true && id === actor.id)
    throw new Problem('refused_by_rule', { details: { reason: 'people.own_account' } })
  const now = house.clock.now()
  if (name !== undefined && name !== person.name) {
    await renamePerson(tx, id, name, now)
    await recordAct(tx, { name: 'people.renamed', subject: { kind: 'person', id } })
  }
  if (mail !== undefined) await changeMail(tx, id, mail)
  if (disabled !== undefined && disabled !== (person.disabledAt !== undefined)) {
    await updatePerson(tx, id, { disabled_at: disabled ? now : null, failed_sign_ins: 0, locked_until: null })
    if (disabled) await deleteSessions(tx, id)
    await recordAct(tx, { name: disabled ? 'people.closed' : 'people.reopened', subject: { kind: 'person', id } })
  }
  forgetActors(house)
}

export async function changeLanguage(
  house: PeopleHouse,
  tx: Transaction,
  person: string,
  language: Language,
): Promise<void> {
  await getPerson(tx, person)
  await updatePerson(tx, person, { language })
  await recordAct(tx, {
    name: 'people.language_changed',
    subject: { kind: 'person', id: person },
    detail: { language },
  })
  forgetActors(house)
}

/** Nothing is given to an erased person any more. */
function refuseErased({ id, erasedAt }: Person): void {
  if (erasedAt !== undefined)
    throw new Problem('wrong_state', { details: { kind: 'person', id, reason: 'people.is_erased' } })
}

/** Where mail to a person goes from now on; nowhere with null. The act does not repeat the address. */
export async function changeMail(tx: Transaction, person: string, mail: string | null): Promise<void> {
  await getPerson(tx, person)
  await updatePerson(tx, person, { mail })
  const detail = { given: mail !== null }
  await recordAct(tx, { name: 'people.mail_changed', subject: { kind: 'person', id: person }, detail })
}

/** Registers the name of an enterprise whose people get memberships; the id is `enterprise:<uuid>`. */
export async function nameOrganisation(
  tx: Transaction,
  { id, name, place }: { id: string; name: Text; place?: string },
): Promise<void> {
  if (!isEnterprise(id))
    throw new Problem('invalid_input', { issues: [{ text: 'people.unknown_organisation', where: 'id', found: id }] })
  await upsertOrganisation(tx, { id, name_zh: name.zh, name_en: name.en, place: place ?? null })
}

export async function getPerson(tx: Transaction, id: string): Promise<Person> {
  const person = await findPerson(tx, id)
  if (person === undefined) throw new Problem('not_found', { details: { kind: 'person', id } })
  return person
}

/** The person, when every role they hold today lies within the actor's reach. */
export async function getManagedPerson(
  house: PeopleHouse,
  tx: Transaction,
  { id, actor }: { id: string; actor: Actor },
): Promise<Person> {
  const person = await getPerson(tx, id)
  refuseErased(person)
  const programme = house.programme()
  const today = house.clock.today(programme.timeZone)
  const held = (await listMemberships(tx, [id])).filter((one) => isInForce(one, today))
  if (held.length === 0) refuseUnless(can(actor, 'people.manage', {}))
  for (const one of held) refuseUnless(mayManageRole(programme, actor, one))
  return person
}

/** Whether the actor may see somebody with these memberships. */
export function maySee(house: PeopleHouse, actor: Actor, held: readonly HeldMembership[]): boolean {
  if (can(actor, 'people.see', {}).allowed) return true
  return held.some((one) => can(actor, 'people.see', resourceOfRole(house.programme(), one)).allowed)
}

/** Throws `forbidden` with the reason. */
export function refuseUnless(decision: Decision): void {
  if (!decision.allowed) throw new Problem('forbidden', { details: { ...decision.details, reason: decision.reason } })
}
