import { z } from 'zod'
import { Blank } from '#base/blank.ts'
import { endpoint, holds } from '#base/endpoint.ts'
import { Named } from '#base/named.ts'
import { Quantity } from '#base/quantity.ts'
import { Text } from '#base/text.ts'

const Id = z.uuid()
const Name = z.string().min(1).max(100)
const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const Amount = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,4})?$/)
  .describe('An exact amount that is not negative, at most four decimals.')
const Industry = z.string().regex(/^[^/\s]{1,100}\/[^/\s]{1,100}$/)
const Answer = z.enum(['yes', 'no', 'unknown'])
const RuleName = z.enum([
  'kind',
  'industry',
  'area',
  'date',
  'power',
  'clean_room',
  'ceiling',
  'floor_load',
  'tenure',
  'price',
  'place',
  'conditions',
])

/** A need as it is stated. */
export const NeedAsked = z.object({
  kind: z.enum(['parcel', 'space', 'either']).default('either'),
  industry: Industry.nullable().default(null),
  area: z
    .object({ least: Amount.nullable().default(null), most: Amount.nullable().default(null) })
    .default({ least: null, most: null })
    .describe('In m2.'),
  byDate: Day.nullable().default(null),
  powerKw: Amount.nullable().default(null),
  cleanRoom: z.boolean().default(false),
  ceiling: Amount.nullable().default(null).describe('In m.'),
  floorLoad: Amount.nullable().default(null).describe('In t/m2.'),
  priceMost: Amount.nullable().default(null).describe('Of ground: CNY_10k/mu.'),
  rentMost: Amount.nullable().default(null).describe('Of space: CNY/m2/month.'),
  tenures: z.array(Name).max(10).default([]),
  places: z
    .array(z.object({ place: Name, weight: z.number().int().min(1).max(100) }))
    .max(20)
    .default([]),
  onlyThere: z.boolean().default(false),
  promises: z
    .record(Name, z.object({ value: Amount, unit: z.string().max(60) }))
    .refine((promises) => Object.keys(promises).length <= 60, { error: 'needs.too_many_promises' })
    .default({}),
})
export type NeedAsked = z.infer<typeof NeedAsked>

export const ReasonShown = z.object({
  rule: RuleName,
  answer: Answer,
  asked: z.string().nullable(),
  has: z.string().nullable(),
})
export type ReasonShown = z.infer<typeof ReasonShown>

export const ConditionShown = z.object({
  id: z.string(),
  words: Text,
  name: Text,
  answer: Answer,
  binding: z.boolean(),
  promised: z.union([Quantity, Blank]),
  missing: z.array(Named).describe('Measures that nobody promised yet.'),
})
export type ConditionShown = z.infer<typeof ConditionShown>

export const ChangeShown = z.object({
  what: z.string(),
  name: z.string().nullable(),
  nameShown: Text.nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  unit: z.string().nullable(),
  size: z.number().int().describe('Beside what was asked, in thousandths.'),
})
export type ChangeShown = z.infer<typeof ChangeShown>

/** A need as it would have to be, so that an offer fits. */
export const RelaxationShown = z.object({
  offer: Id,
  code: z.string(),
  changes: z.array(ChangeShown).describe('The smallest first.'),
  size: z.number().int(),
  need: NeedAsked,
})
export type RelaxationShown = z.infer<typeof RelaxationShown>

export const MatchShown = z.object({
  offer: Id,
  revision: z.number().int(),
  code: z.string(),
  name: z.string().nullable(),
  kind: z.enum(['parcel', 'space']),
  place: Named,
  base: Named.nullable(),
  area: z.string(),
  takes: z.string().describe('How much of it would be taken, m2.'),
  price: Quantity.nullable(),
  rent: Quantity.nullable(),
  from: Day,
  synthetic: z.boolean(),
  schematic: z.boolean(),
  fits: z.boolean(),
  score: z.number().int().describe('0 to 100 000.'),
  points: z.record(z.string(), z.number().int()).describe('Parts of the score, 0 to 1000 each.'),
  industry: Text.nullable(),
  reasons: z.array(ReasonShown),
  conditions: z.array(ConditionShown),
  relaxation: RelaxationShown.nullable().describe('Where it does not fit: the nearest need that it would fit.'),
})
export type MatchShown = z.infer<typeof MatchShown>

