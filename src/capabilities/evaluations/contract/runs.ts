import { z } from 'zod'
import { endpoint } from '#base/endpoint.ts'
import { ProblemIssue } from '#base/problem.ts'
import { Text } from '#base/text.ts'
import { AvailableAct, Clock, TimelineEntry } from '#capabilities/workflows/contract.ts'
import { Amount, InputShown, Name, Named, Page, Revision, RunId, Said, Unit } from './words.ts'

export const SchemeStatus = z.enum(['official', 'reference', 'illustrative'])

/** A scheme of the programme. */
export const SchemeSummary = z.object({
  id: z.string(),
  name: Text,
  status: SchemeStatus,
  subject: z.string().describe('What it evaluates: enterprise, place …'),
  period: z.string().describe('The kind of period: year, quarter …'),
  total: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  supersedes: z.string().nullable(),
  source: z.string(),
  groups: z.array(Named),
  grades: z.array(Named),
  criteria: z.array(Named),
  runs: z.number().int(),
})
export type SchemeSummary = z.infer<typeof SchemeSummary>

export const SchemeDetail = SchemeSummary.extend({
  content: z.record(z.string(), z.unknown()).describe('The scheme in the words of the pack.'),
  text: z.string().describe('The same as YAML, to begin a draft with.'),
  periods: z.array(z.string()).describe('Periods with inputs, the latest first.'),
  given: z
    .array(z.object({ criterion: z.string(), name: Text, unit: z.string() }))
    .describe('Baselines that are stated with each run.'),
})
export type SchemeDetail = z.infer<typeof SchemeDetail>

/** Baselines that a run states, by criterion: one for all groups, or by group. */
export const GivenShown = z.record(Name, z.union([Amount, z.record(Name, Amount)]))

export const ResultHead = z.object({
  number: z.number().int().describe('1 is the first; a re-run after objections is a further one.'),
  state: z.enum(['running', 'done', 'failed']),
  job: z.uuid().nullable().describe('Its progress: /api/jobs/{job}'),
  problem: z.string().nullable().describe('Why it failed, as JSON of a problem.'),
  computedAt: z.string().nullable(),
  by: z.string().nullable(),
  corrections: z.number().int().describe('Accepted corrections of inputs that it counts in.'),
  inputsHash: z.string().nullable().describe('sha-256 of the inputs it was computed from, corrections included.'),
  resultHash: z.string().nullable().describe('sha-256 of the result.'),
  milliseconds: z.number().int().nullable(),
  isShown: z.boolean().describe('It was made public.'),
})
export type ResultHead = z.infer<typeof ResultHead>

export const RunSummary = z.object({
  id: RunId,
  scheme: z.string(),
  schemeName: Text,
  schemeStatus: SchemeStatus,
  subject: z.string(),
  period: z.string(),
  state: z.string(),
  stateName: Text,
  revision: z.number().int(),
  createdAt: z.string(),
  createdBy: z.string().nullable(),
  units: z.number().int().describe('Units gathered.'),
  result: z.number().int().nullable().describe('Number of the latest result.'),
  openObjections: z.number().int(),
})
export type RunSummary = z.infer<typeof RunSummary>

export const PublicityWindow = z.object({
  of: z.enum(['inputs', 'results']),
  from: z.string(),
  until: z.string().describe('The last day, which ends at 24:00.'),
  isOpen: z.boolean(),
  isProvisional: z.boolean().describe('Lies after the last published calendar of working days.'),
  days: z.number().int(),
  count: z.enum(['working', 'calendar']),
  shows: z.array(z.string()),
})
export type PublicityWindow = z.infer<typeof PublicityWindow>

export const RunDetail = RunSummary.extend({
  pack: z.string().describe('Hash of the programme under which it began.'),
  note: z.string(),
  workflowName: Text,
  final: z.boolean(),
  acts: z.array(AvailableAct),
  clocks: z.array(Clock),
  timeline: z.array(TimelineEntry),
  windows: z.array(PublicityWindow),
  given: GivenShown,
  gatheredAt: z.string().nullable(),
  frozenAt: z.string().nullable(),
  schemeHash: z.string(),
  inputsHash: z.string().nullable().describe('sha-256 of the frozen inputs, without corrections.'),
  results: z.array(ResultHead),
  groups: z.array(Named),
  grades: z.array(Named),
  may: z
    .object({ run: z.boolean(), decide: z.boolean(), object: z.boolean() })
    .describe('What the asker may do with the run as a whole.'),
  synthetic: z.boolean(),
})
export type RunDetail = z.infer<typeof RunDetail>

export const Missing = z.object({
  groups: z.array(
    z.object({
      group: Named,
      units: z.number().int(),
      inputs: z.array(z.object({ input: Named, missing: z.number().int() })),
    }),
  ),
  outside: z.array(z.object({ reason: z.string(), sentence: Text, units: z.number().int() })),
  units: z
    .array(z.object({ unit: Unit, name: z.string(), group: z.string().nullable(), inputs: z.array(z.string()) }))
    .describe('The first 500 with something missing, as far as the asker may see them.'),
})
export type Missing = z.infer<typeof Missing>

export const UnitInputs = z.object({
  unit: Unit,
  name: z.string(),
  town: z.string().nullable(),
  members: z.array(z.string()).describe('Subjects that are evaluated as this one unit.'),
  inputs: z.array(InputShown),
  facts: z.array(z.object({ fact: z.string(), name: Text, holds: z.boolean().nullable() })),
})
export type UnitInputs = z.infer<typeof UnitInputs>

