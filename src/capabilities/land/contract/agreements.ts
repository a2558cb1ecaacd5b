import { z } from 'zod'
import { BlankReason } from '#base/blank.ts'
import { endpoint } from '#base/endpoint.ts'
import { Clause } from '#base/named.ts'
import { Quantity } from '#base/quantity.ts'
import { Text } from '#base/text.ts'
import { Amount, Area, Day, Id, Industry, Name, Named, Paging, Revision, Said } from './words.ts'

export const agreementLights = ['done', 'on_schedule', 'near', 'overdue'] as const

export const NextCheck = z
  .object({
    key: z.string().describe('completion, year:2025, mean:2025-2027 …'),
    point: z.enum(['supply', 'handover', 'start', 'completion', 'investment', 'production', 'year', 'mean']),
    years: z.array(z.number().int()).describe('The calendar years that it judges; none for what is looked at once.'),
    opens: Day.nullable().describe('The first day on which it can be judged.'),
    due: Day.nullable().describe('The last day; null: nobody has stated one.'),
    waits: z.enum(['production', 'not_stated']).nullable().describe('What keeps it from having a day.'),
  })
  .describe('A look at the land that is due.')
export type NextCheck = z.infer<typeof NextCheck>

export const AgreementSummary = z.object({
  id: Id,
  case: Id,
  parcel: z.object({ id: Id, code: z.string(), name: z.string().nullable() }),
  place: Named,
  holder: Id.nullable().describe('The enterprise of the register; null: it is named in words alone.'),
  holderName: z.string(),
  industry: Named.nullable(),
  use: Named.nullable(),
  newIndustry: z.boolean(),
  area: Area,
  price: Amount.nullable().describe('10,000 yuan; null: not known.'),
  landRightOn: Day,
  state: z.string(),
  stateName: Text,
  final: z.boolean(),
  next: NextCheck.nullable(),
  nextDue: Day.nullable().describe('The earliest day: of a clock that runs or a check that was not made.'),
  days: z.number().int().nullable().describe('Days until then; less than 0: so many days late.'),
  light: z.enum(agreementLights),
  idle: z.boolean().describe('A rule of idle land was reached and nobody has begun, or completed, since.'),
  inDefault: z.boolean(),
  synthetic: z.boolean(),
})
export type AgreementSummary = z.infer<typeof AgreementSummary>

const answers = ['met', 'unmet', 'unknown', 'not_stated', 'not_asked', 'waived'] as const

export const CheckedRow = z
  .object({
    row: Name,
    name: Text,
    nature: z.enum(['normative', 'recommended']),
    answer: z.enum(answers),
    value: Quantity.nullable(),
    blank: BlankReason.nullable().describe('Why there is no value.'),
    low: Quantity.nullable(),
    high: Quantity.nullable(),
    shortfall: Quantity.nullable(),
    share: Quantity.nullable().describe('Percent of what is asked that is missing.'),
    eased: z.string().nullable(),
    missing: z.array(Named).describe('What was not given.'),
    waived: z.object({ by: z.string(), on: Day, words: z.string() }).nullable(),
    formula: z.string().nullable().describe('What is compared, as the standard says it.'),
    source: z.string(),
    measured: z.boolean().describe('False: the row is words alone.'),
  })
  .describe('A row of the agreement with what it asks, what there is, and how they stand.')
export type CheckedRow = z.infer<typeof CheckedRow>

export const GivenAmount = z.object({
  measure: Name,
  year: z.number().int().min(1949).max(2200).nullable(),
  value: Amount,
  unit: z.string(),
  from: z.enum(['officer', 'indicator', 'agreement']),
  indicator: Name.nullable(),
})
export type GivenAmount = z.infer<typeof GivenAmount>

const Penalty = z.object({
  value: Quantity.nullable(),
  blank: z.enum(['not_stated', 'no_price', 'no_share']).nullable().describe('Why none can be computed.'),
  formula: z.string().nullable(),
  price: Quantity.nullable(),
  shortfall: Quantity.nullable(),
  source: z.string().nullable(),
})
export type Penalty = z.infer<typeof Penalty>

