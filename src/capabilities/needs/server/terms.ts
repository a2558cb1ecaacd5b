import { parseDecimal } from '#base/decimal.ts'
import { isPlainDate, type PlainDate } from '#base/plain-date.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import { convert, quantity, type Quantity } from '#base/quantity.ts'
import { parseUnit } from '#base/unit.ts'
import type { Offer } from '#capabilities/land/contract.ts'
import { eachOffer, landOf } from '#capabilities/land/server/service.ts'
import { placesAround, placesOf } from '#capabilities/places/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme } from '#pack/programme.ts'
import type { NeedAsked } from '../contract.ts'
import type { EntryRow, Need, OfferTerms } from '../rules/model.ts'

function isArea(unit: string): boolean {
  return JSON.stringify(parseUnit(unit).dimension) === JSON.stringify(parseUnit('m2').dimension)
}

/** A need as the rules take it: known words only, promises in the units of their measures. @throws Problem invalid_input */
export function needOf(programme: Programme, asked: NeedAsked): Need {
  const issues: ProblemIssue[] = []
  const measures = new Map(landOf(programme).measures.map((one) => [one.id, one]))
  const wrong = (text: string, where: string, found: string): void => void issues.push({ text, where, found })
  if (asked.industry !== null && !isClass(programme, asked.industry))
    wrong('needs.unknown_industry', 'body.need.industry', asked.industry)
  for (const [at, { place }] of asked.places.entries()) {
    if (placesOf(programme).find(place) === undefined) wrong('needs.unknown_place', `body.need.places.${at}`, place)
  }
  const { least, most } = asked.area
  if (least !== null && most !== null && parseDecimal(most).lt(least))
    wrong('needs.most_below_least', 'body.need.area.most', most)
  if (asked.byDate !== null && !isPlainDate(asked.byDate)) wrong('needs.no_day', 'body.need.byDate', asked.byDate)
  const promises: Record<string, Quantity> = {}
  for (const [name, { value, unit }] of Object.entries(asked.promises)) {
    const measure = measures.get(name)
    const where = `body.need.promises.${name}`
    if (measure === undefined) wrong('needs.unknown_measure', where, name)
    else if (!canBe(unit, measure.unit)) wrong('needs.wrong_unit', where, unit)
    else promises[name] = convert(quantity(value, unit), measure.unit)
  }
  if (issues.length > 0) throw new Problem('invalid_input', { issues })
  for (const { id, of, unit } of measures.values()) {
    if (of === 'space' && isArea(unit) && least !== null) promises[id] ??= convert(quantity(least, 'm2'), unit)
  }
  return { ...asked, byDate: asked.byDate as PlainDate | null, promises }
}

function canBe(unit: string, wanted: string): boolean {
  try {
    convert(quantity('1', unit), wanted)
    return true
  } catch (error) {
    if (error instanceof Problem) return false
    throw error
  }
}

function isClass(programme: Programme, industry: string): boolean {
  const [taxonomy = '', id] = industry.split('/')
  const found = Object.hasOwn(programme.taxonomies, taxonomy) ? programme.taxonomies[taxonomy] : undefined
  return found?.classes.some((one) => one.id === id) === true
}

/** What an offer says, as the rules take it. */
export function termsOf(programme: Programme, offer: Offer): OfferTerms {
  const ground =
    offer.kind === 'parcel' ? landOf(programme).measures.filter(({ of, unit }) => of === 'parcel' && isArea(unit)) : []
  return {
    id: offer.id,
    code: offer.code,
    kind: offer.kind,
    area: offer.area,
    least: offer.least,
    from: offer.from as PlainDate,
    powerKw: offer.powerKw,
    cleanRoom: offer.cleanRoom,
    ceiling: offer.ceiling,
    floorLoad: offer.floorLoad,
    price: offer.price?.value ?? null,
    rent: offer.rent?.value ?? null,
    tenures: offer.tenures,
    places: [
      ...new Set([
        ...(offer.base === null ? [] : placesAround(programme, offer.base)),
        ...placesAround(programme, offer.place),
      ]),
    ],
    industries: offer.industries.map(({ industry, rows }) => ({
      industry,
      rows: rows.filter(({ how }) => how !== 'left_out').map(({ row, words }) => ({ row, words }) as EntryRow),
    })),
    measures: Object.fromEntries(ground.map(({ id }) => [id, quantity(offer.area, 'm2')])),
  }
}

/** Everything that is on offer now, by id, and as the rules take it. */
export async function allOffers(house: House, tx: Transaction): Promise<{ offers: Offer[]; terms: OfferTerms[] }> {
  const programme = house.programme()
  const offers: Offer[] = []
  for await (const portion of eachOffer(house, tx)) offers.push(...portion)
  return { offers, terms: offers.map((offer) => termsOf(programme, offer)) }
}
