import { z } from 'zod'
import { BlankReason } from '#base/blank.ts'
import { endpoint, holds } from '#base/endpoint.ts'
import { periodKinds } from '#base/period.ts'
import { Text } from '#base/text.ts'
import { ReleaseCited } from '#capabilities/releases/contract.ts'
import { viewsContract } from './views-contract.ts'

const Id = z.string().min(1).max(100)
const PeriodText = z.string().max(10).describe('2026, 2026-H1, 2026-Q3, 2026-10, 2026-01~02')

/** What a table of figures is broken down by, besides the period. */
export const Grouping = z
  .string()
  .max(120)
  .regex(/^(place:[a-z0-9_-]+|taxonomy:[a-z0-9_:-]+|ladder:[a-z0-9_-]+|size|ownership|enterprise)$/, {
    error: 'figures.grouping',
  })
  .describe('place:<kind of place>, taxonomy:<id>, ladder:<id>, size, ownership or enterprise')
export type Grouping = z.infer<typeof Grouping>

export const Selection = z.object({
  place: Id.optional().describe('A town, base, belt, agglomeration area; by default the whole programme.'),
  within: Id.optional().describe('A second place: only what lies in both.'),
  industry: Id.optional().describe('<taxonomy>/<class>; its subclasses are included.'),
  size: Id.optional(),
  ownership: Id.optional(),
  rung: Id.optional().describe('<ladder>/<rung>: who stood on it on the last day of a stored period.'),
  enterprise: z.uuid().optional(),
  places: z.array(Id).min(1).max(60).optional().describe('Any of these places; with `place`, only what lies in both.'),
  industries: z.array(Id).min(1).max(200).optional().describe('Any of these classes, of whichever taxonomies.'),
  sizes: z.array(Id).min(1).max(20).optional().describe('Any of these sizes.'),
  ownerships: z.array(Id).min(1).max(60).optional().describe('Any of these kinds of ownership.'),
  rungs: z.array(Id).min(1).max(60).optional().describe('Any of these rungs; with `rung`, only who stood on both.'),
})
export type Selection = z.infer<typeof Selection>

/**
 * What can stand beside a value. `same_sample_…` looks only at who reported in both periods; `median` and the quartiles are over the
 * enterprises that reported, for readers with sight of them; `target` is what a plan requires of the year.
 */
export const comparisons = [
  'last_year',
  'growth',
  'share',
  'contribution',
  'previous',
  'previous_growth',
  'same_sample_value',
  'same_sample_last_year',
  'same_sample_growth',
  'same_sample_contribution',
  'median',
  'quartile1',
  'quartile3',
  'target',
  'target_gap',
] as const
export type Comparison = (typeof comparisons)[number]

/** The one question behind page, export and API. */
export const FigureQuery = z.object({
  indicators: z.array(Id).min(1).max(40),
  periods: z.array(PeriodText).min(1).max(240),
  span: z
    .enum(['this', 'cumulative'])
    .default('this')
    .describe('cumulative: from the start of the year through the period'),
  by: z.array(Grouping).max(3).default([]),
  where: Selection.default({}),
  compare: z.array(z.enum(comparisons)).max(comparisons.length).default([]),
  order: z.object({ column: z.number().int().min(0), descending: z.boolean() }).optional(),
  top: z.number().int().min(1).max(5000).optional(),
  asOf: z.iso.datetime().optional().describe('What was known at this moment, as published.'),
})
export type FigureQuery = z.infer<typeof FigureQuery>

export const FormulaNote = z.object({
  id: Id,
  text: z.string().describe('The formula as the pack states it.'),
  from: z.string().describe('The day from which it holds.'),
  source: z.string(),
})
export type FormulaNote = z.infer<typeof FormulaNote>

export const FigureColumn = z.object({
  indicator: Id,
  measure: z.enum(['value', ...comparisons]),
  name: Text,
  unit: z.string(),
  scale: z.number().int(),
  formula: FormulaNote.optional(),
})
export type FigureColumn = z.infer<typeof FigureColumn>

/** One figure on the wire: value or blank reason, how many of how many reported, how many blanks of each reason. */
export const FigureCell = z.tuple([
  z.string().nullable().describe('Exact decimal at the scale of the column; null when blank.'),
  BlankReason.nullable(),
  z.number().int().describe('Subjects and periods reported; of the same sample, those reported in both periods.'),
  z.number().int().describe('Subjects and periods expected.'),
  z.record(z.string(), z.number().int()).nullable().describe('Blanks by reason, null when there are none.'),
])
export type FigureCell = z.infer<typeof FigureCell>

