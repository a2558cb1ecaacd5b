import type { Actor } from '#base/decision.ts'
import { once } from '#base/once.ts'
import type { Text } from '#base/text.ts'
import { namesOfEnterprises } from '#capabilities/enterprises/server/service.ts'
import type { House } from '#kit/server/house.ts'
import { findDoc } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import type { FigureRow } from '../contract.ts'
import type { Key } from './facts.sql.ts'
import { type Groups, membersFor } from './groups.ts'

/** What the ids in the keys of rows are called: classes and places by the programme, enterprises by the register as far as the reader sees it. */
export async function namesOf(
  house: House,
  actor: Actor,
  groups: Groups,
  rows: readonly FigureRow[],
): Promise<Record<string, Text>> {
  const programme = house.programme()
  const names: Record<string, Text> = {}
  const enterprises: string[] = []
  groups.keys.forEach((key, i) => {
    const ids = new Set(rows.map((row) => row.keys[i] ?? ''))
    for (const id of ids) {
      if (key.kind === 'column' && key.column === 'subject') enterprises.push(id)
      else names[id] = nameOf(programme, key, id)
    }
  })
  if (enterprises.length === 0) return names
  const known = await house.record.withActor(actor, (tx) => namesOfEnterprises(tx, enterprises))
  for (const [id, name] of known) names[id] = { zh: name, en: name }
  return names
}

/** What the ids under one key are called, enterprises left out. */
export function namesOfKey(programme: Programme, key: Key | undefined, ids: readonly string[]): Record<string, Text> {
  return key === undefined ? {} : Object.fromEntries(ids.map((id) => [id, nameOf(programme, key, id)]))
}

function nameOf(programme: Programme, key: Key, id: string): Text {
  const place = key.kind === 'classes' || key.kind === 'rungs' ? undefined : findDoc(programme, 'places', id)
  if (place) return place.name
  for (const taxonomy of taxonomiesOf(programme, key)) {
    const found = classNames(taxonomy).get(id)
    if (found) return found
  }
  return { zh: id, en: id }
}

type Taxonomy = Programme['taxonomies'][string]

/** Where the ids of a key have their names: the register keeps industries in one taxonomy, size and ownership have their own. */
function taxonomiesOf(programme: Programme, key: Key): readonly Taxonomy[] {
  const all = Object.values(programme.taxonomies)
  if (key.kind === 'classes') return all.filter(({ id }) => id === key.taxonomy)
  if (key.kind === 'rungs') return all.filter(({ id }) => id === key.ladder)
  if (key.kind === 'members') return []
  const { register } = membersFor(programme)
  return all.filter(({ id, subject }) => (key.column === 'industry' ? id === register : subject === key.column))
}

/** What the classes of a taxonomy are called. */
export const classNames = once(
  (taxonomy: Taxonomy): ReadonlyMap<string, Text> =>
    new Map(taxonomy.classes.map(({ id, name }) => [id, { zh: name.zh, en: name.en ?? name.zh }])),
)
