import { z } from 'zod'
import { toProblemIssues } from '#base/issues.ts'
import { Problem } from '#base/problem.ts'
import type { Programme } from '#pack/programme.ts'

const Weight = z.coerce.number().min(0)
const Weights = z.record(z.string(), Weight)
const Drawn = z.object({
  of: z.string().describe('the indicator it follows from'),
  ratio: z
    .tuple([z.coerce.number(), z.coerce.number()])
    .describe('from and to; each enterprise has its own between them'),
  zero: Weight.default(0).describe('share of enterprises where it is 0'),
  steady: z.boolean().default(false).describe('does not follow the season'),
  constant: z.boolean().default(false).describe('the same every year'),
  scale: z.coerce.number().int().min(0).max(6).default(0).describe('digits after the point'),
})
const Balance = z.object({ plus: z.array(z.string()).min(1), minus: z.array(z.string()).default([]) })

const Standing = z.object({
  share: Weight.describe('of the enterprises within the bounds'),
  at_least: Weight.default(0).describe('yearly lead value'),
  below: Weight.optional(),
  years: z.coerce.number().int().positive().optional().describe('how long it stands there; without it, it stays'),
})

/** What the generator reads of `population.yaml`; everything in it is illustrative. */
export const PopulationPlan = z.object({
  seed: z.coerce.string(),
  enterprises: z.coerce.number().int().positive(),
  months: z.coerce.number().int().positive(),
  form: z.string(),
  lead: z.string().describe('the indicator that is drawn; all others follow from it'),
  towns: Weights,
  industries: Weights,
  bases: z
    .record(
      z.string(),
      z.object({ share: Weight, towns: z.array(z.string()), industries: z.array(z.string()).default([]) }),
    )
    .default({}),
  sizes: z
    .array(z.object({ class: z.string(), up_to: z.coerce.number().optional() }))
    .describe('by yearly lead value, increasing')
    .default([]),
  ownership: Weights.default({}),
  rungs: z
    .record(z.string(), Standing)
    .describe('who stands on which rung of a growth ladder, by <ladder>/<rung>')
    .default({}),
  totals: z
    .array(
      z.object({
        group: z.string(),
        unit: z.string(),
        years: z.record(z.string().regex(/^\d{4}$/), z.coerce.number().positive()),
      }),
    )
    .min(1),
  season: z.array(Weight).length(12),
  not_reported: Weight,
  values: z.record(z.string(), z.union([Drawn, Balance])),
  yearly: z.record(z.string(), Drawn).default({}),
})
export type PopulationPlan = z.infer<typeof PopulationPlan>
export type Drawn = z.infer<typeof Drawn>

/** How many enterprises over how many months. */
export type PopulationSize = { readonly enterprises: number; readonly months: number }

/** @throws Problem not_found when the programme describes no population, invalid_pack naming what it describes wrongly */
export function populationPlan(programme: Programme): PopulationPlan {
  if (programme.population === undefined) throw new Problem('not_found', { details: { what: 'population' } })
  const parsed = PopulationPlan.safeParse(programme.population)
  if (parsed.success) return parsed.data
  throw new Problem('invalid_pack', {
    issues: toProblemIssues(parsed.error.issues, programme.population, (path) => `population.yaml: ${path.join('.')}`),
  })
}
