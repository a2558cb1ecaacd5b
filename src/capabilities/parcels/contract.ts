import { z } from 'zod'
import { Decision } from '#base/decision.ts'
import { endpoint } from '#base/endpoint.ts'
import { AreaShape, Position } from '#base/geo/geometry.ts'
import { Text } from '#base/text.ts'
import { ImportProblem, ImportRun, importContract } from '#capabilities/enterprises/contract.ts'

const DateText = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .describe('A day, e.g. 2026-11-22.')
const AreaText = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,4})?$/)
  .describe('Exact area in m2, at most four decimals.')

export const ParcelFields = z.object({
  code: z.string().trim().min(1).max(60).describe('Parcel code of the land register; unique.'),
  name: z.string().trim().max(200).nullable(),
  place: z.string().describe('Place id of the area unit it lies in.'),
  base: z.string().nullable().describe('Place id of the base it belongs to, if any.'),
  area: AreaText,
  landUse: z
    .string()
    .nullable()
    .describe('Class id of the land-use taxonomy, or the words of the register when the pack has none.'),
})
export type ParcelFields = z.infer<typeof ParcelFields>

export const Parcel = ParcelFields.extend({
  id: z.uuid(),
  synthetic: z.boolean(),
  version: z.number().int(),
  updatedAt: z.iso.datetime(),
})
export type Parcel = z.infer<typeof Parcel>

export const Occupation = z.object({
  id: z.uuid(),
  parcel: z.uuid(),
  parcelCode: z.string(),
  enterprise: z.uuid(),
  enterpriseName: z.string(),
  from: DateText.describe('First day on the parcel.'),
  to: DateText.nullable().describe('First day no longer on it; null = still there.'),
  area: AreaText.nullable().describe(
    'Part of the parcel in m2; null = the whole parcel, which leaves no room for another.',
  ),
  version: z.number().int(),
})
export type Occupation = z.infer<typeof Occupation>

export const ParcelSummary = Parcel.extend({
  occupants: z
    .array(z.object({ enterprise: z.uuid(), name: z.string() }))
    .describe('Who is on it today, as far as the reader may see.'),
})
export type ParcelSummary = z.infer<typeof ParcelSummary>

export const ParcelDetail = z.object({
  parcel: Parcel,
  occupations: z.array(Occupation).describe('Latest first, ended ones included.'),
  free: AreaText.nullable().describe(
    'Area that nobody occupies today; null for those who do not see everybody on the parcel.',
  ),
  mayEdit: Decision,
})
export type ParcelDetail = z.infer<typeof ParcelDetail>

const MetresText = z.string().describe('In m or m2, exact to two decimals.')
const axisOrder = z.enum(['east_first', 'north_first'])

export const ParcelShape = z.object({
  parcel: z.uuid(),
  version: z.number().int(),
  isCurrent: z.boolean(),
  area: MetresText.nullable().describe('Measured on the ellipsoid; null where positions are only approximate.'),
  perimeter: MetresText.nullable(),
  difference: MetresText.nullable().describe('Measured less the area of the register.'),
  share: z.string().nullable().describe('That difference as a share of the area of the register.'),
  crs: z.string().describe('Reference system in which it was given, e.g. EPSG:4526.'),
  approximate: z.boolean(),
  schematic: z.boolean().describe('Drawn for orientation, not surveyed.'),
  fromImport: z.uuid().nullable(),
  by: z.string(),
  at: z.iso.datetime(),
  withdrawnAt: z.iso.datetime().nullable().describe('When it was taken back with its import.'),
})
export type ParcelShape = z.infer<typeof ParcelShape>

export const ParcelShapes = z.object({
  geometry: AreaShape.nullable().describe('The shape in force, in degrees of CGCS2000.'),
  current: ParcelShape.nullable(),
  versions: z.array(ParcelShape).describe('Latest first, at most a hundred.'),
  neighbours: z.array(z.object({ code: z.string(), geometry: AreaShape })).describe('What lies around it.'),
  registerArea: AreaText,
  mayEdit: Decision,
})
export type ParcelShapes = z.infer<typeof ParcelShapes>

export const ShapesOfImport = z.object({
  run: ImportRun,
  format: z.enum(['shapefile', 'geojson', 'table']).nullable().describe('null: the import is done or taken back.'),
  crs: z
    .object({ code: z.string(), name: Text, how: z.enum(['declared', 'recognised', 'answered']), order: axisOrder })
    .nullable(),
  notes: z.array(ImportProblem).describe('What was understood and how, for the person to agree with.'),
  question: z
    .object({
      why: z.enum(['zone', 'order', 'contradiction']),
      choices: z.array(z.object({ crs: z.string(), order: axisOrder, name: Text })),
    })
    .nullable()
    .describe('What the file leaves open; to be answered by a new preview of the same file.'),
  attributes: z.array(z.string()),
  asksEncoding: z.boolean().describe('The attributes are written otherwise than the file declares.'),
  code: z.string().nullable().describe('The column that holds the code of the parcel.'),
  drawn: z.array(z.object({ line: z.number().int(), rings: z.array(z.array(Position)), good: z.boolean() })),
  faults: z.array(z.object({ line: z.number().int(), at: Position, code: z.string() })),
  left: z.number().int().describe('Shapes that are not drawn, since a page shows so many at most.'),
})
export type ShapesOfImport = z.infer<typeof ShapesOfImport>