export const Matched = z.object({
  on: Day,
  offers: z.number().int().describe('How many are on offer.'),
  fit: z.number().int(),
  open: z.number().int().describe('Of those that fit, with how many something is still open.'),
  matches: z.array(MatchShown).describe('The best first; those that do not fit at the end.'),
  cheapest: RelaxationShown.nullable().describe('Of all offers that do not fit, the one that needs the least change.'),
})
export type Matched = z.infer<typeof Matched>

export const NeedWords = z.object({
  industries: z.array(Named),
  places: z.array(Named),
  tenures: z.array(Named),
  measures: z.array(z.object({ id: z.string(), name: Text, unit: z.string(), definition: Text })),
  mayRequest: z.boolean().describe('Whether whoever asks may state a need in the name of an enterprise.'),
})
export type NeedWords = z.infer<typeof NeedWords>

const Offered = z.object({
  number: z.number().int(),
  offer: Id,
  code: z.string(),
  name: z.string().nullable(),
  kind: z.enum(['parcel', 'space']),
  fits: z.boolean(),
  score: z.number().int(),
  at: z.string(),
})
export type Offered = z.infer<typeof Offered>

export const NeedSummary = z.object({
  id: Id,
  company: z.string().describe('Empty once it was erased.'),
  erased: z.boolean().describe('Company, contact, phone and words of a stranger were erased when their time had come.'),
  stranger: z.boolean(),
  asked: NeedAsked,
  industryName: Text.nullable(),
  state: z.string(),
  stateName: Text,
  final: z.boolean(),
  version: z.number().int(),
  offered: z.number().int(),
  statedAt: z.string(),
})
export type NeedSummary = z.infer<typeof NeedSummary>

export const NeedDetail = NeedSummary.extend({
  case: Id,
  contact: z.string().nullable().describe('Masked.'),
  phone: z.string().nullable().describe('Masked.'),
  words: z.string().nullable(),
  offers: z.array(Offered),
  mayMatch: z.boolean(),
})
export type NeedDetail = z.infer<typeof NeedDetail>

export const Receipt = z.object({
  state: z.string(),
  stateName: Text,
  final: z.boolean(),
  statedAt: z.string(),
  units: z.array(Named).describe('Who answers.'),
  asked: NeedAsked,
  offers: z.array(Offered),
})
export type Receipt = z.infer<typeof Receipt>

export const RunSummary = z.object({
  id: Id,
  state: z.enum(['running', 'done', 'failed']),
  certain: z.boolean(),
  needs: z.number().int(),
  offers: z.number().int(),
  problem: z.string().nullable(),
  askedAt: z.string(),
  doneAt: z.string().nullable(),
})
export type RunSummary = z.infer<typeof RunSummary>

export const RunResult = z.object({
  placed: z.array(
    z.object({
      need: Id,
      company: z.string(),
      offer: Id,
      code: z.string(),
      kind: z.enum(['parcel', 'space']),
      takes: z.string(),
      score: z.number().int(),
    }),
  ),
  unplaced: z.array(z.object({ need: Id, company: z.string(), fitting: z.number().int() })),
  area: z.string().describe('m2 that would be taken.'),
  weight: z.number().int(),
  bound: z.number().int().describe('No choice is worth more.'),
  proof: z.enum(['integers', 'search', 'none']),
  rules: z
    .array(
      z.object({
        rule: RuleName,
        more: z.number().int().describe('Needs more that would be placed if nobody asked for it.'),
        moreArea: z.string(),
        moreWeight: z.number().int(),
        most: z.number().int().describe('No choice without the rule is worth more than that beyond this one.'),
      }),
    )
    .describe('What each rule costs.'),
  scarce: z
    .array(z.object({ offer: Id, code: z.string(), kind: z.enum(['parcel', 'space']), price: z.string() }))
    .describe('What one more of an offer would be worth, or 100 m2 more of a divided one, in points of the score.'),
  milliseconds: z.number().int(),
})
export type RunResult = z.infer<typeof RunResult>

const Page = {
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(200).default(50),
}

