import { z } from 'zod'
import { BlankReason } from '#base/blank.ts'
import { Decision } from '#base/decision.ts'
import { endpoint, holds } from '#base/endpoint.ts'
import { Text } from '#base/text.ts'
import { InputShown, Name, Named, OverrideShown, Page, RunId, Said, Unit } from './words.ts'

const ResultNumber = z.coerce.number().int().min(1).max(10_000).optional().describe('The latest when left out.')
const Asked = z.object({ id: RunId, number: ResultNumber })
const AskedUnit = Asked.extend({ unit: Unit })

export const BaselineRow = z.object({
  criterion: z.string(),
  name: Text,
  unit: z.string(),
  kind: z.enum(['fixed', 'given', 'mean', 'best', 'range']),
  industry: Named.nullable(),
  value: z.string().nullable(),
  least: z.string().nullable(),
  most: z.string().nullable(),
  units: z.number().int().describe('How many it was taken over.'),
  over: z.string().nullable().describe('Sum of numerators, for a ratio of sums.'),
  under: z.string().nullable(),
  times: z.string().nullable(),
})
export type BaselineRow = z.infer<typeof BaselineRow>

export const GradeRow = z.object({
  id: z.string(),
  name: Text,
  units: z.number().int(),
  byGrade: z.record(z.string(), z.number().int()).describe('Grade → units; `none` for those without a grade.'),
})
export type GradeRow = z.infer<typeof GradeRow>

export const Result = z.object({
  number: z.number().int(),
  groups: z.array(
    z.object({
      id: z.string(),
      name: Text,
      units: z.number().int(),
      counted: z.number().int(),
      baselines: z.array(BaselineRow),
      grades: z.array(
        z.object({ id: z.string(), name: Text, places: z.number().int().nullable(), units: z.number().int() }),
      ),
      distribution: z.array(z.object({ from: z.string(), to: z.string(), units: z.number().int() })),
    }),
  ),
  gradesBy: z.object({
    group: z.array(GradeRow),
    town: z.array(GradeRow),
    size: z.array(GradeRow),
    industry: z.array(GradeRow),
  }),
  outside: z.array(z.object({ reason: z.string(), sentence: Text, units: z.number().int() })),
})
export type Result = z.infer<typeof Result>

export const UnitRow = z.object({
  unit: Unit,
  name: z.string(),
  town: Named.nullable(),
  industry: Named.nullable(),
  size: Named.nullable(),
  group: z.string().nullable(),
  total: z.string().nullable(),
  rank: z.number().int().nullable(),
  quotaGrade: z.string().nullable(),
  grade: z.string().nullable(),
  override: z.string().nullable().describe('The grade that stands beside the computed one.'),
})
export type UnitRow = z.infer<typeof UnitRow>

export const ScoreLine = z.object({
  criterion: z.string(),
  name: Text,
  unit: z.string(),
  formula: z.string(),
  inputs: z.array(z.string()).describe('Inputs that the formula reads.'),
  value: holds('micro', z.string()).nullable(),
  blank: BlankReason.nullable(),
  baseline: z.string().nullable(),
  baselineKind: z.string().nullable(),
  weight: z.string(),
  raw: z.string().nullable(),
  score: z.string().nullable(),
  cap: z.string().nullable(),
  reason: z.string(),
  sentence: Text,
})
export type ScoreLine = z.infer<typeof ScoreLine>

export const HistoryEntry = z.object({
  run: RunId,
  scheme: z.string(),
  schemeName: Text,
  period: z.string(),
  number: z.number().int(),
  isFinal: z.boolean(),
  group: z.string().nullable(),
  total: z.string().nullable(),
  rank: z.number().int().nullable(),
  grade: z.string().nullable(),
})
export type HistoryEntry = z.infer<typeof HistoryEntry>

export const MeasureShown = z.object({
  measure: z.string(),
  name: Text,
  lever: z.string(),
  years: z.number().int().describe('Consecutive periods in the grade, this one included.'),
  value: z.string(),
  unit: z.string(),
  amount: z.string().nullable().describe('The value times what it is taken of; null where that is not known.'),
  amountUnit: z.string().nullable(),
  isApplied: z.boolean().describe('False: measures are switched off, or a higher one of the lever holds.'),
  source: z.string(),
})
export type MeasureShown = z.infer<typeof MeasureShown>

/** Everything about one unit in one result: each number with how it came about. */
export const Card = z.object({
  run: RunId,
  scheme: z.string(),
  schemeName: Text,
  period: z.string(),
  number: z.number().int(),
  state: z.string(),
  unit: UnitRow,
  members: z.array(Named),
  groupName: Text.nullable(),
  counted: z.number().int().describe('How many are ranked in the group.'),
  scores: z.array(ScoreLine),
  bonus: z.string(),
  penalty: z.string(),
  reasons: z.array(z.object({ code: z.string(), about: z.string().nullable(), sentence: Text })),
  inputs: z.array(InputShown),
  facts: z.array(z.object({ fact: z.string(), name: Text, holds: z.boolean().nullable() })),
  override: OverrideShown.nullable(),
  measures: z.array(MeasureShown),
  history: z.array(HistoryEntry),
  objecting: Decision.describe('Whether the asker may object now.'),
  synthetic: z.boolean(),
})
export type Card = z.infer<typeof Card>

/** How the others of an industry did, without saying who. */
export const Peers = z.object({
  of: z.object({ by: z.enum(['industry', 'group']), id: z.string(), name: Text }),
  units: z.number().int(),
  total: z.array(z.object({ from: z.string(), to: z.string(), units: z.number().int() })),
  criteria: z.array(
    z.object({
      criterion: z.string(),
      name: Text,
      quartiles: z.array(z.string()).describe('Quarter, middle, three quarters of the scores.'),
    }),
  ),
})
export type Peers = z.infer<typeof Peers>

