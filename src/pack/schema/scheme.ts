import { z } from 'zod'
import { periodKinds } from '#base/period.ts'
import { Citation, ConditionText, dateRange, Exact, FormulaText, Id, ref, UnitText, Whole, Words } from './values.ts'

const Name = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/)
  .describe('a name that formulas and conditions of the scheme use')

const Grade = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]*$/)
  .describe('the id of one of the grades')

/** What is known of each unit: an amount, from whom it comes, and what its zero means. */
export const SchemeInput = z.strictObject({
  id: Name,
  name: Words,
  unit: UnitText,
  domain: z
    .enum(['statistical', 'administrative', 'declared'])
    .describe('where it comes from; statistical data judge nobody and are refused'),
  indicator: ref('indicators')
    .describe('the indicator it is gathered from; stated with the run when left out')
    .optional(),
  together: z
    .enum(['sum', 'mean', 'largest', 'parcel'])
    .describe(
      'how the values of several members of one unit become one; parcel: once for each parcel; sum when left out',
    )
    .optional(),
  declared_zero: z
    .strictObject({
      verified_by: Name.describe('the fact that says that the zero was verified'),
      otherwise: z.enum(['zero', 'stands']).describe('whether criteria that read an unverified zero score nothing'),
      penalty: Exact.describe('points taken off for an unverified zero').optional(),
    })
    .describe('a declared zero is verified or penalised; without this a zero is a value like others')
    .optional(),
})
export type SchemeInput = z.output<typeof SchemeInput>

/** A yes or no about a unit. */
export const SchemeFact = z.strictObject({
  id: Name,
  name: Words,
  together: z
    .enum(['any', 'all'])
    .describe('when it holds of a unit of several members: of any (when left out) or of all')
    .optional(),
})
export type SchemeFact = z.output<typeof SchemeFact>

const Named = { id: Id, name: Words }

export const SchemeGroup = z.strictObject({
  ...Named,
  where: ConditionText.describe(
    'who belongs to it; a unit is in the first group it fits; everybody when left out',
  ).optional(),
  weights: z.record(Id, Exact).describe('criterion → weight; they add up to the total'),
})
export type SchemeGroup = z.output<typeof SchemeGroup>

const Over = z.enum(['group', 'population', 'industry']).describe('over whom it is taken')
const Times = Exact.describe('so many times; once when left out').optional()

/** What a value is measured against. */
export const Baseline = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('fixed').describe('a number of the scheme, one for all or one for each group'),
    value: Exact.optional(),
    by_group: z.record(Id, Exact).describe('group → value').optional(),
    times: Times,
  }),
  z.strictObject({
    kind: z.literal('given').describe('stated with each run, such as the mean of last year'),
    times: Times,
  }),
  z.strictObject({
    kind: z.literal('mean'),
    of: z
      .enum(['ratio_of_sums', 'mean_of_ratios'])
      .describe('sum of numerators over sum of denominators, or the mean of the values of units'),
    over: Over,
    least: Whole.describe('with fewer units of an industry the mean of the group is taken').optional(),
    times: Times,
  }),
  z.strictObject({ kind: z.literal('best').describe('the best value'), over: Over, times: Times }),
])
export type Baseline = z.output<typeof Baseline>

const Share = Exact.describe('share of the weight, in percent')

/** How a value becomes points. */
export const Score = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ratio').describe('value ÷ baseline × weight') }),
  z.strictObject({
    kind: z.literal('min_max').describe('weight × (least + (100 − least) × (value − min) ÷ (max − min)) ÷ 100'),
    least: Share.describe('what the worst value gets, in percent of the weight'),
    over: z.enum(['group', 'population']),
    when_equal: z.enum(['full', 'least', 'zero']).describe('what all get when the best and the worst value are equal'),
  }),
  z.strictObject({ kind: z.literal('inverse').describe('(2 − value ÷ baseline) × weight ÷ 2, never below 0') }),
  z.strictObject({ kind: z.literal('rank').describe('weight × (n − rank + 1) ÷ n within the group') }),
  z.strictObject({
    kind: z.literal('step').describe('the share of the first step that the value reaches'),
    steps: z.array(z.strictObject({ reach: Exact.describe('in the unit of the criterion'), share: Share })).min(1),
    otherwise: Share.describe('for a value that reaches none'),
  }),
])
export type Score = z.output<typeof Score>

