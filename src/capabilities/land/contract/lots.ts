import { z } from 'zod'
import { Decision } from '#base/decision.ts'
import { endpoint } from '#base/endpoint.ts'
import { Figure } from '#base/figure.ts'
import { AreaShape } from '#base/geo/geometry.ts'
import { Clause } from '#base/named.ts'
import { Text } from '#base/text.ts'
import { Amount, Area, Day, Id, Name, Named, Paging, Revision, Said } from './words.ts'

/** A class of readiness, as the programme names it. */
export const ReadinessClass = z.object({
  id: Name,
  name: Text,
  words: Text,
  existing: z.boolean().describe('Ground that is built on already.'),
})
export type ReadinessClass = z.infer<typeof ReadinessClass>

export const LandUse = z.object({ id: Name, name: Text, industrial: z.boolean(), newIndustry: z.boolean() })
export type LandUse = z.infer<typeof LandUse>

export const LandWords = z.object({
  readiness: z.array(ReadinessClass).describe('In the order of the programme: the readiest first.'),
  uses: z.array(LandUse),
  bases: z.array(Named),
  blocks: z
    .object({ unit: z.string(), from: z.array(Amount) })
    .nullable()
    .describe('Sizes from which contiguous ground is a block of its own.'),
  tenures: z.array(Named).describe('How ground and space may be had, as the programme calls it.'),
  rows: z
    .array(Named.extend({ unit: z.string() }))
    .describe('Amounts that control standards ask for: by these parcels can be told apart, each in its unit.'),
})
export type LandWords = z.infer<typeof LandWords>

const Power = z.string().regex(/^\d{1,9}(\.\d{1,3})?$/)

/** What is kept of a parcel in preparation; null = not stated. */
export const LotFields = z.object({
  base: Name.nullable().describe('The base whose plan it counts to.'),
  use: Name.nullable().describe('A use of land of the programme.'),
  readiness: Name.nullable().describe('A class of readiness of the programme.'),
  usableOn: Day.nullable(),
  acquiredOn: Day.nullable(),
  preparedOn: Day.nullable(),
  suppliedOn: Day.nullable(),
  powerKw: Power.nullable(),
  note: z.string().trim().min(1).max(2000).nullable(),
})
export type LotFields = z.infer<typeof LotFields>

export const Lot = LotFields.extend({ parcel: Id, revision: z.number().int() })
export type Lot = z.infer<typeof Lot>

export const LotRow = z.object({
  parcel: Id,
  code: z.string(),
  name: z.string().nullable(),
  area: Area,
  place: Named,
  base: Named.nullable(),
  readiness: Named.nullable(),
  use: Named.nullable(),
  lot: Lot.nullable().describe('null: not in preparation.'),
  occupied: z.boolean().describe('Somebody is on it today.'),
  synthetic: z.boolean(),
})
export type LotRow = z.infer<typeof LotRow>

export const LotEvent = z.object({
  number: z.number().int(),
  what: z.string().describe('The field that changed; `prepared` when it was brought into preparation.'),
  before: z.string().nullable(),
  after: z.string().nullable(),
  since: Day,
  reason: z.string(),
  at: z.string(),
  by: z.string().nullable(),
})
export type LotEvent = z.infer<typeof LotEvent>

export const LotDetail = z.object({
  row: LotRow,
  landUse: z.string().nullable().describe('The words of the register.'),
  events: z.array(LotEvent).describe('Latest first.'),
  shape: z
    .object({
      geometry: AreaShape,
      area: z.string().nullable().describe('Measured on the ellipsoid, m2.'),
      approximate: z.boolean(),
      schematic: z.boolean(),
    })
    .nullable(),
  mayPlan: Decision,
})
export type LotDetail = z.infer<typeof LotDetail>

export const LotChange = z.object({
  changes: LotFields.partial(),
  since: Day.optional().describe('From which day it holds; today when left out.'),
  reason: Said,
})
export type LotChange = z.infer<typeof LotChange>

export const LotFilter = z.object({
  q: z.string().max(100).optional().describe('Part of the code or name.'),
  place: Name.optional(),
  base: Name.optional().describe('`none`: of no base.'),
  readiness: Name.optional().describe('`none`: not stated.'),
  use: Name.optional(),
  prepared: z.enum(['yes', 'no']).default('yes').describe('no: parcels that are not in preparation.'),
  free: z.enum(['yes', 'no']).optional().describe('yes: nobody is on it today and it was not supplied.'),
  sort: z.enum(['code', '-code', 'area', '-area']).default('code'),
})
export type LotFilter = z.infer<typeof LotFilter>

export const LedgerCell = z.object({ readiness: z.string().nullable(), parcels: z.number().int(), area: Area })

export const Ledger = z.object({
  rows: z.array(
    z.object({
      id: z.string().nullable().describe('null: of no base.'),
      name: Text,
      cells: z.array(LedgerCell).describe('One for each class that occurs; null: not stated.'),
      parcels: z.number().int(),
      area: Area,
    }),
  ),
  unprepared: z.object({ parcels: z.number().int(), area: Area }).describe('Parcels that are not in preparation.'),
  synthetic: z.boolean(),
})
export type Ledger = z.infer<typeof Ledger>