export const Reach = z.object({
  grade: z.string().nullable().describe('The next better grade; null when there is none.'),
  needed: z.string().nullable().describe('The total that reaches it, all others unchanged.'),
  ways: z.array(
    z.object({
      criterion: z.string(),
      name: Text,
      unit: z.string(),
      from: z.string().nullable(),
      to: z.string().nullable().describe('Null: this criterion alone cannot reach it.'),
      sentence: Text,
    }),
  ),
})
export type Reach = z.infer<typeof Reach>

export const Notice = z.object({
  title: Text,
  to: z.string(),
  unit: Unit,
  number: z.string().describe('Number of the document.'),
  date: z.string(),
  period: z.string(),
  schemeName: Text,
  issuer: Text,
  grade: z.string().nullable(),
  gradeName: Text.nullable(),
  total: z.string().nullable(),
  rank: z.number().int().nullable(),
  paragraphs: z.array(Text),
  scores: z.array(ScoreLine),
  remedy: Text.describe('How and until when to object.'),
  until: z.string().nullable(),
  resultHash: z.string(),
  isIllustrative: z.boolean(),
})
export type Notice = z.infer<typeof Notice>

export const resultsContract = {
  resultShow: endpoint
    .route({ method: 'GET', path: '/evaluations/{id}/result', summary: 'Baselines, distribution and table of grades' })
    .meta({ may: 'evaluations.see' })
    .input(Asked)
    .output(Result),
  unitList: endpoint
    .route({ method: 'GET', path: '/evaluations/{id}/units', summary: 'Units of a result, by rank' })
    .meta({ may: 'evaluations.see_values', looks: 'micro' })
    .input(
      Asked.extend({
        ...Page,
        group: Name.optional(),
        grade: Name.optional(),
        town: Name.optional(),
        industry: Name.optional(),
        q: z.string().max(100).optional(),
        sort: z.enum(['rank', '-total', 'total', 'name']).default('rank'),
      }),
    )
    .output(z.object({ number: z.number().int(), total: z.number().int(), items: z.array(UnitRow) })),
  cardShow: endpoint
    .route({ method: 'GET', path: '/evaluations/{id}/units/{unit}', summary: 'The card of one unit' })
    .meta({ may: 'evaluations.see_values', looks: 'micro' })
    .input(AskedUnit)
    .output(Card),
  peersShow: endpoint
    .route({
      method: 'GET',
      path: '/evaluations/{id}/units/{unit}/peers',
      summary: 'How the others of its industry did, anonymously; refused where they are fewer than three',
    })
    .meta({ may: 'evaluations.see_values', looks: 'micro' })
    .input(AskedUnit)
    .output(Peers),
  reachShow: endpoint
    .route({
      method: 'GET',
      path: '/evaluations/{id}/units/{unit}/reach',
      summary: 'The smallest change of one criterion that reaches the next grade',
    })
    .meta({ may: 'evaluations.see_values', looks: 'micro' })
    .input(AskedUnit)
    .output(Reach),
  noticeShow: endpoint
    .route({ method: 'GET', path: '/evaluations/{id}/units/{unit}/notice', summary: 'The notice of a result' })
    .meta({ may: 'evaluations.see_values', looks: 'micro' })
    .input(AskedUnit)
    .output(Notice),
  historyList: endpoint
    .route({ method: 'GET', path: '/evaluation-history/{unit}', summary: 'The grades of one subject over the periods' })
    .meta({ may: 'evaluations.see_values', looks: 'micro' })
    .input(z.object({ unit: Unit }))
    .output(z.object({ name: z.string(), items: z.array(HistoryEntry) })),
  stabilityAsk: endpoint
    .route({
      method: 'POST',
      path: '/evaluations/{id}/stability',
      summary: 'How often each unit keeps its grade when weights vary by a quarter',
    })
    .meta({ may: 'evaluations.run' })
    .input(Asked.extend({ draws: z.number().int().min(10).max(2000).default(1000) }))
    .output(z.object({ job: z.uuid() })),
  stabilityShow: endpoint
    .route({ method: 'GET', path: '/evaluations/{id}/stability', summary: 'The last look at stability of a result' })
    .meta({ may: 'evaluations.see_values', looks: 'micro' })
    .input(Asked.extend({ ...Page, unit: Unit.optional() }))
    .output(
      z.object({
        number: z.number().int(),
        draws: z.number().int(),
        at: z.string().nullable().describe('Null: nobody has asked yet.'),
        total: z.number().int(),
        bands: z
          .array(z.object({ from: z.number(), to: z.number(), units: z.number().int() }))
          .describe('Units by share of draws in which they keep their grade; visible to who sees all.'),
        items: z.array(z.object({ unit: Unit, name: z.string(), grade: z.string().nullable(), kept: z.number() })),
      }),
    ),
  overridePut: endpoint
    .route({
      method: 'POST',
      path: '/evaluations/{id}/units/{unit}/overrides',
      summary: 'Put a grade beside the computed one, with a reason',
    })
    .meta({ may: 'evaluations.decide' })
    .input(z.object({ id: RunId, unit: Unit, grade: Name, reason: Said }))
    .output(OverrideShown),
  overrideWithdraw: endpoint
    .route({
      method: 'POST',
      path: '/evaluation-overrides/{id}/withdraw',
      summary: 'Withdraw it; it stays in the record',
    })
    .meta({ may: 'evaluations.decide' })
    .input(z.object({ id: z.uuid(), reason: Said }))
    .output(z.object({ id: z.uuid() })),
}
