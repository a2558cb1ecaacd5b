import type { Text } from '#base/text.ts'
import { listDocs } from '#pack/lookup.ts'
import { textOf } from '#pack/naming.ts'
import type { Programme } from '#pack/programme.ts'
import { tenures } from '../contract/offers.ts'
import type { Named } from '../contract/words.ts'

type Tenure = (typeof tenures)[number]

/** What a tenure is called where no document of the programme names it. */
const usual: Readonly<Record<Tenure, Text>> = {
  sale: { zh: '出让', en: 'Sale' },
  lease: { zh: '租赁', en: 'Lease' },
  lease_first: { zh: '先租后让', en: 'Lease first, sale later' },
  agreement_transfer: { zh: '协议出让', en: 'Transfer by agreement' },
  divisible_title: { zh: '分割转让', en: 'Divisible title' },
}

const known = new WeakMap<Programme, ReadonlyMap<Tenure, Text>>()

/** The ways in which ground and space may be had, by the names of the terms of the programme's spaces. */
export function namedTenures(programme: Programme): (Named & { readonly id: Tenure })[] {
  return tenures.map((id) => ({ id, name: tenureName(programme, id) }))
}

/** What the programme calls a tenure: as its first terms of that kind are called. */
export function tenureName(programme: Programme, tenure: Tenure): Text {
  return namesOf(programme).get(tenure) ?? usual[tenure]
}

function namesOf(programme: Programme): ReadonlyMap<Tenure, Text> {
  const found = known.get(programme)
  if (found !== undefined) return found
  const names = new Map<Tenure, Text>()
  for (const { terms } of listDocs(programme, 'spaces'))
    for (const { kind, name } of terms) if (!names.has(kind)) names.set(kind, textOf(name))
  known.set(programme, names)
  return names
}