export const blankRules = ['exclude', 'group_mean', 'zero'] as const
const BlankRule = z.enum(blankRules)

export const SchemeCriterion = z.strictObject({
  ...Named,
  is: FormulaText.describe('a formula of inputs'),
  unit: UnitText,
  better: z.enum(['higher', 'lower']),
  baseline: Baseline.describe('what it is measured against; for ratio and inverse').optional(),
  score: Score,
  cap: Exact.describe('at most so many times the weight; none when left out').optional(),
  floor: Exact.describe('at least so many times the weight, may be negative; none when left out').optional(),
  negative: z.enum(['zero', 'stands']).describe('whether a value below 0 scores nothing or as computed'),
  blank: z
    .strictObject({
      missing: BlankRule.describe('nothing was reported'),
      not_applicable: BlankRule.optional(),
      zero_denominator: BlankRule.optional(),
    })
    .describe(
      'exclude: the other weights grow to the total; group_mean: the mean score of the group; zero: no points. What is left out is as missing',
    ),
})
export type SchemeCriterion = z.output<typeof SchemeCriterion>

/** Points beside the criteria. */
export const Adjustment = z.strictObject({
  ...Named,
  where: ConditionText.optional(),
  points: Exact.describe('points when it holds').optional(),
  per: FormulaText.describe('points as a formula of inputs, a plain number').optional(),
  most: Exact.describe('at most so many points').optional(),
})
export type Adjustment = z.output<typeof Adjustment>

const Adjustments = z.strictObject({
  most: Exact.describe('at most so many points together').optional(),
  items: z.array(Adjustment).min(1),
})

export const roundingSteps = ['value', 'baseline', 'score', 'total'] as const
export const roundingModes = ['half_up', 'half_even', 'down', 'floor', 'ceil'] as const
export const wholeModes = ['floor', 'round', 'ceil'] as const

export const SchemeGrade = z.strictObject({
  id: Grade,
  name: Words,
  share: Exact.describe('share of those who count, in percent').optional(),
  whole: z.enum(wholeModes).describe('how a share becomes a whole number').optional(),
  places: Whole.describe('so many places, instead of a share').optional(),
  rest: z.literal(true).describe('everybody between the grades from the top and those from the bottom').optional(),
  at_least: Exact.describe('the least total; who has less falls to the next grade').optional(),
  outside: z.literal(true).describe('no quota: only given directly').optional(),
})
export type SchemeGrade = z.output<typeof SchemeGrade>

export const SchemeUnits = z.strictObject({
  by: z.enum(['legal_person', 'parcel']),
  tenants: z
    .enum(['separate', 'merged'])
    .describe('legal persons on one parcel are evaluated each, or together and share the result')
    .optional(),
  apart: ConditionText.describe('tenants that are evaluated by themselves though others are merged').optional(),
  several_parcels: z
    .enum(['by_area', 'largest'])
    .describe('where a legal person on several parcels counts when units are parcels: split by area, or on its largest')
    .optional(),
})

export const SchemeMeasure = z.strictObject({
  ...Named,
  lever: Id.describe('measures of one lever are taken together'),
  unit: UnitText,
  of: FormulaText.describe('what the value is multiplied with, a formula of inputs').optional(),
  already: FormulaText.describe(
    'what the unit bears of this lever anyway, a formula of inputs in the unit of the measure: taken together with the steps',
  ).optional(),
  steps: z
    .array(
      z.strictObject({ grade: Grade, years: Whole.describe('consecutive years in the grade, or more'), value: Exact }),
    )
    .min(1),
  source: Citation,
})
export type SchemeMeasure = z.output<typeof SchemeMeasure>

/** Which criteria a unit is excluded from is kept in the bits of one number. */
const mostCriteria = 31

