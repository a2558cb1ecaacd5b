import { z } from 'zod'
import { Clause } from '#base/named.ts'
import { Quantity } from '#base/quantity.ts'
import { Text } from '#base/text.ts'
import { Amount, Name, Named, Said } from './words.ts'

/** An exact amount in a unit that converts to that of its measure. */
export const Stated = z.object({ value: Amount, unit: z.string().min(1).max(40) })
export type Stated = z.infer<typeof Stated>

export const KnownGiven = z.object({
  values: z.record(z.string().max(100), Stated).default({}).describe('By measure of land.'),
  facts: z
    .record(z.string().max(100), z.boolean())
    .default({})
    .describe('By fact of land; what is unknown is left out.'),
})
export type KnownGiven = z.input<typeof KnownGiven>

/** A measure or fact that rules ask for, with what is known. */
export const MeasureAsked = Named.extend({ unit: z.string(), definition: Text, value: Quantity.nullable() })
export const FactAsked = Named.extend({ definition: Text.nullable(), holds: z.boolean().nullable() })
export type MeasureAsked = z.infer<typeof MeasureAsked>
export type FactAsked = z.infer<typeof FactAsked>

/** A rule of the programme with what it says of one project. */
export const RuleShown = z.object({
  id: Name,
  name: Text,
  does: z.enum(['require', 'refuse', 'prefer', 'reserve']),
  when: z.string().nullable().describe('The condition as the programme writes it; null: it asks nothing.'),
  words: Text.nullable(),
  clause: Clause.nullable(),
  source: z.string().describe('As the programme cites it.'),
  answer: z.enum(['yes', 'no', 'unknown']),
  because: z.array(Named).describe('What is missing where the answer is unknown.'),
})
export type RuleShown = z.infer<typeof RuleShown>

/** What is stated later takes the place of all that was stated before. */
export const KnownChange = z.object({
  id: z.uuid(),
  expectedVersion: z.coerce.number().int().min(0).describe('The number of the last change that the asker saw.'),
  known: KnownGiven,
  reason: Said,
})

export const ChangeShown = z.object({
  number: z.number().int(),
  reason: z.string().nullable().describe('null: as it was stated first.'),
  at: z.string(),
  by: z.string().nullable(),
})
export type ChangeShown = z.infer<typeof ChangeShown>

export const lights = ['done', 'on_schedule', 'near', 'overdue', 'none'] as const
/** What every case of land shows in a list. */
export const CaseShown = {
  case: z.uuid(),
  state: z.string(),
  stateName: Text,
  final: z.boolean(),
  light: z.enum(lights).describe('none: it ended without having been reached.'),
  nextDue: z.string().nullable(),
}
