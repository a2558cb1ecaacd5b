import type { Actor } from '#base/decision.ts'
import type { Text } from '#base/text.ts'
import { listEnterprisesById } from '#capabilities/enterprises/server/service.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme } from '#pack/programme.ts'
import type { FigureRow } from '../contract.ts'
import type { Groups } from './groups.ts'

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
      else names[id] = nameOf(programme, key.kind === 'classes' ? key.taxonomy : null, id)
    }
  })
  if (enterprises.length === 0) return names
  const known = await house.record.withActor(actor, (tx) => listEnterprisesById(tx, enterprises))
  for (const [id, { name }] of known) names[id] = { zh: name, en: name }
  return names
}

function nameOf(programme: Programme, taxonomy: string | null, id: string): Text {
  const place = taxonomy === null && Object.hasOwn(programme.places, id) ? programme.places[id] : undefined
  if (place) return place.name
  const taxonomies = Object.values(programme.taxonomies).filter((each) => taxonomy === null || each.id === taxonomy)
  for (const each of taxonomies) {
    const found = each.classes.find((one) => one.id === id)
    if (found) return { zh: found.name.zh, en: found.name.en ?? found.name.zh }
  }
  return { zh: id, en: id }
}
