import { system } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { todayOf } from '#kit/server/house.ts'
import type { Transaction } from '#kit/server/db.ts'
import { isInForce } from '../rules.ts'
import { type Administrator, administratorOf } from '../rules/administrators.ts'
import { administratorNow } from './ask-two.ts'
import { centralOrganisation } from './central.ts'
import { createPerson, type PeopleHouse, resetPassword } from './persons.ts'
import { dropSecondFactor } from './second-factor.ts'
import { findPersonByLogin, listHolders, listMemberships } from './store.ts'

export type FirstAdministrator = { readonly login: string; readonly name: string; readonly kind?: Administrator }

/**
 * The first administrators of an office, made on the machine itself: while fewer than two of security are there, nobody could approve
 * them. Afterwards only those two make others. Throws `refused_by_rule`; a login that is taken is a `conflict`.
 */
export async function createAdministrator(
  house: PeopleHouse,
  { login, name, kind = 'security' }: FirstAdministrator,
): Promise<{ login: string; password: string }> {
  const programme = house.programme()
  const role = Object.values(programme.roles).find(({ administrator }) => administrator === kind)
  if (role === undefined) throw refused('people.no_such_administrator', kind)
  const membership = { role: role.id, organisation: centralOrganisation(programme) }
  const { password } = await house.record.asSystem(async (tx) => {
    if ((await countSecurity(house, tx)) >= 2) throw refused('people.administrators_there', login)
    return createPerson(house, tx, { login, name, language: 'zh', membership, actor: system })
  })
  return { login, password }
}

/**
 * A new password for an administrator of security, whose second factor ends: for an office that is locked out of its own accounts. Whoever
 * can do this has the machine. Throws `refused_by_rule` for everybody else.
 */
export async function recoverAdministrator(
  house: PeopleHouse,
  login: string,
): Promise<{ login: string; password: string }> {
  return house.record.asSystem(async (tx) => {
    const person = await findPersonByLogin(tx, login)
    if (person === undefined || (await administratorNow(house, tx, person.id)) !== 'security')
      throw refused('people.no_such_administrator', login)
    await dropSecondFactor(house, tx, { person: person.id, how: 'command' })
    return { login: person.login, password: await resetPassword(house, tx, { id: person.id, actor: system }) }
  })
}

/** How many people with an open account are administrators of security today. */
async function countSecurity(house: PeopleHouse, tx: Transaction): Promise<number> {
  const programme = house.programme()
  const roles = Object.keys(programme.roles).filter((role) => administratorOf(programme, role) === 'security')
  const holders = await listHolders(tx, roles)
  const held = await listMemberships(tx, holders)
  const today = todayOf(house)
  return new Set(held.filter((one) => roles.includes(one.role) && isInForce(one, today)).map(({ person }) => person))
    .size
}

/** Read on the command line, so the place says it too. */
function refused(text: string, found: string): Problem {
  return new Problem('refused_by_rule', { issues: [{ text, where: 'init', found }] })
}
