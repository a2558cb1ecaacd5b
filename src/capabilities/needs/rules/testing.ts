import type { PlainDate } from '#base/plain-date.ts'
import { addDays } from '#base/plain-date.ts'
import type { StandardRow } from '#pack/schema/standard.ts'
import type { EntryRow, MatchWorld, Need, OfferTerms } from './model.ts'

/** Numbers from a seed, the same on every machine. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

export type Random = () => number

const classes = ['light', 'lens', 'laser', 'chips', 'batteries', 'drugs', 'robots', 'drones', 'sensors', 'paper']
/** Class → the one that contains it. */
const parents: Readonly<Record<string, string>> = { lens: 'light', laser: 'light', drones: 'robots' }
const partly: Readonly<Record<string, string>> = { sensors: 'chips' }
const places = ['county', 'lantern', 'stardust', 'kite', 'reed', 'delta']
const tenures = ['sale', 'lease', 'lease_first', 'divisible']

/** A world of ten industries, some of which lie in others, one only partly. */
export const testWorld: MatchWorld = {
  belongs(held, wanted) {
    const names = held.map((one) => one.split('/')[1] ?? '')
    const asked = wanted.map((one) => one.split('/')[1] ?? '')
    if (names.some((name) => asked.includes(name) || asked.includes(parents[name] ?? '?'))) return true
    return names.some((name) => asked.includes(partly[name] ?? '?')) ? undefined : false
  },
}

function oneOf<Value>(random: Random, values: readonly Value[]): Value {
  return values[Math.floor(random() * values.length)] as Value
}

function whole(random: Random, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1))
}

function maybe<Value>(random: Random, share: number, value: () => Value): Value | null {
  return random() < share ? value() : null
}

type Measured = { readonly id: string; readonly measure: string; readonly unit: string }

const measures: readonly Measured[] = [
  { id: 'investment_intensity', measure: 'investment / land_area', unit: 'CNY_10k/mu' },
  { id: 'output_intensity', measure: 'output_yearly / land_area', unit: 'CNY_10k/mu' },
  { id: 'tax_intensity', measure: 'tax_yearly / land_area', unit: 'CNY_10k/mu' },
  { id: 'rd_share', measure: 'rd / income', unit: 'percent' },
  { id: 'plot_ratio', measure: '(floor_area + tall_floor_area) / land_area', unit: 'one' },
  { id: 'investment', measure: 'investment', unit: 'CNY_10k' },
  { id: 'output_over_tax', measure: 'tax_yearly / output_yearly', unit: 'percent' },
]

const usual: Readonly<Record<string, readonly [number, number]>> = {
  investment_intensity: [100, 600],
  output_intensity: [200, 900],
  tax_intensity: [5, 50],
  rd_share: [2, 6],
  plot_ratio: [1, 2],
  investment: [1000, 9000],
  output_over_tax: [3, 7],
}

function rowsOf(random: Random, hard: number): EntryRow[] {
  const rows = measures.filter(() => random() < 0.8).map((one) => entry(rowOf(random, one, hard)))
  const words = {
    id: 'only_industry',
    name: named('only_industry'),
    kind: 'statement',
    when,
    nature: 'normative',
    source: 'test',
  } as const
  return random() < 0.2 ? [...rows, entry(words)] : rows
}

const when = { once: 'completion' } as const

function named(id: string) {
  return { zh: id, en: id }
}

function entry(row: StandardRow): EntryRow {
  return { row, words: named(row.id) }
}

function rowOf(random: Random, { id, measure, unit }: Measured, hard: number): StandardRow {
  const [from, to] = usual[id] as readonly [number, number]
  const low = whole(random, from, to)
  const isRange = id === 'plot_ratio'
  const amount = isRange ? { low: String(low), high: String(low + 2) } : { value: String(low) }
  return {
    id,
    name: named(id),
    kind: isRange ? 'range' : random() < 0.1 ? 'at_most' : 'at_least',
    measure,
    unit,
    amount: random() < 0.95 ? amount : { not_stated: true },
    when,
    nature: random() < 0.85 ? 'normative' : 'recommended',
    ...(random() < hard ? { where: 'place in kite' } : {}),
    ...(random() < hard
      ? {
          eases: [{ id: 'light', name: named('light'), when: 'industry in fields/light', share: '80', source: 'test' }],
        }
      : {}),
    source: 'test',
  }
}

const from = '2026-11-23' as PlainDate

