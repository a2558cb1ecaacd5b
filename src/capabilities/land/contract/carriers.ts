import { z } from 'zod'
import { Decision } from '#base/decision.ts'
import { endpoint } from '#base/endpoint.ts'
import { Figure } from '#base/figure.ts'
import { Shape } from '#base/geo/geometry.ts'
import { Named } from '#base/named.ts'
import { Text } from '#base/text.ts'
import { importContract } from '#capabilities/enterprises/contract.ts'
import { Area, Day, Id, Name, Paging, Revision } from './words.ts'

const Title = z.string().trim().min(1).max(300)
const Code = z.string().trim().min(1).max(60)
/** Exact, never below zero, not used to compute as a float. */
const Size = z.string().regex(/^\d{1,12}(\.\d{1,4})?$/)

export const builders = ['state', 'collective', 'private', 'other'] as const
export const origins = ['built', 'acquired', 'standing'] as const

export const CarrierFields = z.object({
  code: Code.describe('Code of the building; unique.'),
  name: Title,
  place: Name.describe('Place it stands in.'),
  base: Name.nullable(),
  address: z.string().trim().max(300).nullable(),
  geometry: Shape.nullable().describe('Point or ground plan in degrees of CGCS2000; null: unknown.'),
  schematic: z.boolean().default(false),
  floorArea: Area,
  builder: z.enum(builders).nullable(),
  origin: z.enum(origins).describe('How it came: built, acquired, or standing already.'),
  completedOn: Day.nullable().describe('Day on which it was completed or acquired.'),
  programme: Name.nullable().describe('Programme of space it counts for.'),
  stated: Name.nullable().describe('Carrier that the documents of that programme name, if it is one.'),
})
export type CarrierFields = z.infer<typeof CarrierFields>
/** As a page gives it. */
export type CarrierGiven = z.input<typeof CarrierFields>

export const SpaceFields = z.object({
  code: Code.describe('Floor or unit; unique in the building.'),
  floor: z.string().trim().max(100).nullable(),
  area: Area,
  rent: Size.nullable().describe('Yuan per m2 and month; null: not stated.'),
  terms: z.array(Name).max(20).describe('Terms of the programme of space on which it may be had.'),
  freeFrom: Day.nullable().describe('First day on which it can be had; null: not stated.'),
  powerKw: Size.nullable(),
  cleanRoom: z.boolean().nullable(),
  ceiling: Size.nullable().describe('Clear height in m.'),
  floorLoad: Size.nullable().describe('Tonnes per m2.'),
})
export type SpaceFields = z.infer<typeof SpaceFields>
export type SpaceGiven = z.input<typeof SpaceFields>

export const LettingShown = z.object({
  id: Id,
  space: Id,
  enterprise: Id.nullable(),
  name: z.string(),
  from: Day.describe('First day.'),
  to: Day.nullable().describe('First day no longer; null while it goes on.'),
  area: Area,
  term: Named.nullable(),
  revision: z.number().int(),
})
export type LettingShown = z.infer<typeof LettingShown>

export const SpaceShown = SpaceFields.extend({
  id: Id,
  termNames: z.array(Named),
  let: z.string().describe('m2 that are let today.'),
  free: z.string().describe('m2 that nobody has today.'),
  revision: z.number().int(),
  lettings: z.array(LettingShown).describe('Latest first, ended ones included.'),
})
export type SpaceShown = z.infer<typeof SpaceShown>

export const CarrierSummary = CarrierFields.omit({ geometry: true, place: true, base: true }).extend({
  id: Id,
  place: Named,
  base: Named.nullable(),
  synthetic: z.boolean(),
  spaces: z.number().int(),
  free: z.string().nullable().describe('m2 that nobody has today; null where no floor was entered.'),
  occupancy: Figure,
})
export type CarrierSummary = z.infer<typeof CarrierSummary>

