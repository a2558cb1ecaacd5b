import { sql } from 'kysely'
import { Problem } from '#base/problem.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { House } from '#kit/server/house.ts'
import { findRequestScope } from '#kit/server/request-scope.ts'
import { lockedUntil, wrongPasswordsAllowed } from '../rules.ts'
import { wrongSignInsOfAddress } from '../rules/accounts.ts'
import { keyedHash } from './seal.ts'
import { addWrongPassword, type Person, updatePerson } from './store.ts'

type Attempt = { subject: string; wrong: number; locked_until: Date | null; changed_at: Date }

const attempts = (house: Pick<House, 'record'>) => house.record.owner.withTables<{ people_attempt: Attempt }>()

/** The address of this request as a subject of counting; undefined where nobody knows it. */
function addressSubject(): string | undefined {
  const address = findRequestScope()?.address
  return address === undefined ? undefined : `address ${networkOf(address)}`
}

/** Of IPv6 a whole network of one house (64 bits) counts as one. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const [head = '', tail = ''] = address.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === '' ? [] : tail.split(':')
  const missing = address.includes('::')
    ? Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0')
    : []
  return [...before, ...missing, ...after].slice(0, 4).join(':')
}

async function loginSubject(house: House, login: string): Promise<string> {
  return `login ${await keyedHash(house.settings.dataDir, 'logins', login.toLowerCase())}`
}

/** Throws `locked` while the address or the login waits; nobody learns from it whether there is such a login. */
export async function refuseLocked(house: House, login: string, person: Person | undefined): Promise<void> {
  const now = house.clock.now()
  const subjects = [addressSubject(), person === undefined ? await loginSubject(house, login) : undefined].filter(
    (one) => one !== undefined,
  )
  const rows = await attempts(house)
    .selectFrom('people_attempt')
    .select('locked_until')
    .where('subject', 'in', ['', ...subjects])
    .where('locked_until', '>', now)
    .execute()
  const waits = [...rows.map((row) => row.locked_until), person?.lockedUntil].filter(
    (until): until is Date => until instanceof Date && until > now,
  )
  if (waits.length > 0) throw lockedProblem(new Date(Math.max(...waits.map((until) => until.getTime()))))
}

/** Counts one more wrong sign-in, for the login and for the address. Throws `locked` when that is one too many. */
export async function countWrong(house: House, login: string, person: Person | undefined): Promise<void> {
  const ofAddress = await countOfAddress(house)
  const ofLogin =
    person === undefined
      ? await countSubject(house, await loginSubject(house, login), wrongPasswordsAllowed)
      : await countOfPerson(house, person)
  const until = ofLogin ?? ofAddress
  if (until !== undefined) throw lockedProblem(until)
}

async function countOfPerson(house: House, person: Person): Promise<Date | undefined> {
  const { owner } = house.record
  const count = await addWrongPassword(owner, person.id)
  const until = lockedUntil(count, house.clock.now())
  if (until !== undefined) await updatePerson(owner, person.id, { failed_sign_ins: 0, locked_until: until })
  await house.record.asSystem((tx) =>
    recordAct(tx, {
      name: until === undefined ? 'people.sign_in_failed' : 'people.locked',
      subject: { kind: 'person', id: person.id },
      detail: { count },
    }),
  )
  return until
}

async function countOfAddress(house: House): Promise<Date | undefined> {
  const subject = addressSubject()
  if (subject === undefined) return undefined
  const until = await countSubject(house, subject, wrongSignInsOfAddress)
  if (until !== undefined) {
    const id = await keyedHash(house.settings.dataDir, 'addresses', subject)
    await house.record.asSystem((tx) =>
      recordAct(tx, {
        name: 'people.address_locked',
        subject: { kind: 'address', id: id.slice(0, 16) },
        detail: { count: wrongSignInsOfAddress },
      }),
    )
  }
  return until
}

/** One more for a subject that is no person; what is a day old is forgotten. Answers until when it now waits. */
async function countSubject(house: House, subject: string, allowed: number): Promise<Date | undefined> {
  const now = house.clock.now()
  const dayAgo = new Date(now.getTime() - 86_400_000)
  await attempts(house).deleteFrom('people_attempt').where('changed_at', '<', dayAgo).execute()
  const { wrong } = await attempts(house)
    .insertInto('people_attempt')
    .values({ subject, wrong: 1, locked_until: null, changed_at: now })
    .onConflict((conflict) =>
      conflict.column('subject').doUpdateSet({ wrong: sql<number>`people_attempt.wrong + 1`, changed_at: now }),
    )
    .returning('wrong')
    .executeTakeFirstOrThrow()
  const until = lockedUntil(wrong, now, allowed)
  if (until === undefined) return undefined
  await attempts(house)
    .updateTable('people_attempt')
    .set({ wrong: 0, locked_until: until })
    .where('subject', '=', subject)
    .execute()
  return until
}

function lockedProblem(until: Date): Problem {
  return new Problem('locked', { details: { reason: 'people.locked', until: until.toISOString() } })
}
