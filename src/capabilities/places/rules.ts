import { roundTo, toDecimalText } from '#base/decimal.ts'
import type { Resource } from '#base/decision.ts'
import { amount, convert, quantity } from '#base/quantity.ts'
import type { Text } from '#base/text.ts'
import type { Programme } from '#pack/programme.ts'
import type { PlaceClaim, PlaceDetail, PlaceKind, PlaceReference, PlaceSummary } from './contract.ts'

type PackPlace = Programme['places'][string]

/** The kind of place that an enterprise or parcel may be counted in beside its area unit. */
export const baseKind = 'base'

/** The places of a programme as a register: a tree of areas, and bases, belts and areas made of members. */
export type PlaceBook = {
  readonly rootPlace: string
  find(id: string): PackPlace | undefined
  list(): readonly PackPlace[]
  /** The place and all that contain it, nearest first. */
  within(id: string): readonly string[]
  /** The place and everything below it in the tree of areas. */
  below(id: string): readonly string[]
  /** Whether this kind is one of the areas that returns and figures are counted by. */
  isAdministrative(kind: string): boolean
}

export function placeBook(programme: Programme): PlaceBook {
  const find = (id: string) => (Object.hasOwn(programme.places, id) ? programme.places[id] : undefined)
  const places = Object.values(programme.places)
  const children = new Map<string, PackPlace[]>()
  for (const place of places)
    if (place.parent !== undefined) children.set(place.parent, [...(children.get(place.parent) ?? []), place])
  const administrative = new Set(
    programme.placeKinds.filter((kind) => kind.administrative === true).map((kind) => kind.id),
  )
  const below = (id: string, seen = new Set<string>()): string[] => {
    if (seen.has(id)) return []
    seen.add(id)
    return [id, ...(children.get(id) ?? []).flatMap((child) => below(child.id, seen))]
  }
  return {
    rootPlace: programme.rootPlace,
    find,
    list: () => places,
    within: (id) => chainUp(id, find),
    below: (id) => below(id),
    isAdministrative: (kind) => administrative.has(kind),
  }
}

function chainUp(id: string, find: (id: string) => PackPlace | undefined): string[] {
  const chain: string[] = []
  for (let next: string | undefined = id; next !== undefined && !chain.includes(next); next = find(next)?.parent)
    chain.push(next)
  return chain
}

/** The area units: what an enterprise or a parcel belongs to; every administrative place but the root. */
export function areaUnits(book: PlaceBook): readonly PackPlace[] {
  return book.list().filter((place) => isAreaUnit(book, place.id))
}

export function isAreaUnit(book: PlaceBook, id: string): boolean {
  const place = book.find(id)
  return place !== undefined && id !== book.rootPlace && book.isAdministrative(place.kind)
}

export function isBase(book: PlaceBook, id: string): boolean {
  return book.find(id)?.kind === baseKind
}

/** The bases that reach into a town: those that name it, or a place within or around it, as a member or a member's member. */
export function basesOf(book: PlaceBook, town: string): readonly PackPlace[] {
  const around = new Set([...book.within(town), ...book.below(town)].filter((id) => id !== book.rootPlace))
  return book.list().filter((place) => place.kind === baseKind && madeOf(book, place.id).some((id) => around.has(id)))
}

/** The members of a place and their members in turn. */
function madeOf(book: PlaceBook, id: string): string[] {
  const seen = new Set<string>()
  const waiting = [id]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const { place } of book.find(next)?.members ?? []) {
      if (!seen.has(place)) waiting.push(place)
      seen.add(place)
    }
  }
  return [...seen]
}

/** Whether something in this town may be counted in this base. A base of which no source says in which towns it lies takes any. */
export function baseReaches(book: PlaceBook, base: string, town: string): boolean {
  if (!isBase(book, base)) return false
  const members = madeOf(book, base)
  const liesAnywhere = (id: string) =>
    (book.find(id)?.members ?? []).length === 0 && !book.within(id).some((place) => isAreaUnit(book, place))
  return members.length === 0 || members.some(liesAnywhere) || basesOf(book, town).some((place) => place.id === base)
}

/** All places that contain something in this town and base: what `can()` and the policies compare with. */
export function resourcePlaces(book: PlaceBook, town: string, base?: string | null): string[] {
  return [...new Set([...book.within(town), ...(base === undefined || base === null ? [] : book.within(base))])]
}

export function placeResource(book: PlaceBook, town: string, base?: string | null): Resource {
  return { places: resourcePlaces(book, town, base) }
}

/**
 * What a filter by this place means for registers: an area of the tree and a base are asked for by themselves (rows keep all places
 * that contain them); a belt or another area made of members stands for the members.
 */
export function placesAsked(book: PlaceBook, id: string): string[] {
  const place = book.find(id)
  if (place === undefined || book.isAdministrative(place.kind) || place.kind === baseKind) return [id]
  const asked = new Set([id])
  for (const member of place.members ?? []) asked.add(member.place)
  return [...asked]
}

/** Every word by which a file may name a place: id, names, codes of any system and time. Words of two places are left out. */
export function placeNames(places: readonly PackPlace[], plain: (text: string) => string): Map<string, string> {
  const names = new Map<string, string>()
  const doubtful = new Set<string>()
  for (const place of places) {
    for (const word of [place.id, place.name.zh, place.name.en, ...(place.codes ?? []).map((code) => code.code)]) {
      const key = plain(word)
      if ((names.get(key) ?? place.id) !== place.id) doubtful.add(key)
      names.set(key, place.id)
    }
  }
  for (const key of doubtful) names.delete(key)
  return names
}

// ── what pages show ──────────────────────────────────────────────────────────────────────────────────────────────

