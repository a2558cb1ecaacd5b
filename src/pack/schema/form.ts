import { z } from 'zod'
import { periodKinds, spans } from '#base/period.ts'
import {
  classIdPattern,
  Citation,
  ConditionText,
  DateText,
  dateRange,
  Exact,
  FormulaText,
  Id,
  ref,
  UnitText,
  Whole,
  Words,
} from './values.ts'

const Columns = z.array(z.enum(spans)).min(1)

export const FormRow = z.strictObject({
  indicator: ref('indicators'),
  compulsory: z.boolean().optional(),
  help: Words.describe('how to fill in the row').optional(),
  grey: Columns.describe('columns that are not to be filled in').optional(),
  derived: FormulaText.describe(
    'computed from cells of the same return while they are typed; a name means the cell of the same column',
  ).optional(),
  derived_in: Columns.describe('the columns that are computed; all when left out').optional(),
  weight: Whole.describe(
    'how much this row is trusted, 1 when left out: the cells that must be wrong are sought where it is small',
  ).optional(),
})
export type FormRow = z.output<typeof FormRow>

/** A row that only the form has: computed to be read beside the others, in no figure. */
export const FormLine = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/)
    .describe('a name that checks of the form may use'),
  name: Words,
  unit: UnitText,
  scale: Whole.describe('digits after the point'),
  is: FormulaText.describe('computed from cells of the same return; a name means the cell of the same column'),
  help: Words.optional(),
  grey: Columns.describe('columns in which it is not computed').optional(),
})
export type FormLine = z.output<typeof FormLine>

export const FormMatrix = z.strictObject({
  taxonomy: ref('taxonomies'),
  classes: z
    .array(z.string().regex(classIdPattern))
    .min(1)
    .describe('the classes that are asked, in order; all that have no classes below them when left out')
    .optional(),
  across: z
    .enum(['rows', 'columns'])
    .describe('whether the classes stand under each row or beside each other as columns'),
})
export type FormMatrix = z.output<typeof FormMatrix>

export const FormSection = z.strictObject({
  id: Id,
  name: Words,
  help: Words.optional(),
  columns: Columns.describe('this period, cumulative, the same of last year'),
  matrix: FormMatrix.describe('asks every row by class; the indicator is the total and is computed').optional(),
  rows: z.array(FormRow).min(1),
  computed: z.array(FormLine).min(1).describe('rows that are computed to be read, after the others').optional(),
})
export type FormSection = z.output<typeof FormSection>

export const FormCheck = z.strictObject({
  id: Id,
  severity: z.enum(['hard', 'soft']).describe('hard: must hold before submission; soft: may be answered with a reason'),
  require: ConditionText.describe(
    'may read this form, other forms of the same respondent and period, earlier periods and the register',
  ),
  each: Id.describe('a section with a matrix: judged for every class, rows of the section mean that class').optional(),
  message: Words,
  source: Citation.optional(),
})
export type FormCheck = z.output<typeof FormCheck>

/** A soft check against the respondents of the same industry, by median and median absolute deviation. */
export const FormPeers = z.strictObject({
  id: Id,
  of: FormulaText.describe('what is compared, of cells of this form; a ratio, so that size and season do not matter'),
  within: Exact.describe('how many robust deviations (1.4826 × MAD) from the median are usual, such as 3.5'),
  least: Whole.describe('with fewer peers nothing is compared; 5 or more'),
  message: Words,
  source: Citation.optional(),
})
export type FormPeers = z.output<typeof FormPeers>

/** `forms/<id>.yaml`: what respondents fill in each period, and what must hold of it. */
export const Form = z.strictObject({
  number: z.string().min(1).describe('number of the form'),
  name: Words,
  help: Words.describe('how to fill in the form').optional(),
  issuer: ref('organisations').describe('the body that issues the form'),
  approval: z
    .strictObject({
      number: z.string().min(1).describe('the number under which the form was approved'),
      from: DateText.describe('approved from this day'),
      to: DateText.describe('the last day; for periods that end later no return is opened').optional(),
    })
    .optional(),
  domain: z.enum(['statistical', 'administrative', 'declared']),
  period: z.enum(periodKinds),
  january_february: z
    .enum(['together', 'separate'])
    .describe('whether January and February are reported as one period')
    .optional(),
  respondents: z.strictObject({ subject: z.string().min(1), where: ConditionText.optional() }),
  due: z
    .strictObject({ days: Whole, count: z.enum(['working', 'calendar']) })
    .describe('days after the end of the period'),
  workflow: ref('workflows'),
  sections: z.array(FormSection).min(1),
  checks: z.array(FormCheck).optional(),
  peers: z.array(FormPeers).describe('soft checks against others of the same industry').optional(),
  note: Words.optional(),
  ...dateRange,
  source: Citation,
})
export type Form = z.output<typeof Form>
