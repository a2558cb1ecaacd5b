import { z } from 'zod'
import { Citation, ConditionText, NotStated, permissionPattern, Whole, Words } from './values.ts'

export const slipColours = ['blue', 'yellow', 'orange', 'red'] as const
export const slipRecipients = ['lead', 'assist', 'leader'] as const

/** What conditions of slips may ask of a task: amounts with their unit, and what is yes or no. */
export const slipAmounts = {
  days_to_due: 'day',
  days_overdue: 'day',
  days_given: 'day',
  progress: 'percent',
  scheduled: 'percent',
} as const
export const slipFacts = ['hard', 'urgent', 'sent_back'] as const

export const SlipLevel = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/)
    .describe('also the end of the fact unmet_<id>'),
  name: Words.describe('the word of the document'),
  colour: z.enum(slipColours),
  issued_when: ConditionText.describe(
    'when it is issued by rule; without it, only by hand. Of the task: days_to_due, days_overdue, days_given, progress, scheduled, hard, urgent, sent_back, unmet_<level>',
  ).optional(),
  by_hand: Words.describe('when it is issued by hand').optional(),
  reply: z
    .union([z.strictObject({ days: Whole, count: z.enum(['working', 'calendar']) }), NotStated])
    .describe('the time to reply; where not stated, whoever issues it sets the day'),
  to: z.array(z.enum(slipRecipients)).min(1),
  may: z.string().regex(permissionPattern).describe('the permission to issue it by hand'),
  note: Words.optional(),
})
export type SlipLevel = z.output<typeof SlipLevel>

/** `slips/<id>.yaml`: the levels of supervision slips, from the mildest; one that stays unmet leads to the next. */
export const Slips = z.strictObject({
  name: Words,
  levels: z.array(SlipLevel).min(1).describe('in the order of escalation'),
  note: Words.optional(),
  source: Citation,
})
export type Slips = z.output<typeof Slips>