export const FigureRow = z.object({
  keys: z.array(z.string()).describe('One id for each grouping asked.'),
  period: z.string(),
  knownAt: z.string().nullable().describe('When the last of the values in this row came to be known.'),
  cells: z.array(FigureCell),
})
export type FigureRow = z.infer<typeof FigureRow>

/** What has to be known beside the figures of a table, by the key of its rows or the indicator of its columns. */
export const FigureRemark = z.object({
  kind: z
    .enum(['partial_class', 'target', 'ladder'])
    .describe(
      'partial_class: a crosswalk leads only a part of other classes here; target: which target a column is of; ladder: how rungs are counted',
    ),
  key: z.string().nullable().describe('The id of the class or place whose rows it is about; null: all rows.'),
  indicator: Id.nullable().describe('The indicator whose columns it is about; null: all columns.'),
  target: Id.nullable(),
  count: z
    .number()
    .int()
    .describe('How many classes of another taxonomy are left out because only a part of them belongs.'),
  note: Text,
})
export type FigureRemark = z.infer<typeof FigureRemark>

export const FigureTable = z.object({
  query: FigureQuery,
  asOf: z.string(),
  synthetic: z.boolean(),
  columns: z.array(FigureColumn),
  names: z.record(z.string(), Text).describe('Names of the ids that occur as keys.'),
  remarks: z.array(FigureRemark),
  released: z
    .array(ReleaseCited)
    .nullable()
    .describe('The editions the figures were taken from, for readers without sight of single values; else null.'),
  rows: z.array(FigureRow),
})
export type FigureTable = z.infer<typeof FigureTable>

/** Which figure: enough to compute it again, and the address of its lineage. */
export const FigureAddress = z.object({
  indicator: Id,
  period: PeriodText,
  span: z.enum(['this', 'cumulative']).default('this'),
  measure: z.enum(['value', ...comparisons]).default('value'),
  where: Selection.default({}),
  of: Selection.optional().describe('The whole that a share or a contribution is taken of; by default the programme.'),
  asOf: z.iso.datetime().optional(),
})
export type FigureAddress = z.infer<typeof FigureAddress>

export const ExplanationStep = z.object({
  name: Text,
  indicator: Id,
  unit: z.string(),
  value: z.string().nullable(),
  blank: BlankReason.nullable(),
  reported: z.number().int(),
  expected: z.number().int(),
  selection: z.string().optional().describe('The condition that chooses the subjects, as the pack states it.'),
  period: z.string().describe('The period this input is taken of.'),
  label: Text.nullable().describe('What it is in the formula of a comparison: this period, the whole …'),
  address: FigureAddress.nullable().describe('The input is a figure of its own, to be explained in turn.'),
})
export type ExplanationStep = z.infer<typeof ExplanationStep>

export const FigureExplanation = z.object({
  address: FigureAddress,
  name: Text,
  definition: Text,
  unit: z.string().describe('Of the figure as its measure has it: percent for a growth.'),
  scale: z.number().int(),
  domain: z.enum(['statistical', 'administrative', 'declared']),
  value: z.string().nullable().describe('Of the measure of the address.'),
  blank: BlankReason.nullable(),
  measure: z
    .object({ name: Text, formula: Text })
    .nullable()
    .describe('How the comparison is computed of its inputs; null for a value.'),
  formula: FormulaNote.nullable().describe('The formula of the indicator itself.'),
  inputs: z.array(ExplanationStep).describe('The sums or figures it is computed from.'),
  sample: z
    .object({
      matched: z.number().int().describe('Subjects and periods reported both now and a year before.'),
      now: z.number().int().describe('Reported in this period.'),
      before: z.number().int().describe('Reported a year before.'),
    })
    .nullable()
    .describe('Of the same sample only.'),
  remarks: z.array(FigureRemark),
  coverage: z.object({ reported: z.number().int(), expected: z.number().int() }),
  blanks: z.record(z.string(), z.number().int()),
  statuses: z.record(z.string(), z.number().int()).describe('Values that are estimated, provisional or imputed.'),
  knownAt: z.string().nullable(),
  released: z.array(ReleaseCited).nullable().describe('The editions the figure was taken from.'),
  source: z.string(),
  packHash: z.string(),
  synthetic: z.boolean(),
  citation: Text.describe('The figure in one sentence that can stand in a report.'),
  reproduce: FigureAddress.describe(
    'The address that gives this value again after later corrections: with the moment it was known at.',
  ),
  lineage: z.object({ allowed: z.boolean(), reason: z.string().optional() }),
})
export type FigureExplanation = z.infer<typeof FigureExplanation>

