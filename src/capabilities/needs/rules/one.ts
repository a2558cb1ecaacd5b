import { Decimal, parseDecimal, toDecimalText } from '#base/decimal.ts'
import { daysBetween } from '#base/plain-date.ts'
import { givenOf, judgeRow } from './measures.ts'
import {
  type Answer,
  type EntryRow,
  isBinding,
  type Match,
  type MatchWorld,
  type Need,
  type OfferTerms,
  type Reason,
  type Rule,
} from './model.ts'
import { datePoints, nearness, placePoints, pricePoints, scoreOf, slackPoints } from './score.ts'

/** One need held against one offer, rule by rule. The plain way, by which every faster one is tested. */
export function matchOne(need: Need, offer: OfferTerms, world: MatchWorld): Match {
  const industry = admission(need, offer, world)
  const given = givenOf(need, offer, world)
  const rows = industry.answer === 'no' ? [] : industry.rows.map((row) => judgeRow(row, given))
  const reasons = [
    said('kind', need.kind === 'either' || need.kind === offer.kind, { asked: need.kind, has: offer.kind }),
    { rule: 'industry', answer: industry.answer, asked: need.industry, has: industry.industry } as const,
    areaReason(need, offer),
    said('date', need.byDate === null || offer.from <= need.byDate, { asked: need.byDate, has: offer.from }),
    atLeast('power', need.powerKw, offer.powerKw),
    cleanRoomReason(need, offer),
    atLeast('ceiling', need.ceiling, offer.ceiling),
    atLeast('floor_load', need.floorLoad, offer.floorLoad),
    tenureReason(need, offer),
    priceReason(need, offer),
    placeReason(need, offer),
  ]
  const conditions = conditionsAnswer(rows)
  const withAnswer = (answer: Answer): Rule[] => [
    ...reasons.filter((one) => one.answer === answer).map(({ rule }) => rule),
    ...(conditions === answer ? (['conditions'] as const) : []),
  ]
  const no = withAnswer('no')
  const points = {
    area: areaPoints(need, offer),
    price: pricePointsOf(need, offer),
    date: datePoints(need.byDate === null ? 0 : Math.max(0, daysBetween(need.byDate, offer.from))),
    place: placePoints(weightOf(need, offer), Math.max(0, ...need.places.map(({ weight }) => weight))),
    slack: slackPoints(rows.filter(({ ample }) => ample).length, rows.length),
  }
  return {
    offer: offer.id,
    fits: no.length === 0,
    reasons,
    industry: industry.industry,
    rows,
    no,
    unknown: withAnswer('unknown'),
    points,
    score: scoreOf(points),
    takes: toDecimalText(takenOf(need, offer)),
  }
}

type Said = { readonly asked: string | null; readonly has: string | null }

function said(rule: Reason['rule'], holds: boolean, { asked, has }: Said): Reason {
  return { rule, answer: holds ? 'yes' : 'no', asked, has }
}

type Admission = {
  readonly answer: Answer
  readonly industry: string | null
  readonly rows: readonly EntryRow[]
}

/** Whether an offer is for an industry, and under which of its industries: the very one, else the first that contains it. */
export function admission(
  need: Pick<Need, 'industry'>,
  { industries }: Pick<OfferTerms, 'industries'>,
  world: MatchWorld,
): Admission {
  const [only] = industries
  if (only === undefined) return { answer: 'yes', industry: null, rows: [] }
  const wanted = need.industry
  if (wanted === null) {
    return industries.length === 1
      ? { answer: 'unknown', industry: only.industry, rows: only.rows }
      : { answer: 'unknown', industry: null, rows: [] }
  }
  const same = industries.find(({ industry }) => industry === wanted)
  if (same !== undefined) return { answer: 'yes', ...same }
  const holding = industries.map((one) => ({ one, holds: world.belongs([wanted], [one.industry]) }))
  const around = holding.find(({ holds }) => holds === true)
  if (around !== undefined) return { answer: 'yes', ...around.one }
  const partly = holding.find(({ holds }) => holds === undefined)
  return partly === undefined ? { answer: 'no', industry: null, rows: [] } : { answer: 'unknown', ...partly.one }
}

/** Only binding conditions refuse; one that nobody can judge yet leaves the answer open. */
function conditionsAnswer(rows: Match['rows']): Answer {
  const binding = rows.filter(({ entry }) => isBinding(entry))
  if (binding.some(({ answer }) => answer === 'no')) return 'no'
  return binding.some(({ answer }) => answer === 'unknown') ? 'unknown' : 'yes'
}

