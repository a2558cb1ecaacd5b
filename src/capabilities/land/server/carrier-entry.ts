import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Actor } from '#base/decision.ts'
import { asKept, boundsOf, roundPosition, type Shape } from '#base/geo/geometry.ts'
import { nearest } from '#base/nearest.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import { organisationOf } from '#capabilities/enterprises/server/service.ts'
import { demandGround } from '#capabilities/parcels/server/service.ts'
import { isAreaUnit, isBase, placesOf, resourcePlaces } from '#capabilities/places/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import type { Programme } from '#pack/programme.ts'
import type { CarrierFields, SpaceFields } from '../contract/carriers.ts'
import { firstTooMuch } from '../rules/lettings.ts'
import { type CarrierRow, carrierTables, getOf, lettingsOf, type SpaceRow, stayOf } from './carrier-store.ts'
import { findProgramme, listProgrammes } from './space-programmes.ts'

type By = { readonly actor: Actor }
type CarrierHouse = Pick<House, 'programme' | 'clock'>

/** Enters a building. Problems: forbidden, invalid_input with the place of everything wrong, conflict (code taken). */
export async function addCarrier(
  house: CarrierHouse,
  tx: Transaction,
  { actor, ...fields }: CarrierFields & By,
): Promise<{ id: string }> {
  const places = demandCarrier(house, fields, 'body')
  decide(actor, 'land.plan', { places })
  await demandCode(tx, fields.code)
  const id = randomUUID()
  await carrierTables(tx)
    .insertInto('land_carrier')
    .values({ id, ...carrierValues(fields), synthetic: false, places, at: house.clock.now() })
    .execute()
  const detail = { place: fields.place, base: fields.base, floorArea: fields.floorArea, origin: fields.origin }
  await recordAct(tx, { name: 'land.carrier_added', subject: { kind: 'carrier', id }, detail })
  return { id }
}

/** Changes a building. Beside the problems of entering: not_found, stale. */
export async function editCarrier(
  house: CarrierHouse,
  tx: Transaction,
  asked: { readonly id: string; readonly revision: number; readonly fields: CarrierFields } & By,
): Promise<{ id: string }> {
  const { id, revision, fields, actor } = asked
  const row = await getOf(tx, 'land_carrier', { id, lock: true })
  decide(actor, 'land.plan', row)
  demandRevision('carrier', row, revision)
  const places = demandCarrier(house, fields, 'body.fields')
  decide(actor, 'land.plan', { places })
  if (fields.code !== row.code) await demandCode(tx, fields.code, 'body.fields.code')
  await carrierTables(tx)
    .updateTable('land_carrier')
    .set({ ...carrierValues(fields), places, revision: revision + 1, at: house.clock.now(), by: actor.id })
    .where('id', '=', id)
    .execute()
  const detail = { revision: revision + 1, floorArea: fields.floorArea, before: row.floor_area }
  await recordAct(tx, { name: 'land.carrier_changed', subject: { kind: 'carrier', id }, detail })
  return { id }
}

/** @throws Problem stale with both revisions */
export function demandRevision(
  kind: string,
  row: { readonly id: string; readonly revision: number },
  asked: number,
): void {
  if (row.revision === asked) return
  throw new Problem('stale', { details: { kind, id: row.id, yourVersion: asked, currentVersion: row.revision } })
}

async function demandCode(tx: Transaction, code: string, where = 'body.code'): Promise<void> {
  const { rows } = await sql<{ taken: boolean }>`select land_carrier_code_taken(${code}) as taken`.execute(tx)
  if (rows[0]?.taken === true)
    throw new Problem('conflict', {
      details: { kind: 'carrier', code },
      issues: [{ text: 'carrier.code_taken', where, found: code }],
    })
}

export function carrierValues(fields: CarrierFields) {
  const { geometry } = fields
  const kept = geometry === null ? null : shapeKept(geometry)
  const [west, south, east, north] = kept === null ? [null, null, null, null] : boundsOf(kept)
  return {
    code: fields.code,
    name: fields.name,
    place: fields.place,
    base: fields.base,
    address: fields.address === '' ? null : fields.address,
    geometry: kept === null ? null : JSON.stringify(kept),
    west,
    south,
    east,
    north,
    floor_area: fields.floorArea,
    builder: fields.builder,
    origin: fields.origin,
    completed_on: fields.completedOn,
    programme: fields.programme,
    stated: fields.stated,
    schematic: fields.schematic,
  }
}

function shapeKept(shape: Shape): Shape {
  return shape.type === 'Point' ? { type: 'Point', coordinates: roundPosition(shape.coordinates) } : asKept(shape)
}

/** The places of a building. @throws Problem invalid_input with the place of everything wrong */
function demandCarrier(house: CarrierHouse, fields: CarrierFields, at: string): string[] {
  const issues = carrierIssues(house, fields, at)
  if (issues.length > 0) throw new Problem('invalid_input', { issues })
  if (fields.geometry !== null && fields.geometry.type !== 'Point') demandGround(fields.geometry)
  return resourcePlaces(placesOf(house.programme()), fields.place, fields.base)
}

