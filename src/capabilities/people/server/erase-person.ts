import { type Kysely, sql } from 'kysely'
import type { Actor } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { recordAct } from '#kit/server/acts.ts'
import { withCommitScope } from '#kit/server/commit-scope.ts'
import type { Database } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { readTablePages } from '#kit/server/retention/table-pages.ts'
import { workAsOwner } from '#kit/server/retention/as-owner.ts'
import type { Erased, erasureReasons } from '../contract-privacy.ts'
import { pseudonymOf } from '../rules/pseudonym.ts'
import type { PeopleHouse } from './persons.ts'
import { forgetActors } from './sessions.ts'
import { findPerson } from './store.ts'

type Erasing = {
  readonly id: string
  /** As typed by whoever erases: the wrong person cannot be met by a slip of the hand. */
  readonly login: string
  readonly why: (typeof erasureReasons)[number]
  readonly actor: Actor
}

/**
 * Replaces the name, removes contact, account and sessions, ends roles and substitutions. The id stays, and with it every act: the chain
 * of seals covers ids, so it is as it was. @throws Problem not_found, refused_by_rule, wrong_state, invalid_input
 */
export async function erasePerson(house: PeopleHouse & Pick<House, 'settings'>, asked: Erasing): Promise<Erased> {
  const { id, login, why, actor } = asked
  if (id === actor.id) throw new Problem('refused_by_rule', { details: { reason: 'people.erase_oneself' } })
  const pages = await readTablePages(house.settings.migrationsDir)
  const leaving = pages.flatMap(({ table, persons }) =>
    Object.entries(persons)
      .filter(([, fate]) => fate === 'remove')
      .map(([column]) => ({ table, column })),
  )
  return withCommitScope(() =>
    workAsOwner(house, actor.id, async (tx) => {
      await demandErasable(tx, { id, login })
      const now = house.clock.now()
      const removed: Record<string, number> = {}
      for (const { table, column } of leaving) {
        const gone = await sql`delete from ${sql.table(table)} where ${sql.ref(column)} = ${id}`.execute(tx)
        const rows = Number(gone.numAffectedRows ?? 0n)
        if (rows > 0) removed[table] = rows
      }
      const name = pseudonymOf(id)
      await replaceName(tx, { id, name, now })
      const rolesEnded = await endRoles(tx, { id, by: actor.id, now })
      const detail = { why, rolesEnded, removed }
      await recordAct(tx, { name: 'people.erased', subject: { kind: 'person', id }, detail })
      forgetActors(house)
      return { name, rolesEnded, removed }
    }),
  )
}

async function demandErasable(tx: Kysely<Database>, { id, login }: { id: string; login: string }): Promise<void> {
  await sql`select from people_person where id = ${id} for update`.execute(tx)
  const person = await findPerson(tx, id)
  if (person === undefined) throw new Problem('not_found', { details: { kind: 'person', id } })
  if (person.erasedAt !== undefined)
    throw new Problem('wrong_state', { details: { kind: 'person', id, reason: 'people.is_erased' } })
  if (person.login !== login.trim().toLowerCase()) {
    throw new Problem('invalid_input', { issues: [{ text: 'people.other_login', where: 'body.login', found: login }] })
  }
}

async function replaceName(tx: Kysely<Database>, { id, name, now }: { id: string; name: string; now: Date }) {
  const login = `erased-${id}`
  await sql`update people_user set name = ${name}, username = ${login}, email = ${`${login}@people.invalid`}, image = null,
    updated_at = ${now.toISOString()}::timestamptz where id = ${id}`.execute(tx)
  await sql`update people_person set mail = null, last_sign_in = null, failed_sign_ins = 0, locked_until = null, demo = false,
    disabled_at = coalesce(disabled_at, ${now.toISOString()}::timestamptz), erased_at = ${now.toISOString()}::timestamptz
    where id = ${id}`.execute(tx)
}

async function endRoles(tx: Kysely<Database>, { id, by, now }: { id: string; by: string; now: Date }): Promise<number> {
  const at = sql`${now.toISOString()}::timestamptz`
  const ended = await sql`update people_membership set revoked_at = ${at}, revoked_by = ${by}, revoked_reason = 'erased'
    where person = ${id} and revoked_at is null`.execute(tx)
  await sql`update people_substitution set ended_at = ${at}, ended_by = ${by}, ended_reason = 'erased'
    where (person = ${id} or substitute = ${id}) and ended_at is null`.execute(tx)
  return Number(ended.numAffectedRows ?? 0n)
}