export const ProgrammeOfSpace = z.object({
  id: Name,
  name: Text,
  rent: z.object({ value: z.string(), unit: z.string() }).nullable().describe('What is asked for at most.'),
  selects: z.array(Named.extend({ condition: z.string() })),
  terms: z.array(Named.extend({ kind: z.string(), words: Text, condition: z.string().nullable() })),
  stated: z.array(Named).describe('Carriers that its documents name.'),
  asks: z
    .object({
      facts: z.array(Named),
      amounts: z.array(Named.extend({ unit: z.string() })),
    })
    .describe('What its conditions ask of an enterprise.'),
})
export type ProgrammeOfSpace = z.infer<typeof ProgrammeOfSpace>

export const CarrierDetail = CarrierSummary.extend({
  geometry: Shape.nullable(),
  spacesOf: z.array(SpaceShown),
  offer: ProgrammeOfSpace.nullable().describe('The programme of space that it belongs to.'),
  revision: z.number().int(),
  updatedBy: z.string(),
  updatedAt: z.iso.datetime(),
  mayEdit: Decision,
})
export type CarrierDetail = z.infer<typeof CarrierDetail>

export const RuleAnswered = z.object({
  id: Name,
  name: Text,
  answer: z.enum(['yes', 'no', 'unknown']),
  unknown: z.array(z.string()).describe('Names of what is not known.'),
})
export type RuleAnswered = z.infer<typeof RuleAnswered>

export const SelectionAnswer = z.object({
  answer: z.enum(['yes', 'no', 'unknown']).describe('Whether the enterprise may have the space at all.'),
  selects: z.array(RuleAnswered),
  terms: z.array(RuleAnswered.extend({ kind: z.string(), words: Text, open: z.boolean() })),
})
export type SelectionAnswer = z.infer<typeof SelectionAnswer>

/** What is said of an enterprise that asks for space, by the names of the programme. */
export const Said = {
  facts: z.record(z.string().max(100), z.boolean()).default({}),
  amounts: z.record(z.string().max(100), z.string().regex(/^-?\d{1,20}(\.\d{1,10})?$/)).default({}),
}

export const FreeSpaceShown = SpaceFields.extend({
  id: Id,
  free: z.string(),
  termNames: z.array(Named),
  carrier: z.object({ id: Id, code: z.string(), name: z.string(), place: Named, base: Named.nullable() }),
  synthetic: z.boolean(),
})
export type FreeSpaceShown = z.infer<typeof FreeSpaceShown>

export const OccupancyRow = z.object({
  id: z.string(),
  name: Text,
  carriers: z.number().int(),
  area: z.string().nullable().describe('m2 of the floors entered; null where none was.'),
  let: z.string().nullable(),
  occupancy: Figure,
})
export type OccupancyRow = z.infer<typeof OccupancyRow>

export const TargetRow = z.object({
  programme: Named,
  place: Named,
  year: z.number().int(),
  low: z.string().nullable().describe('m2; null: not stated.'),
  high: z.string().nullable().describe('m2, the upper end of a range.'),
  words: Text.nullable(),
  actual: Figure,
  reached: z.enum(['yes', 'no', 'unknown']),
  source: Text.describe('Document and clause that state it.'),
})
export type TargetRow = z.infer<typeof TargetRow>

const lineageOf = ['carrier', 'base', 'place', 'target'] as const

