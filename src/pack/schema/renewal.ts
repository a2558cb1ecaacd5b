import { z } from 'zod'
import { NamedCondition } from './land.ts'
import { Amount, Citation, ConditionText, dateRange, Exact, Id, NotStated, ref, Words } from './values.ts'

export const renewalGifts = ['subsidy', 'tax_reward', 'divisible_share', 'plot_ratio', 'commercial_share'] as const

/** `renewals/<id>.yaml`: when the renewal of an industrial area is recognised, what it is given, what is refused. */
export const Renewal = z.strictObject({
  name: Words,
  places: z.array(ref('places')).min(1).describe('only in these; everywhere when left out').optional(),
  requires: z.array(NamedCondition).min(1).describe('all have to hold'),
  refuses: z.array(NamedCondition).describe('none may hold').optional(),
  gives: z
    .array(
      z.strictObject({
        id: Id,
        name: Words,
        kind: z.enum(renewalGifts),
        amount: z.union([Amount, NotStated]),
        source: Citation,
      }),
    )
    .describe('what a recognised project is given')
    .optional(),
  linked_housing: z
    .strictObject({
      share: z
        .union([z.strictObject({ value: Exact }).describe('percent'), NotStated])
        .describe('how much housing goes with it'),
      releases: z
        .array(
          z.strictObject({
            id: Id,
            name: Words,
            when: ConditionText.describe('how far the industrial part has to be'),
            share: Exact.describe('percent of the housing that is released by then, in all'),
          }),
        )
        .min(1)
        .describe('step by step'),
      source: Citation,
    })
    .optional(),
  ...dateRange,
  note: Words.optional(),
  source: Citation,
})
export type Renewal = z.output<typeof Renewal>