export const PlanLine = z.object({
  plan: Name,
  name: Text,
  does: z.enum(['acquire', 'prepare', 'supply']),
  target: Name,
  place: Named,
  planned: z.object({ value: Amount, unit: z.string() }).nullable().describe('null: the source states no amount.'),
  clause: Clause.nullable(),
  actual: Figure,
  difference: z.string().nullable().describe('Actual less plan, in the unit of the plan.'),
  share: z.string().nullable().describe('Actual as percent of the plan, one decimal.'),
  byBase: z.array(z.object({ base: Named, actual: Figure })).describe('Of what was done, how much in which base.'),
})
export type PlanLine = z.infer<typeof PlanLine>

export const Plans = z.object({
  year: z.number().int(),
  years: z.array(z.number().int()).describe('Years for which the programme has a plan.'),
  lines: z.array(PlanLine),
  undated: z
    .array(z.object({ does: z.enum(['acquire', 'prepare', 'supply']), parcels: z.number().int(), area: Area }))
    .describe(
      'Parcels in preparation that a later step proves or a ready class claims, while this day was not entered.',
    ),
})
export type Plans = z.infer<typeof Plans>

export const LandBlock = z.object({
  id: Id.describe('The first of its parcels.'),
  parcels: z.array(z.object({ id: Id, code: z.string(), area: Area })),
  area: Area.describe('Sum of the areas of the register.'),
  from: Amount.describe('The largest size of the programme that it reaches.'),
  places: z.array(Named),
  bases: z.array(Named),
  approximate: z.boolean(),
  schematic: z.boolean(),
})
export type LandBlock = z.infer<typeof LandBlock>

export const LandBlocks = z.object({
  blocks: z.array(LandBlock).describe('The largest first.'),
  unit: z.string(),
  from: z.array(Amount),
  within: z.number().describe('Metres between two parcels that still lie together.'),
  considered: z.number().int().describe('Free parcels of these classes with a shape.'),
  unshaped: z.number().int().describe('Free parcels of these classes without a shape, so in no block.'),
})
export type LandBlocks = z.infer<typeof LandBlocks>

const parcelInput = z.object({ parcel: Id })

export const lotsContract = {
  landWords: endpoint
    .route({ method: 'GET', path: '/land/words', summary: 'Classes of readiness and uses of land of the programme' })
    .meta({ may: 'land.see' })
    .output(LandWords),
  lotList: endpoint
    .route({
      method: 'GET',
      path: '/land/lots',
      summary: 'Parcels in preparation, or those that are not, filtered and paged',
    })
    .meta({ may: 'land.see' })
    .input(LotFilter.extend(Paging))
    .output(
      z.object({
        rows: z.array(LotRow),
        total: z.number().int(),
        area: Area.describe('Of all that were found.'),
        page: z.number().int(),
        pageSize: z.number().int(),
        mayPlan: Decision,
      }),
    ),
  lotShow: endpoint
    .route({ method: 'GET', path: '/land/lots/{parcel}', summary: 'One parcel: how ready it is, and every change' })
    .meta({ may: 'land.see' })
    .input(parcelInput)
    .output(LotDetail),
  lotSave: endpoint
    .route({
      method: 'PUT',
      path: '/land/lots/{parcel}',
      summary: 'Bring a parcel into preparation (revision 0) or change it; refused when it was changed since',
    })
    .meta({ may: 'land.plan' })
    .input(LotChange.extend({ parcel: Id, revision: Revision }))
    .output(Lot),
  lotBulk: endpoint
    .route({
      method: 'POST',
      path: '/land/lots/bulk',
      summary: 'The same change for several parcels, for all or for none',
    })
    .meta({ may: 'land.plan' })
    .input(
      LotChange.extend({
        parcels: z
          .array(z.object({ parcel: Id, revision: Revision }))
          .min(1)
          .max(500),
      }),
    )
    .output(z.object({ changed: z.number().int() })),
  ledger: endpoint
    .route({ method: 'GET', path: '/land/ledger', summary: 'Parcels in preparation by class and base or town' })
    .meta({ may: 'land.see' })
    .input(z.object({ by: z.enum(['base', 'town']).default('base'), place: Name.optional() }))
    .output(Ledger),
  plans: endpoint
    .route({ method: 'GET', path: '/land/plans', summary: 'The plans of a year against what was done' })
    .meta({ may: 'land.see' })
    .input(z.object({ year: z.coerce.number().int().min(1949).max(2200).optional() }))
    .output(Plans),
  planLineage: endpoint
    .route({ method: 'GET', path: '/land/plans/lineage', summary: 'The parcels behind a figure of a plan' })
    .meta({ may: 'land.see' })
    .input(
      z.object({
        does: z.enum(['acquire', 'prepare', 'supply']),
        year: z.coerce.number().int().min(1949).max(2200),
        place: Name,
        cursor: z.coerce.number().int().min(0).max(1_000_000).default(0),
      }),
    )
    .output(
      z.object({
        rows: z.array(
          z.object({
            id: z.string(),
            title: z.string(),
            detail: Text,
            value: z.object({ value: z.string(), unit: z.string() }),
            period: z.string(),
            to: z.string(),
          }),
        ),
        total: z.number().int(),
        next: z.string().optional(),
      }),
    ),
  blocks: endpoint
    .route({ method: 'GET', path: '/land/blocks', summary: 'Free ground that lies together, above a size' })
    .meta({ may: 'land.see' })
    .input(
      z.object({
        readiness: z
          .string()
          .max(1000)
          .optional()
          .describe('Classes, joined by commas; all that are not built on when left out.'),
        from: Amount.optional().describe('One of the sizes of the programme; the smallest when left out.'),
        base: Name.optional(),
      }),
    )
    .output(LandBlocks),
}
