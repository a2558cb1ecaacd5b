import { z } from 'zod'
import { Decision } from '#base/decision.ts'
import { endpoint } from '#base/endpoint.ts'
import { Text } from '#base/text.ts'

const DateText = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .describe('A day, e.g. 2026-11-22.')
const Id = z.string().min(1).max(100)

/** A name that leads to the thing itself. */
export const Named = z.object({ id: z.string(), name: Text })
export type Named = z.infer<typeof Named>

/** Where it stands: the document and the clause in it. */
export const Citation = z.object({
  id: z.string(),
  title: Text.optional(),
  clause: z.string(),
  status: z.string().optional(),
})
export type Citation = z.infer<typeof Citation>

/** Units, or that the sources do not name them and how they put it. */
export const Units = z.object({
  organisations: z.array(Named),
  form: Named.optional().describe('The respondents of this form.'),
  notStated: z.boolean(),
  words: Text.optional().describe('How the source circumscribes them.'),
})
export type Units = z.infer<typeof Units>

export const rhythms = ['month', 'quarter', 'half_year', 'year', 'when_it_happens', 'not_stated'] as const
export const domains = ['statistical', 'administrative', 'declared', 'not_stated'] as const

/**
 * How a period stands: `on_time`, `late`, `partly` (some are missing), `missing` (due and nothing there), `arrived` (there, but no
 * due date is stated), `nothing` (nothing there, and no due date stated), `not_yet_due`.
 */
export const standings = ['on_time', 'late', 'partly', 'missing', 'arrived', 'nothing', 'not_yet_due'] as const
export type Standing = (typeof standings)[number]

export const SupplySummary = z.object({
  id: z.string(),
  name: Text,
  from: Units,
  to: Units,
  what: Text,
  every: z.enum(rhythms),
  domain: z.enum(domains),
  purposes: z.array(z.string()),
  standing: z.enum(standings).describe('That of the latest period that was due, or of the latest there is.'),
  period: z.string().optional().describe('The period the standing is about.'),
  basisStated: z.boolean(),
})
export type SupplySummary = z.infer<typeof SupplySummary>

/** What came in for one period from one unit, or from all respondents of a form. */
export const Arrival = z.object({
  period: z.string().describe('Empty where the rhythm is not stated.'),
  due: DateText.optional(),
  organisation: Named.optional(),
  indicator: Named.optional(),
  standing: z.enum(standings),
  arrivedOn: DateText.optional().describe('The first day, or for a form the last day on which something came.'),
  lateDays: z
    .number()
    .int()
    .optional()
    .describe('Days after the due date; for a form the median of those that came late.'),
  count: z.number().int().optional().describe('Returns, or subjects in the file.'),
  expected: z.number().int().optional().describe('Of a form: who was to report; counted for the latest periods only.'),
  onTime: z.number().int().optional().describe('Of a form: returns that came by the due date.'),
  changedOn: DateText.optional().describe('When a value of the period last changed.'),
  synthetic: z.boolean(),
  entry: z.uuid().optional().describe('The entry, where it was noted by hand.'),
  note: z.string().optional(),
})
export type Arrival = z.infer<typeof Arrival>

/** How often something was taken by a role of an organisation. */
export const UseCount = z.object({
  thing: Named.extend({ kind: z.enum(['indicators', 'forms', 'registers']) }),
  how: z.enum(['query', 'explanation', 'export']),
  role: z.object({ id: z.string(), name: Text.optional() }),
  organisation: z.object({ id: z.string(), name: Text.optional() }),
  times: z.number().int(),
  lastOn: DateText,
})
export type UseCount = z.infer<typeof UseCount>

export const SupplyDetail = SupplySummary.extend({
  indicators: z.array(Named),
  form: Named.optional(),
  due: z.object({ days: z.number().int(), count: z.enum(['working', 'calendar']) }).optional(),
  basis: z.object({ words: Text, source: Citation }).optional(),
  retention: z.object({ years: z.number().int().optional(), words: Text.optional() }).optional(),
  since: DateText.optional(),
  until: DateText.optional(),
  note: Text.optional(),
  source: Citation,
  arrivals: z.array(Arrival).describe('Latest period first.'),
  uses: z.array(UseCount).describe('Of what this supply brings, directly or through a formula; most used first.'),
  usesSince: DateText,
  mayRecord: Decision.describe('May note an arrival by hand; only where nothing comes in as a form or a file.'),
})
export type SupplyDetail = z.infer<typeof SupplyDetail>

export const platformStates = ['planned', 'building', 'running', 'ended', 'not_stated'] as const
export const dispositions = ['built_here', 'linked', 'tracked'] as const
export const platformKinds = [
  'platform',
  'database',
  'monitoring',
  'testing',
  'research',
  'system',
  'alliance',
] as const

