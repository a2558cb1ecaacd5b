import type { Text } from '#base/text.ts'
import { areaUnits, baseReaches, isBase, placeNames, placesOf } from '#capabilities/places/server/service.ts'
import { classMembers, type ClassMembers } from '#pack/class-members.ts'
import { laddersOf } from '#pack/ladders.ts'
import type { Programme } from '#pack/programme.ts'
import type { Vocabulary, Words } from '../rules.ts'
import { plainWord } from '#base/import-sheet.ts'

type Taxonomy = Programme['taxonomies'][string]
type TaxonomyClass = Taxonomy['classes'][number]

/** The taxonomy by which the register classifies: of several industry taxonomies the one with four-digit classes. */
export function findRegisterTaxonomy(
  programme: Programme,
  subject: 'industry' | 'size' | 'ownership',
): Taxonomy | undefined {
  const fitting = Object.values(programme.taxonomies).filter((taxonomy) => taxonomy.subject === subject)
  return fitting.find((taxonomy) => taxonomy.classes.some((each) => /^\d{4}$/.test(each.id))) ?? fitting[0]
}

const membersKnown = new WeakMap<Programme, ClassMembers>()

/** The industry classes of a programme as classes of its register, worked out once. */
export function membersFor(programme: Programme): ClassMembers {
  const known = membersKnown.get(programme) ?? classMembers(programme, findRegisterTaxonomy(programme, 'industry')?.id)
  membersKnown.set(programme, known)
  return known
}

export function listClasses(
  programme: Programme,
  subject: 'industry' | 'size' | 'ownership',
): readonly TaxonomyClass[] {
  return findRegisterTaxonomy(programme, subject)?.classes ?? []
}

export function className({ name }: TaxonomyClass): Text {
  return { zh: name.zh, en: name.en ?? name.zh }
}

/** The class and all below it. */
export function classesBelow(classes: readonly TaxonomyClass[], id: string): string[] {
  const found = new Set([id])
  for (let before = 0; before < found.size; ) {
    before = found.size
    for (const each of classes) if (each.parent !== undefined && found.has(each.parent)) found.add(each.id)
  }
  return [...found]
}

function classWords(classes: readonly TaxonomyClass[]): Words {
  const parents = new Map(classes.map((each) => [each.id, each.parent]))
  const top = (id: string): string => {
    const parent = parents.get(id)
    return parent === undefined ? id : top(parent)
  }
  const names = new Map<string, string>()
  const doubtful = new Set<string>()
  const put = (word: string, id: string) => {
    const key = plainWord(word)
    const other = names.get(key)
    if (other !== undefined && !other.startsWith(id) && !id.startsWith(other)) doubtful.add(key)
    if (other === undefined || id.startsWith(other)) names.set(key, id)
  }
  for (const each of classes) {
    put(each.name.zh, each.id)
    if (each.name.en !== undefined) put(each.name.en, each.id)
  }
  for (const key of doubtful) names.delete(key)
  for (const { id } of classes) {
    names.set(plainWord(id), id)
    if (/^[A-Z]$/.test(top(id)) && id !== top(id)) names.set(plainWord(`${top(id)}${id}`), id)
  }
  return { names, ids: new Set(classes.map((each) => each.id)) }
}

/** Rungs by address, and by name where no other ladder has the same. */
function rungWords(programme: Programme): Words {
  const names = new Map<string, string>()
  const doubtful = new Set<string>()
  const rungs = laddersOf(programme).flatMap(({ id, classes }) =>
    classes.map((rung) => ({ address: `${id}/${rung.id}`, said: [rung.id, rung.name.zh, rung.name.en ?? rung.id] })),
  )
  for (const { address, said } of rungs) {
    for (const word of said.map(plainWord)) {
      if ((names.get(word) ?? address) !== address) doubtful.add(word)
      names.set(word, address)
    }
  }
  for (const word of doubtful) names.delete(word)
  for (const { address } of rungs) names.set(plainWord(address), address)
  return { names, ids: new Set(rungs.map(({ address }) => address)) }
}

const vocabularies = new WeakMap<Programme, Vocabulary>()

/** What the programme offers for the fields of an enterprise; built once per programme. */
export function vocabularyOf(programme: Programme): Vocabulary {
  const known = vocabularies.get(programme)
  if (known !== undefined) return known
  const book = placesOf(programme)
  const places = (list: ReturnType<typeof areaUnits>): Words => ({
    names: placeNames(list, plainWord),
    ids: new Set(list.map((place) => place.id)),
  })
  const vocabulary: Vocabulary = {
    towns: places(areaUnits(book)),
    bases: places(book.list().filter((place) => isBase(book, place.id))),
    industries: classWords(listClasses(programme, 'industry')),
    sizes: classWords(listClasses(programme, 'size')),
    ownerships: classWords(listClasses(programme, 'ownership')),
    rungs: rungWords(programme),
    baseReaches: (base, town) => baseReaches(book, base, town),
  }
  vocabularies.set(programme, vocabulary)
  return vocabulary
}
