import { daysBetween, type PlainDate } from '#base/plain-date.ts'
import { unstated, wholeColumns } from './columns.ts'
import { type Conditions, type EntryAnswer, prepareConditions } from './conditions.ts'
import {
  type Answer,
  fullScore,
  type Match,
  type MatchWorld,
  type Need,
  type OfferTerms,
  type Rule,
  rules,
  weights,
} from './model.ts'
import { admission, matchOne } from './one.ts'
import { datePoints, placePoints, slackPoints } from './score.ts'

/** Every need held against every offer: small tables, told in words only where somebody looks. */
export type MatchTable = {
  readonly needs: readonly Need[]
  readonly offers: readonly OfferTerms[]
  /** By need × offers + offer: bits of the rules that say no, and of those that nobody can answer yet. */
  readonly no: Uint16Array
  readonly unknown: Uint16Array
  readonly score: Uint32Array
  /** Offers of a need, the best first: fewest refusals, fewest open questions, highest score, code. */
  ranked(need: number): Uint32Array
  /** All reasons of one pair. */
  reasons(need: number, offer: number): Match
}

const bit = Object.fromEntries(rules.map((rule, at) => [rule, 1 << at])) as Readonly<Record<Rule, number>>

export function rulesIn(bits: number): Rule[] {
  return rules.filter((rule) => (bits & bit[rule]) !== 0)
}

/** Holds every need against every offer, by whole numbers where they are exact; else, and with the same answers, one by one. */
export function matchAll(needs: readonly Need[], offers: readonly OfferTerms[], world: MatchWorld): MatchTable {
  const columns = columnsOf(needs, offers)
  return columns === undefined ? matchPlainly(needs, offers, world) : matchFast(columns, { needs, offers, world })
}

/** The same, one by one. */
export function matchPlainly(needs: readonly Need[], offers: readonly OfferTerms[], world: MatchWorld): MatchTable {
  const table = emptyTable(needs, offers, world)
  for (const [n, need] of needs.entries()) {
    for (const [m, offer] of offers.entries()) {
      const match = matchOne(need, offer, world)
      const at = n * offers.length + m
      table.no[at] = match.no.reduce((bits, rule) => bits | bit[rule], 0)
      table.unknown[at] = match.unknown.reduce((bits, rule) => bits | bit[rule], 0)
      table.score[at] = match.score
    }
  }
  return table
}

function emptyTable(needs: readonly Need[], offers: readonly OfferTerms[], world: MatchWorld): MatchTable {
  const [size, of] = [needs.length * offers.length, offers.length]
  const [no, unknown, score] = [new Uint16Array(size), new Uint16Array(size), new Uint32Array(size)]
  const order = orderOf(offers)
  return {
    needs,
    offers,
    no,
    unknown,
    score,
    ranked(need) {
      const keys = new Float64Array(of)
      for (let offer = 0; offer < of; offer += 1) {
        const at = need * of + offer
        const trouble = (counts[no[at] as number] as number) * 16 + (counts[unknown[at] as number] as number)
        keys[offer] =
          (trouble * (fullScore + 1) + fullScore - (score[at] as number)) * of + (order.place[offer] as number)
      }
      keys.sort()
      return Uint32Array.from(keys, (key) => order.offers[key % of] as number)
    },
    reasons: (need, offer) => matchOne(needs[need] as Need, offers[offer] as OfferTerms, world),
  }
}

/** Offers by their codes: what decides where everything else is equal. */
function orderOf(offers: readonly OfferTerms[]): { place: Uint32Array; offers: number[] } {
  const sorted = offers.map((_, at) => at).sort((a, b) => byCode(offers[a] as OfferTerms, offers[b] as OfferTerms))
  const place = new Uint32Array(offers.length)
  for (const [at, offer] of sorted.entries()) place[offer] = at
  return { place, offers: sorted }
}

function byCode(a: OfferTerms, b: OfferTerms): number {
  if (a.code !== b.code) return a.code < b.code ? -1 : 1
  return a.id < b.id ? -1 : 1
}

/** How many rules stand in bits. */
const counts = Uint8Array.from({ length: 1 << rules.length }, (_, bits) => rulesIn(bits).length)

type Columns = NonNullable<ReturnType<typeof columnsOf>>

const firstDay = '2000-01-01' as PlainDate
const noDay = 2 ** 30

