import { z } from 'zod'
import { Citation, ConditionText, Exact, FormulaText, Id, NotStated, ref, UnitText, Whole, Words } from './values.ts'

/** A name that formulas of land use: a–z, 0–9 and _. */
export const FormulaName = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/)
  .describe('a name that formulas may use: a–z, 0–9 and _')

/** Degrees of CGCS2000, at most eight decimals. */
export const Degrees = z
  .string()
  .regex(/^-?\d{1,3}(\.\d{1,8})?$/)
  .meta({ expects: 'decimal', editor: ['number', 'string'] })
  .describe('degrees of CGCS2000 (EPSG:4490), at most eight decimals')
  .transform(Number)

/** A condition with its name: a requirement, a reason to refuse, a way to be released. */
export const NamedCondition = z.strictObject({
  id: Id,
  name: Words,
  when: ConditionText.describe('over measures and facts of land'),
  words: Words.optional(),
  source: Citation,
})
export type NamedCondition = z.output<typeof NamedCondition>

/** How long something lasts, or not stated. */
const Lasting = z.union([
  z.strictObject({ years: Whole }).describe('so many years from the day of its approval'),
  NotStated,
])

/** What is assessed for a whole area, so that each project in it need not be. */
export const AssessmentKind = z.strictObject({
  id: Id,
  name: Words,
  valid: Lasting.describe('how long it holds, where that is known'),
  note: Words.optional(),
  source: Citation,
})
export type AssessmentKind = z.output<typeof AssessmentKind>

/** An amount that is known of a parcel, of the project on it, or of its enterprise. */
export const LandMeasure = z.strictObject({
  id: FormulaName,
  name: Words,
  of: z.enum(['parcel', 'project', 'enterprise', 'space']).describe('what it is known of'),
  unit: UnitText,
  definition: Words.describe('what counts, and what does not'),
  indicator: ref('indicators').describe('where the house has the yearly figure from').optional(),
  source: Citation.optional(),
})
export type LandMeasure = z.output<typeof LandMeasure>

export const LandFact = z.strictObject({ id: FormulaName, name: Words, definition: Words.optional() })
export type LandFact = z.output<typeof LandFact>

/** What moves in land, each by a workflow of its own. */
export const landCases = ['supply', 'land_supervision', 'renewal', 'need', 'assessment', 'quota'] as const
export type LandCase = (typeof landCases)[number]

/** What the penalty of a shortfall is computed from: the price of the land, and how much is missing. */
export const penaltyAmounts = { land_price: 'CNY_10k', shortfall: 'percent' } as const

/** `land:` of `pack.yaml`: the map, the classes of land, what is measured of it, what follows from a breach. */
export const Land = z.strictObject({
  map: z.strictObject({
    centre: z.strictObject({ longitude: Degrees, latitude: Degrees }),
    zoom: Exact.describe('of the first view'),
    tiles: z
      .string()
      .regex(/^(https?:\/\/|\/)\S+$/)
      .describe('address of background tiles with {z}, {x} and {y}; without it there is no background')
      .optional(),
    attribution: Words.describe('whose background it is').optional(),
    approval_number: z
      .string()
      .min(1)
      .describe('the approval number of the background map, shown and printed')
      .optional(),
  }),
  workflows: z.strictObject({
    supply: ref('workflows'),
    land_supervision: ref('workflows'),
    renewal: ref('workflows'),
    need: ref('workflows'),
    assessment: ref('workflows').describe('the case of an assessment that is about to expire').optional(),
    quota: ref('workflows').describe('a request for land or bonds, with its time to answer').optional(),
  }),
  readiness: z
    .array(
      z.strictObject({
        id: Id,
        name: Words,
        within: z
          .strictObject({ from: Whole.optional(), to: Whole })
          .describe('in how many years it may be used')
          .optional(),
        existing: z.literal(true).describe('buildings that stand already').optional(),
        words: Words,
        source: Citation,
      }),
    )
    .min(1)
    .describe('classes of land by how soon it may be used'),
  blocks: z
    .strictObject({ unit: UnitText, from: z.array(Exact).min(1), source: Citation })
    .describe('sizes from which contiguous land is a block of its own')
    .optional(),
  plans: z
    .array(
      z.strictObject({ id: Id, name: Words, does: z.enum(['acquire', 'prepare', 'supply']), target: ref('targets') }),
    )
    .describe('yearly plans against which the ledger of preparation is held')
    .optional(),
  uses: z
    .array(
      z.strictObject({
        id: Id,
        name: Words,
        industrial: z.boolean().describe('true: land for industry'),
        new_industry: z.literal(true).describe('new-type industrial land, with rules of its own').optional(),
        register: z.array(z.string().min(1)).min(1).describe('the words by which the register of parcels names it'),
        source: Citation.optional(),
      }),
    )
    .min(1)
    .describe('uses of land'),
  measures: z.array(LandMeasure).min(1).describe('the amounts that standards and rules of land speak of'),
  facts: z.array(LandFact).min(1).describe('what is yes or no of a project or a parcel'),
  breach: z
    .strictObject({
      rectify: z.union([z.strictObject({ months: Whole }), NotStated]).describe('the time to put a shortfall right'),
      penalty: z
        .union([FormulaText.describe('over land_price and shortfall'), NotStated])
        .describe('what is paid for a shortfall'),
      idle: z
        .array(
          z.strictObject({
            after_months: Whole.describe('after the day on which building should have begun'),
            does: z.enum(['fee', 'recover']),
            share: Exact.describe('percent of the price of the land').optional(),
            words: Words,
            source: Citation,
          }),
        )
        .min(1)
        .describe('what follows for land that lies idle, in order')
        .optional(),
      source: Citation,
    })
    .optional(),
  source: Citation,
})
export type Land = z.output<typeof Land>
