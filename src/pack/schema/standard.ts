import { z } from 'zod'
import { FormulaName } from './land.ts'
import {
  Amount,
  Citation,
  ClassRef,
  ConditionText,
  DateText,
  dateRange,
  Exact,
  FormulaText,
  Id,
  NotStated,
  ref,
  UnitText,
  Whole,
  Words,
} from './values.ts'

export const standardKinds = ['control', 'recognition', 'listing'] as const
export const rowKinds = ['at_least', 'at_most', 'range', 'equal', 'statement'] as const
export const landPoints = ['supply', 'handover', 'start', 'completion', 'investment', 'production'] as const
export const landAnchors = ['land_right', 'production'] as const

/** What a row asks for: an amount, a range, an amount that a formula yields, one that moves with others, or not stated. */
export const RowAmount = z.union([
  z.strictObject({ value: Exact }),
  z.strictObject({ low: Exact, high: Exact }).describe('of a range, both ends included'),
  z.strictObject({ formula: FormulaText }).describe('where it depends on place, industry or the project itself'),
  z
    .strictObject({
      relative: z.strictObject({
        to: Words.describe('what it is compared with'),
        indicator: ref('indicators').optional(),
        place: ref('places').describe('whose figure it is').optional(),
        by: z.literal('industry').describe('that of the industry of the project').optional(),
        period: z.enum(['previous_year', 'same_year']),
        share: Exact.describe('percent of that figure; 100 when left out').optional(),
      }),
    })
    .describe('an amount that moves from year to year'),
  NotStated,
])
export type RowAmount = z.output<typeof RowAmount>

/** When a row is judged. Year 1 begins on the day of the anchor. */
export const RowWhen = z.union([
  z
    .strictObject({
      once: z.enum(landPoints),
      within: z
        .union([z.strictObject({ months: Whole }), z.strictObject({ by: DateText })])
        .describe('after the anchor, or by a day')
        .optional(),
    })
    .describe('once, at a point of the life of the land'),
  z
    .strictObject({ yearly: z.strictObject({ from_year: Whole, to_year: Whole.optional() }) })
    .describe('each year from year N after the anchor'),
  z
    .strictObject({ mean: z.union([z.strictObject({ from_year: Whole, to_year: Whole }), NotStated]) })
    .describe('the mean over the years of assessment'),
  z.strictObject({ always: z.literal(true) }).describe('at any time'),
])
export type RowWhen = z.output<typeof RowWhen>

export const StandardRow = z.strictObject({
  id: FormulaName.describe('conditions of the standard ask it as yes or no: whether the row is met'),
  name: Words,
  definition: Words.optional(),
  kind: z.enum(rowKinds),
  measure: FormulaText.describe('what is compared, over the measures of land; a statement has none').optional(),
  unit: UnitText.describe('of the amount; a statement has none').optional(),
  amount: RowAmount.describe('a statement has none').optional(),
  part_of: FormulaName.describe('the row of which it counts a part').optional(),
  when: RowWhen,
  anchor: z.enum(landAnchors).describe('from which day years and months are counted').optional(),
  nature: z.enum(['normative', 'recommended']),
  where: ConditionText.describe('the row asks only those for whom this holds').optional(),
  eases: z
    .array(
      z.strictObject({
        id: Id,
        name: Words,
        when: ConditionText,
        share: Exact.describe('percent of the amount that then suffices'),
        source: Citation,
      }),
    )
    .min(1)
    .describe('who is asked for less; the first that holds counts')
    .optional(),
  note: Words.optional(),
  source: Citation,
})
export type StandardRow = z.output<typeof StandardRow>

/** `standards/<id>.yaml`: what is asked of land and of who takes it, by industry and place, dated. */
export const Standard = z.strictObject({
  name: Words,
  kind: z
    .enum(standardKinds)
    .describe(
      'control: conditions of supply; recognition: whether a project is recognised; listing: as one lot was published',
    ),
  industries: z.array(ClassRef).min(1).describe('only these; all when left out').optional(),
  not_industries: z.array(ClassRef).min(1).describe('none of these').optional(),
  places: z.array(ref('places')).min(1).describe('only these; all when left out').optional(),
  uses: z.array(Id).min(1).describe('only on land of these uses; any when left out').optional(),
  under: ref('standards').describe('the standard that holds where this one says nothing').optional(),
  lot: z
    .strictObject({
      number: z.string().min(1).describe('as it was published').optional(),
      area: z.union([Amount, NotStated]).optional(),
      use: Words.optional(),
    })
    .describe('the lot of a listing')
    .optional(),
  rows: z.array(StandardRow).min(1),
  meets: ConditionText.describe(
    'over rows, measures and facts; without it every normative row that asks has to be met',
  ).optional(),
  exceptions: z
    .array(
      z.strictObject({
        id: Id,
        name: Words,
        when: ConditionText.describe('what has to hold before it may be decided').optional(),
        waives: z.array(FormulaName).min(1).describe('rows; all when left out').optional(),
        words: Words,
        source: Citation,
      }),
    )
    .min(1)
    .describe('ways round it that people decide on, each with its reason')
    .optional(),
  ...dateRange,
  note: Words.optional(),
  source: Citation,
})
export type Standard = z.output<typeof Standard>
