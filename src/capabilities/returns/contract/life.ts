import { z } from 'zod'
import { endpoint, holds } from '#base/endpoint.ts'
import { Period } from '#base/period.ts'
import { Text } from '#base/text.ts'

const Id = z.string().regex(/^[1-9]\d{0,18}$/)
const Form = z.string().max(64)
const Place = z.string().max(64).optional()
const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const Reason = z.string().trim().min(1).max(2000)
const Page = {
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(200).default(50),
}

/** One act on a period of a form. */
export const PeriodAct = z.object({
  act: z.enum(['locked', 'reopened', 'extended']),
  due: Day.optional().describe('Of an extension: the new due date.'),
  reason: z.string().optional(),
  at: z.string().describe('ISO instant.'),
  by: z.string(),
  byName: z.string(),
})
export type PeriodAct = z.infer<typeof PeriodAct>

export const PeriodStanding = z.object({
  form: z.string(),
  period: Period,
  due: Day.describe('The due date in force.'),
  originalDue: Day.describe('The due date that the form gives; an extension never changes it.'),
  locked: z.boolean(),
  acts: z.array(PeriodAct).describe('Everything that was done with the period, oldest first.'),
  mayLock: z.boolean().describe('Whether the actor may lock, reopen and extend.'),
})
export type PeriodStanding = z.infer<typeof PeriodStanding>

/** Why a return is left to a person when many are let pass at once. */
export const leftReasons = ['cells_wrong', 'check_fails', 'check_answered', 'not_permitted', 'moved_on'] as const
export const LeftReason = z.enum(leftReasons)
export type LeftReason = z.infer<typeof LeftReason>

export const BulkStage = z.object({
  act: z.string(),
  name: Text,
  state: z.string(),
  stateName: Text,
  waiting: z.number().int().describe('Returns in that state.'),
  ready: z.number().int().describe('Those that pass all checks: no wrong cell, no check that fails.'),
  left: z.array(z.object({ reason: LeftReason, n: z.number().int() })).describe('The others by reason.'),
  judgedNow: z
    .boolean()
    .describe(
      'False: too many to judge for a preview; counted by what was found at submission. Each is judged when it passes.',
    ),
})
export type BulkStage = z.infer<typeof BulkStage>

export const BulkResult = z.object({
  done: z.number().int(),
  left: z.array(z.object({ reason: LeftReason, n: z.number().int() })),
  refused: z
    .array(z.object({ id: Id, subjectName: z.string(), reason: LeftReason }))
    .describe('The first 200 that were left, by name.'),
})
export type BulkResult = z.infer<typeof BulkResult>

export const CellComment = z.object({
  id: z.string(),
  cell: z.string(),
  version: z.number().int(),
  text: z.string(),
  at: z.string(),
  by: z.string(),
  byName: z.string(),
})
export type CellComment = z.infer<typeof CellComment>

/** What changed since the version that was submitted before. */
export const ReturnChanges = z.object({
  since: z.number().int().describe('The version it is compared with.'),
  cells: z.array(z.object({ key: z.string(), before: holds('micro', z.string()), after: z.string() })),
  answers: z.array(
    z.object({
      check: z.string(),
      message: Text,
      before: z.string().optional().describe('The answer that the version before gave.'),
      after: z.string().optional().describe('The answer now; absent when the check asks for none any more.'),
    }),
  ),
})
export type ReturnChanges = z.infer<typeof ReturnChanges>

export const LateReturn = z.object({
  form: z.string(),
  formName: Text,
  period: Period,
  subject: z.string(),
  subjectName: z.string(),
  town: z.string(),
  townName: Text,
  due: Day,
  daysLate: z.number().int().describe('Calendar days since the due date ended.'),
  workingDaysLate: z.number().int(),
  id: Id.optional(),
  state: z.string().optional(),
  stateName: Text.optional(),
  reminded: z.array(z.object({ kind: z.string(), at: z.string() })).describe('Notices that were sent.'),
  imputed: z.string().optional().describe('The imputation that stands in its place.'),
})
export type LateReturn = z.infer<typeof LateReturn>

export const LateBoard = z.object({
  total: z.number().int(),
  rows: z.array(LateReturn),
  towns: z.array(
    z.object({
      place: z.string(),
      placeName: Text,
      expected: z.number().int(),
      late: z.number().int(),
      withinFive: z.number().int().describe('Up to 5 working days late.'),
      withinTwenty: z.number().int().describe('6 to 20.'),
      longer: z.number().int().describe('More than 20.'),
    }),
  ),
  forms: z.array(
    z.object({
      form: z.string(),
      formName: Text,
      period: Period,
      due: Day,
      originalDue: Day,
      provisional: z.boolean().describe('True: the due date lies after the last published calendar.'),
      expected: z.number().int(),
      late: z.number().int(),
      locked: z.boolean(),
      acts: z.array(PeriodAct).describe('The history of the due date and of locks.'),
    }),
  ),
})
export type LateBoard = z.infer<typeof LateBoard>

export const suspicionBases = ['period_before', 'last_year'] as const

export const Suspicious = z.object({
  id: Id.optional(),
  subject: z.string(),
  subjectName: z.string(),
  town: z.string().optional(),
  townName: Text.optional(),
  industry: z.string().optional(),
  state: z.string().optional(),
  stateName: Text.optional(),
  indicator: z.string(),
  indicatorName: Text,
  unit: z.string(),
  reported: holds('micro', z.string()),
  base: z.string().describe('What it reported in the base period.'),
  movement: z.string().describe('Movement of its industry over the firms that reported both.'),
  matched: z.number().int().describe('How many firms the movement rests on.'),
  movementOf: z.string().describe('The class it was taken over; * for all.'),
  expected: z.string().describe('base × movement'),
  total: z.string().describe('The total of all returns of the period.'),
  score: z.string().describe('weight × |reported − expected| ÷ total'),
})
export type Suspicious = z.infer<typeof Suspicious>

