import { z } from 'zod'
import { endpoint } from '#base/endpoint.ts'
import { Text } from '#base/text.ts'

const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .describe('A day, as in 2026-11-22.')
const NamedOrganisation = z.object({ id: z.string(), name: Text })

export const Duty = z.object({
  id: z.string(),
  matter: Text,
  field: z.string().optional().describe('A class of a taxonomy.'),
  fieldName: Text.optional(),
  place: z.string().optional(),
  placeName: Text.optional(),
  cases: z
    .array(z.object({ id: z.string(), name: Text }))
    .describe('The kinds of case it is about; none: whatever kind.'),
  lead: z.array(NamedOrganisation),
  assist: z.array(NamedOrganisation),
  decide: z.array(NamedOrganisation),
  from: Day.optional(),
  to: Day.optional(),
  note: Text.optional(),
  source: z.string().optional(),
  sourceTitle: Text.optional(),
})

const RoutedUnit = NamedOrganisation.extend({
  named: NamedOrganisation.describe('How the duty names it.'),
  by: z
    .array(z.object({ from: NamedOrganisation, to: NamedOrganisation, on: Day, source: z.string() }))
    .describe('From the name in the duty to the unit of that day: renamed, merged, divided.'),
  duty: z.string(),
  ended: z.boolean().describe('It had ended by that day, and nobody came after it.'),
})

const Nearness = z
  .enum(['same', 'around', 'any'])
  .describe('same: exactly; around: a place or class that contains it; any: the duty does not narrow it.')

export const DutyRoute = z
  .object({
    on: Day,
    lead: z.array(RoutedUnit),
    assist: z.array(RoutedUnit),
    decide: z.array(RoutedUnit),
    trail: z
      .array(
        z.object({
          duty: z.string(),
          matter: Text,
          source: z.string(),
          sourceTitle: Text,
          fits: z.object({ kind: z.boolean(), place: Nearness, field: Nearness }),
          gives: z.array(z.enum(['lead', 'assist', 'decide'])),
        }),
      )
      .describe('Every duty that fits, the closest first, and what the answer takes from it.'),
    conflicts: z
      .array(
        z.object({
          part: z.enum(['lead', 'decide']),
          duties: z.array(
            z.object({
              duty: z.string(),
              matter: Text,
              source: z.string(),
              sourceTitle: Text,
              units: z.array(NamedOrganisation),
            }),
          ),
        }),
      )
      .describe('Documents that are equally close and name different units; the latest is followed.'),
  })
  .describe('Which units a matter belongs to on a day, and why.')
export type DutyRoute = z.infer<typeof DutyRoute>

const Ref = z.string().min(1).max(150)

export const dutiesContract = {
  dutyList: endpoint
    .route({ method: 'GET', path: '/duties', summary: 'Who leads and assists in what, since when' })
    .meta({ may: 'signed_in' })
    .input(
      z.object({
        on: Day.optional().describe('Only duties in force on this day.'),
        organisation: z.string().max(100).optional(),
      }),
    )
    .output(z.array(Duty)),
  dutyKinds: endpoint
    .route({ method: 'GET', path: '/duties/kinds', summary: 'The kinds of case that duties may be asked for' })
    .meta({ may: 'signed_in' })
    .output(
      z.array(
        z.object({
          id: z.string(),
          name: Text,
          of: z.enum(['subject', 'workflow', 'matter']).describe('matter: decided by meetings.'),
          duties: z.number().int().describe('How many duties are about it.'),
        }),
      ),
    ),
  dutyRoute: endpoint
    .route({ method: 'GET', path: '/duties/route', summary: 'Which units a matter belongs to, and why' })
    .meta({ may: 'signed_in' })
    .input(
      z.object({
        kind: Ref.optional().describe('The kind of case: a workflow, what moves through it, or a matter of meetings.'),
        field: Ref.optional().describe('An industry: `<taxonomy>/<class>`.'),
        place: Ref.optional(),
        matter: Ref.optional().describe('One matter, by the id of a duty about it.'),
        on: Day.optional().describe('Today when not given.'),
      }),
    )
    .output(DutyRoute),
}