/** `schemes/<id>.yaml`: how units are scored, ranked and graded, step by step. */
export const Scheme = z.strictObject({
  name: Words,
  status: z
    .enum(['official', 'reference', 'illustrative'])
    .describe('in force here; published elsewhere and kept for reference; or made up to show how it works'),
  supersedes: ref('schemes').describe('the scheme it follows').optional(),
  subject: z.string().min(1).describe('what is evaluated: enterprise, place, project …'),
  period: z.enum(periodKinds),
  industry: ref('taxonomies').describe('the classes that means of an industry are taken over').optional(),
  total: Exact.describe('what the weights of each group add up to'),
  inputs: z.array(SchemeInput).min(1),
  facts: z.array(SchemeFact).optional(),
  population: z
    .strictObject({
      kinds: z
        .array(z.string().min(1))
        .min(1)
        .describe('which kinds of places or organisations, where these are evaluated; every kind when left out')
        .optional(),
      where: ConditionText.describe('who is evaluated; everybody when left out').optional(),
      excluded: z
        .array(z.strictObject({ ...Named, where: ConditionText }))
        .describe('who is not, and why')
        .optional(),
    })
    .optional(),
  units: SchemeUnits.describe('what is one unit; each subject when left out').optional(),
  groups: z.array(SchemeGroup).min(1).describe('in order; each has its own baselines, ranking and grades'),
  criteria: z.array(SchemeCriterion).min(1).max(mostCriteria),
  bonuses: Adjustments.optional(),
  penalties: Adjustments.optional(),
  totals: z
    .strictObject({ least: Exact.optional(), most: Exact.optional() })
    .describe('bounds of the total')
    .optional(),
  rounding: z
    .array(z.strictObject({ step: z.enum(roundingSteps), places: Whole, mode: z.enum(roundingModes) }))
    .describe('where the rule rounds before it goes on; what is not listed stays exact')
    .optional(),
  ranking: z.strictObject({
    ties: z.array(Id).describe('criteria whose better value decides between equal totals, in order'),
    still_tied: z
      .enum(['better', 'worse', 'by_id'])
      .describe(
        'who is still equal shares the rank and, at the border of a grade, the better or worse one; or the id decides',
      ),
  }),
  grades: z.array(SchemeGrade).min(1).describe('from the best to the worst'),
  quota: z
    .strictObject({
      borders: z.enum(['each', 'cumulative']).describe('whether each share is made whole, or the sum from its end'),
      counted: z.enum(['all', 'not_vetoed']).describe('who counts in the number that shares are taken of'),
      back_fill: z.boolean().describe('whether the next in rank take places that a veto leaves free'),
    })
    .optional(),
  direct: z
    .array(
      z.strictObject({
        ...Named,
        where: ConditionText,
        grade: Grade,
        counted: z.boolean().describe('whether it counts in the number that shares are taken of'),
      }),
    )
    .describe('grades given outside the quota, such as to what is not fit to be evaluated')
    .optional(),
  vetoes: z
    .array(z.strictObject({ ...Named, where: ConditionText, ceiling: Grade.describe('no better than this') }))
    .optional(),
  protections: z
    .array(
      z.strictObject({
        ...Named,
        where: ConditionText,
        floor: Grade.describe('no worse than this'),
        blocked_by_veto: z.boolean(),
      }),
    )
    .optional(),
  publicity: z
    .array(
      z.strictObject({
        of: z.enum(['inputs', 'results']),
        days: Whole,
        count: z.enum(['working', 'calendar']),
        shows: z.array(Id).describe('inputs, or criteria, total, rank, grade').optional(),
      }),
    )
    .optional(),
  objections: z
    .strictObject({ workflow: ref('workflows') })
    .describe('how objections are handled')
    .optional(),
  measures: z
    .strictObject({
      enabled: z.boolean().describe('false: shown as what they would be, never applied'),
      together: z.enum(['highest', 'sum']).describe('measures of one lever'),
      items: z.array(SchemeMeasure).min(1),
    })
    .optional(),
  open: z
    .array(Words)
    .describe('what the source leaves open, one by one, and what stands here in its place')
    .optional(),
  note: Words.optional(),
  ...dateRange,
  source: Citation,
})
export type Scheme = z.output<typeof Scheme>