/** Everything that is compared, as columns of whole numbers; undefined where some number is too long for that. */
function columnsOf(needs: readonly Need[], offers: readonly OfferTerms[]) {
  const area = wholeColumns({
    least: needs.map((need) => need.area.least),
    most: needs.map((need) => need.area.most),
    to: offers.map((offer) => offer.area),
    from: offers.map((offer) => offer.least ?? offer.area),
  })
  const of = (
    asked: (need: Need) => string | null,
    has: (offer: OfferTerms) => string | null,
  ): { asked: Float64Array; has: Float64Array } | undefined =>
    wholeColumns({ asked: needs.map(asked), has: offers.map(has) })
  const price = of(
    (need) => need.priceMost,
    (offer) => offer.price,
  )
  const rent = of(
    (need) => need.rentMost,
    (offer) => offer.rent,
  )
  const power = of(
    (need) => need.powerKw,
    (offer) => offer.powerKw,
  )
  const ceiling = of(
    (need) => need.ceiling,
    (offer) => offer.ceiling,
  )
  const load = of(
    (need) => need.floorLoad,
    (offer) => offer.floorLoad,
  )
  const tenures = [...new Set([...needs, ...offers].flatMap((one) => one.tenures))]
  if (!area || !price || !rent || !power || !ceiling || !load || tenures.length > 30) return undefined
  const mask = (held: readonly string[]) => held.reduce((bits, one) => bits | (1 << tenures.indexOf(one)), 0)
  const day = (date: PlainDate) => daysBetween(firstDay, date)
  return {
    area,
    price,
    rent,
    power,
    ceiling,
    load,
    tenure: { asked: needs.map((need) => mask(need.tenures)), has: offers.map((offer) => mask(offer.tenures)) },
    days: {
      by: needs.map((need) => (need.byDate === null ? noDay : day(need.byDate))),
      from: offers.map((offer) => day(offer.from)),
    },
    isParcel: Uint8Array.from(offers, (offer) => (offer.kind === 'parcel' ? 1 : 0)),
    clean: Int8Array.from(offers, (offer) => (offer.cleanRoom === null ? unstated : offer.cleanRoom ? 1 : 0)),
  }
}

type Population = {
  readonly needs: readonly Need[]
  readonly offers: readonly OfferTerms[]
  readonly world: MatchWorld
}

/** Per offer, as one need sees it: bits and points of what does not hang on single numbers. */
type Seen = { readonly bitsNo: Uint16Array; readonly bitsUnknown: Uint16Array; readonly points: Float64Array }

function matchFast(columns: Columns, population: Population): MatchTable {
  const { needs, offers, world } = population
  const table = emptyTable(needs, offers, world)
  const conditions = prepareConditions(needs, world)
  const admitted = admissions(population, conditions)
  const where = placesOf(offers)
  conditions.putInOrder()
  const seen: Seen = {
    bitsNo: new Uint16Array(offers.length),
    bitsUnknown: new Uint16Array(offers.length),
    points: new Float64Array(offers.length),
  }
  for (const [n, need] of needs.entries()) {
    seen.bitsNo.fill(0)
    seen.bitsUnknown.fill(0)
    seen.points.fill(0)
    seeIndustry(seen, { n, admitted: admitted.get(need.industry) as Admitted, conditions })
    seePlaces(seen, { need, where })
    seeNumbers(seen, { n, need, columns })
    seePrices(seen, { n, columns })
    table.no.set(seen.bitsNo, n * offers.length)
    table.unknown.set(seen.bitsUnknown, n * offers.length)
    table.score.set(seen.points, n * offers.length)
  }
  return table
}

type Admitted = { readonly answer: readonly Answer[]; readonly entry: Int32Array; readonly size: Uint16Array }

/** For each industry of a need: how each offer answers it, and which conditions then hold. */
function admissions({ needs, offers, world }: Population, conditions: Conditions): Map<string | null, Admitted> {
  const made = new Map<string | null, Admitted>()
  for (const { industry } of needs) {
    if (made.has(industry)) continue
    const found = offers.map((offer) => admission({ industry }, offer, world))
    const entry = found.map(({ rows }, m) => {
      return rows.length === 0 ? -1 : conditions.entryOf(offers[m] as OfferTerms, rows)
    })
    made.set(industry, {
      answer: found.map(({ answer }) => answer),
      entry: Int32Array.from(entry),
      size: Uint16Array.from(found, ({ rows }) => rows.length),
    })
  }
  return made
}

type Industry = { readonly n: number; readonly admitted: Admitted; readonly conditions: Conditions }

function seeIndustry({ bitsNo, bitsUnknown, points }: Seen, { n, admitted, conditions }: Industry): void {
  const into: EntryAnswer = { no: false, unknown: false, ample: 0 }
  for (let m = 0; m < bitsNo.length; m += 1) {
    const answer = admitted.answer[m]
    if (answer === 'no') bitsNo[m] = bit.industry
    else if (answer === 'unknown') bitsUnknown[m] = bit.industry
    const entry = admitted.entry[m] as number
    if (entry < 0) {
      points[m] = weights.slack * 1000
      continue
    }
    conditions.answer(entry, n, into)
    if (into.no) bitsNo[m] = (bitsNo[m] as number) | bit.conditions
    else if (into.unknown) bitsUnknown[m] = (bitsUnknown[m] as number) | bit.conditions
    points[m] = weights.slack * slackPoints(into.ample, admitted.size[m] as number)
  }
}

type Where = { readonly of: Uint32Array; readonly distinct: readonly (readonly string[])[] }

