import { z } from 'zod'
import { endpoint, holds } from '#base/endpoint.ts'
import { Period, PeriodKind, Span } from '#base/period.ts'
import { ProblemIssue } from '#base/problem.ts'
import { Text } from '#base/text.ts'
import { AvailableAct, Light, TimelineEntry } from '#capabilities/workflows/contract.ts'
import { CellRule, FormRule, PeerPlace } from './contract/form.ts'
import { uploadsContract } from './contract/uploads.ts'
import { CellComment, lifeContract, PeriodAct, ReturnChanges } from './contract/life.ts'

const ReturnId = z
  .string()
  .regex(/^[1-9]\d{0,18}$/)
  .describe('Number of a return.')
const CellKeyText = z.string().max(120).describe('indicator:span, such as output:cumulative')
const Page = {
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(200).default(50),
}

/** Where a return stands, whatever its workflow calls its states. */
export const standings = ['drafted', 'submitted', 'approved', 'withdrawn'] as const
export const Standing = z.enum(standings)
export type Standing = z.infer<typeof Standing>

export const ReturnSummary = z.object({
  id: ReturnId,
  form: z.string(),
  formName: Text,
  subjectKind: z.string(),
  subject: z.string(),
  subjectName: z.string(),
  town: z.string().optional(),
  townName: Text.optional(),
  period: Period,
  state: z.string(),
  stateName: Text,
  version: z.number().int(),
  approvedVersion: z.number().int().optional().describe('The version that stands in the figures.'),
  due: z.string(),
  light: Light,
  submittedAt: z.string().optional(),
  approvedAt: z.string().optional(),
  changedAt: z.string(),
})
export type ReturnSummary = z.infer<typeof ReturnSummary>

const ValueStatus = z.enum(['estimated', 'provisional', 'imputed'])

export const FormCell = z.object({
  key: CellKeyText,
  indicator: z.string(),
  span: Span,
  text: holds('micro', z.string()).describe('As typed; empty when nothing was.'),
  last: z.string().optional().describe('What stood for the period before, in the same unit.'),
  lastStatus: ValueStatus.optional().describe('When that was not simply reported.'),
  standing: z
    .string()
    .optional()
    .describe('What stands in the figures for this period, when another version is being written.'),
  standingStatus: ValueStatus.optional().describe('When that was not simply reported.'),
  compulsory: z.boolean().optional(),
  grey: z.boolean().optional().describe('Not to be filled in.'),
  derived: CellRule.optional().describe('Computed, never typed.'),
})

export const FormLine = z.object({
  indicator: z.string(),
  code: z.number().int().describe('Number of the line in the form.'),
  name: Text,
  definition: Text,
  unit: z.string(),
  unitName: Text,
  scale: z.number().int().describe('Digits after the point at most.'),
  compulsory: z.boolean(),
  help: Text.optional(),
  weight: z
    .number()
    .int()
    .optional()
    .describe('How much it is trusted when checks contradict each other; 1 when absent.'),
  row: z.string().optional().describe('In a matrix: the row it belongs to.'),
  class: z.string().optional().describe('In a matrix: its class; none for the total.'),
  cells: z.array(FormCell).describe('One for each column of the section, in its order.'),
})

export const FormPart = z.object({
  id: z.string(),
  name: Text,
  help: Text.optional(),
  columns: z.array(Span),
  matrix: z
    .object({ across: z.enum(['rows', 'columns']), classes: z.array(z.object({ id: z.string(), name: Text })) })
    .optional()
    .describe('Every row is asked by class: its total, then one line for each class.'),
  lines: z.array(FormLine),
})

/** What a check found. Unknown: it cannot be decided because something is missing. */
export const CheckResult = z.object({
  id: z.string(),
  severity: z.enum(['hard', 'soft']),
  outcome: z.enum(['holds', 'fails', 'unknown']),
  message: Text,
  condition: z.string().describe('The condition as the programme states it.'),
  missing: z.array(z.string()).describe('What is missing, when unknown.'),
  cells: z.array(CellKeyText).describe('The cells it looks at.'),
  reason: z.string().optional().describe('The answer to a soft check.'),
  peers: PeerPlace.optional(),
})
export type CheckResult = z.infer<typeof CheckResult>

