import { z } from 'zod'
import { endpoint } from '#base/endpoint.ts'
import { Text } from '#base/text.ts'
import { AvailableAct, Clock, TimelineEntry } from '#capabilities/workflows/contract.ts'
import { Amount, Name, Revision, RunId, Said, Unit } from './words.ts'

export const ObjectionSummary = z.object({
  id: z.uuid(),
  run: RunId,
  period: z.string(),
  schemeName: Text,
  unit: Unit,
  unitName: z.string(),
  about: z.enum(['input', 'fact', 'result']),
  item: z.string().nullable().describe('Which input or fact.'),
  itemName: Text.nullable(),
  state: z.string(),
  stateName: Text,
  final: z.boolean(),
  accepted: z.boolean().nullable().describe('Null: not decided.'),
  filedAt: z.string(),
  filedBy: z.string().nullable(),
})
export type ObjectionSummary = z.infer<typeof ObjectionSummary>

export const ObjectionDetail = ObjectionSummary.extend({
  revision: z.number().int(),
  stood: z.string().nullable().describe('What stood when it was filed.'),
  asked: z.string().nullable().describe('What should stand instead: an amount, `true`, `false`, or null.'),
  amountUnit: z.string().nullable(),
  evidence: z.string(),
  decision: z
    .object({
      accepted: z.boolean(),
      reason: z.string(),
      at: z.string(),
      by: z.string().nullable(),
      value: z.string().nullable(),
    })
    .nullable(),
  countedIn: z.number().int().nullable().describe('The first result that counts the correction in.'),
  acts: z.array(AvailableAct),
  clocks: z.array(Clock),
  timeline: z.array(TimelineEntry),
})
export type ObjectionDetail = z.infer<typeof ObjectionDetail>

export const objectionsContract = {
  objectionList: endpoint
    .route({ method: 'GET', path: '/objections', summary: 'Objections within reach, open ones first' })
    .meta({ may: 'evaluations.see_values', looks: 'micro' })
    .input(
      z.object({
        run: RunId.optional(),
        unit: Unit.optional(),
        open: z.enum(['yes', 'no']).optional(),
        page: z.coerce.number().int().min(1).max(100_000).default(1),
        pageSize: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.object({ total: z.number().int(), items: z.array(ObjectionSummary) })),
  objectionFile: endpoint
    .route({
      method: 'POST',
      path: '/evaluations/{id}/units/{unit}/objections',
      summary: 'Object, with evidence, while a window is open',
    })
    .meta({ may: 'evaluations.object' })
    .input(
      z.object({
        id: RunId,
        unit: Unit,
        about: z.enum(['input', 'fact', 'result']),
        item: Name.optional().describe('Which input or fact.'),
        asked: z.union([Amount, z.boolean(), z.null()]).optional().describe('What should stand instead.'),
        evidence: Said,
      }),
    )
    .output(z.object({ id: z.uuid() })),
  objectionShow: endpoint
    .route({ method: 'GET', path: '/objections/{id}', summary: 'One objection with its evidence and its life' })
    .meta({ may: 'evaluations.see_values', looks: 'micro' })
    .input(z.object({ id: z.uuid() }))
    .output(ObjectionDetail),
  objectionAct: endpoint
    .route({
      method: 'POST',
      path: '/objections/{id}/acts/{act}',
      summary: 'Take up, accept, reject or withdraw an objection; an accepted one corrects an input',
    })
    .meta({ may: 'evaluations.see_values', looks: 'micro' })
    .input(
      z.object({
        id: z.uuid(),
        act: Name,
        revision: Revision,
        reason: z.string().trim().max(4000).optional(),
        value: z
          .union([Amount, z.boolean(), z.null()])
          .optional()
          .describe('What stands from now on, when it is not what was asked.'),
      }),
    )
    .output(z.object({ state: z.string(), revision: z.number().int() })),
}
