import { randomUUID } from 'node:crypto'
import type { Actor } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { todayOf } from '#kit/server/house.ts'
import { type Administrator, administratorOn } from '../rules/administrators.ts'
import { insertRequest, isAsked, type Request } from './request-store.ts'
import { listMemberships, type PeopleDb } from './store.ts'

type AdministratorsHouse = Pick<House, 'programme' | 'clock'>

/** Which of the three administrators somebody is today. */
export async function administratorNow(
  house: AdministratorsHouse,
  db: PeopleDb,
  person: string,
): Promise<Administrator | undefined> {
  return administratorOn(house.programme(), await listMemberships(db, [person]), todayOf(house))
}

/** The first of the two asks. Throws `forbidden` for who is no administrator of security, `conflict` where it is asked already. */
export async function askForTwo(
  house: AdministratorsHouse,
  tx: Transaction,
  { person, asked, actor }: { person: string; asked: Request['asked']; actor: Actor },
): Promise<void> {
  if ((await administratorNow(house, tx, actor.id)) !== 'security')
    throw new Problem('forbidden', { details: { reason: 'people.only_security' } })
  if (await isAsked(tx, person, asked.what))
    throw new Problem('conflict', { details: { reason: 'people.request_open' } })
  const id = randomUUID()
  await insertRequest(tx, { id, person, asked, askedBy: actor.id, askedAt: house.clock.now() })
  await recordAct(tx, {
    name: 'people.request_made',
    subject: { kind: 'person', id: person },
    detail: { request: id, what: asked.what, role: asked.what === 'role' ? asked.role : null },
  })
}
