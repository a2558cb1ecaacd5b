import { z } from 'zod'
import { Decision } from '#base/decision.ts'
import { endpoint } from '#base/endpoint.ts'
import { AreaShape, Position } from '#base/geo/geometry.ts'
import { Text } from '#base/text.ts'
import { KeptRow } from './indicators.ts'
import { Area, Day, Id, Industry, Name, Named, Paging, Revision, Said } from './words.ts'

/** Money or a measure that is not negative, exact. */
const Exact = z.string().regex(/^\d{1,20}(\.\d{1,10})?$/)

export const offerKinds = ['parcel', 'space'] as const
export type OfferKind = (typeof offerKinds)[number]
export const offerStages = ['planned', 'on_offer', 'announced'] as const
export type OfferStage = (typeof offerStages)[number]

/** Of land: 10 000 yuan for a mu. */
export const priceUnit = 'CNY_10k/mu'
/** Of space: yuan for a square metre and month. */
export const rentUnit = 'CNY/m2/month'

/** How ground or space may be had: sold, or a kind of terms that programmes use. */
export const tenures = ['sale', 'lease', 'lease_first', 'agreement_transfer', 'divisible_title'] as const

export const OfferDocument = z.object({ id: Id, name: z.string(), size: z.number().int() })
export type OfferDocument = z.infer<typeof OfferDocument>

export const OfferIndustry = z.object({
  industry: Industry,
  name: Text,
  rows: z.array(KeptRow).describe('What is asked of whoever comes for this industry.'),
})
export type OfferIndustry = z.infer<typeof OfferIndustry>

/** What was published of a parcel or a space; a copy made on that day. Everybody may read it. */
export const Offer = z.object({
  id: Id.describe('Stays the same when it is published again.'),
  kind: z.enum(offerKinds),
  of: Id.describe('The parcel or the space.'),
  code: z.string(),
  name: z.string().nullable(),
  place: z.string(),
  placeName: Text,
  base: z.string().nullable(),
  baseName: Text.nullable(),
  area: Area,
  least: Area.nullable().describe('The smallest part to be had; null: only the whole.'),
  use: z.string().nullable().describe('A use of the land.'),
  useName: Text.nullable(),
  tenures: z.array(z.enum(tenures)),
  tenureNames: z.array(Text).describe('Of the tenures in their order, as the programme calls them.'),
  price: z.object({ value: Exact, unit: z.string() }).nullable(),
  rent: z.object({ value: Exact, unit: z.string() }).nullable(),
  from: Day.describe('The first day on which it is to be had.'),
  until: Day.nullable().describe('The last day; null: until further notice.'),
  powerKw: Exact.nullable().describe('null: not stated.'),
  cleanRoom: z.boolean().nullable().describe('null: not stated.'),
  ceiling: Exact.nullable().describe('In m; null: not stated.'),
  floorLoad: Exact.nullable().describe('In t/m2; null: not stated.'),
  industries: z.array(OfferIndustry).describe('For whom it is on offer; none: every one that its use allows.'),
  position: Position,
  geometry: AreaShape.nullable(),
  approximate: z.boolean(),
  schematic: z.boolean().describe('Drawn for orientation, not surveyed.'),
  synthetic: z.boolean().describe('Made for trying out.'),
  documents: z.array(OfferDocument),
  contact: z.object({ organisation: z.string(), name: Text, phone: z.string().nullable() }),
  supply: Id.nullable(),
  stage: z.enum(offerStages),
  publishedAt: z.iso.datetime(),
  withdrawnAt: z.iso.datetime().nullable(),
  revision: z.number().int(),
})
export type Offer = z.infer<typeof Offer>

/** What the officer decides; everything else is copied from the registers. */
export const OfferTerms = z.object({
  tenures: z.array(z.enum(tenures)).min(1).max(tenures.length),
  price: Exact.nullable().describe('CNY_10k/mu'),
  rent: Exact.nullable().describe('CNY/m2/month'),
  least: Area.nullable(),
  from: Day,
  until: Day.nullable(),
  stage: z.enum(offerStages),
  documents: z.array(Id).max(30).describe('Files that were sent before, or that the last revision had.'),
  phone: z.string().trim().max(60).nullable(),
})
export type OfferTerms = z.infer<typeof OfferTerms>

const Thing = z.object({ kind: z.enum(offerKinds), of: Id })

const Flag = z.enum(['true', 'false', 'yes', 'no']).transform((said) => said === 'true' || said === 'yes')

