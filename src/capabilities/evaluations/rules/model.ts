import type { BlankReason } from '#base/blank.ts'
import type { Formula } from '#pack/formula/node.ts'
import type { Scheme } from '#pack/schema/scheme.ts'
import type { Numbers } from './numbers.ts'

/** A scheme with its formulas parsed: a document of the programme, or one file that was checked alone. */
export type CheckedScheme = Scheme & { readonly id: string; readonly formulas: Readonly<Record<string, Formula>> }

/** One input of all units: an exact decimal as text, in the unit of the input, or why there is none; or the same already read. */
export type InputColumn = readonly (string | BlankReason)[] | Numbers

/** Yes, no, or not known. */
export type FactColumn = readonly (boolean | undefined)[]

/** The units that are evaluated, by column; every column has one entry for each id. Nothing but this, the scheme and the given baselines decides. */
export type Units = {
  readonly ids: readonly string[]
  /** By input of the scheme. An input that is left out was not reported by anybody. */
  readonly inputs: Readonly<Record<string, InputColumn>>
  /** By fact of the scheme, and flags such as `above_scale`. A fact that is left out is not known. */
  readonly facts?: Readonly<Record<string, FactColumn>>
  /**
   * By attribute (`industry`, `town` …): every class or place that a unit lies in, those above and across crosswalks included;
   * undefined where it is not known.
   */
  readonly classes?: Readonly<Record<string, readonly (readonly string[] | undefined)[]>>
  /** The class that means of an industry are taken over. */
  readonly industry?: readonly (string | undefined)[]
}

/** Baselines of the kind `given`: by criterion, one for all groups or by group. Exact decimals in the unit of the criterion. */
export type GivenBaselines = Readonly<Record<string, string | Readonly<Record<string, string>>>>

/** How one number came about. */
export const scoreReasons = [
  'scored',
  'capped',
  'floored',
  'negative_is_zero',
  'all_equal',
  'below_all_steps',
  'excluded_and_reweighted',
  'group_mean',
  'blank_is_zero',
  'unverified_zero',
] as const
export type ScoreReason = (typeof scoreReasons)[number]

/** What decided over a unit, in the order of the rule. */
export const unitReasons = [
  'not_in_population',
  'excluded',
  'not_known_whether_in_population',
  'in_no_group',
  'not_known_which_group',
  'nothing_to_score',
  'bonus',
  'bonuses_at_most',
  'penalty',
  'penalties_at_most',
  'unverified_zero',
  'not_known',
  'total_at_most',
  'total_at_least',
  'tie_decided_by',
  'tie_shared',
  'ranked',
  'direct',
  'below_least_total',
  'back_filled',
  'veto',
  'protection',
  'protection_blocked',
] as const
export type UnitReason = (typeof unitReasons)[number]

/** One thing that decided: what, by which item of the scheme, and the amounts that its sentence names. */
export type Reason = {
  readonly code: UnitReason
  readonly about?: string
  readonly values?: Readonly<Record<string, string>>
}

/** An exact decimal as text, rounded to `shownPlaces` unless the scheme rounds sooner; or why there is none. */
export type Shown = string | null

/** Digits after the point at which results are written; what decides is never rounded to them. */
export const shownPlaces = 6

/** What a criterion was measured against in one group (or industry), and how that came. */
export type BaselineShown = {
  readonly criterion: string
  readonly kind: 'fixed' | 'given' | 'mean' | 'best' | 'range'
  /** The class, where it is taken over an industry. */
  readonly industry?: string
  readonly value: Shown
  /** Best and worst value, for `min_max`. */
  readonly range?: { readonly least: string; readonly most: string }
  /** How many units it was taken over. */
  readonly units: number
  /** Sums that a ratio of sums was taken of, in the unit of the criterion's numerator and denominator. */
  readonly sums?: { readonly over: string; readonly under: string }
  readonly times?: string
}

export type GradeShown = {
  readonly grade: string
  /** Places of the quota; null for a grade without one. */
  readonly places: number | null
  readonly units: number
}

export type GroupShown = {
  readonly group: string
  readonly units: number
  /** Those of them that shares are taken of. */
  readonly counted: number
  readonly baselines: readonly BaselineShown[]
  readonly grades: readonly GradeShown[]
}

/** One criterion of one unit, step by step. */
export type ScoreShown = {
  readonly criterion: string
  readonly value: Shown
  readonly blank?: BlankReason
  readonly baseline: Shown
  /** The weight that was used: larger than the scheme's where others were excluded. */
  readonly weight: string
  /** Before cap and floor. */
  readonly raw: Shown
  /** As it goes into the total. */
  readonly score: Shown
  readonly cap?: string
  readonly reason: ScoreReason
}

/** Everything that is to be known of one unit. */
export type UnitShown = {
  readonly id: string
  /** Null: not evaluated, the reasons say why. */
  readonly group: string | null
  readonly scores: readonly ScoreShown[]
  readonly bonus: string
  readonly penalty: string
  readonly total: Shown
  /** 1 is the best; those who share a rank are followed by as many free numbers. Null for who is not ranked. */
  readonly rank: number | null
  /** The grade by rank and quota, before vetoes and protections. */
  readonly quotaGrade: string | null
  readonly grade: string | null
  readonly reasons: readonly Reason[]
}

/** A whole result, ready to be kept and sealed: the same scheme, units and given baselines always give the same text. */
export type EvaluationShown = {
  readonly scheme: string
  readonly groups: readonly GroupShown[]
  /** In the order of their ids. */
  readonly units: readonly UnitShown[]
}
