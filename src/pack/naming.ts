import type { Clause, Named } from '#base/named.ts'
import type { Text } from '#base/text.ts'
import { findDoc } from './lookup.ts'
import type { Programme } from './programme.ts'

type Words = { readonly zh: string; readonly en?: string | undefined }

/** Words that may lack the English, as a text in both languages. */
export function textOf(words: Words): Text {
  return { zh: words.zh, en: words.en ?? words.zh }
}

/** What a person wrote, which stands in both languages as it was written. */
export function written(text: string): Text {
  return { zh: text, en: text }
}

export function namedOrganisation(programme: Programme, id: string): Named {
  const found = findDoc(programme, 'organisations', id)
  return { id, name: found === undefined ? written(id) : textOf(found.name) }
}

export function namedOrganisations(programme: Programme, ids: readonly string[]): Named[] {
  return ids.map((id) => namedOrganisation(programme, id))
}

/** In whose name slips and bulletins are issued: the body that the programme names, else the programme. */
export function issuerOf(programme: Programme): Text {
  const issuer = programme.supervision?.issuer
  return issuer === undefined ? textOf(programme.name) : namedOrganisation(programme, issuer).name
}

export function namedPlace(programme: Programme, id: string): Named {
  const place = findDoc(programme, 'places', id)
  return { id, name: place === undefined ? written(id) : textOf(place.name) }
}

/** The document and clause of a citation; null where it names no source of the pack. */
export function clauseOf(programme: Programme, citation: string | null | undefined): Clause | null {
  if (citation === null || citation === undefined) return null
  const [id = '', ...rest] = citation.split(' ')
  const source = findDoc(programme, 'sources', id)
  if (source === undefined) return null
  return { source: id, clause: rest.join(' '), title: textOf(source.title) }
}

export function isIllustrative(programme: Programme, citation: string | null | undefined): boolean {
  const source = findDoc(programme, 'sources', citation?.split(' ')[0] ?? '')
  return source?.status === 'illustrative'
}

/** The organisations that a list of the pack names; none where it says that none is stated. */
export function unitsOf(units: readonly string[] | { readonly not_stated: true } | undefined): string[] {
  return Array.isArray(units) ? [...units] : []
}
