import { system } from '#base/decision.ts'
import type { Text } from '#base/text.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { Programme } from '#pack/programme.ts'
import { findIn, holdersOf, placeOf } from '../rules.ts'
import { administratorOf } from '../rules/administrators.ts'
import { centralOrganisation, openOrganisations } from './central.ts'
import { createPerson, nameOrganisation, type PeopleHouse, type RoleToGive } from './persons.ts'
import { hasDemoAccounts, listDemoRoles } from './store.ts'

export type DemoAccount = {
  readonly login: string
  /** Shown here once; the record keeps only a hash. */
  readonly password: string
  readonly role: string
  readonly roleName: Text
  readonly name: string
  /** The place or organisation it reaches, for the printed list. */
  readonly reach?: Text
}

export type DemoChoices = {
  /** The enterprise whose clerk signs in; without it, roles for enterprises wait for a later call. */
  readonly enterprise?: { readonly id: string; readonly name: Text; readonly place?: string }
  /** The town of roles that reach one place; by default the first that an organisation of the pack stands in. */
  readonly town?: string
}

/**
 * Makes one account for each role of the pack that has none, with a random password. Answers the accounts made now:
 * a second call answers none, and after `enterprise` became known, those that waited for it.
 */
export async function ensureDemoAccounts(house: PeopleHouse, choices: DemoChoices = {}): Promise<DemoAccount[]> {
  return house.record.asSystem(async (tx) => {
    const there = new Set(await listDemoRoles(tx))
    const made: DemoAccount[] = []
    for (const id of Object.keys(house.programme().roles).filter((role) => !there.has(role))) {
      for (const login of loginsOf(house.programme(), id)) {
        const account = await makeAccount(house, tx, { role: id, login, choices })
        if (account !== undefined) made.push(account)
      }
    }
    return made
  })
}

/** Whether accounts with printed passwords are open; then the house listens on loopback only. */
export function isDemo(house: Pick<PeopleHouse, 'record'>): Promise<boolean> {
  return hasDemoAccounts(house.record.owner)
}

/** Of administrators of security there are two: what one asks for the other decides. */
function loginsOf(programme: Programme, role: string): string[] {
  const login = role.replaceAll('_', '-')
  return administratorOf(programme, role) === 'security' ? [login, `${login}-2`] : [login]
}

async function makeAccount(
  house: PeopleHouse,
  tx: Transaction,
  { role, login, choices }: { role: string; login: string; choices: DemoChoices },
): Promise<DemoAccount | undefined> {
  const programme = house.programme()
  const membership = membershipFor(programme, role, choices)
  const roleName = findIn(programme.roles, role)?.name
  if (membership === undefined || roleName === undefined) return undefined
  const { enterprise } = choices
  if (enterprise !== undefined && membership.organisation === `enterprise:${enterprise.id}`) {
    await nameOrganisation(tx, { ...enterprise, id: membership.organisation })
  }
  const name = `${roleName.zh}${login.endsWith('-2') ? '二' : ''}（演示）`
  const { password } = await createPerson(house, tx, {
    login,
    name,
    language: 'zh',
    membership,
    demo: true,
    actor: system,
  })
  const reach = reachOf(programme, membership, choices)
  return { login, password, role, roleName, name, ...(reach === undefined ? {} : { reach }) }
}

/** Where a demo account of a role belongs: an enterprise, a town or base, or the office in the middle. */
function membershipFor(programme: Programme, role: string, { enterprise, town }: DemoChoices): RoleToGive | undefined {
  const named = findIn(programme.roles, role)?.demo
  if (named !== undefined) {
    const place = placeOf(programme, { organisation: named })
    return { role, organisation: named, ...(place === undefined ? {} : { place }) }
  }
  const holders = holdersOf(programme, role)
  if (holders === 'office') return { role, organisation: centralOrganisation(programme) }
  if (holders === 'enterprise') {
    return enterprise === undefined ? undefined : { role, organisation: `enterprise:${enterprise.id}` }
  }
  const organisation = localOrganisation(programme, role, town)
  const place = placeOf(programme, { organisation }) ?? programme.rootPlace
  return { role, organisation, place: specialKind(programme, role) === undefined ? (town ?? place) : place }
}

/** A kind of place beside the areas, such as a base, that the role is named after. */
function specialKind(programme: Programme, role: string): string | undefined {
  const named = programme.placeKinds.filter(({ administrative }) => administrative !== true)
  return named.find(({ id }) => role.split(/[-_]/).includes(id))?.id
}

/** Who stands in the town, or in the first place of the kind that the role is named after; otherwise who stands anywhere. */
function localOrganisation(programme: Programme, role: string, town: string | undefined): string {
  const kind = specialKind(programme, role)
  const local = openOrganisations(programme).filter(({ place }) => place !== undefined && place !== programme.rootPlace)
  const fits = (place: string) =>
    kind === undefined ? place === (town ?? place) : findIn(programme.places, place)?.kind === kind
  return (local.find(({ place }) => fits(place ?? '')) ?? local[0])?.id ?? centralOrganisation(programme)
}

function reachOf(
  programme: Programme,
  { organisation, place }: RoleToGive,
  { enterprise }: DemoChoices,
): Text | undefined {
  if (enterprise !== undefined && organisation === `enterprise:${enterprise.id}`) return enterprise.name
  return place === undefined ? undefined : findIn(programme.places, place)?.name
}