/** Everything that is wrong with a building, each with its place. */
export function carrierIssues(house: CarrierHouse, fields: CarrierFields, at: string): ProblemIssue[] {
  const programme = house.programme()
  const issues = [...placeIssues(programme, fields, at), ...programmeIssues(programme, fields, at)]
  if (fields.completedOn !== null && parsePlainDate(fields.completedOn) > todayOf(house))
    issues.push({ text: 'carrier.completed_later', where: `${at}.completedOn`, found: fields.completedOn })
  if (fields.floorArea.match(/[1-9]/) === null)
    issues.push({ text: 'carrier.no_area', where: `${at}.floorArea`, found: fields.floorArea })
  return issues
}

function placeIssues(programme: Programme, { place, base }: CarrierFields, at: string): ProblemIssue[] {
  const book = placesOf(programme)
  const issues: ProblemIssue[] = []
  const near = (found: string) => {
    const one = nearest(found, Object.keys(programme.places))
    return one === undefined ? {} : { nearest: one }
  }
  if (!isAreaUnit(book, place))
    issues.push({ text: 'carrier.unknown_place', where: `${at}.place`, found: place, ...near(place) })
  if (base !== null && !isBase(book, base))
    issues.push({ text: 'lot.unknown_base', where: `${at}.base`, found: base, ...near(base) })
  return issues
}

function programmeIssues(programme: Programme, { programme: of, stated }: CarrierFields, at: string): ProblemIssue[] {
  if (of === null)
    return stated === null
      ? []
      : [{ text: 'carrier.stated_without_programme', where: `${at}.programme`, found: stated }]
  const space = findProgramme(programme, of)
  if (space === undefined) {
    const expected = listProgrammes(programme).map(({ id }) => id)
    return [{ text: 'carrier.unknown_programme', where: `${at}.programme`, found: of, expected: expected.join(', ') }]
  }
  const known = (space.carriers ?? []).map(({ id }) => id)
  if (stated === null || known.includes(stated)) return []
  return [{ text: 'carrier.unknown_stated', where: `${at}.stated`, found: stated, expected: known.join(', ') }]
}

/** Enters a floor or unit. Problems: not_found, forbidden, invalid_input, conflict (code taken in the building). */
export async function addSpace(
  house: CarrierHouse,
  tx: Transaction,
  { carrier: of, fields, actor }: { readonly carrier: string; readonly fields: SpaceFields } & By,
): Promise<{ id: string }> {
  const carrier = await getOf(tx, 'land_carrier', { id: of, lock: true })
  decide(actor, 'land.plan', carrier)
  await demandSpace(house, tx, { carrier, fields })
  const id = randomUUID()
  await carrierTables(tx)
    .insertInto('land_space')
    .values({ id, carrier: of, ...spaceValues(fields), at: house.clock.now() })
    .execute()
  const detail = { space: id, code: fields.code, area: fields.area }
  await recordAct(tx, { name: 'land.space_added', subject: { kind: 'carrier', id: of }, detail })
  return { id }
}

/** Changes a floor or unit; what is let of it must still fit on every day. Beside the problems of entering: stale, refused_by_rule. */
export async function editSpace(
  house: CarrierHouse,
  tx: Transaction,
  asked: { readonly id: string; readonly revision: number; readonly fields: SpaceFields } & By,
): Promise<{ id: string }> {
  const { id, revision, fields, actor } = asked
  const row = await getOf(tx, 'land_space', { id, lock: true })
  const carrier = await getOf(tx, 'land_carrier', { id: row.carrier })
  decide(actor, 'land.plan', carrier)
  demandRevision('space', row, revision)
  await demandSpace(house, tx, { carrier, fields, row })
  demandRoom(fields.area, (await lettingsOf(tx, [id])).map(stayOf), 'body.fields.area')
  await carrierTables(tx)
    .updateTable('land_space')
    .set({ ...spaceValues(fields), revision: revision + 1, at: house.clock.now(), by: actor.id })
    .where('id', '=', id)
    .execute()
  const detail = { space: id, area: fields.area, before: row.area, revision: revision + 1 }
  await recordAct(tx, { name: 'land.space_changed', subject: { kind: 'carrier', id: row.carrier }, detail })
  return { id }
}

/** @throws Problem refused_by_rule naming the first day on which more would be let than there is */
export function demandRoom(area: string, stays: Parameters<typeof firstTooMuch>[1], where: string): void {
  const over = firstTooMuch(area, stays)
  if (over === undefined) return
  throw new Problem('refused_by_rule', {
    details: { reason: 'carrier.let_too_much' },
    issues: [{ text: 'carrier.let_too_much', where, found: `${over.let} m2, ${over.on}`, expected: `≤ ${area} m2` }],
  })
}