/** Which enterprises lie far from their peers. */
export const OutlierQuery = z.object({
  indicator: Id,
  period: PeriodText,
  span: z.enum(['this', 'cumulative']).default('this'),
  where: Selection.default({}),
  peers: Grouping.optional().describe('Who is compared with whom; by default the leaf classes of the register.'),
  threshold: z.number().min(1).max(20).optional().describe('By default that of the programme.'),
  top: z.number().int().min(1).max(500).default(100),
  asOf: z.iso.datetime().optional(),
})
export type OutlierQuery = z.infer<typeof OutlierQuery>

export const OutlierRow = z.object({
  enterprise: z.string(),
  name: z.string(),
  peers: z.string().describe('The id of the group it is compared within.'),
  value: holds('micro', z.string()),
  median: z.string().describe('Of its peers.'),
  deviation: z.string().describe('The median absolute deviation of its peers.'),
  units: z.number().int().describe('How many peers, itself included.'),
  score: z.string().describe('0.6745 · (value − median) / median absolute deviation.'),
})
export type OutlierRow = z.infer<typeof OutlierRow>

export const Outliers = z.object({
  query: OutlierQuery,
  asOf: z.string(),
  synthetic: z.boolean(),
  unit: z.string(),
  scale: z.number().int(),
  threshold: z.number(),
  fewestPeers: z.number().int().describe('Groups of fewer are not judged.'),
  method: Text,
  judged: z.number().int().describe('Enterprises compared with their peers.'),
  notJudged: z.object({
    few: z.number().int().describe('Enterprises whose peers are too few.'),
    alike: z.number().int().describe('Enterprises most of whose peers have one and the same value.'),
  }),
  total: z.number().int().describe('Outliers in all.'),
  names: z.record(z.string(), Text).describe('Names of the groups that occur.'),
  rows: z.array(OutlierRow).describe('The farthest first.'),
})
export type Outliers = z.infer<typeof Outliers>

export const LineageRow = z.object({
  subject: z.string(),
  name: z.string(),
  period: z.string(),
  indicator: Id,
  value: holds('micro', z.string()).nullable(),
  blank: BlankReason.nullable(),
  status: z.string(),
  kind: z.string().describe('return, file, population …'),
  source: z.string().describe('Id of the return or of the import.'),
  version: z.number().int().describe('Version of the return, or line of the file.'),
  by: z.string().nullable().describe('Who accepted it.'),
  knownAt: z.string(),
})
export type LineageRow = z.infer<typeof LineageRow>

export const TargetPoint = z.object({
  period: z.string(),
  stated: z.string().nullable().describe('What the plan states for this period.'),
  sign: z.string().nullable(),
  notStated: z.boolean(),
  words: Text.nullable(),
  by: z.string().nullable().describe('The day by which, where the source names one.'),
  note: Text.nullable(),
  role: z.string().nullable(),
  source: z.string().nullable(),
  required: z.string().nullable().describe('What should have been reached to keep to the milestones.'),
  actual: z.string().nullable(),
  actualBlank: BlankReason.nullable(),
  actualSource: z.string().nullable().describe('The document, where the actual is stated and not computed.'),
  coverage: z.object({ reported: z.number().int(), expected: z.number().int() }).nullable(),
  knownAt: z.string().nullable(),
  gap: z.string().nullable().describe('Actual less required, in the unit of the target.'),
  reached: z.string().nullable().describe('Actual in percent of required.'),
  partial: z.boolean().describe('The period is not over, or not all of it has been reported.'),
})
export type TargetPoint = z.infer<typeof TargetPoint>