/** Needs of ground and space, one by one and all at once. */
export const needsContract = {
  needWords: endpoint
    .route({
      method: 'GET',
      path: '/needs/words',
      summary: 'Industries, places, terms and measures to state a need with',
    })
    .meta({ may: 'anyone' })
    .output(NeedWords),
  needMatch: endpoint
    .route({
      method: 'POST',
      path: '/needs/match',
      summary: 'What is on offer for a need, with every reason; nothing is stored',
    })
    .meta({ may: 'anyone' })
    .input(z.object({ need: NeedAsked, most: z.coerce.number().int().min(1).max(200).default(30) }))
    .output(Matched),
  needState: endpoint
    .route({ method: 'POST', path: '/needs', summary: 'State a need; whoever is not signed in gets a receipt' })
    .meta({ may: 'anyone' })
    .input(
      z.object({
        need: NeedAsked,
        company: z.string().trim().min(1).max(200).optional().describe('Of whoever is not signed in.'),
        contact: z.string().trim().min(1).max(100).optional(),
        phone: z
          .string()
          .trim()
          .regex(/^[+\d][\d\s()-]{4,30}$/, { error: 'needs.phone' })
          .optional(),
        words: z.string().trim().max(2000).optional(),
      }),
    )
    .output(z.object({ id: Id.nullable(), receipt: z.string().nullable(), units: z.array(Named) })),
  needReceipt: endpoint
    .route({ method: 'GET', path: '/needs/receipts/{code}', summary: 'How a need stands, by its receipt' })
    .meta({ may: 'anyone' })
    .input(z.object({ code: z.string().min(1).max(100) }))
    .output(Receipt),
  needList: endpoint
    .route({ method: 'GET', path: '/needs', summary: 'Needs within reach, open ones first' })
    .meta({ may: 'signed_in' })
    .input(z.object({ ...Page, open: z.enum(['yes', 'no']).optional() }))
    .output(z.object({ items: z.array(NeedSummary), total: z.number().int() })),
  needMatchings: endpoint
    .route({
      method: 'GET',
      path: '/needs/matchings',
      summary: 'Drafts of all needs over all offers, the latest first',
    })
    .meta({ may: 'land.match' })
    .output(z.array(RunSummary)),
  needMatching: endpoint
    .route({
      method: 'GET',
      path: '/needs/matchings/{id}',
      summary: 'One draft with its proof and what each rule costs',
    })
    .meta({ may: 'land.match' })
    .input(z.object({ id: Id }))
    .output(RunSummary.extend({ result: RunResult.nullable() })),
  needMatchAll: endpoint
    .route({ method: 'POST', path: '/needs/matchings', summary: 'Assign all open needs over all offers at once' })
    .meta({ may: 'land.match' })
    .input(z.object({ certain: z.boolean().default(false) }))
    .output(z.object({ id: Id })),
  needShow: endpoint
    .route({ method: 'GET', path: '/needs/{id}', summary: 'One need with what was offered' })
    .meta({ may: 'signed_in' })
    .input(z.object({ id: Id }))
    .output(NeedDetail),
  needContact: endpoint
    .route({
      method: 'POST',
      path: '/needs/{id}/contact',
      summary: 'Name and telephone of whoever stated a need, which are masked elsewhere; an act',
    })
    .meta({ may: 'land.match', looks: 'personal' })
    .input(z.object({ id: Id }))
    .output(
      z.object({
        name: holds('personal', z.string()).nullable(),
        phone: holds('personal', z.string()).nullable(),
      }),
    ),
  needOffers: endpoint
    .route({ method: 'GET', path: '/needs/{id}/matches', summary: 'What is on offer for one need, with every reason' })
    .meta({ may: 'land.match' })
    .input(z.object({ id: Id, most: z.coerce.number().int().min(1).max(200).default(30) }))
    .output(Matched),
  needAct: endpoint
    .route({
      method: 'POST',
      path: '/needs/{id}/acts/{act}',
      summary: 'Take a step with a need: offer, accept, settle and the others',
    })
    .meta({ may: 'signed_in' })
    .input(
      z.object({
        id: Id,
        act: z.string().min(1).max(100),
        expectedVersion: z.coerce.number().int().min(1),
        reason: z.string().trim().max(4000).optional(),
        fields: z.record(z.string().max(100), z.string().max(4000)).optional(),
        files: z.record(z.string().max(100), z.array(z.uuid()).max(50)).optional(),
        unit: Name.optional(),
      }),
    )
    .output(z.object({ state: z.string(), version: z.number().int() })),
}
