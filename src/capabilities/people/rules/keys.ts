import type { Actor, Grant } from '#base/decision.ts'
import type { Programme } from '#pack/programme.ts'
import { placesAround } from '../rules.ts'

/** A key lasts for so many days at most; then it is made anew. */
export const longestKeyDays = 366

/** What a key carries of the rights of its person. */
export type KeyScope = {
  readonly permissions: readonly string[]
  /** In these places and what lies in them; wherever the person may, where none is named. */
  readonly places?: readonly string[]
}

/** Whether a key may carry a permission at all: never rights over people and keys, nor what an auditor does. */
export function isForKeys(permission: string): boolean {
  return !/^(people|looks|acts)\./.test(permission)
}

/** What is left of the grants of a person today: never more than they hold themselves, nothing held for somebody absent. */
export function grantsOfKey(programme: Programme, grants: readonly Grant[], scope: KeyScope): Grant[] {
  const carried = grants.filter(
    ({ permission, for: absent }) =>
      absent === undefined && isForKeys(permission) && scope.permissions.includes(permission),
  )
  const { places } = scope
  if (places === undefined) return carried
  return carried.flatMap((grant) => places.flatMap((place) => within(programme, grant, place)))
}

/** A grant as far as it reaches one place. What is held for an organisation lies in no place, so nothing of it is left. */
function within(programme: Programme, grant: Grant, place: string): Grant[] {
  if (grant.scope === 'organisation') return []
  if (grant.scope === 'all') return [{ permission: grant.permission, scope: 'place', place }]
  if (grant.place === undefined) return []
  if (placesAround(programme, place).includes(grant.place)) return [{ ...grant, place }]
  return placesAround(programme, grant.place).includes(place) ? [grant] : []
}

/** The actor that a program is: the person, by name, with what the key carries and nothing else. */
export function actorOfKey(programme: Programme, actor: Actor, { id, scope }: { id: string; scope: KeyScope }): Actor {
  const { standsInFor: _absent, ...person } = actor
  return { ...person, key: id, grants: grantsOfKey(programme, actor.grants, scope) }
}
