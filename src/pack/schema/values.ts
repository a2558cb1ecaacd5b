import { z } from 'zod'
import { isPeriod } from '#base/period.ts'
import { isPlainDate } from '#base/plain-date.ts'

/** What a string of a pack points at; the checker follows these marks, so that no reference is checked by hand. */
export type RefTarget =
  | 'sources'
  | 'places'
  | 'taxonomies'
  | 'organisations'
  | 'indicators'
  | 'forms'
  | 'workflows'
  | 'targets'
  | 'statements'
  | 'calendars'
  | 'schemes'
  | 'duties'
  | 'platforms'
  | 'tasks'
  | 'works'
  | 'meetings'
  | 'checklists'
  | 'slips'
  | 'standards'
  | 'class'
  | 'citation'
  | 'unit'
  | 'place_kind'
  | 'work_kind'

export const idPattern = /^[a-z0-9][a-z0-9_-]*$/
export const classIdPattern = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/
export const decimalPattern = /^-?\d+(\.\d+)?$/
export const permissionPattern = /^[a-z][a-z_]*\.[a-z][a-z_]*$/

/** An id of a pack: lower-case ASCII words joined with `-` or `_`. */
export const Id = z.string().regex(idPattern).describe('lower-case ASCII words joined with - or _')

const longestWords = 4_000
const mostDigits = 60

/** A word shown to people, in both languages. */
export const Words = z
  .strictObject({
    zh: z.string().min(1).max(longestWords).describe('in Chinese'),
    en: z.string().min(1).max(longestWords).describe('in English'),
  })
  .describe('words in Chinese and English')
export type Words = z.infer<typeof Words>

/** What the sources leave open; a value of its own. `words` is how they circumscribe it, when they do. */
export const NotStated = z
  .strictObject({ not_stated: z.literal(true), words: Words.optional() })
  .describe('the source leaves it open')
export type NotStated = z.infer<typeof NotStated>

/** A calendar date such as `2021-03-31`. */
export const DateText = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine(isPlainDate)
  .meta({ expects: 'date' })
  .describe('a date, YYYY-MM-DD')

/** A period such as `2024`, `2024-H1`, `2024-Q3`, `2024-07`, `2024-01~02`. */
export const PeriodText = z
  .string()
  .min(4)
  .refine(isPeriod)
  .meta({ expects: 'period' })
  .describe('a period: 2024, 2024-H1, 2024-Q3, 2024-07 or 2024-01~02')

/** An exact decimal; YAML may write it as a number, it is kept as the text that was written. */
export const Exact = z
  .string()
  .max(mostDigits)
  .regex(decimalPattern)
  .meta({ expects: 'decimal', editor: ['number', 'string'] })
  .describe('an exact decimal, kept as written')

/** A whole number, 0 or more. */
export const Whole = z
  .string()
  .regex(/^\d{1,9}$/)
  .meta({ expects: 'whole', editor: ['integer'] })
  .describe('a whole number, 0 or more')
  .transform(Number)

/** A unit code such as `mu`, `CNY_10k` or `CNY_10k/mu`. */
export const UnitText = z
  .string()
  .min(1)
  .meta({ ref: 'unit' })
  .describe('a unit code: CNY_10k, mu, CNY_10k/mu, percent …')

/** A reference to another document of the pack by its id. */
export function ref(target: RefTarget) {
  return z.string().regex(idPattern).meta({ ref: target }).describe(`the id of one of the ${target} of this pack`)
}

/** A reference to a class of a taxonomy, `taxonomy/class`. */
export const ClassRef = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]*\/[A-Za-z0-9][A-Za-z0-9_.-]*$/)
  .meta({ ref: 'class' })
  .describe('a class of a taxonomy: taxonomy/class')

/** Where it stands: `<source-id> <clause>`, for instance `plan-2018 III.3`. */
export const Citation = z.string().min(1).meta({ ref: 'citation' }).describe('where it stands: <source-id> <clause>')

/** A formula, which yields a quantity. */
export const FormulaText = z
  .string()
  .min(1)
  .meta({ expression: 'formula' })
  .describe('a formula: numbers, indicators, + - * /, functions')

/** A condition, which yields yes, no, or unknown because something is missing. */
export const ConditionText = z
  .string()
  .min(1)
  .meta({ expression: 'condition' })
  .describe('a condition: comparisons joined with and, or, not')

/** How firmly a source states an amount. */
export const Sign = z.enum(['about', 'over', 'under', 'at_least']).describe('how firmly the source states the amount')
export type Sign = z.infer<typeof Sign>

/** An amount as one source states it. */
export const Claim = z
  .strictObject({
    value: Exact,
    unit: UnitText,
    sign: Sign.optional(),
    as_of: z
      .string()
      .regex(/^\d{4}(-\d{2}(-\d{2})?)?$/)
      .describe('when it held: a year, month or date')
      .optional(),
    source: Citation,
    note: Words.optional(),
  })
  .describe('an amount as one source states it')
export type Claim = z.infer<typeof Claim>

/** A stated quantity without a source of its own. */
export const Amount = z.strictObject({ value: Exact, unit: UnitText }).describe('an amount with its unit')
export type Amount = z.infer<typeof Amount>

export const dateRange = {
  from: DateText.describe('valid from this day').optional(),
  to: DateText.describe('valid through this day').optional(),
}