const AskedRun = z.object({ id: RunId })

export const runsContract = {
  schemeList: endpoint
    .route({ method: 'GET', path: '/schemes', summary: 'The schemes of the programme' })
    .meta({ may: 'evaluations.see' })
    .output(z.object({ items: z.array(SchemeSummary) })),
  schemeShow: endpoint
    .route({ method: 'GET', path: '/schemes/{scheme}', summary: 'One scheme in its own words' })
    .meta({ may: 'evaluations.see' })
    .input(z.object({ scheme: Name }))
    .output(SchemeDetail),
  schemeCheck: endpoint
    .route({ method: 'POST', path: '/schemes/check', summary: 'What is wrong with a scheme that is being written' })
    .meta({ may: 'evaluations.see' })
    .input(z.object({ text: z.string().max(200_000).describe('YAML of the scheme.') }))
    .output(z.object({ problems: z.array(ProblemIssue), content: z.record(z.string(), z.unknown()).nullable() })),
  runList: endpoint
    .route({ method: 'GET', path: '/evaluations', summary: 'Evaluations, the latest first' })
    .meta({ may: 'evaluations.see' })
    .input(z.object({ scheme: Name.optional(), period: z.string().max(20).optional() }))
    .output(z.object({ items: z.array(RunSummary), mayRun: z.boolean() })),
  runCreate: endpoint
    .route({ method: 'POST', path: '/evaluations', summary: 'Begin an evaluation: its inputs are gathered at once' })
    .meta({ may: 'evaluations.run' })
    .input(
      z.object({
        scheme: Name,
        period: z.string().max(20),
        given: GivenShown.default({}),
        note: z.string().trim().max(2000).default(''),
      }),
    )
    .output(z.object({ id: RunId })),
  runShow: endpoint
    .route({ method: 'GET', path: '/evaluations/{id}', summary: 'One evaluation: where it stands and what comes next' })
    .meta({ may: 'evaluations.see' })
    .input(AskedRun)
    .output(RunDetail),
  runGather: endpoint
    .route({ method: 'POST', path: '/evaluations/{id}/gather', summary: 'Gather the inputs of a draft again' })
    .meta({ may: 'evaluations.run' })
    .input(AskedRun.extend({ revision: Revision }))
    .output(z.object({ units: z.number().int() })),
  runState: endpoint
    .route({
      method: 'POST',
      path: '/evaluations/{id}/stated',
      summary: 'State facts and inputs that no register knows, while the evaluation is a draft',
    })
    .meta({ may: 'evaluations.run' })
    .input(
      AskedRun.extend({
        revision: Revision,
        evidence: Said.describe('Where they come from: a file, a letter, a list.'),
        rows: z
          .array(
            z.object({
              unit: Unit.describe('A unit, or * for every one; a later row takes the place of an earlier one.'),
              name: Name.describe('An input or a fact of the scheme.'),
              value: z.union([Amount, z.boolean(), z.null()]).describe('An amount, yes or no, or null: not known.'),
            }),
          )
          .min(1)
          .max(20_000),
      }),
    )
    .output(z.object({ stated: z.number().int() })),
  runGiven: endpoint
    .route({ method: 'POST', path: '/evaluations/{id}/given', summary: 'State the baselines of a draft' })
    .meta({ may: 'evaluations.run' })
    .input(AskedRun.extend({ revision: Revision, given: GivenShown }))
    .output(z.object({ revision: z.number().int() })),
  runAct: endpoint
    .route({
      method: 'POST',
      path: '/evaluations/{id}/acts/{act}',
      summary: 'Take the next step: publish inputs, freeze, publish results, make final',
    })
    .meta({ may: 'evaluations.see' })
    .input(AskedRun.extend({ act: Name, revision: Revision, reason: z.string().trim().max(1000).optional() }))
    .output(z.object({ state: z.string(), revision: z.number().int() })),
  runCompute: endpoint
    .route({
      method: 'POST',
      path: '/evaluations/{id}/compute',
      summary: 'Compute a result from the frozen inputs and all accepted corrections',
    })
    .meta({ may: 'evaluations.run' })
    .input(AskedRun.extend({ revision: Revision }))
    .output(z.object({ number: z.number().int(), job: z.uuid() })),
  missing: endpoint
    .route({ method: 'GET', path: '/evaluations/{id}/missing', summary: 'Population by group and inputs missing' })
    .meta({ may: 'evaluations.see' })
    .input(AskedRun)
    .output(Missing),
  inputList: endpoint
    .route({ method: 'GET', path: '/evaluations/{id}/inputs', summary: 'Inputs with their provenance' })
    .meta({ may: 'evaluations.see_values', looks: 'micro' })
    .input(AskedRun.extend({ ...Page, q: z.string().max(100).optional(), town: Name.optional() }))
    .output(z.object({ total: z.number().int(), items: z.array(UnitInputs) })),
  published: endpoint
    .route({
      method: 'GET',
      path: '/evaluations/{id}/published',
      summary: 'What is shown in public: the inputs or results that the scheme names',
    })
    .meta({ may: 'evaluations.see' })
    .input(AskedRun.extend({ ...Page, of: z.enum(['inputs', 'results']) }))
    .output(
      z.object({
        window: PublicityWindow.nullable(),
        columns: z.array(Named),
        total: z.number().int(),
        rows: z.array(z.object({ unit: Unit, name: z.string(), values: z.array(z.string().nullable()) })),
      }),
    ),
}