/** Offers by where they lie; those of one place are answered together. */
function placesOf(offers: readonly OfferTerms[]): Where {
  const distinct = new Map<string, { at: number; places: readonly string[] }>()
  const of = Uint32Array.from(offers, ({ places }) => {
    const key = places.join(' ')
    const found = distinct.get(key) ?? { at: distinct.size, places }
    distinct.set(key, found)
    return found.at
  })
  return { of, distinct: [...distinct.values()].map(({ places }) => places) }
}

function seePlaces({ bitsNo, points }: Seen, { need, where }: { need: Need; where: Where }): void {
  const most = Math.max(0, ...need.places.map(({ weight }) => weight))
  const answers = where.distinct.map((places) => {
    const there = need.places.filter(({ place }) => places.includes(place))
    return {
      no: need.places.length > 0 && need.onlyThere && there.length === 0,
      points: weights.place * placePoints(Math.max(0, ...there.map(({ weight }) => weight)), most),
    }
  })
  for (let m = 0; m < bitsNo.length; m += 1) {
    const answer = answers[where.of[m] as number] as (typeof answers)[number]
    if (answer.no) bitsNo[m] = (bitsNo[m] as number) | bit.place
    points[m] = (points[m] as number) + answer.points
  }
}

type Numbers = { readonly n: number; readonly need: Need; readonly columns: Columns }

function seeNumbers({ bitsNo, bitsUnknown, points }: Seen, { n, need, columns }: Numbers): void {
  const { area, days, tenure, isParcel, clean } = columns
  const [least, most] = [area.least[n] as number, area.most[n] as number]
  const wanted = least >= 0 ? least : most
  const [by, tenures] = [days.by[n] as number, tenure.asked[n] as number]
  const kinds = need.kind === 'either' ? -1 : need.kind === 'parcel' ? 1 : 0
  const dateWeight = weights.date
  for (let m = 0; m < bitsNo.length; m += 1) {
    let [no, unknown] = [bitsNo[m] as number, bitsUnknown[m] as number]
    const [from, to] = [area.from[m] as number, area.to[m] as number]
    if (kinds >= 0 && kinds !== isParcel[m]) no |= bit.kind
    if (to < least || (most >= 0 && from > most)) no |= bit.area
    const late = (days.from[m] as number) - by
    if (late > 0) no |= bit.date
    const held = tenure.has[m] as number
    if (tenures !== 0 && held === 0) unknown |= bit.tenure
    else if (tenures !== 0 && (tenures & held) === 0) no |= bit.tenure
    if (need.cleanRoom && clean[m] === unstated) unknown |= bit.clean_room
    else if (need.cleanRoom && clean[m] === 0) no |= bit.clean_room
    bitsNo[m] = no
    bitsUnknown[m] = unknown
    const taken = Math.min(to, Math.max(from, least))
    points[m] =
      (points[m] as number) +
      weights.area * (wanted < 0 ? 1000 : near(taken, wanted)) +
      dateWeight * datePoints(Math.max(0, late))
  }
  seeLeast({ bitsNo, bitsUnknown, points }, columns.power, { n, bits: bit.power })
  seeLeast({ bitsNo, bitsUnknown, points }, columns.ceiling, { n, bits: bit.ceiling })
  seeLeast({ bitsNo, bitsUnknown, points }, columns.load, { n, bits: bit.floor_load })
}

/** Whole numbers whose thousandfold is exact: their quotient, cut off, is exact too. */
function near(a: number, b: number): number {
  const large = a < b ? b : a
  return large === 0 ? 1000 : Math.floor((1000 * (a < b ? a : b)) / large)
}

type Pair = { readonly asked: Float64Array; readonly has: Float64Array }

function seeLeast({ bitsNo, bitsUnknown }: Seen, { asked, has }: Pair, of: { n: number; bits: number }): void {
  const least = asked[of.n] as number
  if (least === unstated) return
  for (let m = 0; m < bitsNo.length; m += 1) {
    const there = has[m] as number
    if (there === unstated) bitsUnknown[m] = (bitsUnknown[m] as number) | of.bits
    else if (there < least) bitsNo[m] = (bitsNo[m] as number) | of.bits
  }
}

function seePrices({ bitsNo, bitsUnknown, points }: Seen, { n, columns }: { n: number; columns: Columns }): void {
  const { price, rent, isParcel } = columns
  for (let m = 0; m < bitsNo.length; m += 1) {
    const { asked, has } = isParcel[m] === 1 ? price : rent
    const [most, figure] = [asked[n] as number, has[m] as number]
    let got = 1000
    if (most !== unstated && figure === unstated) {
      bitsUnknown[m] = (bitsUnknown[m] as number) | bit.price
      got = 0
    } else if (most !== unstated && figure > most) {
      bitsNo[m] = (bitsNo[m] as number) | bit.price
      got = Math.floor((500 * most) / figure)
    } else if (most > 0) {
      got = 500 + Math.floor((500 * (most - figure)) / most)
    }
    points[m] = (points[m] as number) + weights.price * got
  }
}