export const PlatformSummary = z.object({
  id: z.string(),
  name: Text,
  kind: z.enum(platformKinds),
  owner: Units,
  field: Text.optional(),
  state: z.enum(platformStates),
  stateSince: DateText.optional(),
  disposition: z.enum(dispositions),
  page: z.string().optional(),
  link: z.string().optional(),
  source: Citation,
})
export type PlatformSummary = z.infer<typeof PlatformSummary>

/** A state with where it comes from: the document, or an officer who noted it. */
export const PlatformState = z.object({
  state: z.enum(platformStates),
  since: DateText.optional(),
  reason: z.string().optional(),
  source: Citation.optional(),
  recordedAt: z.iso.datetime().optional(),
})
export type PlatformState = z.infer<typeof PlatformState>

export const PlatformDetail = PlatformSummary.extend({
  about: Text,
  note: Text.optional(),
  states: z.array(PlatformState).describe('Latest first; the last is what the document says.'),
  mayRecord: Decision,
})
export type PlatformDetail = z.infer<typeof PlatformDetail>

/** A taxonomy, a crosswalk or a calendar: what it is called, where it comes from, of which year, under which terms. */
export const Classification = z.object({
  id: z.string(),
  kind: z.enum(['taxonomy', 'crosswalk', 'calendar']),
  name: Text,
  years: z.string().describe('The year of the edition, the years of a calendar; empty when not stated.'),
  entries: z.number().int().describe('Classes, links, or days off and weekends worked.'),
  withoutEnglish: z.number().int().describe('Classes that have no English name.'),
  officialEnglish: z.boolean().optional(),
  licence: Text,
  sources: z.array(Citation),
  note: Text.optional(),
})
export type Classification = z.infer<typeof Classification>

export const catalogueContract = {
  list: endpoint
    .route({ method: 'GET', path: '/catalogue', summary: 'Which unit supplies what to whom, and how it stands' })
    .meta({ may: 'catalogue.see' })
    .input(z.object({ unit: Id.optional().describe('An organisation that supplies or receives.') }))
    .output(
      z.object({
        rows: z.array(SupplySummary),
        uncatalogued: z
          .array(Named.extend({ kind: z.enum(['forms', 'indicators']) }))
          .describe('What the programme collects and no supply names.'),
        units: z.array(Named),
      }),
    ),
  get: endpoint
    .route({ method: 'GET', path: '/catalogue/{id}', summary: 'One supply: its terms, what came, who uses it' })
    .meta({ may: 'catalogue.see' })
    .input(z.object({ id: Id }))
    .output(SupplyDetail),
  record: endpoint
    .route({ method: 'POST', path: '/catalogue/{id}/arrivals', summary: 'Note that a supply came in' })
    .meta({ may: 'catalogue.record' })
    .input(
      z.object({
        id: Id,
        organisation: Id.nullable().describe('Who supplied; null where the supplier is not stated.'),
        period: z.string().max(10).nullable().describe('The period; null where the rhythm is not stated.'),
        arrivedOn: DateText,
        note: z.string().trim().min(1).max(500).describe('What came. No names of people.'),
      }),
    )
    .output(z.object({ id: z.uuid() })),
  withdraw: endpoint
    .route({
      method: 'POST',
      path: '/catalogue/arrivals/{id}/withdraw',
      summary: 'Withdraw a noted arrival that was wrong',
    })
    .meta({ may: 'catalogue.record' })
    .input(z.object({ id: z.uuid(), reason: z.string().trim().min(1).max(500) }))
    .output(z.object({ id: z.uuid() })),
  platforms: endpoint
    .route({ method: 'GET', path: '/platforms', summary: 'Platforms and databases that the documents name' })
    .meta({ may: 'catalogue.see' })
    .output(z.object({ rows: z.array(PlatformSummary) })),
  platform: endpoint
    .route({ method: 'GET', path: '/platforms/{id}', summary: 'One platform with the history of its state' })
    .meta({ may: 'catalogue.see' })
    .input(z.object({ id: Id }))
    .output(PlatformDetail),
  platformState: endpoint
    .route({ method: 'POST', path: '/platforms/{id}/states', summary: 'Note how far a platform is' })
    .meta({ may: 'catalogue.record' })
    .input(
      z.object({
        id: Id,
        state: z.enum(['planned', 'building', 'running', 'ended']),
        since: DateText,
        reason: z.string().trim().min(1).max(500).describe('How it is known.'),
      }),
    )
    .output(z.object({ id: z.uuid() })),
  classifications: endpoint
    .route({
      method: 'GET',
      path: '/classifications',
      summary: 'Taxonomies, crosswalks and calendars with source, year, licence',
    })
    .meta({ may: 'catalogue.see' })
    .output(z.object({ rows: z.array(Classification) })),
}
