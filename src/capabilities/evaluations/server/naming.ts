import type { Text } from '#base/text.ts'
import { className, findRegisterTaxonomy } from '#capabilities/enterprises/server/service.ts'
import { placesOf } from '#capabilities/places/server/service.ts'
import { findDoc } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import type { Named } from '../contract/words.ts'

/** Words of a pack, which may lack the English, as a text in both languages. */
export function wordsOf(words: { readonly zh: string; readonly en?: string | undefined }): Text {
  return { zh: words.zh, en: words.en ?? words.zh }
}

/** A thing of a scheme by its id; an id that is not there is its own name. */
export function namedIn(
  list:
    | readonly { readonly id: string; readonly name: { readonly zh: string; readonly en?: string | undefined } }[]
    | undefined,
  id: string,
): Named {
  const found = list?.find((one) => one.id === id)
  return { id, name: found === undefined ? { zh: id, en: id } : wordsOf(found.name) }
}

export function namedPlace(programme: Programme, id: string): Named {
  const place = placesOf(programme).find(id)
  return { id, name: place === undefined ? { zh: id, en: id } : wordsOf(place.name) }
}

/** A class by its address `taxonomy/class`, or by the id of a class of the register. */
export function namedClass(programme: Programme, subject: 'industry' | 'size', id: string): Named {
  const [taxonomy, own] = id.includes('/') ? [id.split('/')[0] ?? '', id.split('/')[1] ?? ''] : ['', id]
  const classes =
    taxonomy === '' ? findRegisterTaxonomy(programme, subject) : findDoc(programme, 'taxonomies', taxonomy)
  const found = classes?.classes.find((one) => one.id === own)
  return { id, name: found === undefined ? { zh: id, en: id } : className(found) }
}