export const imputationMethods = ['last_value', 'last_value_by_industry', 'last_year_by_industry'] as const
export const ImputationMethod = z.enum(imputationMethods)
export type ImputationMethod = z.infer<typeof ImputationMethod>

export const Imputation = z.object({
  id: Id,
  form: z.string(),
  period: Period,
  subject: z.string(),
  subjectName: z.string(),
  method: ImputationMethod,
  basePeriod: Period,
  movementOf: z.string(),
  matched: z.number().int(),
  reason: z.string(),
  at: z.string(),
  byName: z.string(),
  endedAt: z.string().optional(),
  endedByName: z.string().optional(),
  endedHow: z.enum(['undone', 'replaced']).optional(),
})
export type Imputation = z.infer<typeof Imputation>

const ofPeriod = z.object({ form: Form, period: Period })

/** Endpoints of the life of returns: periods, many at once, who is late, what is suspicious, what is imputed, comments. */
export const lifeContract = {
  period: endpoint
    .route({
      method: 'GET',
      path: '/returns/periods/{form}/{period}',
      summary: 'How a period of a form stands: due date, locks, history',
    })
    .meta({ may: 'returns.see' })
    .input(ofPeriod)
    .output(PeriodStanding),
  lock: endpoint
    .route({
      method: 'POST',
      path: '/returns/periods/{form}/{period}/lock',
      summary: 'Lock a period: no return of it is written any more',
    })
    .meta({ may: 'returns.lock' })
    .input(ofPeriod.extend({ reason: z.string().trim().max(2000).optional() }))
    .output(PeriodStanding),
  reopen: endpoint
    .route({
      method: 'POST',
      path: '/returns/periods/{form}/{period}/reopen',
      summary: 'Reopen a locked period, with a reason',
    })
    .meta({ may: 'returns.lock' })
    .input(ofPeriod.extend({ reason: Reason }))
    .output(PeriodStanding),
  extend: endpoint
    .route({
      method: 'POST',
      path: '/returns/periods/{form}/{period}/extend',
      summary: 'Give a period a later due date, with a reason',
    })
    .meta({ may: 'returns.lock' })
    .input(ofPeriod.extend({ due: Day, reason: Reason }))
    .output(PeriodStanding),
  bulkPreview: endpoint
    .route({
      method: 'GET',
      path: '/returns/bulk',
      summary: 'What could be let pass at once: counts by stage and by reason',
    })
    .meta({ may: 'returns.review' })
    .input(ofPeriod.extend({ place: Place }))
    .output(z.array(BulkStage)),
  bulk: endpoint
    .route({
      method: 'POST',
      path: '/returns/bulk',
      summary: 'Let everything pass that passes all checks: a job, one act for each return',
    })
    .meta({ may: 'returns.review' })
    .input(ofPeriod.extend({ place: Place, act: z.string().max(64) }))
    .output(z.object({ job: z.uuid(), waiting: z.number().int() })),
  late: endpoint
    .route({ method: 'GET', path: '/returns/late', summary: 'Who is late: by town, by form, by days' })
    .meta({ may: 'returns.remind' })
    .input(
      z.object({
        form: Form.optional(),
        place: Place,
        past: z.coerce.number().int().min(1).max(12).default(3).describe('How many periods of each form back.'),
        ...Page,
      }),
    )
    .output(LateBoard),
  suspicious: endpoint
    .route({
      method: 'GET',
      path: '/returns/suspicious',
      summary: 'Returns of a period ranked by their effect on the published totals',
    })
    .meta({ may: 'returns.review', looks: 'micro' })
    .input(
      ofPeriod.extend({
        indicator: z
          .string()
          .max(64)
          .optional()
          .describe('Without one: the first of the form; all: each return by the indicator it moves most.'),
        base: z.enum(suspicionBases).default('period_before'),
        place: Place,
        limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
    )
    .output(
      z.object({
        basePeriod: Period,
        indicators: z.array(z.object({ id: z.string(), name: Text })),
        judged: z.number().int().describe('Returns with a value now and in the base period.'),
        rows: z.array(Suspicious),
      }),
    ),
  comment: endpoint
    .route({ method: 'POST', path: '/returns/{id}/comments', summary: 'Say something about one cell' })
    .meta({ may: 'returns.see' })
    .input(z.object({ id: Id, cell: z.string().max(120), text: z.string().trim().min(1).max(2000) }))
    .output(z.array(CellComment)),
  imputations: endpoint
    .route({ method: 'GET', path: '/returns/imputations', summary: 'Values put in the place of missing returns' })
    .meta({ may: 'returns.impute' })
    .input(ofPeriod)
    .output(z.array(Imputation)),
  impute: endpoint
    .route({
      method: 'POST',
      path: '/returns/imputations',
      summary: 'Put values in the place of missing returns by a named method',
    })
    .meta({ may: 'returns.impute' })
    .input(
      ofPeriod.extend({
        method: ImputationMethod,
        subjects: z.array(z.string().max(64)).min(1).max(2000),
        reason: Reason,
      }),
    )
    .output(
      z.object({
        imputed: z.number().int(),
        left: z.array(
          z.object({
            subject: z.string(),
            reason: z.enum(['reported', 'not_expected', 'nothing_before', 'imputed_already']),
          }),
        ),
      }),
    ),
  imputeUndo: endpoint
    .route({ method: 'POST', path: '/returns/imputations/{id}/undo', summary: 'Take imputed values out again' })
    .meta({ may: 'returns.impute' })
    .input(z.object({ id: Id }))
    .output(z.array(Imputation)),
}