async function demandSpace(
  house: CarrierHouse,
  tx: Transaction,
  { carrier, fields, row }: { readonly carrier: CarrierRow; readonly fields: SpaceFields; readonly row?: SpaceRow },
): Promise<void> {
  const issues = spaceIssues(house.programme(), carrier.programme, fields)
  if (issues.length > 0) throw new Problem('invalid_input', { issues })
  if (row?.code === fields.code) return
  const taken = await carrierTables(tx)
    .selectFrom('land_space')
    .select('id')
    .where('carrier', '=', carrier.id)
    .where('code', '=', fields.code)
    .executeTakeFirst()
  if (taken !== undefined)
    throw new Problem('conflict', {
      details: { kind: 'space', code: fields.code },
      issues: [{ text: 'carrier.space_taken', where: 'body.fields.code', found: fields.code }],
    })
}

/** Everything that is wrong with a floor or unit of a building that counts for a programme, each with its place. */
export function spaceIssues(programme: Programme, of: string | null, fields: SpaceFields): ProblemIssue[] {
  const known = (findProgramme(programme, of)?.terms ?? []).map(({ id }) => id)
  const issues = fields.terms.flatMap((term, at): ProblemIssue[] =>
    known.includes(term)
      ? []
      : [{ text: 'carrier.unknown_term', where: `body.fields.terms.${at}`, found: term, expected: known.join(', ') }],
  )
  for (const name of ['area', 'ceiling', 'floorLoad'] as const) {
    const value = fields[name]
    if (value !== null && !/[1-9]/.test(value))
      issues.push({ text: 'carrier.no_area', where: `body.fields.${name}`, found: value })
  }
  return issues
}

export function spaceValues(fields: SpaceFields) {
  return {
    code: fields.code,
    floor: fields.floor === '' ? null : fields.floor,
    area: fields.area,
    rent: fields.rent,
    terms: [...fields.terms],
    free_from: fields.freeFrom === null ? null : parsePlainDate(fields.freeFrom),
    power_kw: fields.powerKw,
    clean_room: fields.cleanRoom,
    ceiling_m: fields.ceiling,
    floor_load: fields.floorLoad,
  }
}

/** A letting as it is kept. */
export function lettingValues({ enterprise, name, from, to = null, area, term }: NewLetting) {
  return {
    enterprise: enterprise ?? null,
    name,
    from_on: parsePlainDate(from),
    to_on: to === null ? null : parsePlainDate(to),
    area,
    term: term ?? null,
    organisations: enterprise === undefined ? [] : [organisationOf(enterprise)],
  }
}

const noCarrierWords = {
  base: null,
  address: null,
  geometry: null,
  builder: null,
  completedOn: null,
  programme: null,
  stated: null,
  schematic: false,
}
const noSpaceWords = {
  floor: null,
  rent: null,
  terms: [],
  freeFrom: null,
  powerKw: null,
  cleanRoom: null,
  ceiling: null,
  floorLoad: null,
}

/** A building of the synthetic stock with its floors and who has which part. */
export type NewCarrier = Pick<CarrierFields, 'code' | 'name' | 'place' | 'floorArea' | 'origin'> &
  Partial<CarrierFields> & {
    readonly id?: string
    readonly synthetic: boolean
    readonly spaces: readonly (Pick<SpaceFields, 'code' | 'area'> &
      Partial<SpaceFields> & { readonly id?: string; readonly lettings: readonly NewLetting[] })[]
  }

export type NewLetting = {
  readonly enterprise?: string | undefined
  readonly name: string
  readonly from: string
  readonly to?: string | null
  readonly area: string
  readonly term?: string | undefined
}

const perStatement = 500

/** Enters many buildings at once, unchecked and without acts: the caller made them and records the one act. Answers their ids in order. */
export async function createCarriersInBulk(
  house: CarrierHouse,
  tx: Transaction,
  rows: readonly NewCarrier[],
): Promise<string[]> {
  const book = placesOf(house.programme())
  const at = house.clock.now()
  const carriers = []
  const spaces = []
  const lettings = []
  for (const { id = randomUUID(), synthetic, spaces: floors, ...given } of rows) {
    const fields = { ...noCarrierWords, ...given }
    const places = resourcePlaces(book, fields.place, fields.base)
    carriers.push({ id, ...carrierValues(fields), synthetic, places, at })
    for (const { id: space = randomUUID(), lettings: parts, ...floor } of floors) {
      spaces.push({ id: space, carrier: id, ...spaceValues({ ...noSpaceWords, ...floor }), at })
      for (const part of parts) lettings.push({ space, ...lettingValues(part), at })
    }
  }
  for (const part of portions(carriers)) await carrierTables(tx).insertInto('land_carrier').values(part).execute()
  for (const part of portions(spaces)) await carrierTables(tx).insertInto('land_space').values(part).execute()
  for (const part of portions(lettings)) await carrierTables(tx).insertInto('land_letting').values(part).execute()
  return carriers.map(({ id }) => id)
}

function* portions<Row>(rows: readonly Row[]): Generator<Row[]> {
  for (let from = 0; from < rows.length; from += perStatement) yield rows.slice(from, from + perStatement)
}
