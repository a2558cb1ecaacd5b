import type { Text } from '#base/text.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { organisationName } from '../rules.ts'
import { listMemberships, listNames, listOrganisationNames } from './store.ts'

export { createAdministrator, recoverAdministrator } from './first-administrators.ts'
export { type DemoAccount, type DemoChoices, ensureDemoAccounts, isDemo } from './demo.ts'
export { declareSynthetic, isSynthetic } from './population.ts'
export { createPerson, grantRole, nameOrganisation, revokeRole } from './persons.ts'
export { membersOf, peopleWhoMay, type Recipient, withSubstitutes } from './recipients.ts'
export { createSessions } from './who-asks.ts'
export { demandOrganisations, heirsOn, organisationsAround } from './units.ts'
export { listMailOf } from './store.ts'

export {
  type DutyQuestion,
  type DutyRoute,
  type RoutedUnit,
  seriesFor,
  successorsOn,
  unitsFor,
} from '#pack/duties.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Names to show beside acts, by the id of the actor; ids that are no person's (system) are left out. */
export function namesOfPeople(tx: Transaction, ids: readonly string[]): Promise<Map<string, string>> {
  return listNames(
    tx,
    [...new Set(ids)].filter((id) => uuid.test(id)),
  )
}

/** The organisation that a person belongs to, the first of several; undefined for the system and for who belongs nowhere. */
export async function organisationOfPerson(house: Pick<House, 'record'>, person: string): Promise<string | undefined> {
  if (!uuid.test(person)) return undefined
  const held = await house.record.asSystem((tx) => listMemberships(tx, [person]))
  return held.find(({ revoked }) => !revoked)?.organisation
}

/** Names of organisations of the pack and of enterprises that were registered, by id. */
export async function namesOfOrganisations(
  house: Pick<House, 'programme'>,
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, Text>> {
  const registered = await listOrganisationNames(tx, ids)
  return new Map(ids.map((id) => [id, organisationName(house.programme(), id, registered.get(id))]))
}