export const ReturnVersion = z.object({
  version: z.number().int(),
  submittedAt: z.string().optional(),
  submittedBy: z.string().optional(),
  approvedAt: z.string().optional(),
  approvedBy: z.string().optional(),
})

export const ReturnDetail = ReturnSummary.extend({
  revision: z.number().int().describe('Name it when saving or acting; a stale page is refused.'),
  number: z.string().describe('Number of the form.'),
  issuer: z.string(),
  approval: z.string().optional().describe('Number under which the form was approved.'),
  domain: z.enum(['statistical', 'administrative', 'declared']),
  shownVersion: z.number().int(),
  editable: z.boolean().describe('Cells may be written now, by this actor.'),
  values: z.boolean().describe('False: the actor may see that it exists, not what it says.'),
  savedAt: z.string().optional(),
  lastPeriod: z.string().optional(),
  help: Text.optional().describe('How to fill in the form.'),
  parts: z.array(FormPart),
  rule: FormRule.optional().describe('By what the page computes and judges while it is filled in.'),
  issues: z.array(ProblemIssue).describe('What is wrong in single cells; `where` is the key of the cell.'),
  checks: z.array(CheckResult),
  versions: z.array(ReturnVersion),
  acts: z.array(AvailableAct),
  timeline: z.array(TimelineEntry),
  loaded: z.boolean().describe('It came with a population and was not touched since.'),
  comments: z.array(CellComment).describe('What was said about single cells, oldest first.'),
  changes: ReturnChanges.optional().describe('What changed since the version that was submitted before.'),
  lock: PeriodAct.optional().describe('The period is locked: nothing is written until it is reopened.'),
})
export type ReturnDetail = z.infer<typeof ReturnDetail>

export const SavedReturn = z.object({
  revision: z.number().int(),
  savedAt: z.string(),
  issues: z.array(ProblemIssue),
  checks: z.array(CheckResult),
})
export type SavedReturn = z.infer<typeof SavedReturn>

/** Something that is to be reported: there may be no return for it yet. */
export const DueReturn = z.object({
  form: z.string(),
  formName: Text,
  subjectKind: z.string(),
  subject: z.string(),
  subjectName: z.string(),
  period: Period,
  due: z.string(),
  light: Light,
  id: ReturnId.optional(),
  state: z.string().optional(),
  stateName: Text.optional(),
})
export type DueReturn = z.infer<typeof DueReturn>

export const MissingReturn = z.object({
  subject: z.string(),
  subjectName: z.string(),
  town: z.string().optional(),
  townName: Text.optional(),
  id: ReturnId.optional().describe('Of the return when one was begun.'),
  state: z.string().optional(),
  stateName: Text.optional(),
})
export type MissingReturn = z.infer<typeof MissingReturn>

export const Coverage = z.object({
  place: z.string(),
  placeName: Text,
  expected: z.number().int(),
  submitted: z.number().int().describe('Submitted or approved.'),
  approved: z.number().int(),
})
export type Coverage = z.infer<typeof Coverage>

export const FormSummary = z.object({
  id: z.string(),
  name: Text,
  number: z.string(),
  period: PeriodKind,
  domain: z.enum(['statistical', 'administrative', 'declared']),
  subjectKind: z.string(),
  lines: z.number().int(),
  latest: Period.describe('The latest period that has ended.'),
  periods: z.array(Period).describe('Periods that can be chosen, latest first.'),
})
export type FormSummary = z.infer<typeof FormSummary>

/** What a workbook would bring into a return; nothing is stored while a cell is wrong. */
export const WorkbookTaken = z.object({
  id: ReturnId,
  revision: z.number().int(),
  changed: z.number().int().describe('Cells that differ from what stood.'),
  issues: z.array(ProblemIssue).describe('What remains to be done before submission.'),
  checks: z.array(CheckResult),
})
export type WorkbookTaken = z.infer<typeof WorkbookTaken>