export const Waiver = z.object({
  row: Name,
  by: z.string().trim().min(1).max(200).describe('Who granted the exception.'),
  on: Day,
  words: Said.describe('The document and the reason.'),
})

/** What is said at a check: amounts and facts that nobody else has, statements, figures to compare with, exceptions that people granted. */
const CheckGiven = {
  key: Name.describe('Which check, such as completion or year:2025.'),
  on: Day.optional().describe('The day of the check; today when left out, never a later one.'),
  amounts: z
    .array(z.object({ measure: Name, year: z.number().int().min(1949).max(2200).nullable(), value: Amount }))
    .max(300)
    .default([])
    .describe('In the unit of the measure; what the officer gives goes before an indicator.'),
  facts: z.record(Name, z.boolean()).default({}),
  stated: z.record(Name, z.boolean()).default({}).describe('Of rows that are words alone: whether they are kept.'),
  relative: z
    .record(Name, z.object({ value: Amount, source: z.string().trim().min(1).max(300) }))
    .default({})
    .describe('Of rows that move with others: the figure, in the unit of the row, with where it is from.'),
  waivers: z.array(Waiver).max(50).default([]),
}

export const AskedAmount = z.object({
  measure: Named,
  of: z.enum(['parcel', 'project', 'enterprise', 'space']),
  unit: z.string(),
  definition: Text,
  year: z.number().int().nullable(),
  known: Amount.nullable().describe('What the house knows already, in the unit of the measure.'),
  from: z.enum(['officer', 'indicator', 'agreement']).nullable(),
})
export type AskedAmount = z.infer<typeof AskedAmount>

export const CheckPreview = z.object({
  check: NextCheck,
  asks: z.object({
    amounts: z.array(AskedAmount),
    facts: z.array(Named),
    statements: z.array(Named),
    relative: z.array(
      z.object({ row: Named, to: Text, unit: z.string(), known: Amount.nullable(), source: z.string().nullable() }),
    ),
  }),
  rows: z.array(CheckedRow),
  answer: z.enum(['yes', 'no', 'unknown']).describe('Whether what binds is kept.'),
  shortfall: z.object({ row: Name, share: Quantity }).nullable(),
  penalty: Penalty,
  acts: z
    .array(
      z.object({
        act: Name,
        name: Text,
        allowed: z.boolean(),
        why: z.string().nullable(),
        details: z.record(z.string(), z.string()).nullable(),
        fields: z.record(z.string(), z.string()).describe('What is filled in by what was given.'),
      }),
    )
    .describe('Steps of the case that this check can be.'),
})
export type CheckPreview = z.infer<typeof CheckPreview>

export const CheckRecord = z.object({
  number: z.number().int(),
  key: z.string(),
  on: Day,
  rows: z.array(CheckedRow),
  given: z.array(GivenAmount),
  relative: z.array(z.object({ row: Name, value: Amount, source: z.string() })),
  shortfall: z.object({ row: Name.nullable(), share: Amount }).nullable(),
  penalty: Penalty.nullable(),
  penaltySet: Amount.nullable(),
  penaltyWhy: z.string().nullable(),
  words: z.string().nullable(),
  evidence: z.string().nullable(),
  act: z.object({ id: Name, name: Text }).nullable(),
  by: z.string().nullable(),
  at: z.string(),
})
export type CheckRecord = z.infer<typeof CheckRecord>

export const FrozenRow = z.object({
  row: Name,
  name: Text,
  words: Text.describe('The row in one sentence: what is asked, when.'),
  definition: Text.nullable(),
  kind: z.enum(['at_least', 'at_most', 'range', 'equal', 'statement']),
  nature: z.enum(['normative', 'recommended']),
  anchor: z.enum(['land_right', 'production']).nullable(),
  clause: Clause.nullable(),
  how: z.enum(['stated', 'stricter', 'changed', 'added', 'left_out']),
  from: Day.nullable().describe('The first day on which it binds.'),
  until: Day.nullable().describe('The last day on which it binds; null: without an end.'),
  due: z.object({ key: z.string(), due: Day.nullable() }).nullable().describe('The next check that judges it.'),
  last: CheckedRow.extend({ number: z.number().int(), on: Day, key: z.string() }).nullable(),
})
export type FrozenRow = z.infer<typeof FrozenRow>

