import type { Actor } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { getManagedPerson } from './persons.ts'
import type { PeopleDb } from './store.ts'

type Identity = { person: string; issuer: string; subject: string; bound_by?: string; bound_at: Date }

const tables = (db: PeopleDb) => db.withTables<{ people_identity: Identity }>()

/** Which person somebody at the provider is; undefined for who was bound to nobody. */
export async function findIdentity(
  db: PeopleDb,
  { issuer, subject }: { issuer: string; subject: string },
): Promise<string | undefined> {
  const row = await tables(db)
    .selectFrom('people_identity')
    .select('person')
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst()
  return row?.person
}

/** Who a person is at the provider, for those who manage the account. */
export async function identityOf(
  house: House,
  tx: Transaction,
  { id, actor }: { id: string; actor: Actor },
): Promise<{ issuer?: string; subject?: string; provider: boolean }> {
  await getManagedPerson(house, tx, { id, actor })
  const row = await tables(tx)
    .selectFrom('people_identity')
    .select(['issuer', 'subject'])
    .where('person', '=', id)
    .executeTakeFirst()
  return { ...row, provider: house.settings.oidc !== undefined }
}

/** Binds a person to an account at the provider, or unbinds them. Nobody binds their own. */
export async function bindIdentity(
  house: House,
  tx: Transaction,
  { id, subject, actor }: { id: string; subject: string | null; actor: Actor },
): Promise<void> {
  const person = await getManagedPerson(house, tx, { id, actor })
  if (id === actor.id) throw new Problem('refused_by_rule', { details: { reason: 'people.own_identity' } })
  if (person.service) throw new Problem('refused_by_rule', { details: { reason: 'people.service_signs_in' } })
  const { oidc } = house.settings
  if (subject !== null) {
    if (oidc === undefined) throw new Problem('wrong_state', { details: { reason: 'people.no_provider' } })
    const holder = await findIdentity(tx, { issuer: oidc.issuer, subject })
    if (holder !== undefined && holder !== id)
      throw new Problem('conflict', {
        issues: [{ text: 'people.subject_taken', where: 'body.subject', found: subject }],
      })
  }
  await tables(tx).deleteFrom('people_identity').where('person', '=', id).execute()
  if (subject !== null && oidc !== undefined) {
    await tables(tx)
      .insertInto('people_identity')
      .values({ person: id, issuer: oidc.issuer, subject, bound_at: house.clock.now() })
      .execute()
  }
  const name = subject === null ? 'people.identity_unbound' : 'people.identity_bound'
  await recordAct(tx, { name, subject: { kind: 'person', id } })
}