export const returnsContract = {
  ...lifeContract,
  uploads: uploadsContract,
  forms: endpoint
    .route({
      method: 'GET',
      path: '/returns/forms',
      summary: 'The forms of the programme and the periods they are collected for',
    })
    .meta({ may: 'returns.see' })
    .output(z.array(FormSummary)),
  list: endpoint
    .route({ method: 'GET', path: '/returns', summary: 'Returns in reach, latest first' })
    .meta({ may: 'returns.see' })
    .input(
      z.object({
        form: z.string().max(64).optional(),
        period: Period.optional(),
        place: z.string().max(64).optional(),
        subject: z.string().max(64).optional(),
        state: z.string().max(64).optional(),
        waiting: z
          .enum(['review', 'correction'])
          .optional()
          .describe('review: submitted, to be approved; correction: sent back.'),
        ...Page,
      }),
    )
    .output(z.object({ rows: z.array(ReturnSummary), total: z.number().int() })),
  due: endpoint
    .route({ method: 'GET', path: '/returns/due', summary: 'What my organisation is to report, overdue first' })
    .meta({ may: 'returns.fill' })
    .input(z.object({ past: z.coerce.number().int().min(1).max(24).default(3).describe('How many periods back.') }))
    .output(z.array(DueReturn)),
  missing: endpoint
    .route({
      method: 'GET',
      path: '/returns/missing',
      summary: 'Who has not reported: expected respondents without a submitted return',
    })
    .meta({ may: 'returns.see' })
    .input(z.object({ form: z.string().max(64), period: Period, place: z.string().max(64).optional(), ...Page }))
    .output(
      z.object({
        due: z.string(),
        light: Light,
        expected: z.number().int(),
        submitted: z.number().int(),
        approved: z.number().int(),
        undecided: z
          .number()
          .int()
          .describe('Enterprises of which the register does not say whether they must report.'),
        places: z.array(Coverage),
        rows: z.array(MissingReturn),
        total: z.number().int(),
      }),
    ),
  open: endpoint
    .route({ method: 'POST', path: '/returns', summary: 'Begin a return, or find the one that was begun' })
    .meta({ may: 'returns.fill' })
    .input(z.object({ form: z.string().max(64), subject: z.string().max(64), period: Period }))
    .output(z.object({ id: ReturnId, created: z.boolean() })),
  show: endpoint
    .route({ method: 'GET', path: '/returns/{id}', summary: 'One return: cells, checks, what I may do, what was done' })
    .meta({ may: 'returns.see', looks: 'micro' })
    .input(z.object({ id: ReturnId, version: z.coerce.number().int().min(1).optional() }))
    .output(ReturnDetail),
  save: endpoint
    .route({
      method: 'PATCH',
      path: '/returns/{id}/cells',
      summary: 'Save cells as they are typed; also wrong ones are kept',
    })
    .meta({ may: 'returns.fill' })
    .input(
      z.object({
        id: ReturnId,
        revision: z.number().int().min(1),
        cells: z
          .record(CellKeyText, z.string().max(60))
          .refine((cells) => Object.keys(cells).length <= 2000, { error: 'value.too_many' }),
      }),
    )
    .output(SavedReturn),
  act: endpoint
    .route({
      method: 'POST',
      path: '/returns/{id}/acts/{act}',
      summary: 'Submit, approve, send back, correct, withdraw: an act of the workflow',
    })
    .meta({ may: 'returns.see', looks: 'micro' })
    .input(
      z.object({
        id: ReturnId,
        act: z.string().max(64),
        revision: z.number().int().min(1),
        reason: z.string().trim().max(2000).optional(),
        answers: z
          .record(z.string().max(64), z.string().trim().min(2).max(1000))
          .optional()
          .describe('Reasons for soft checks that do not hold, by check.'),
      }),
    )
    .output(ReturnDetail),
}
