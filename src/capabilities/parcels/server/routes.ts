import { Decimal, toDecimalText } from '#base/decimal.ts'
import { can } from '#base/decision.ts'
import {
  createImports,
  getEnterprise,
  importFileRoute,
  importHandlers,
  importTemplates,
} from '#capabilities/enterprises/server/service.ts'
import { placesAsked, placesOf } from '#capabilities/places/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { implementContract, type PlainRoute, type RequestContext } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { type ParcelDetail, type ParcelSummary, parcelsContract } from '../contract.ts'
import { occupationColumns, parcelColumns } from '../rules/import-columns.ts'
import { homeOf } from '../rules/shape-plan.ts'
import { freeOn } from '../rules.ts'
import { occupationImport } from './occupation-import.ts'
import { parcelImport } from './parcel-import.ts'
import {
  createParcel,
  editParcel,
  getParcelRow,
  leaveParcel,
  nameOccupations,
  occupyParcel,
  parcelResource,
  toStay,
} from './register.ts'
import { shapeImport } from './shape-import.ts'
import { presentImport, presentShapes, saveShape } from './shapes.ts'
import { pageParcels, selectOccupations, selectOccupiedArea, toOccupation, toParcel } from './store.ts'
import { parcelVocabulary } from './vocabulary.ts'

/** Routes of the parcels contract. */
export function parcelsRoutes(house: House) {
  const gate = implementContract(parcelsContract)
  const { record } = house
  const shapes = createImports(house, shapeImport)
  const imports = importHandlers(house, {
    parcels: createImports(house, parcelImport),
    occupations: createImports(house, occupationImport),
    shapes,
  })
  return gate.router({
    list: gate.list.handler(({ input, context }) =>
      record.withActor(context.actor, (tx) => presentPage(house, { tx, context, input })),
    ),
    get: gate.get.handler(({ input, context }) =>
      record.withActor(context.actor, (tx) => presentParcel(house, { tx, context, id: input.id })),
    ),
    ofEnterprise: gate.ofEnterprise.handler(({ input: { enterprise }, context: { actor } }) =>
      record.withActor(actor, async (tx) => {
        await getEnterprise(tx, enterprise)
        const occupations = await nameOccupations(
          tx,
          (await selectOccupations(tx, { enterprises: [enterprise] })).map(toOccupation),
        )
        const areas = await selectOccupiedArea(tx, { enterprises: [enterprise], day: today(house) })
        return { occupations, area: toDecimalText(new Decimal(areas.get(enterprise) ?? '0')) }
      }),
    ),
    create: gate.create.handler(({ input, context: { actor } }) =>
      record.withActor(actor, (tx) => createParcel(house, tx, { ...input, actor })),
    ),
    edit: gate.edit.handler(({ input, context: { actor } }) =>
      record.withActor(actor, (tx) => editParcel(house, tx, { ...input, actor })),
    ),
    occupy: gate.occupy.handler(({ input, context: { actor } }) =>
      record.withActor(actor, (tx) => occupyParcel(house, tx, { ...input, actor })),
    ),
    leave: gate.leave.handler(({ input, context: { actor } }) =>
      record.withActor(actor, (tx) => leaveParcel(house, tx, { ...input, actor })),
    ),
    shapes: gate.shapes.handler(({ input: { id }, context: { actor } }) =>
      record.withActor(actor, (tx) => presentShapes(house, { tx, actor, id })),
    ),
    shapeSave: gate.shapeSave.handler(({ input, context: { actor } }) =>
      record.withActor(actor, (tx) => saveShape(house, tx, { ...input, actor })),
    ),
    shapesOfImport: gate.shapesOfImport.handler(async ({ input: { id }, context: { actor } }) => {
      const { run, read } = await shapes.inspect(actor, id)
      const map = house.programme().land?.map
      return presentImport(run, { read, home: map === undefined ? undefined : homeOf(map) })
    }),
    imports: {
      preview: gate.imports.preview.handler(imports.preview),
      get: gate.imports.get.handler(imports.get),
      confirm: gate.imports.confirm.handler(imports.confirm),
      undo: gate.imports.undo.handler(imports.undo),
      list: gate.imports.list.handler(imports.list),
    },
  })
}

/** Uploads and templates beside the contract. */
export function parcelsPlainRoutes(house: House): PlainRoute[] {
  const columns = { parcels: () => parcelColumns(parcelVocabulary(house.programme())), occupations: occupationColumns }
  return [
    importFileRoute(house, { path: '/parcels', permission: 'parcels.import' }),
    ...importTemplates({ path: '/parcels', permission: 'parcels.import', columns }),
  ]
}

const today = (house: House) => house.clock.today(house.programme().timeZone)

type PageInput = {
  q?: string | undefined
  place?: string | undefined
  occupied?: 'yes' | 'no' | undefined
  sort?: ParcelSort
  page: number
  pageSize: number
}
type ParcelSort = 'code' | '-code' | 'area' | '-area' | undefined
type Asking = { readonly tx: Transaction; readonly context: Pick<RequestContext, 'actor'> }

async function presentPage(house: House, { tx, context: { actor }, input }: Asking & { readonly input: PageInput }) {
  const { page, pageSize, sort, place, ...filter } = input
  const day = today(house)
  const places = place === undefined ? undefined : placesAsked(placesOf(house.programme()), place)
  const found = await pageParcels(tx, {
    search: { ...filter, places, today: day },
    sort: sort ?? 'code',
    page,
    pageSize,
  })
  const there = (await selectOccupations(tx, { parcels: found.rows.map((row) => row.id) })).filter(
    ({ from_date: from, to_date: to }) => from <= day && (to === null || day < to),
  )
  const named = await nameOccupations(tx, there.map(toOccupation))
  const rows: ParcelSummary[] = found.rows.map((parcel) => ({
    ...parcel,
    occupants: named
      .filter((each) => each.parcel === parcel.id)
      .map((each) => ({ enterprise: each.enterprise, name: each.enterpriseName })),
  }))
  const synthetic = rows.some((row) => row.synthetic)
  return {
    rows,
    total: found.total,
    page,
    pageSize,
    synthetic,
    mayEdit: can(actor, 'parcels.edit'),
    mayImport: can(actor, 'parcels.import'),
  }
}

async function presentParcel(
  house: House,
  { tx, context: { actor }, id }: Asking & { readonly id: string },
): Promise<ParcelDetail> {
  const parcel = toParcel(await getParcelRow(tx, { id }))
  const rows = await selectOccupations(tx, { parcels: [id] })
  const resource = parcelResource(house.programme(), parcel.place, parcel.base)
  const seesEverybody = can(actor, 'parcels.see', resource).allowed
  return {
    parcel,
    occupations: await nameOccupations(tx, rows.map(toOccupation)),
    free: seesEverybody ? freeOn(rows.map(toStay), { day: today(house), parcelArea: parcel.area }) : null,
    mayEdit: can(actor, 'parcels.edit', resource),
  }
}
