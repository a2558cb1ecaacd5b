import type { Blank } from '#base/blank.ts'
import type { PlainDate } from '#base/plain-date.ts'
import type { Quantity } from '#base/quantity.ts'
import type { Text } from '#base/text.ts'
import type { StandardRow } from '#pack/schema/standard.ts'
import type { Asked } from '#pack/standards.ts'

/** What somebody needs: ground or space, how much, until when, on which terms. Areas in m², exact texts; null where nothing is asked. */
export type Need = {
  readonly kind: 'parcel' | 'space' | 'either'
  /** Class of the industry, `taxonomy/class`. */
  readonly industry: string | null
  readonly area: { readonly least: string | null; readonly most: string | null }
  readonly byDate: PlainDate | null
  readonly powerKw: string | null
  /** Whether clean rooms are needed. */
  readonly cleanRoom: boolean
  readonly ceiling: string | null
  readonly floorLoad: string | null
  /** Of ground, CNY_10k/mu. */
  readonly priceMost: string | null
  /** Of space, CNY/m2 and month. */
  readonly rentMost: string | null
  readonly tenures: readonly string[]
  readonly places: readonly Wanted[]
  /** Nowhere but in the places wanted. */
  readonly onlyThere: boolean
  /** What is promised, by the measures of the programme, each in the unit of its measure. */
  readonly promises: Readonly<Record<string, Quantity>>
}

/** A place and how much it is wanted, 1 to 100. */
export type Wanted = { readonly place: string; readonly weight: number }

/** One entry condition as it is asked of whoever takes an offer, with its words. */
export type EntryRow = { readonly row: StandardRow; readonly words: Text }

/** One that is only recommended refuses nobody. */
export function isBinding({ row }: EntryRow): boolean {
  return row.nature === 'normative'
}

/** What an offer says of itself, as far as needs are held against it. Null: it does not say. */
export type OfferTerms = {
  readonly id: string
  readonly code: string
  readonly kind: 'parcel' | 'space'
  readonly area: string
  /** The smallest part to be had; null: only as a whole. */
  readonly least: string | null
  readonly from: PlainDate
  readonly powerKw: string | null
  readonly cleanRoom: boolean | null
  readonly ceiling: string | null
  readonly floorLoad: string | null
  readonly price: string | null
  readonly rent: string | null
  readonly tenures: readonly string[]
  /** Where it lies: its place and all that contain it. */
  readonly places: readonly string[]
  /** The industries that it is offered for, with what is asked of each; none: any. */
  readonly industries: readonly { readonly industry: string; readonly rows: readonly EntryRow[] }[]
  /** Measures of the ground itself, such as its area. */
  readonly measures: Readonly<Record<string, Quantity>>
}

/** What the rules have to be told of the programme. */
export type MatchWorld = {
  /** Whether a class lies in one of others; undefined when only part of it does. */
  belongs(held: readonly string[], wanted: readonly string[]): boolean | undefined
}

/** The rules by which an offer is held against a need, in the order in which they are shown. */
export const rules = [
  'kind',
  'industry',
  'area',
  'date',
  'power',
  'clean_room',
  'ceiling',
  'floor_load',
  'tenure',
  'price',
  'place',
  'conditions',
] as const
export type Rule = (typeof rules)[number]

export type Answer = 'yes' | 'no' | 'unknown'

/** How one rule answers: what is asked, what there is; amounts in the unit of the rule. */
export type Reason = {
  readonly rule: Exclude<Rule, 'conditions'>
  readonly answer: Answer
  readonly asked: string | null
  readonly has: string | null
}

/** How one entry condition stands to what is promised. */
export type RowReason = {
  readonly entry: EntryRow
  readonly answer: Answer
  readonly promised: Quantity | Blank
  readonly asked: Asked
  /** Names of measures that nobody promised yet. */
  readonly missing: readonly string[]
  /** Better than asked by a tenth at least. */
  readonly ample: boolean
}

/** Parts of the score, each from 0 to 1000. */
export const parts = ['area', 'price', 'date', 'place', 'slack'] as const
export type Part = (typeof parts)[number]

/** How much each part counts; together 100. */
export const weights: Readonly<Record<Part, number>> = { area: 30, price: 25, date: 15, place: 15, slack: 15 }

/** The best score there is. */
export const fullScore = 100_000

/** One need held against one offer, with every reason. */
export type Match = {
  readonly offer: string
  readonly fits: boolean
  readonly reasons: readonly Reason[]
  /** The industry under which it would be taken, and its entry conditions. */
  readonly industry: string | null
  readonly rows: readonly RowReason[]
  readonly no: readonly Rule[]
  readonly unknown: readonly Rule[]
  readonly points: Readonly<Record<Part, number>>
  /** Sum of parts by weight, 0 to 100 000. */
  readonly score: number
  /** How much of the offer would be taken, m². */
  readonly takes: string
}
