import { z } from 'zod'
import { endpoint } from '#base/endpoint.ts'
import { Text } from '#base/text.ts'
import { Amount, Name, Named, Page, RunId, Unit } from './words.ts'

/** How many move from a grade to another. */
export const Move = z.object({ from: z.string().nullable(), to: z.string().nullable(), units: z.number().int() })
export type Move = z.infer<typeof Move>

export const MovesOf = z.object({
  id: z.string(),
  name: Text,
  units: z.number().int(),
  better: z.number().int(),
  worse: z.number().int(),
})
export type MovesOf = z.infer<typeof MovesOf>

export const SimulationSummary = z.object({
  id: z.uuid(),
  run: RunId,
  number: z.number().int().describe('The result it is compared with.'),
  scheme: z.string(),
  period: z.string(),
  name: z.string(),
  isSimulation: z.literal(true).describe('Never a result.'),
  createdAt: z.string(),
  createdBy: z.string().nullable(),
  units: z.number().int(),
  better: z.number().int(),
  worse: z.number().int(),
})
export type SimulationSummary = z.infer<typeof SimulationSummary>

export const SimulationDetail = SimulationSummary.extend({
  changes: z.array(z.object({ path: z.string(), from: z.string().nullable(), to: z.string().nullable() })),
  content: z.record(z.string(), z.unknown()).describe('The draft scheme in the words of the pack.'),
  resultHash: z.string(),
  moves: z.array(Move),
  by: z.object({ group: z.array(MovesOf), town: z.array(MovesOf), size: z.array(MovesOf), industry: z.array(MovesOf) }),
  measures: z.array(
    z.object({
      measure: z.string(),
      name: Text,
      unit: z.string(),
      before: z.object({ units: z.number().int(), amount: z.string() }),
      after: z.object({ units: z.number().int(), amount: z.string() }),
    }),
  ),
  grades: z.array(Named),
})
export type SimulationDetail = z.infer<typeof SimulationDetail>

export const simulationsContract = {
  simulationList: endpoint
    .route({ method: 'GET', path: '/simulations', summary: 'Simulations, the latest first' })
    .meta({ may: 'evaluations.run' })
    .input(z.object({ run: RunId.optional() }))
    .output(z.object({ items: z.array(SimulationSummary) })),
  simulationCreate: endpoint
    .route({
      method: 'POST',
      path: '/evaluations/{id}/simulations',
      summary: 'Evaluate the frozen inputs by a draft scheme and keep who would move; never a result',
    })
    .meta({ may: 'evaluations.run' })
    .input(
      z.object({
        id: RunId,
        name: z.string().trim().min(1).max(200),
        text: z.string().max(200_000).optional().describe('YAML of a draft scheme; or:'),
        weights: z
          .record(Name, z.record(Name, Amount))
          .optional()
          .describe('Other weights, by group and criterion, of the scheme of the evaluation.'),
      }),
    )
    .output(z.object({ id: z.uuid() })),
  simulationShow: endpoint
    .route({ method: 'GET', path: '/simulations/{id}', summary: 'Who would move, from where to where' })
    .meta({ may: 'evaluations.run' })
    .input(z.object({ id: z.uuid() }))
    .output(SimulationDetail),
  columnsShow: endpoint
    .route({
      method: 'GET',
      path: '/evaluations/{id}/columns',
      summary: 'The frozen inputs by column and the scheme, for simulating in the browser',
    })
    .meta({ may: 'evaluations.run' })
    .input(z.object({ id: RunId }))
    .output(
      z.object({
        scheme: z.record(z.string(), z.unknown()).describe('The scheme with its formulas parsed.'),
        given: z.record(z.string(), z.unknown()),
        units: z.object({
          ids: z.array(z.string()),
          inputs: z.record(z.string(), z.array(z.string())),
          facts: z.record(z.string(), z.array(z.boolean().nullable())),
          classes: z.record(z.string(), z.array(z.array(z.string()).nullable())),
          industry: z.array(z.string().nullable()),
        }),
        names: z.array(z.string()),
        grades: z.array(z.string().nullable()).describe('The grades of the latest result.'),
        inputsHash: z.string(),
      }),
    ),
  simulationUnits: endpoint
    .route({ method: 'GET', path: '/simulations/{id}/units', summary: 'The units that would move' })
    .meta({ may: 'evaluations.run' })
    .input(z.object({ id: z.uuid(), ...Page, from: Name.optional(), to: Name.optional(), town: Name.optional() }))
    .output(
      z.object({
        total: z.number().int(),
        items: z.array(
          z.object({
            unit: Unit,
            name: z.string(),
            town: z.string().nullable(),
            group: z.string().nullable(),
            before: z.object({
              total: z.string().nullable(),
              rank: z.number().int().nullable(),
              grade: z.string().nullable(),
            }),
            after: z.object({
              total: z.string().nullable(),
              rank: z.number().int().nullable(),
              grade: z.string().nullable(),
            }),
          }),
        ),
      }),
    ),
}