export const Credit = z.object({
  id: Id,
  agreement: Id,
  parcelCode: z.string(),
  holderName: z.string(),
  what: z.string(),
  on: Day,
  by: z.string().nullable(),
  clearedOn: Day.nullable(),
  clearedWhy: z.string().nullable(),
})
export type Credit = z.infer<typeof Credit>

export const IdleFound = z.object({
  since: z.enum(['start', 'completion']),
  due: Day,
  afterMonths: z.number().int(),
  does: z.enum(['fee', 'recover']),
  share: Amount.nullable(),
  fee: Amount.nullable().describe('10,000 yuan.'),
  words: Text,
  source: Text.describe('Document and clause of the rule.'),
  foundOn: Day,
  stands: z.boolean().describe('False: it was begun, completed or given a later day since.'),
})
export type IdleFound = z.infer<typeof IdleFound>

export const watchKinds = ['entry', 'resale', 'sublease', 'output', 'change_of_use', 'factory_share'] as const
export const Watched = z.object({
  number: z.number().int(),
  kind: z.enum(watchKinds),
  on: Day,
  words: z.string(),
  evidence: z.string().nullable(),
  verdict: z.enum(['allowed', 'refused']),
  row: Named.nullable(),
  rule: z.string().nullable(),
  by: z.string().nullable(),
  at: z.string(),
})
export type Watched = z.infer<typeof Watched>

export const AgreementDetail = AgreementSummary.extend({
  version: Revision,
  supply: Id.nullable(),
  signedOn: Day.nullable(),
  startedOn: Day.nullable(),
  completedOn: Day.nullable(),
  producingSince: Day.nullable(),
  rows: z.array(FrozenRow),
  checks: z.array(
    NextCheck.extend({
      rows: z.array(Name),
      status: z.enum(['judged', 'open', 'late', 'later', 'waiting']),
      record: z.number().int().nullable().describe('The last record of it.'),
    }),
  ),
  records: z.array(CheckRecord).describe('The latest first.'),
  credit: z.array(Credit),
  idleFindings: z.array(IdleFound),
  watched: z.array(Watched),
  breach: z.object({ penalty: z.string().nullable(), months: z.number().int().nullable(), source: Text }).nullable(),
  sees: z.boolean().describe('Whether amounts are shown; others see how each row stands, not by what.'),
  may: z.object({ supervise: z.boolean(), decide: z.boolean() }),
})
export type AgreementDetail = z.infer<typeof AgreementDetail>

const Moved = z.object({ state: z.string(), version: z.number().int() })