export const OfferFilter = z.object({
  kind: z.enum(offerKinds).optional(),
  place: Name.optional().describe('That place and all in it.'),
  base: Name.optional(),
  use: Name.optional(),
  industry: Industry.optional().describe('Offers for it, for a class above it, or for any industry.'),
  areaFrom: Area.optional().describe('m2'),
  areaTo: Area.optional().describe('m2: what can be had is not more than that.'),
  priceTo: Exact.optional().describe('CNY_10k/mu'),
  rentTo: Exact.optional().describe('CNY/m2/month'),
  power: Exact.optional().describe('kW at least; what was not stated is left out.'),
  cleanRoom: Flag.optional(),
  from: Day.optional().describe('To be had on that day.'),
  stage: z.enum(offerStages).optional(),
  text: z.string().trim().max(100).optional().describe('Part of the code or name.'),
  sort: z.enum(['-published', 'published', 'area', '-area', 'price', '-price', 'rent', '-rent', 'code']).optional(),
})
export type OfferFilter = z.infer<typeof OfferFilter>

export const OfficeOffer = z.object({
  offer: Offer,
  publishedBy: z.string(),
  withdrawnBy: z.string().nullable(),
  withdrawnFor: z.string().nullable(),
  isCurrent: z.boolean(),
})
export type OfficeOffer = z.infer<typeof OfficeOffer>

/** What the page needs before something is published. */
export const Publishing = z.object({
  revisions: z.array(OfficeOffer).describe('Latest first.'),
  terms: OfferTerms.describe('As they stand, or as the registers suggest.'),
  revision: z.number().int().describe('The latest; 0: never published.'),
  documents: z.array(OfferDocument).describe('What the terms name.'),
  decision: Decision.describe('Whether it may be published now, else why not.'),
})
export type Publishing = z.infer<typeof Publishing>

export const offersContract = {
  offerList: endpoint
    .route({ method: 'GET', path: '/land/offers', summary: 'What is on offer, as it was published' })
    .meta({ may: 'anyone' })
    .input(OfferFilter.extend({ ...Paging, pageSize: z.coerce.number().int().min(1).max(200).default(50) }))
    .output(
      z.object({
        rows: z.array(Offer),
        total: z.number().int(),
        page: z.number().int(),
        pageSize: z.number().int(),
        uses: z.array(Named).describe('Uses of land, for the filter.'),
      }),
    ),
  offerShow: endpoint
    .route({ method: 'GET', path: '/land/offers/{id}', summary: 'One offer with its conditions and documents' })
    .meta({ may: 'anyone' })
    .input(z.object({ id: Id }))
    .output(Offer),
  offerOffice: endpoint
    .route({ method: 'GET', path: '/land/office/offers', summary: 'What the office has published, withdrawn ones too' })
    .meta({ may: 'land.see' })
    .input(
      OfferFilter.pick({ kind: true, place: true, text: true, stage: true }).extend({
        ...Paging,
        state: z.enum(['published', 'withdrawn']).optional(),
      }),
    )
    .output(
      z.object({
        rows: z.array(OfficeOffer),
        total: z.number().int(),
        page: z.number().int(),
        pageSize: z.number().int(),
      }),
    ),
  offerTerms: endpoint
    .route({
      method: 'GET',
      path: '/land/office/offers/{kind}/{of}',
      summary: 'Everything that was ever published of a parcel or space, and with which terms it may be published',
    })
    .meta({ may: 'land.see' })
    .input(Thing)
    .output(Publishing),
  offerPreview: endpoint
    .route({
      method: 'POST',
      path: '/land/offers/preview',
      summary: 'Exactly what strangers would see; nothing is published',
    })
    .meta({ may: 'land.supply' })
    .input(Thing.extend({ terms: OfferTerms }))
    .output(Offer),
  offerPublish: endpoint
    .route({ method: 'POST', path: '/land/offers', summary: 'Publish a parcel or a space, or publish it again' })
    .meta({ may: 'land.supply' })
    .input(Thing.extend({ terms: OfferTerms, expectedRevision: Revision }))
    .output(Offer),
  offerWithdraw: endpoint
    .route({ method: 'POST', path: '/land/offers/{id}/withdraw', summary: 'Take an offer back, with the reason' })
    .meta({ may: 'land.supply' })
    .input(z.object({ id: Id, expectedRevision: Revision, reason: Said }))
    .output(OfficeOffer),
}
