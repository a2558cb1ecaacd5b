import { z } from 'zod'
import { Decision } from '#base/decision.ts'
import { endpoint } from '#base/endpoint.ts'
import { Clause } from '#base/named.ts'
import { PlainDate } from '#base/plain-date.ts'
import { Text } from '#base/text.ts'
import { Amount, Day, Id, Industry, Name, Named, Revision, Said } from './words.ts'

const Unit = z.string().min(1).max(60)
const Formula = z.string().min(1).max(2000).describe('Over the measures of land, as the programme writes formulas.')
const Year = z.number().int().min(0).max(200)

/** What a row asks for, as the programme writes it. */
export const RowAmount = z.union([
  z.object({ value: Amount }),
  z.object({ low: Amount, high: Amount }).describe('Both ends included.'),
  z
    .object({
      formula: Formula,
      unknown: z.array(Text).optional().describe('Names of what it depends on and was not known when it was drawn.'),
    })
    .describe('Settled once what it depends on is known.'),
  z.object({
    relative: z.object({
      to: Text,
      indicator: Name.optional(),
      place: Name.optional(),
      by: z.literal('industry').optional(),
      period: z.enum(['previous_year', 'same_year']),
      share: Amount.optional().describe('Percent of that figure; 100 when left out.'),
    }),
  }),
  z.object({ not_stated: z.literal(true), words: Text.optional() }),
])
export type RowAmount = z.infer<typeof RowAmount>

/** When a row is judged; year 1 begins on the day of the anchor. */
export const RowWhen = z.union([
  z.object({
    once: z.enum(['supply', 'handover', 'start', 'completion', 'investment', 'production']),
    within: z.union([z.object({ months: z.number().int().min(0) }), z.object({ by: PlainDate })]).optional(),
  }),
  z.object({ yearly: z.object({ from_year: Year, to_year: Year.optional() }) }),
  z.object({
    mean: z.union([
      z.object({ from_year: Year, to_year: Year }),
      z.object({ not_stated: z.literal(true), words: Text.optional() }),
    ]),
  }),
  z.object({ always: z.literal(true) }),
])
export type RowWhen = z.infer<typeof RowWhen>

/** A row of a standard as it is kept: whole, so that it can be judged when the pack has long changed. */
export const KeptStandardRow = z.object({
  id: Name,
  name: Text,
  definition: Text.optional(),
  kind: z.enum(['at_least', 'at_most', 'range', 'equal', 'statement']),
  measure: Formula.optional().describe('What is compared; a statement has none.'),
  unit: Unit.optional(),
  amount: RowAmount.optional(),
  part_of: Name.optional().describe('The row of which it counts a part.'),
  when: RowWhen,
  anchor: z.enum(['land_right', 'production']).optional(),
  nature: z.enum(['normative', 'recommended']),
  where: Formula.optional().describe('It asks only those for whom this holds.'),
  eases: z.array(z.object({ id: Name, name: Text, when: Formula, share: Amount, source: z.string() })).optional(),
  note: Text.optional(),
  source: z.string().describe('The document and clause; of a row that was added: office.'),
})
export type KeptStandardRow = z.infer<typeof KeptStandardRow>

/** One row of what is asked for a parcel and an industry. */
export const KeptRow = z
  .object({
    row: KeptStandardRow.describe('The row as it is asked here; `assessRow` judges it.'),
    words: Text.describe('The row in one sentence, in both languages.'),
    standard: Name.nullable().describe('The standard it is from; null: added for this parcel.'),
    clause: Clause.nullable(),
    how: z
      .enum(['stated', 'stricter', 'changed', 'added', 'left_out'])
      .describe('As the standard says; made stricter; a recommended one changed; added; a recommended one left out.'),
    stated: RowAmount.nullable().describe('The amount of the standard, where another is asked here.'),
    reason: z.string().nullable().describe('Why it was changed, added or left out.'),
  })
  .describe('One row of what is asked of who takes a parcel for an industry.')
export type KeptRow = z.infer<typeof KeptRow>

export const indicatorStates = ['draft', 'set', 'frozen'] as const