/** An offer of ground or space as lots and buildings are offered. @param hard share of conditions that hang on place or industry */
function randomOffer(random: Random, at: number, hard = 0): OfferTerms {
  const isParcel = random() < 0.6
  const area = isParcel ? `${whole(random, 5000, 90_000)}.${whole(random, 10, 99)}` : String(whole(random, 300, 20_000))
  const most = whole(random, 1, 3)
  return {
    id: `offer-${String(at).padStart(5, '0')}`,
    code: `${isParcel ? 'P' : 'S'}-${String(at).padStart(5, '0')}`,
    kind: isParcel ? 'parcel' : 'space',
    area,
    least: isParcel ? null : maybe(random, 0.7, () => String(whole(random, 100, 300))),
    from: addDays(from, whole(random, -200, 900)),
    powerKw: maybe(random, 0.8, () => String(whole(random, 100, 8000))),
    cleanRoom: maybe(random, 0.8, () => random() < 0.3),
    ceiling: maybe(random, isParcel ? 0 : 0.9, () => `${whole(random, 4, 12)}.${whole(random, 0, 9)}`),
    floorLoad: maybe(random, isParcel ? 0 : 0.9, () => `${whole(random, 0, 3)}.5`),
    price: isParcel ? maybe(random, 0.9, () => String(whole(random, 40, 220))) : null,
    rent: isParcel ? null : maybe(random, 0.9, () => `${whole(random, 8, 40)}.5`),
    tenures: isParcel ? ['sale'] : tenures.filter(() => random() < 0.5),
    places: [oneOf(random, places.slice(1)), 'county'],
    industries: Array.from({ length: most }, () => ({
      industry: `fields/${oneOf(random, classes)}`,
      rows: isParcel ? rowsOf(random, hard) : [],
    })),
    measures: isParcel ? { land_area: { value: area, unit: 'm2' } } : {},
  }
}

/** A need as enterprises state it: some terms stated, some not. */
function randomNeed(random: Random): Need {
  const kind = random() < 0.5 ? 'parcel' : random() < 0.8 ? 'space' : 'either'
  const least = kind === 'space' ? whole(random, 200, 4000) : whole(random, 4000, 50_000)
  const promised = (share: number, low: number, high: number, unit: string) =>
    random() < share ? { value: String(whole(random, low, high)), unit } : undefined
  const promises = {
    investment: promised(0.9, 2000, 60_000, 'CNY_10k'),
    output_yearly: promised(0.9, 3000, 90_000, 'CNY_10k'),
    tax_yearly: promised(0.8, 100, 5000, 'CNY_10k'),
    rd: promised(0.7, 50, 2000, 'CNY_10k'),
    income: promised(0.7, 5000, 60_000, 'CNY_10k'),
    floor_area: promised(0.8, 5000, 120_000, 'm2'),
    tall_floor_area: promised(0.8, 0, 9000, 'm2'),
  }
  return {
    kind,
    industry: maybe(random, 0.95, () => `fields/${oneOf(random, classes)}`),
    area: {
      least: maybe(random, 0.95, () => String(least)),
      most: maybe(random, 0.6, () => String(least * whole(random, 1, 3))),
    },
    byDate: maybe(random, 0.9, () => addDays(from, whole(random, 30, 1000))),
    powerKw: maybe(random, 0.5, () => String(whole(random, 100, 4000))),
    cleanRoom: random() < 0.15,
    ceiling: maybe(random, kind === 'space' ? 0.4 : 0, () => String(whole(random, 4, 9))),
    floorLoad: maybe(random, kind === 'space' ? 0.4 : 0, () => '1.5'),
    priceMost: maybe(random, kind === 'space' ? 0 : 0.7, () => String(whole(random, 60, 220))),
    rentMost: maybe(random, kind === 'parcel' ? 0 : 0.7, () => String(whole(random, 10, 40))),
    tenures: random() < 0.6 ? [] : tenures.filter(() => random() < 0.6),
    places: places.slice(1).flatMap((place) => (random() < 0.2 ? [{ place, weight: whole(random, 1, 100) }] : [])),
    onlyThere: random() < 0.3,
    promises: Object.fromEntries(
      Object.entries(promises).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
  }
}

export type Population = { readonly needs: readonly Need[]; readonly offers: readonly OfferTerms[] }

export function randomPopulation(seed: number, size: { needs: number; offers: number; hard?: number }): Population {
  const random = randomFrom(seed)
  return {
    offers: Array.from({ length: size.offers }, (_, at) => randomOffer(random, at, size.hard)),
    needs: Array.from({ length: size.needs }, () => randomNeed(random)),
  }
}