export function placeKinds(programme: Programme): PlaceKind[] {
  const places = Object.values(programme.places)
  return programme.placeKinds.map(({ id, name }) => ({
    id,
    name,
    count: places.filter((place) => place.kind === id).length,
  }))
}

export type PlaceQuery = {
  readonly kind?: string | undefined
  readonly q?: string | undefined
  readonly within?: string | undefined
}

/** Places in the order of their kinds, then of their codes and names; the search reads names, ids and codes. */
export function listPlaces(programme: Programme, { kind, q, within }: PlaceQuery): PlaceSummary[] {
  const book = placeBook(programme)
  const wanted = q?.trim().toLowerCase() ?? ''
  const area = within === undefined ? undefined : new Set(placesAsked(book, within).flatMap((id) => book.below(id)))
  const order = new Map(programme.placeKinds.map((each, index) => [each.id, index]))
  return book
    .list()
    .filter((place) => kind === undefined || place.kind === kind)
    .filter((place) => area === undefined || area.has(place.id))
    .filter((place) => wanted === '' || wordsOf(place).some((word) => word.toLowerCase().includes(wanted)))
    .map((place) => summaryOf(programme, place))
    .sort(
      (a, b) =>
        (order.get(a.kind) ?? 0) - (order.get(b.kind) ?? 0) ||
        (a.code ?? '').localeCompare(b.code ?? '') ||
        (a.id < b.id ? -1 : 1),
    )
}

const wordsOf = (place: PackPlace) => [
  place.id,
  place.name.zh,
  place.name.en,
  ...(place.codes ?? []).map((code) => code.code),
]

function summaryOf(programme: Programme, place: PackPlace): PlaceSummary {
  const code = (place.codes ?? []).find((each) => each.to === undefined)
  return {
    id: place.id,
    kind: place.kind,
    kindName: programme.placeKinds.find((kind) => kind.id === place.kind)?.name ?? { zh: place.kind, en: place.kind },
    name: place.name,
    ...(place.parent === undefined ? {} : { parent: place.parent }),
    ...(code === undefined ? {} : { code: code.code }),
    memberCount: place.members?.length ?? 0,
    claims: (place.area ?? []).map((claim) => claimOf(programme, claim)),
  }
}

type PackClaim = NonNullable<PackPlace['area']>[number]

function claimOf(programme: Programme, claim: PackClaim): PlaceClaim {
  const { source, clause } = citation(claim.source)
  const title = Object.hasOwn(programme.sources, source) ? programme.sources[source]?.title : undefined
  return {
    value: claim.value,
    unit: claim.unit,
    ...(claim.sign === undefined ? {} : { sign: claim.sign }),
    ...(claim.as_of === undefined ? {} : { asOf: claim.as_of }),
    inSquareMetres: toDecimalText(roundTo(amount(convert(quantity(claim.value, claim.unit), 'm2')), 0)),
    source,
    ...(title === undefined ? {} : { sourceTitle: title }),
    ...(clause === '' ? {} : { clause }),
  }
}

function citation(text: string): { source: string; clause: string } {
  const space = text.indexOf(' ')
  return space < 0
    ? { source: text, clause: '' }
    : { source: text.slice(0, space), clause: text.slice(space + 1).trim() }
}

function roleNameOf({ texts }: Programme, role: string): { roleName?: Text } {
  const key = `place_role.${role.replaceAll('-', '_')}`
  const [zh, en] = [texts.zh[key], texts.en[key]]
  return zh === undefined || en === undefined ? {} : { roleName: { zh, en } }
}

/** Everything the place page shows; undefined for an id that the programme does not know. */
export function findPlaceDetail(programme: Programme, id: string): PlaceDetail | undefined {
  const book = placeBook(programme)
  const place = book.find(id)
  if (place === undefined) return undefined
  const refer = (other: string, role?: string): PlaceReference => {
    const found = book.find(other)
    return {
      id: other,
      kind: found?.kind ?? '',
      name: found?.name ?? { zh: other, en: other },
      ...(role === undefined ? {} : { role, ...roleNameOf(programme, role) }),
    }
  }
  const title = place.source === undefined ? undefined : programme.sources[citation(place.source).source]?.title
  return {
    ...summaryOf(programme, place),
    codes: (place.codes ?? []).map((code) => ({ ...code })),
    ...(place.site === undefined ? {} : { site: place.site }),
    ...(place.from === undefined ? {} : { from: place.from }),
    ...(place.to === undefined ? {} : { to: place.to }),
    ...(place.source === undefined ? {} : { source: place.source }),
    ...(title === undefined ? {} : { sourceTitle: title }),
    ancestors: book
      .within(id)
      .slice(1)
      .map((other) => refer(other)),
    children: book
      .list()
      .filter((other) => other.parent === id)
      .map((other) => refer(other.id)),
    members: (place.members ?? []).map((member) => refer(member.place, member.role)),
    memberOf: book
      .list()
      .flatMap((other) =>
        (other.members ?? []).filter((member) => member.place === id).map((member) => refer(other.id, member.role)),
      ),
    industries: (place.industries ?? []).map((industry) => industryOf(programme, industry)),
  }
}

type PackIndustry = NonNullable<PackPlace['industries']>[number]

function industryOf(
  programme: Programme,
  { taxonomy, class: id, note }: PackIndustry,
): PlaceDetail['industries'][number] {
  const book = programme.taxonomies[taxonomy]
  const found = book?.classes.find((each) => each.id === id)
  const className: Text = { zh: found?.name.zh ?? id, en: found?.name.en ?? found?.name.zh ?? id }
  return {
    taxonomy,
    taxonomyName: book?.name ?? { zh: taxonomy, en: taxonomy },
    class: id,
    className,
    ...(note === undefined ? {} : { note }),
  }
}