export const IndicatorSet = z.object({
  id: Id,
  parcel: Id,
  industry: Industry,
  industryName: Text,
  version: z.number().int(),
  use: Named.nullable(),
  statedOn: Day.describe('The day whose standards it was drawn from.'),
  standards: z.array(Named),
  rows: z.array(KeptRow),
  state: z.enum(indicatorStates),
  isCurrent: z.boolean(),
  revision: z.number().int(),
  at: z.string(),
  by: z.string().nullable(),
  setAt: z.string().nullable(),
  setBy: z.string().nullable(),
  frozenAt: z.string().nullable(),
})
export type IndicatorSet = z.infer<typeof IndicatorSet>

/** What a draft asks other than its standards. */
export const RowChange = z.object({
  id: Name.describe('The row.'),
  amount: z
    .union([
      z.object({ value: Amount, unit: Unit.optional() }),
      z.object({ low: Amount, high: Amount, unit: Unit.optional() }),
      z.object({ share: Amount.describe('Percent of the figure that the row is compared with.') }),
    ])
    .optional(),
  leftOut: z.literal(true).optional().describe('Only a recommended row may be left out.'),
  reason: z.string().trim().max(4000).optional(),
})
export type RowChange = z.infer<typeof RowChange>

export const ExtraRow = z.object({
  name: z.string().trim().min(1).max(200),
  kind: z.enum(['at_least', 'at_most', 'range', 'equal', 'statement']),
  measure: Name.optional().describe('A measure of land of the programme; a statement has none.'),
  per: Name.optional().describe('Another measure that it is divided by.'),
  unit: Unit.optional(),
  amount: z.union([z.object({ value: Amount }), z.object({ low: Amount, high: Amount })]).optional(),
  when: RowWhen,
  anchor: z.enum(['land_right', 'production']).optional(),
  nature: z.enum(['normative', 'recommended']),
  reason: Said,
})
export type ExtraRow = z.infer<typeof ExtraRow>

export const IndicatorsOfParcel = z.object({
  sets: z.array(IndicatorSet).describe('The versions of every industry, the latest first.'),
  industries: z.array(Named).describe('Those that standards name, or that the base is for.'),
  measures: z.array(z.object({ id: Name, name: Text, unit: Unit, definition: Text })),
  maySet: Decision,
})
export type IndicatorsOfParcel = z.infer<typeof IndicatorsOfParcel>

const parcelInput = z.object({ parcel: Id })
const setInput = z.object({ id: Id, revision: Revision })

export const indicatorsContract = {
  indicatorsShow: endpoint
    .route({
      method: 'GET',
      path: '/land/parcels/{parcel}/indicators',
      summary: 'What is asked of who takes a parcel, by industry, in all versions',
    })
    .meta({ may: 'land.see' })
    .input(parcelInput)
    .output(IndicatorsOfParcel),
  indicatorsDraw: endpoint
    .route({
      method: 'POST',
      path: '/land/parcels/{parcel}/indicators',
      summary: 'Begin a version for an industry: the rows of the standards in force there on a day',
    })
    .meta({ may: 'land.set' })
    .input(parcelInput.extend({ industry: Industry, on: Day.optional(), use: Name.optional() }))
    .output(IndicatorSet),
  indicatorsChange: endpoint
    .route({
      method: 'PUT',
      path: '/land/indicator-sets/{id}',
      summary: 'What a draft asks other than its standards: stricter amounts, changed recommendations, rows of its own',
    })
    .meta({ may: 'land.set' })
    .input(
      setInput.extend({
        changes: z.array(RowChange).max(200).default([]),
        extras: z.array(ExtraRow).max(50).default([]),
      }),
    )
    .output(IndicatorSet),
  indicatorsSet: endpoint
    .route({
      method: 'POST',
      path: '/land/indicator-sets/{id}/set',
      summary: 'Set a draft: it is in force from now on and stays as it is',
    })
    .meta({ may: 'land.set' })
    .input(setInput)
    .output(IndicatorSet),
  indicatorsDrop: endpoint
    .route({ method: 'DELETE', path: '/land/indicator-sets/{id}', summary: 'Give up a draft' })
    .meta({ may: 'land.set' })
    .input(setInput)
    .output(z.object({ id: Id })),
}
