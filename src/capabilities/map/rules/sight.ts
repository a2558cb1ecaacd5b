import type { Actor } from '#base/decision.ts'

/** How far a permission reaches: everywhere, or in these places and for these organisations. */
export type Reach = {
  readonly all: boolean
  readonly places: readonly string[]
  readonly organisations: readonly string[]
}

/** What somebody may see of the map. */
export type Sight = { readonly parcels: Reach; readonly land: Reach }

export const everything: Sight = {
  parcels: { all: true, places: [], organisations: [] },
  land: { all: true, places: [], organisations: [] },
}

/** Reads from the grants of an actor what the policies of the record read from them. */
export function sightOf(actor: Actor): Sight {
  return { parcels: reachOf(actor, 'parcels.see'), land: reachOf(actor, 'land.see') }
}

function reachOf(actor: Actor, permission: string): Reach {
  const held = actor.grants.filter((grant) => grant.permission === permission)
  const all = actor.kind === 'system' || held.some(({ scope }) => scope === 'all')
  if (all) return { all, places: [], organisations: [] }
  const places = held.flatMap(({ scope, place }) => (scope === 'place' && place !== undefined ? [place] : []))
  const organisations = held.flatMap(({ scope, organisation }) =>
    scope === 'organisation' && organisation !== undefined ? [organisation] : [],
  )
  return { all, places: [...new Set(places)].sort(), organisations: [...new Set(organisations)].sort() }
}

/** Two actors with the same key see the same map. */
export function sightKey({ parcels, land }: Sight): string {
  const one = ({ all, places, organisations }: Reach) => (all ? '*' : `${places.join(',')};${organisations.join(',')}`)
  return `${one(parcels)}|${one(land)}`
}

/** Whether a permission reaches nothing at all. */
export function seesNothing({ all, places, organisations }: Reach): boolean {
  return !all && places.length === 0 && organisations.length === 0
}

export type InReach = { readonly places: readonly string[]; readonly organisations: readonly string[] }

/** By its place: somebody who answers for the ground, and sees all who are on it. */
export function seesByPlace(reach: Reach, { places }: InReach): boolean {
  return reach.all || reach.places.some((place) => places.includes(place))
}

/** By its place or because it is theirs. */
export function sees(reach: Reach, thing: InReach): boolean {
  return seesByPlace(reach, thing) || reach.organisations.some((each) => thing.organisations.includes(each))
}