export const carriersContract = {
  carrierImports: importContract('/land/carriers', 'land.plan'),
  carrierList: endpoint
    .route({ method: 'GET', path: '/land/carriers', summary: 'Buildings for industry with their occupancy today' })
    .meta({ may: 'land.see' })
    .input(
      z.object({
        place: Name.optional(),
        base: Name.optional(),
        programme: Name.optional(),
        text: z.string().max(100).optional().describe('Part of the code or name.'),
        ...Paging,
      }),
    )
    .output(
      z.object({
        total: z.number().int(),
        items: z.array(CarrierSummary),
        programmes: z.array(ProgrammeOfSpace),
        mayAdd: Decision,
      }),
    ),
  carrierShow: endpoint
    .route({ method: 'GET', path: '/land/carriers/{id}', summary: 'One building: its floors, and who has which part' })
    .meta({ may: 'land.see' })
    .input(z.object({ id: Id }))
    .output(CarrierDetail),
  carrierAdd: endpoint
    .route({ method: 'POST', path: '/land/carriers', summary: 'Enter a building' })
    .meta({ may: 'land.plan' })
    .input(CarrierFields)
    .output(z.object({ id: Id })),
  carrierEdit: endpoint
    .route({
      method: 'PUT',
      path: '/land/carriers/{id}',
      summary: 'Change a building; refused when it was changed since',
    })
    .meta({ may: 'land.plan' })
    .input(z.object({ id: Id, revision: Revision, fields: CarrierFields }))
    .output(z.object({ id: Id })),
  spaceAdd: endpoint
    .route({ method: 'POST', path: '/land/carriers/{carrier}/spaces', summary: 'Enter a floor or unit of a building' })
    .meta({ may: 'land.plan' })
    .input(z.object({ carrier: Id, fields: SpaceFields }))
    .output(z.object({ id: Id })),
  spaceEdit: endpoint
    .route({ method: 'PUT', path: '/land/spaces/{id}', summary: 'Change a floor or unit; what is let must still fit' })
    .meta({ may: 'land.plan' })
    .input(z.object({ id: Id, revision: Revision, fields: SpaceFields }))
    .output(z.object({ id: Id })),
  spaceList: endpoint
    .route({ method: 'GET', path: '/land/spaces', summary: 'Space that nobody has on a day' })
    .meta({ may: 'land.see' })
    .input(z.object({ on: Day.optional(), least: Area.optional(), place: Name.optional(), base: Name.optional() }))
    .output(z.object({ on: Day, items: z.array(FreeSpaceShown) })),
  lettingAdd: endpoint
    .route({
      method: 'POST',
      path: '/land/spaces/{space}/lettings',
      summary: 'Let a part of a floor or unit; the parts never exceed it on any day',
    })
    .meta({ may: 'land.plan' })
    .input(
      z.object({
        space: Id,
        enterprise: Id.optional(),
        name: Title.optional().describe('Who has it, in words; left out for an enterprise of the register.'),
        from: Day,
        to: Day.nullable(),
        area: Area,
        term: Name.nullable().describe('On which term; one with conditions only where they hold.'),
        ...Said,
      }),
    )
    .output(z.object({ id: Id })),
  lettingEnd: endpoint
    .route({ method: 'PUT', path: '/land/lettings/{id}', summary: 'Say from which day the part is free again' })
    .meta({ may: 'land.plan' })
    .input(z.object({ id: Id, revision: Revision, to: Day.nullable() }))
    .output(z.object({ id: Id })),
  selectionShow: endpoint
    .route({
      method: 'POST',
      path: '/land/space-programmes/{programme}/selection',
      summary:
        'Which conditions an enterprise meets that asks for space, what is unknown, and which terms are open to it',
    })
    .meta({ may: 'land.see' })
    .input(z.object({ programme: Name, ...Said }))
    .output(SelectionAnswer),
  occupancyShow: endpoint
    .route({
      method: 'GET',
      path: '/land/occupancy',
      summary: 'Occupancy by base and by town on a day; what a year was to bring against what it brought',
    })
    .meta({ may: 'land.see' })
    .input(z.object({ on: Day.optional() }))
    .output(
      z.object({
        on: Day,
        whole: OccupancyRow,
        bases: z.array(OccupancyRow),
        places: z.array(OccupancyRow),
        targets: z.array(TargetRow),
      }),
    ),
  occupancyLineage: endpoint
    .route({ method: 'GET', path: '/land/occupancy/lineage', summary: 'The buildings behind a figure of occupancy' })
    .meta({ may: 'land.see' })
    .input(
      z.object({
        of: z.enum(lineageOf),
        id: z.string().max(200),
        on: Day,
        year: z.coerce.number().int().min(1949).max(2200).optional(),
        programme: Name.optional(),
        cursor: z.coerce.number().int().min(0).max(10_000_000).optional(),
      }),
    )
    .output(
      z.object({
        rows: z.array(
          z.object({
            id: z.string(),
            title: z.string(),
            detail: Text.optional(),
            value: z.object({ value: z.string(), unit: z.string() }),
            to: z.string(),
          }),
        ),
        total: z.number().int(),
        next: z.string().optional(),
      }),
    ),
}
