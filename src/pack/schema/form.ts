import { z } from 'zod'
import { periodKinds, spans } from '#base/period.ts'
import { Citation, ConditionText, DateText, dateRange, Id, ref, Whole, Words } from './values.ts'

export const FormRow = z.strictObject({
  indicator: ref('indicators'),
  compulsory: z.boolean().optional(),
  help: Words.optional(),
})

export const FormSection = z.strictObject({
  id: Id,
  name: Words,
  columns: z.array(z.enum(spans)).min(1).describe('this period, cumulative, the same of last year'),
  rows: z.array(FormRow).min(1),
})
export type FormSection = z.output<typeof FormSection>

export const FormCheck = z.strictObject({
  id: Id,
  severity: z.enum(['hard', 'soft']).describe('hard: must hold before submission; soft: may be answered with a reason'),
  require: ConditionText,
  message: Words,
  source: Citation.optional(),
})
export type FormCheck = z.output<typeof FormCheck>

/** `forms/<id>.yaml`: what respondents fill in each period, and what must hold of it. */
export const Form = z.strictObject({
  number: z.string().min(1).describe('number of the form'),
  name: Words,
  issuer: ref('organisations'),
  approval: z.strictObject({ number: z.string().min(1), from: DateText, to: DateText.optional() }).optional(),
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
  note: Words.optional(),
  ...dateRange,
  source: Citation,
})
export type Form = z.output<typeof Form>
