import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import type { Actor } from '#base/decision.ts'
import { addDays, endOfDay, isPlainDate, type PlainDate, toPlainDate } from '#base/plain-date.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { todayOf } from '#kit/server/house.ts'
import type { Key } from '../contract-keys.ts'
import { findIn, grantsOf } from '../rules.ts'
import { isForKeys, longestKeyDays } from '../rules/keys.ts'
import { hashOfKey, isOpen } from './key-actors.ts'
import { type DbKey, findKey, insertKey, listKeys, revokeKeyRow } from './key-store.ts'
import { getManagedPerson, getPerson } from './persons.ts'
import { listMemberships } from './store.ts'

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'
const prefixLetters = 10
const secretBytes = 32

export type KeyToMake = {
  readonly person?: string | undefined
  readonly name: string
  readonly permissions: readonly string[]
  readonly places?: readonly string[] | undefined
  readonly expiresOn: string
}

/** The keys of a person with what a new one can carry. */
export async function keysOf(
  house: House,
  tx: Transaction,
  { person, actor }: { person?: string | undefined; actor: Actor },
): Promise<{ items: Key[]; permissions: string[]; lastDay: string }> {
  const whose = await demandReach(house, tx, { person, actor })
  const items = (await listKeys(tx, whose)).map((row) => toKey(house, row))
  return { items, permissions: await carriable(house, tx, whose), lastDay: lastDay(house) }
}

/** Makes a key; what it is, is answered once. Throws `invalid_input` naming each field. */
export async function makeKey(
  house: House,
  tx: Transaction,
  { actor, ...wanted }: KeyToMake & { actor: Actor },
): Promise<{ key: Key; secret: string }> {
  const person = await demandReach(house, tx, { person: wanted.person, actor })
  const issues = checkKey(house, wanted, await carriable(house, tx, person))
  if (issues.length > 0) throw new Problem('invalid_input', { issues })
  const prefix = `jidi_${Array.from({ length: prefixLetters }, () => letters[randomInt(letters.length)]).join('')}`
  const secret = `${prefix}_${randomBytes(secretBytes).toString('base64url')}`
  const row: DbKey = {
    id: randomUUID(),
    person,
    name: wanted.name,
    prefix,
    hash: hashOfKey(secret),
    permissions: [...new Set(wanted.permissions)],
    places: wanted.places === undefined ? null : [...new Set(wanted.places)],
    made_at: house.clock.now(),
    expires_at: endOfDay(wanted.expiresOn as PlainDate, house.programme().timeZone),
    last_used_at: null,
    revoked_at: null,
    revoked_by: null,
    revoked_reason: null,
  }
  await insertKey(tx, row)
  await recordAct(tx, {
    name: 'people.key_made',
    subject: { kind: 'key', id: row.id },
    detail: { person, permissions: row.permissions, places: row.places, expiresOn: wanted.expiresOn },
  })
  return { key: toKey(house, row), secret }
}

/** Ends a key at once. */
export async function revokeKey(
  house: House,
  tx: Transaction,
  { id, reason, actor }: { id: string; reason: string; actor: Actor },
): Promise<Key> {
  const row = await findKey(tx, { id })
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'key', id } })
  await demandReach(house, tx, { person: row.person, actor })
  if (row.revoked_at !== null) throw new Problem('wrong_state', { details: { reason: 'people.key_revoked_already' } })
  const now = house.clock.now()
  await revokeKeyRow(tx, id, { actor: actor.id, now, reason })
  await recordAct(tx, { name: 'people.key_revoked', subject: { kind: 'key', id }, detail: { person: row.person } })
  return toKey(house, { ...row, revoked_at: now })
}

/** One's own keys, or those of a service that one looks after: nobody makes keys in the name of another person. */
async function demandReach(
  house: House,
  tx: Transaction,
  { person, actor }: { person?: string | undefined; actor: Actor },
): Promise<string> {
  if (person === undefined || person === actor.id) return (await getPerson(tx, actor.id)).id
  const managed = await getManagedPerson(house, tx, { id: person, actor })
  if (!managed.service) throw new Problem('forbidden', { details: { reason: 'people.key_of_others' } })
  return managed.id
}

/** Which permissions a person holds today that a key can carry. */
async function carriable(house: House, tx: Transaction, person: string): Promise<string[]> {
  const roles = await listMemberships(tx, [person])
  const grants = grantsOf(house.programme(), roles, todayOf(house))
  return [...new Set(grants.map(({ permission }) => permission))].filter(isForKeys).sort()
}

function checkKey(house: House, wanted: KeyToMake, held: readonly string[]): ProblemIssue[] {
  const programme = house.programme()
  const today = todayOf(house)
  const last = lastDay(house)
  const issues: ProblemIssue[] = []
  for (const permission of wanted.permissions)
    if (!held.includes(permission))
      issues.push({ text: 'people.key_beyond_person', where: 'body.permissions', found: permission })
  for (const place of wanted.places ?? [])
    if (findIn(programme.places, place) === undefined)
      issues.push({ text: 'people.unknown_place', where: 'body.places', found: place })
  const day = wanted.expiresOn
  if (!isPlainDate(day)) issues.push({ text: 'value.not_a_date', where: 'body.expiresOn', found: day })
  else if (day < today) issues.push({ text: 'people.key_ends_before_today', where: 'body.expiresOn', found: day })
  else if (day > last) issues.push({ text: 'people.key_too_long', where: 'body.expiresOn', found: day, expected: last })
  return issues
}

function lastDay(house: House): PlainDate {
  return addDays(todayOf(house), longestKeyDays - 1)
}

function toKey(house: House, row: DbKey): Key {
  const { timeZone } = house.programme()
  const now = house.clock.now()
  return {
    id: row.id,
    person: row.person,
    name: row.name,
    prefix: row.prefix,
    permissions: row.permissions,
    ...(row.places === null ? {} : { places: row.places }),
    madeAt: row.made_at.toISOString(),
    expiresOn: toPlainDate(new Date(row.expires_at.getTime() - 1), timeZone),
    ...(row.last_used_at === null ? {} : { lastUsedAt: row.last_used_at.toISOString() }),
    state: row.revoked_at === null ? (isOpen(row, now) ? 'open' : 'expired') : 'revoked',
  }
}
