import { z } from 'zod'
import { AssessmentKind, Land } from './land.ts'
import { Citation, Exact, Id, ref, Whole, Words } from './values.ts'

/** A kind of place, ordered from the largest; `administrative` kinds make up the tree of areas. */
export const PlaceKind = z.strictObject({
  id: Id,
  name: Words,
  administrative: z.boolean().describe('true: one of the areas that returns and figures are counted by').optional(),
})
export type PlaceKind = z.infer<typeof PlaceKind>

/** When a value is far from those of its peers. */
export const OutlierRule = z.strictObject({
  threshold: Exact.describe('of the modified score 0.6745 · (value − median) / median absolute deviation'),
  fewest_peers: Whole.describe('groups of fewer are not judged'),
  source: Citation,
})
export type OutlierRule = z.infer<typeof OutlierRule>

/** A kind of work: a major work, a plan to be drawn up, a work of infrastructure … */
export const WorkKind = z.strictObject({ id: Id, name: Words })
export type WorkKind = z.infer<typeof WorkKind>

/** What moves in supervision, each by a workflow of its own. */
export const supervisedKinds = ['task', 'slip', 'meeting', 'agenda_item', 'information_report', 'standing'] as const

/** How this programme supervises: by which workflows, with which slips, when a light turns yellow. */
export const Supervision = z.strictObject({
  workflows: z.strictObject({
    task: ref('workflows'),
    slip: ref('workflows'),
    meeting: ref('workflows'),
    agenda_item: ref('workflows'),
    information_report: ref('workflows'),
    standing: ref('workflows'),
  }),
  issuer: ref('organisations').describe('in whose name slips and bulletins are issued').optional(),
  slips: ref('slips').describe('the set of slips in use'),
  lights: z
    .strictObject({
      near: z
        .strictObject({ days: Whole, count: z.enum(['working', 'calendar']) })
        .describe('so near the due date it is yellow'),
      behind: Exact.describe('so many points of percent behind the schedule it is yellow'),
    })
    .describe('when the light of a task turns yellow'),
  source: Citation,
})
export type Supervision = z.output<typeof Supervision>

/** `pack.yaml`: what the pack is called and what it stands on. */
export const PackHead = z.strictObject({
  id: Id,
  name: Words,
  language: Whole.describe('version of the pack language; this house speaks 1'),
  version: z.string().min(1).describe('version of the pack'),
  languages: z
    .array(z.enum(['zh', 'en']))
    .min(1)
    .optional(),
  time_zone: z.string().min(1).describe('IANA time zone in which days end').optional(),
  extends: Id.describe('the pack this one stands on').optional(),
  root_place: ref('places').describe('the place the programme is about').optional(),
  calendar: ref('calendars').describe('the calendar of working days').optional(),
  place_kinds: z
    .union([z.array(PlaceKind), z.record(Id, Words)])
    .transform((kinds) =>
      Array.isArray(kinds) ? kinds : Object.entries(kinds).map(([id, name]) => ({ id, name }) as PlaceKind),
    )
    .describe('kinds of places, a list or a map from id to name')
    .optional(),
  work_kinds: z.array(WorkKind).describe('kinds of works').optional(),
  outliers: OutlierRule.optional(),
  supervision: Supervision.optional(),
  assessment_kinds: z.array(AssessmentKind).min(1).describe('what is assessed for a whole area').optional(),
  land: Land.optional(),
  note: Words.optional(),
})
export type PackHead = z.output<typeof PackHead>