/** Where a target goes if what was goes on, by a method that has a name and an error. */
export const TargetForecast = z.object({
  period: z.string().describe('The next milestone.'),
  value: z.string(),
  low: z.string().describe('The value less the mean error of the method, and `high` with it.'),
  high: z.string(),
  stated: z.string().nullable(),
  gap: z.string().nullable().describe('Forecast less what is stated.'),
  reaches: z.boolean().nullable(),
  method: z.object({ id: z.string(), name: Text, text: Text }),
  basis: z.object({ from: z.string(), to: z.string() }).describe('The months or years it rests on.'),
  error: z
    .object({
      percent: z.string().describe('Mean absolute percentage error of the method on past years.'),
      tests: z.number().int(),
      horizon: z.string().describe('How far ahead it was tried, in months or years.'),
    })
    .nullable(),
  others: z
    .array(z.object({ id: z.string(), name: Text, value: z.string(), percent: z.string().nullable() }))
    .describe('What other methods give, and their error.'),
})
export type TargetForecast = z.infer<typeof TargetForecast>

/** What each base, or other part, brings to the actual of a target. */
export const TargetParts = z.object({
  period: z.string(),
  kind: z.string().describe('The kind of place.'),
  total: z.string(),
  rows: z.array(
    z.object({
      place: Id,
      name: Text,
      value: z.string().nullable(),
      blank: BlankReason.nullable(),
      share: z.string().nullable().describe('Percent of the total.'),
      contribution: z.string().nullable().describe('Percentage points of the growth of the total on the year before.'),
      reported: z.number().int(),
      expected: z.number().int(),
    }),
  ),
  outside: z
    .object({ value: z.string(), share: z.string().nullable() })
    .nullable()
    .describe('What lies in none of them; null where some are not shown.'),
})
export type TargetParts = z.infer<typeof TargetParts>

export const lintKinds = ['sum', 'growth', 'restated', 'contradiction'] as const

/** One check of the arithmetic of the plans; `agrees` says how it came out. */
export const PlanLint = z.object({
  kind: z
    .enum(lintKinds)
    .describe('sum: parts against the total; growth: printed against the milestones; restated: the same said twice'),
  targets: z.array(Id).describe('The targets whose figures it stands beside.'),
  period: z.string().nullable(),
  stated: z.string().nullable(),
  computed: z.string().nullable(),
  unit: z.string().nullable(),
  agrees: z.boolean(),
  note: Text,
  source: z.string(),
})
export type PlanLint = z.infer<typeof PlanLint>

export const TargetRow = z.object({
  id: Id,
  name: Text,
  table: z.string().nullable(),
  row: z.number().int().nullable(),
  kind: z.string(),
  direction: z.string(),
  binding: z.boolean(),
  unit: z.string().nullable(),
  scale: z.number().int(),
  subject: Id,
  subjectName: Text,
  field: z.string().nullable(),
  indicator: Id.nullable(),
  indicatorKind: z.enum(['reported', 'formula', 'stated']).nullable(),
  holder: Text.nullable(),
  note: Text.nullable(),
  source: z.string(),
  statedGrowth: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      stated: z.string().nullable(),
      computed: z.string().nullable(),
      source: z.string(),
    }),
  ),
  points: z.array(TargetPoint),
  light: z.enum(['ahead', 'behind', 'unknown']).describe('At the last full period that has an actual.'),
  reference: z
    .object({ indicator: Id, name: Text, subject: Id, subjectName: Text })
    .nullable()
    .describe('What a relative target is measured against.'),
  computation: Text.nullable().describe('How the actual is computed, where it is not the indicator itself.'),
  notComputed: Text.nullable().describe('Why there is no actual value, where the house cannot compute one.'),
  forecast: TargetForecast.nullable(),
  parts: TargetParts.nullable(),
  lint: z.array(PlanLint),
})
export type TargetRow = z.infer<typeof TargetRow>

export const CitedSource = z.object({
  id: Id,
  title: Text,
  number: z.string().nullable(),
  status: z.string(),
  date: z.string().nullable(),
})
export type CitedSource = z.infer<typeof CitedSource>

export const PlanSource = CitedSource.extend({ targets: z.number().int() })
export type PlanSource = z.infer<typeof PlanSource>

export const ContradictionShown = z.object({
  id: Id,
  name: Text,
  about: z.string().nullable(),
  note: Text.nullable(),
  statements: z.array(
    z.object({
      name: Text.nullable(),
      value: z.string().nullable(),
      unit: z.string().nullable(),
      sign: z.string().nullable(),
      notStated: z.boolean(),
      words: Text.nullable(),
      source: z.string(),
    }),
  ),
})
export type ContradictionShown = z.infer<typeof ContradictionShown>