export const agreementsContract = {
  agreementList: endpoint
    .route({ method: 'GET', path: '/land/agreements', summary: 'Agreements on supplied land, what is due first' })
    .meta({ may: 'land.see' })
    .input(
      z.object({
        q: z.string().trim().max(100).optional().describe('Part of the name of the holder or the code of the parcel.'),
        place: Name.optional(),
        state: Name.optional(),
        only: z.enum(['overdue', 'idle', 'default', 'new_industry']).optional(),
        open: z.enum(['yes', 'no', 'all']).default('yes'),
        ...Paging,
      }),
    )
    .output(
      z.object({
        total: z.number().int(),
        items: z.array(AgreementSummary),
        totals: z
          .object({
            open: z.number().int(),
            overdue: z.number().int(),
            idle: z.number().int(),
            inDefault: z.number().int(),
            area: Area.describe('Ground under supervision in m2.'),
          })
          .describe('Of all that are open within reach, whatever is filtered.'),
        states: z.array(Named),
        mayBegin: z.boolean(),
      }),
    ),
  agreementShow: endpoint
    .route({ method: 'GET', path: '/land/agreements/{id}', summary: 'One agreement: its rows, checks, what follows' })
    .meta({ may: 'land.see' })
    .input(z.object({ id: Id }))
    .output(AgreementDetail),
  agreementBegin: endpoint
    .route({
      method: 'POST',
      path: '/land/agreements',
      summary: 'Enter the agreement of land that was supplied before; its rows are frozen now',
    })
    .meta({ may: 'land.supervise' })
    .input(
      z.object({
        parcel: Id,
        holder: Id.nullable().default(null),
        holderName: z.string().trim().min(1).max(200),
        industry: Industry.nullable().default(null),
        area: Area.optional().describe('That of the parcel when left out.'),
        price: Amount.nullable().default(null),
        landRightOn: Day,
        signedOn: Day.nullable().default(null),
        lead: z.array(Name).max(20).optional().describe('Units in the lead; by duty when left out.'),
        decide: z.array(Name).max(20).optional(),
      }),
    )
    .output(z.object({ id: Id, case: Id })),
  checkPreview: endpoint
    .route({
      method: 'POST',
      path: '/land/agreements/{id}/checks/preview',
      summary: 'How each row stands by what is given; nothing is stored',
    })
    .meta({ may: 'land.supervise' })
    .input(z.object({ id: Id, ...CheckGiven }))
    .output(CheckPreview),
  checkRecord: endpoint
    .route({
      method: 'POST',
      path: '/land/agreements/{id}/checks',
      summary: 'Record a check, with the step of the case that follows from it',
    })
    .meta({ may: 'land.supervise' })
    .input(
      z.object({
        id: Id,
        ...CheckGiven,
        expectedVersion: Revision,
        words: z.string().trim().max(4000).optional(),
        evidence: z.string().trim().max(1000).optional(),
        act: Name.optional().describe('A step of the preview; none: the check is recorded alone.'),
        fields: z.record(z.string().max(100), z.string().max(4000)).default({}),
        files: z.record(z.string().max(100), z.array(z.uuid()).max(50)).optional(),
        reason: z.string().trim().max(4000).optional(),
        penaltyWhy: z.string().trim().max(1000).optional().describe('Needed for another penalty than computed.'),
      }),
    )
    .output(Moved.extend({ number: z.number().int() })),
  agreementAct: endpoint
    .route({ method: 'POST', path: '/land/agreements/{id}/acts/{act}', summary: 'Another step of the case' })
    .meta({ may: 'land.see' })
    .input(
      z.object({
        id: Id,
        act: Name,
        expectedVersion: Revision,
        reason: z.string().trim().max(4000).optional(),
        fields: z.record(z.string().max(100), z.string().max(4000)).optional(),
        files: z.record(z.string().max(100), z.array(z.uuid()).max(50)).optional(),
        unit: Name.optional(),
      }),
    )
    .output(Moved),
  watchRecord: endpoint
    .route({
      method: 'POST',
      path: '/land/agreements/{id}/watch',
      summary: 'What happened on new-type industrial land, and whether it is allowed, by which row or rule',
    })
    .meta({ may: 'land.supervise' })
    .input(
      z.object({
        id: Id,
        kind: z.enum(watchKinds),
        on: Day,
        words: Said,
        evidence: z.string().trim().max(1000).optional(),
        verdict: z.enum(['allowed', 'refused']),
        row: Name.nullable().default(null),
        rule: z.string().trim().max(1000).optional(),
      }),
    )
    .output(z.object({ number: z.number().int() })),
  parcelAgreements: endpoint
    .route({ method: 'GET', path: '/land/parcels/{parcel}/agreements', summary: 'The agreements on a parcel' })
    .meta({ may: 'land.see' })
    .input(z.object({ parcel: Id }))
    .output(z.object({ items: z.array(AgreementSummary) })),
  enterpriseAgreements: endpoint
    .route({
      method: 'GET',
      path: '/land/enterprises/{enterprise}/agreements',
      summary: 'The agreements of an enterprise and its record of defaults',
    })
    .meta({ may: 'land.see' })
    .input(z.object({ enterprise: Id }))
    .output(z.object({ items: z.array(AgreementSummary), credit: z.array(Credit) })),
}
