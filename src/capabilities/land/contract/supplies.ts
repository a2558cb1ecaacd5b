import { z } from 'zod'
import { Decision } from '#base/decision.ts'
import { endpoint } from '#base/endpoint.ts'
import { Text } from '#base/text.ts'
import { OfferDocument, offerStages } from './offers.ts'
import { KeptRow } from './indicators.ts'
import { Amount, Area, Day, Id, Industry, Moved, Name, Named, Paging, Said } from './words.ts'

export const SupplyLight = z
  .enum(['done', 'on_schedule', 'near', 'overdue'])
  .describe('done: over; near: due within three days; overdue: the day is past.')

export const Outstanding = z.object({
  branch: z.string(),
  name: Text,
  units: z.array(Named).describe('Whoever of them answers.'),
  due: Day.nullable(),
})
export type Outstanding = z.infer<typeof Outstanding>

export const SupplySummary = z.object({
  id: Id,
  parcel: Id,
  code: z.string(),
  name: z.string().nullable(),
  place: Named,
  base: Named.nullable(),
  use: Named,
  area: Area,
  state: z.string(),
  stateName: Text,
  isFinal: z.boolean(),
  light: SupplyLight,
  nextDue: Day.nullable(),
  lead: z.array(Named),
  outstanding: z.array(Outstanding).describe('With whom it lies, and until when.'),
  openedAt: z.iso.datetime(),
  revision: z.number().int(),
})
export type SupplySummary = z.infer<typeof SupplySummary>

export const ElectableIndustry = z.object({
  industry: Industry,
  name: Text,
  version: z.number().int(),
  rows: z.array(KeptRow),
})
export type ElectableIndustry = z.infer<typeof ElectableIndustry>

export const SupplyDetail = SupplySummary.extend({
  case: Id,
  assist: z.array(Named),
  decide: z.array(Named),
  price: Amount.nullable().describe('CNY_10k'),
  winner: z.string().nullable(),
  winnerEnterprise: Id.nullable(),
  industryElected: Named.nullable(),
  soldOn: Day.nullable(),
  landRightOn: Day.nullable(),
  handedOn: Day.nullable(),
  agreement: Id.nullable(),
  industries: z.array(ElectableIndustry).describe('Those whose indicators are set: one of them is elected.'),
  offer: z
    .object({
      id: Id,
      stage: z.enum(offerStages),
      revision: z.number().int(),
      documents: z.array(OfferDocument),
      withdrawnAt: z.iso.datetime().nullable(),
    })
    .nullable(),
})
export type SupplyDetail = z.infer<typeof SupplyDetail>

export const SupplyParties = z.object({
  lead: z.array(Name).min(1).max(20),
  assist: z.array(Name).max(50),
  decide: z.array(Name).min(1).max(20),
})
export type SupplyParties = z.infer<typeof SupplyParties>

export const SupplyProposal = z.object({
  decision: Decision.describe('Whether a supply may begin now, else why not.'),
  open: Id.nullable().describe('The supply that is open already.'),
  use: Name.nullable(),
  uses: z.array(Named),
  duty: z.string().nullable().describe('The duty of the programme that names the units.'),
  lead: z.array(Named),
  assist: z.array(Named),
  decide: z.array(Named),
  organisations: z.array(Named).describe('Who may be chosen.'),
})
export type SupplyProposal = z.infer<typeof SupplyProposal>

export const suppliesContract = {
  supplyList: endpoint
    .route({
      method: 'GET',
      path: '/land/supplies',
      summary: 'Supplies of land: how far, what is due, who has to answer',
    })
    .meta({ may: 'land.see' })
    .input(
      z.object({
        ...Paging,
        state: Name.optional(),
        open: z.enum(['yes', 'no']).optional(),
        place: Name.optional().describe('That place or base and all in it.'),
        unit: Name.optional().describe('In the lead, assisting, or still to answer.'),
        due: z.enum(['overdue', 'week']).optional(),
        text: z
          .string()
          .trim()
          .max(100)
          .optional()
          .describe('Part of the code or name of the parcel, or of the winner.'),
      }),
    )
    .output(
      z.object({
        rows: z.array(SupplySummary),
        total: z.number().int(),
        page: z.number().int(),
        pageSize: z.number().int(),
        states: z.array(Named.extend({ count: z.number().int() })),
      }),
    ),
  supplyShow: endpoint
    .route({ method: 'GET', path: '/land/supplies/{id}', summary: 'One supply with its indicators and its offer' })
    .meta({ may: 'land.see' })
    .input(z.object({ id: Id }))
    .output(SupplyDetail),
  supplyOfParcel: endpoint
    .route({
      method: 'GET',
      path: '/land/parcels/{parcel}/supplies',
      summary: 'Every supply of a parcel, latest first',
    })
    .meta({ may: 'land.see' })
    .input(z.object({ parcel: Id }))
    .output(z.object({ rows: z.array(SupplySummary) })),
  supplyProposal: endpoint
    .route({
      method: 'GET',
      path: '/land/parcels/{parcel}/supplies/proposal',
      summary: 'Whether a supply may begin, and the units that the duties name for it',
    })
    .meta({ may: 'land.see' })
    .input(z.object({ parcel: Id }))
    .output(SupplyProposal),
  supplyOpen: endpoint
    .route({ method: 'POST', path: '/land/supplies', summary: 'Begin the supply of a parcel' })
    .meta({ may: 'land.supply' })
    .input(SupplyParties.extend({ parcel: Id, use: Name }))
    .output(z.object({ id: Id })),
  supplyAct: endpoint
    .route({
      method: 'POST',
      path: '/land/supplies/{id}/acts',
      summary: 'The next step of a supply; its workflow says who may take it',
    })
    .meta({ may: 'land.see' })
    .input(
      z.object({
        id: Id,
        act: z.string().max(200),
        expectedVersion: z.coerce.number().int().min(1).describe('The version that the asker saw.'),
        reason: Said.optional(),
        fields: z.record(z.string().max(100), z.string().max(4000)).optional(),
        files: z.record(z.string().max(100), z.array(Id).max(50)).optional(),
        unit: Name.optional().describe('Of a branch: the unit for which the outcome is given.'),
      }),
    )
    .output(Moved),
}