function atLeast(rule: Reason['rule'], asked: string | null, has: string | null): Reason {
  if (asked === null) return { rule, answer: 'yes', asked, has }
  return { rule, answer: has === null ? 'unknown' : parseDecimal(has).gte(asked) ? 'yes' : 'no', asked, has }
}

function cleanRoomReason(need: Need, offer: OfferTerms): Reason {
  const has = offer.cleanRoom === null ? null : offer.cleanRoom ? 'yes' : 'no'
  const answer = !need.cleanRoom ? 'yes' : offer.cleanRoom === null ? 'unknown' : offer.cleanRoom ? 'yes' : 'no'
  return { rule: 'clean_room', answer, asked: need.cleanRoom ? 'yes' : null, has }
}

function tenureReason(need: Need, offer: OfferTerms): Reason {
  const asked = need.tenures.length === 0 ? null : need.tenures.join(' ')
  const has = offer.tenures.length === 0 ? null : offer.tenures.join(' ')
  const meets = need.tenures.length === 0 || offer.tenures.some((one) => need.tenures.includes(one))
  return { rule: 'tenure', answer: meets ? 'yes' : has === null ? 'unknown' : 'no', asked, has }
}

/** What limits the price of an offer, and its price: of ground by mu, of space by m² and month. */
export function pricesOf(need: Need, offer: OfferTerms): { most: string | null; price: string | null } {
  return offer.kind === 'parcel'
    ? { most: need.priceMost, price: offer.price }
    : { most: need.rentMost, price: offer.rent }
}

function priceReason(need: Need, offer: OfferTerms): Reason {
  const { most, price } = pricesOf(need, offer)
  const answer = most === null ? 'yes' : price === null ? 'unknown' : parseDecimal(price).lte(most) ? 'yes' : 'no'
  return { rule: 'price', answer, asked: most, has: price }
}

function pricePointsOf(need: Need, offer: OfferTerms): number {
  const { most, price } = pricesOf(need, offer)
  if (most === null) return 1000
  return price === null ? 0 : pricePoints(parseDecimal(price), parseDecimal(most))
}

/** The largest weight of the places wanted in which the offer lies; 0 elsewhere. */
function weightOf(need: Need, offer: OfferTerms): number {
  return Math.max(0, ...need.places.filter(({ place }) => offer.places.includes(place)).map(({ weight }) => weight))
}

function placeReason(need: Need, offer: OfferTerms): Reason {
  const isThere = need.places.some(({ place }) => offer.places.includes(place))
  const asked = need.places.length === 0 ? null : need.places.map(({ place }) => place).join(' ')
  const holds = isThere || !need.onlyThere || need.places.length === 0
  return said('place', holds, { asked, has: offer.places[0] ?? null })
}

const zero = new Decimal(0)

/** From and up to how much of an offer can be taken. */
export function partsOf(offer: Pick<OfferTerms, 'area' | 'least'>): { from: Decimal; to: Decimal } {
  const to = parseDecimal(offer.area)
  return { from: offer.least === null ? to : parseDecimal(offer.least), to }
}

function areaReason(need: Need, offer: OfferTerms): Reason {
  const { least, most } = need.area
  const { from, to } = partsOf(offer)
  const holds = (least === null || to.gte(least)) && (most === null || from.lte(most))
  const asked = least === null && most === null ? null : `${least ?? ''}..${most ?? ''}`
  return said('area', holds, { asked, has: offer.least === null ? offer.area : `${offer.least}..${offer.area}` })
}

/** What would be taken: as little as the need is content with, within what can be had. */
export function takenOf(need: Pick<Need, 'area'>, offer: Pick<OfferTerms, 'area' | 'least'>): Decimal {
  const { from, to } = partsOf(offer)
  const wanted = need.area.least === null ? zero : parseDecimal(need.area.least)
  return Decimal.min(to, Decimal.max(from, wanted))
}

/** How near what would be taken is to what is wanted: the least that suffices, else the most. */
function areaPoints(need: Need, offer: OfferTerms): number {
  const wanted = need.area.least ?? need.area.most
  return wanted === null ? 1000 : nearness(takenOf(need, offer), parseDecimal(wanted))
}
