import { z } from 'zod'
import { endpoint } from '#base/endpoint.ts'
import { Clause } from '#base/named.ts'
import { Text } from '#base/text.ts'
import { CheckedRow, CheckRecord, NextCheck } from './checks.ts'
import { Amount, Area, Day, Id, Industry, Moved, Name, Named, Paging, Revision, Said } from './words.ts'

export const agreementLights = ['done', 'on_schedule', 'near', 'overdue'] as const

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