export const IndicatorSummary = z.object({
  id: Id,
  name: Text,
  definition: Text,
  unit: z.string(),
  scale: z.number().int(),
  kind: z.enum(['reported', 'formula', 'stated']),
  computable: z.boolean().describe('False: only documents state it, or what its formula needs.'),
  domain: z.enum(['statistical', 'administrative', 'declared']),
  periods: z.array(z.enum(periodKinds)),
  formula: FormulaNote.nullable(),
  source: z.string(),
})
export type IndicatorSummary = z.infer<typeof IndicatorSummary>

export const IndustryTaxonomy = z.object({
  id: Id,
  name: Text,
  source: z.string(),
  note: Text.nullable(),
  officialEnglish: z.boolean().describe('False: the English names are ours.'),
  classes: z.array(z.object({ id: Id, name: Text, parent: Id.nullable() })),
})
export type IndustryTaxonomy = z.infer<typeof IndustryTaxonomy>

export const indicatorsContract = {
  ...viewsContract,
  industries: endpoint
    .route({
      method: 'GET',
      path: '/industries',
      summary: 'The industry taxonomies and the growth ladders of the programme with their classes',
    })
    .meta({ may: 'indicators.see' })
    .output(
      z.object({
        taxonomies: z.array(IndustryTaxonomy),
        ladders: z.array(IndustryTaxonomy).describe('Growth ladders, their rungs from the lowest up.'),
      }),
    ),
  list: endpoint
    .route({ method: 'GET', path: '/indicators', summary: 'The indicators of the programme' })
    .meta({ may: 'indicators.see' })
    .output(
      z.object({
        indicators: z.array(IndicatorSummary),
        latest: z.record(z.string(), z.string()).describe('Last period with values, by kind of period.'),
        sources: z.array(CitedSource).describe('The documents that citations name.'),
        januaryFebruary: z
          .enum(['together', 'separate'])
          .describe('Whether the first two months of a year are reported as one.'),
      }),
    ),
  figures: endpoint
    .route({
      method: 'POST',
      path: '/figures',
      summary: 'Figures by period, place, industry, size, ownership or enterprise',
    })
    .meta({ may: 'indicators.see' })
    .input(FigureQuery)
    .output(FigureTable),
  news: endpoint
    .route({
      method: 'GET',
      path: '/figures/news',
      summary: 'Answers when there is something new, or after some seconds',
    })
    .meta({ may: 'indicators.see' })
    .input(
      z.object({
        after: z.string().max(80).optional().describe('How far the reader is; without it the answer comes at once.'),
      }),
    )
    .output(
      z.object({
        position: z
          .string()
          .describe('How far the figures are: a text that changes with every batch of values and every pack.'),
      }),
    ),
  outliers: endpoint
    .route({
      method: 'POST',
      path: '/figures/outliers',
      summary: 'Enterprises far from their peers, by median absolute deviation',
    })
    .meta({ may: 'observations.see_micro', looks: 'micro' })
    .input(OutlierQuery)
    .output(Outliers),
  explain: endpoint
    .route({ method: 'POST', path: '/figures/explanation', summary: 'How one figure came to be' })
    .meta({ may: 'indicators.see' })
    .input(FigureAddress)
    .output(FigureExplanation),
  lineage: endpoint
    .route({
      method: 'POST',
      path: '/figures/lineage',
      summary: 'The returns and files one figure rests on, page by page',
    })
    .meta({ may: 'observations.see_micro', looks: 'micro' })
    .input(
      z.object({
        address: FigureAddress,
        input: z.number().int().min(0).max(50).default(0).describe('Which of the inputs of the explanation.'),
        page: z.number().int().min(1).default(1),
        size: z.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.object({ rows: z.array(LineageRow), total: z.number().int() })),
  plan: endpoint
    .route({ method: 'GET', path: '/plan', summary: 'Every target with its required path, actual, gap and source' })
    .meta({ may: 'indicators.see' })
    .input(z.object({ subject: Id.optional(), source: Id.optional() }))
    .output(
      z.object({
        targets: z.array(TargetRow),
        sources: z.array(PlanSource),
        contradictions: z.array(ContradictionShown),
        lint: z.array(PlanLint).describe('All checks of the arithmetic of the plans shown.'),
        synthetic: z.boolean(),
        knownAt: z.string().nullable(),
      }),
    ),
}
