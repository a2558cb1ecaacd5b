import { sql } from 'kysely'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme } from '#pack/programme.ts'
import { listSubstitutes } from './substitution-store.ts'

export type Reach = {
  /** The place and all that contain it. */
  readonly places: readonly string[]
  readonly organisations: readonly string[]
  /** Only people of the organisations, not those who reach them by place or everywhere. */
  readonly toOrganisation: boolean
}

/** Somebody who is to be told, in the place of whom where it is a substitute. */
export type Recipient = { readonly person: string; readonly standsInFor?: string }

type Scope = 'all' | 'place' | 'organisation'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** People with an open account who hold one of the permissions today in reach. */
export async function peopleWhoMay(
  house: Pick<House, 'programme' | 'clock'>,
  tx: Transaction,
  { permissions, places, organisations, toOrganisation }: Reach & { readonly permissions: readonly string[] },
): Promise<string[]> {
  const programme = house.programme()
  if (permissions.length === 0) return []
  const roles = (scope: Scope) => rolesWith(programme, permissions, scope)
  const everywhere = toOrganisation || !places.includes(programme.rootPlace) ? [] : roles('all')
  const byPlace = toOrganisation ? [] : roles('place')
  const inPlaces = organisationsIn(programme, places)
  const where = sql<boolean>`(m.role = any(${everywhere}::text[])
    or (m.role = any(${byPlace}::text[]) and coalesce(m.place = any(${[...places]}::text[]), m.organisation = any(${inPlaces}::text[])))
    or (m.role = any(${roles('organisation')}::text[]) and m.organisation = any(${[...organisations]}::text[])))`
  return holders(house, tx, where)
}

/** People with an open account who belong to one of the organisations today and may see cases. */
export async function membersOf(
  house: Pick<House, 'programme' | 'clock'>,
  tx: Transaction,
  organisations: readonly string[],
): Promise<string[]> {
  if (organisations.length === 0) return []
  const scopes: Scope[] = ['all', 'place', 'organisation']
  const roles = scopes.flatMap((scope) => rolesWith(house.programme(), ['workflows.see'], scope))
  return holders(
    house,
    tx,
    sql<boolean>`m.organisation = any(${[...organisations]}::text[]) and m.role = any(${roles}::text[])`,
  )
}

/** These people, and whoever stands in for one of them today; nobody twice. */
export async function withSubstitutes(
  house: Pick<House, 'programme' | 'clock'>,
  tx: Transaction,
  people: readonly string[],
): Promise<Recipient[]> {
  const known = [...new Set(people)].filter((person) => uuid.test(person))
  const told = new Map<string, Recipient>(known.map((person) => [person, { person }]))
  const today = house.clock.today(house.programme().timeZone)
  for (const { person, substitute } of await listSubstitutes(tx, known, today))
    if (!told.has(substitute)) told.set(substitute, { person: substitute, standsInFor: person })
  return [...told.values()]
}

async function holders(
  house: Pick<House, 'programme' | 'clock'>,
  tx: Transaction,
  where: ReturnType<typeof sql<boolean>>,
): Promise<string[]> {
  const today = house.clock.today(house.programme().timeZone)
  const { rows } = await sql<{ person: string }>`
    select distinct m.person::text as person from people_membership m join people_person p on p.id = m.person
    where m.revoked_at is null and m.from_date <= ${today}::date and (m.to_date is null or m.to_date >= ${today}::date)
      and p.disabled_at is null and (${where}) order by 1`.execute(tx)
  return rows.map(({ person }) => person)
}

function rolesWith(programme: Programme, permissions: readonly string[], scope: Scope): string[] {
  return Object.values(programme.roles)
    .filter((role) => role.permissions.some((one) => one.scope === scope && permissions.includes(one.may)))
    .map(({ id }) => id)
}

/** Organisations whose own place is one of these, for roles that are held without a place. */
function organisationsIn(programme: Programme, places: readonly string[]): string[] {
  return Object.values(programme.organisations)
    .filter(({ place }) => place !== undefined && places.includes(place))
    .map(({ id }) => id)
}
