import { z } from 'zod'
import { Decision } from '#base/decision.ts'
import { endpoint } from '#base/endpoint.ts'
import { Figure } from '#base/figure.ts'
import { Clause } from '#base/named.ts'
import { Quantity } from '#base/quantity.ts'
import { Text } from '#base/text.ts'
import { CaseShown, ChangeShown, FactAsked, KnownChange, KnownGiven, MeasureAsked, RuleShown } from './known.ts'
import { Amount, Id, Name, Named, Paging, Said } from './words.ts'

const Year = z.coerce.number().int().min(1949).max(2200)
const Positive = Amount.refine((text) => /[1-9]/.test(text) && !text.startsWith('-'), 'more than nothing')

export const QuotaTerms = Named.extend({
  kind: z.enum(['land_scale', 'land_quota', 'special_bonds']),
  unit: z.string(),
  holders: z.array(Named).describe('Who hands it out, as far as the programme says.'),
  approval: z
    .object({ days: z.number().int(), count: z.enum(['working', 'calendar']) })
    .nullable()
    .describe('The time in which a request is answered; null: not stated.'),
  approvalWords: Text.nullable(),
  rules: z.array(RuleShown.omit({ answer: true, because: true })),
  measures: z.array(MeasureAsked),
  facts: z.array(FactAsked),
})
export type QuotaTerms = z.infer<typeof QuotaTerms>

/** Where a quota of one place and year stands. */
export const QuotaAccount = z.object({
  quota: Name,
  name: Text,
  unit: z.string(),
  place: Named,
  year: z.number().int(),
  given: Figure,
  reserved: Figure,
  used: Figure,
  left: Figure,
  clause: Clause.nullable().describe('Where the programme speaks of it.'),
})
export type QuotaAccount = z.infer<typeof QuotaAccount>

export const EntryShown = z.object({
  id: Id,
  at: z.string(),
  what: z.enum(['given', 'taken_back', 'reserved', 'used', 'given_back']),
  amount: Quantity,
  quota: Named,
  place: Named,
  year: z.number().int(),
  request: Id.nullable(),
  clause: Clause.nullable(),
  document: z.string().nullable(),
  reason: z.string(),
  by: z.string().nullable(),
})
export type EntryShown = z.infer<typeof EntryShown>

export const RequestSummary = z.object({
  id: Id,
  quota: Named,
  place: Named,
  year: z.number().int(),
  amount: Quantity,
  purpose: z.string(),
  ...CaseShown,
})
export type RequestSummary = z.infer<typeof RequestSummary>

export const RequestDetail = RequestSummary.extend({
  parcel: z.object({ id: Id, code: z.string() }).nullable(),
  supply: Id.nullable(),
  rules: z.array(RuleShown),
  measures: z.array(MeasureAsked),
  facts: z.array(FactAsked),
  changes: z.array(ChangeShown),
  account: QuotaAccount,
  entries: z.array(EntryShown),
  mayReserve: Decision.describe('Whether rules and what is left let it be reserved now.'),
  mayState: Decision,
})
export type RequestDetail = z.infer<typeof RequestDetail>

export const NewRequest = z.object({
  quota: Name,
  place: Name,
  year: Year,
  amount: Positive.describe('In the unit of the quota.'),
  purpose: Said,
  parcel: Id.optional(),
  supply: Id.optional(),
  known: KnownGiven.prefault({}),
  lead: z.array(Name).min(1).max(20),
  decide: z.array(Name).max(20).default([]).describe('By default who hands it out as the programme says.'),
})
export type NewRequest = z.infer<typeof NewRequest>

export const NewEntry = z.object({
  quota: Name,
  place: Name,
  year: Year,
  what: z.enum(['given', 'taken_back']),
  amount: Positive,
  document: z.string().trim().min(1).max(300),
  reason: Said,
})
export type NewEntry = z.infer<typeof NewEntry>

const accountFilter = { quota: Name.optional(), place: Name.optional(), year: Year.optional() }

export const quotasContract = {
  quotaList: endpoint
    .route({ method: 'GET', path: '/land/quotas', summary: 'Quotas of land and bonds: given, reserved, used, left' })
    .meta({ may: 'land.see' })
    .input(z.object(accountFilter))
    .output(
      z.object({
        terms: z.array(QuotaTerms),
        items: z.array(QuotaAccount),
        years: z.array(z.number().int()),
        mayBook: Decision,
        mayRequest: Decision,
      }),
    ),
  quotaEntries: endpoint
    .route({ method: 'GET', path: '/land/quotas/entries', summary: 'The ledger of quotas, latest first' })
    .meta({ may: 'land.see' })
    .input(z.object({ ...accountFilter, ...Paging }))
    .output(z.object({ items: z.array(EntryShown), total: z.number().int() })),
  quotaLineage: endpoint
    .route({ method: 'GET', path: '/land/quotas/lineage', summary: 'The entries behind one figure of a quota' })
    .meta({ may: 'land.see' })
    .input(z.object({ quota: Name, place: Name, year: Year, of: z.enum(['given', 'reserved', 'used', 'left']) }))
    .output(
      z.object({
        rows: z.array(
          z.object({ id: z.string(), title: Text, detail: Text, value: Quantity, at: z.string().optional() }),
        ),
        total: z.number().int(),
      }),
    ),
  quotaBook: endpoint
    .route({ method: 'POST', path: '/land/quotas/entries', summary: 'Book what a document gives or takes back' })
    .meta({ may: 'land.set' })
    .input(NewEntry)
    .output(z.object({ id: Id })),
  quotaRequests: endpoint
    .route({
      method: 'GET',
      path: '/land/quotas/requests',
      summary: 'Requests for quotas within reach, open ones first',
    })
    .meta({ may: 'land.see' })
    .input(z.object({ ...accountFilter, ...Paging, open: z.enum(['yes', 'no']).optional() }))
    .output(z.object({ items: z.array(RequestSummary), total: z.number().int() })),
  quotaRequestShow: endpoint
    .route({ method: 'GET', path: '/land/quotas/requests/{id}', summary: 'One request with the answer of each rule' })
    .meta({ may: 'land.see' })
    .input(z.object({ id: Id }))
    .output(RequestDetail),
  quotaRequest: endpoint
    .route({ method: 'POST', path: '/land/quotas/requests', summary: 'Request land or bonds; opens its case' })
    .meta({ may: 'land.see' })
    .input(NewRequest)
    .output(z.object({ id: Id, case: Id })),
  quotaRequestState: endpoint
    .route({ method: 'POST', path: '/land/quotas/requests/{id}/known', summary: 'State what is known, all of it anew' })
    .meta({ may: 'land.see' })
    .input(KnownChange)
    .output(z.object({ number: z.number().int() })),
}