export const ParcelFilter = z.object({
  q: z.string().max(100).optional().describe('Part of the code or name.'),
  place: z.string().optional(),
  occupied: z.enum(['yes', 'no']).optional(),
  sort: z.enum(['code', '-code', 'area', '-area']).optional(),
})
export type ParcelFilter = z.infer<typeof ParcelFilter>

export const parcelsContract = {
  list: endpoint
    .route({ method: 'GET', path: '/parcels', summary: 'The register of parcels, filtered and paged' })
    .meta({ may: 'parcels.see' })
    .input(
      ParcelFilter.extend({
        page: z.coerce.number().int().min(1).max(100_000).default(1),
        pageSize: z.coerce.number().int().min(1).max(1000).default(50),
      }),
    )
    .output(
      z.object({
        rows: z.array(ParcelSummary),
        total: z.number().int(),
        page: z.number().int(),
        pageSize: z.number().int(),
        synthetic: z.boolean(),
        mayEdit: Decision,
        mayImport: Decision,
      }),
    ),
  get: endpoint
    .route({ method: 'GET', path: '/parcels/{id}', summary: 'One parcel with all who were on it' })
    .meta({ may: 'parcels.see' })
    .input(z.object({ id: z.uuid() }))
    .output(ParcelDetail),
  ofEnterprise: endpoint
    .route({
      method: 'GET',
      path: '/enterprises/{enterprise}/parcels',
      summary: 'The parcels an enterprise is or was on',
    })
    .meta({ may: 'parcels.see' })
    .input(z.object({ enterprise: z.uuid() }))
    .output(
      z.object({ occupations: z.array(Occupation), area: AreaText.describe('Ground it occupies today, in m2.') }),
    ),
  create: endpoint
    .route({ method: 'POST', path: '/parcels', summary: 'Enter a parcel' })
    .meta({ may: 'parcels.edit' })
    .input(z.object({ fields: ParcelFields }))
    .output(Parcel),
  edit: endpoint
    .route({
      method: 'PUT',
      path: '/parcels/{id}',
      summary: 'Change a parcel; refused when it was changed since the page was read',
    })
    .meta({ may: 'parcels.edit' })
    .input(z.object({ id: z.uuid(), version: z.number().int(), fields: ParcelFields }))
    .output(Parcel),
  occupy: endpoint
    .route({
      method: 'POST',
      path: '/parcels/{parcel}/occupations',
      summary: 'Put an enterprise on a parcel from a day',
    })
    .meta({ may: 'parcels.edit' })
    .input(
      z.object({
        parcel: z.uuid(),
        enterprise: z.uuid(),
        from: DateText,
        to: DateText.nullable(),
        area: AreaText.nullable(),
      }),
    )
    .output(Occupation),
  leave: endpoint
    .route({
      method: 'PUT',
      path: '/occupations/{id}',
      summary: 'Say from which day the enterprise is no longer there',
    })
    .meta({ may: 'parcels.edit' })
    .input(z.object({ id: z.uuid(), version: z.number().int(), to: DateText.nullable() }))
    .output(Occupation),
  shapes: endpoint
    .route({
      method: 'GET',
      path: '/parcels/{id}/shapes',
      summary: 'The shape of a parcel, its versions and neighbours',
    })
    .meta({ may: 'parcels.see' })
    .input(z.object({ id: z.uuid() }))
    .output(ParcelShapes),
  shapeSave: endpoint
    .route({
      method: 'PUT',
      path: '/parcels/{id}/shapes',
      summary: 'Give a parcel a shape in degrees of CGCS2000; refused with the place of every fault',
    })
    .meta({ may: 'parcels.edit' })
    .input(
      z.object({
        id: z.uuid(),
        version: z.number().int().min(0).describe('The version that was read; 0 when there was none.'),
        geometry: AreaShape,
        schematic: z.boolean().default(false),
      }),
    )
    .output(ParcelShapes),
  shapesOfImport: endpoint
    .route({
      method: 'GET',
      path: '/parcels/imports/{id}/shapes',
      summary: 'What was understood of a file of shapes, what it asks, and a drawing with its faults',
    })
    .meta({ may: 'parcels.import' })
    .input(z.object({ id: z.uuid() }))
    .output(ShapesOfImport),
  imports: importContract('/parcels', 'parcels.import'),
}
