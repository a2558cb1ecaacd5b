import { randomUUID } from 'node:crypto'
import type { Actor, Resource } from '#base/decision.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import { findEnterprise, listEnterprisesById, organisationOf } from '#capabilities/enterprises/server/service.ts'
import { placesOf, resourcePlaces } from '#capabilities/places/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme } from '#pack/programme.ts'
import type { Occupation, Parcel, ParcelFields } from '../contract.ts'
import {
  changesBetween,
  checkParcel,
  checkStay,
  fitsArea,
  flattenParcel,
  type Stay,
  type StayRefusal,
} from '../rules.ts'
import {
  type DbOccupation,
  type DbParcel,
  findParcelRow,
  insertOccupations,
  insertParcels,
  type PlainOccupation,
  selectOccupations,
  selectParcelCodesTaken,
  selectParcels,
  toOccupation,
  toParcel,
  updateOccupations,
  updateParcels,
} from './store.ts'
import { parcelVocabulary } from './vocabulary.ts'

type RegisterHouse = Pick<House, 'programme' | 'clock'>
type By = { readonly actor: Actor }

/** Where a parcel of this place and base may be written. */
export function parcelResource(programme: Programme, place: string, base: string | null): Resource {
  return { places: resourcePlaces(placesOf(programme), place, base) }
}

/** Enters a parcel. Problems: forbidden, invalid_input, conflict (code taken). */
export async function createParcel(
  house: RegisterHouse,
  tx: Transaction,
  { fields, actor }: By & { fields: ParcelFields },
): Promise<Parcel> {
  const programme = house.programme()
  refuseFields(programme, fields)
  const resource = parcelResource(programme, fields.place, fields.base)
  decide(actor, 'parcels.edit', resource)
  await refuseTakenCode(tx, { code: fields.code })
  const id = randomUUID()
  await insertParcels(tx, [{ id, fields, places: [...(resource.places ?? [])], synthetic: false }])
  await recordAct(tx, {
    name: 'parcels.created',
    subject: { kind: 'parcel', id },
    detail: { version: 1, place: fields.place },
  })
  return toParcel(await getParcelRow(tx, { id }))
}

type ParcelEdit = By & { readonly id: string; readonly version: number; readonly fields: ParcelFields }

/** Changes a parcel. Beside the problems of entering: not_found, stale with both versions, refused_by_rule when what is on it no longer fits. */
export async function editParcel(
  house: RegisterHouse,
  tx: Transaction,
  { id, version, fields, actor }: ParcelEdit,
): Promise<Parcel> {
  const programme = house.programme()
  const seen = await getParcelRow(tx, { id })
  decide(actor, 'parcels.edit', parcelResource(programme, seen.place, seen.base))
  const row = await getParcelRow(tx, { id, lock: true })
  const current = toParcel(row)
  if (row.version !== version) throw staleParcel(current, { asked: version, yours: fields, by: row.updated_by })
  refuseFields(programme, fields)
  const resource = parcelResource(programme, fields.place, fields.base)
  decide(actor, 'parcels.edit', resource)
  const changes = changesBetween(flattenParcel(current), flattenParcel(fields))
  if (changes.length === 0) return current
  if (fields.code !== current.code) await refuseTakenCode(tx, { code: fields.code, of: id })
  const stays = (await selectOccupations(tx, { parcels: [id] })).map(toStay)
  if (!fitsArea(stays, fields.area)) {
    throw new Problem('refused_by_rule', {
      issues: [{ text: 'import.smaller_than_occupied', where: 'body.fields.area', found: fields.area }],
    })
  }
  await updateParcels(tx, [{ id, fields, version, places: [...(resource.places ?? [])], synthetic: row.synthetic }])
  const detail = { version: version + 1, fields: changes.map((change) => change.field) }
  await recordAct(tx, { name: 'parcels.edited', subject: { kind: 'parcel', id }, detail })
  return toParcel(await getParcelRow(tx, { id }))
}

type NewStay = By & {
  readonly parcel: string
  readonly enterprise: string
  readonly from: string
  readonly to: string | null
  readonly area: string | null
}

/** Puts an enterprise on a parcel. Problems: not_found, forbidden, refused_by_rule naming who is in the way and when. */
export async function occupyParcel(
  house: RegisterHouse,
  tx: Transaction,
  { actor, ...stay }: NewStay,
): Promise<Occupation> {
  const parcel = await writableParcel(house, tx, { id: stay.parcel, actor })
  const enterprise = await findEnterprise(tx, stay.enterprise)
  if (enterprise === undefined) throw new Problem('not_found', { details: { kind: 'enterprise', id: stay.enterprise } })
  const id = randomUUID()
  const others = (await selectOccupations(tx, { parcels: [parcel.id] })).map(toStay)
  refuseStay(checkStay({ id, ...stay }, { others, parcelArea: parcel.area }), { stay, field: 'from' })
  await insertOccupations(tx, [
    {
      id,
      ...stay,
      organisation: organisationOf(stay.enterprise),
      places: parcel.places,
      synthetic: parcel.synthetic && enterprise.synthetic,
    },
  ])
  const detail = { parcel: parcel.id, enterprise: stay.enterprise, from: stay.from, to: stay.to, area: stay.area }
  await recordAct(tx, { name: 'parcels.occupied', subject: { kind: 'occupation', id }, detail })
  return withNames(tx, { id, ...stay, version: 1 })
}

export type Leaving = By & { readonly id: string; readonly version: number; readonly to: string | null }

/** Says from which day an enterprise is no longer on a parcel; `null` says that it is still there. */
export async function leaveParcel(
  house: RegisterHouse,
  tx: Transaction,
  { id, version, to, actor }: Leaving,
): Promise<Occupation> {
  const [row] = await selectOccupations(tx, { ids: [id] })
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'occupation', id } })
  const parcel = await writableParcel(house, tx, { id: row.parcel, actor })
  const stays = (await selectOccupations(tx, { parcels: [parcel.id] })).map((each) => ({
    ...toStay(each),
    version: each.version,
  }))
  const current = stays.find((each) => each.id === id)
  if (current === undefined || current.version !== version) {
    const details = {
      kind: 'occupation',
      id,
      yourVersion: version,
      currentVersion: current?.version ?? null,
      yours: { to },
      current: { to: current?.to ?? null },
    }
    throw new Problem('stale', { details })
  }
  const stay = { ...current, to }
  refuseStay(checkStay(stay, { others: stays, parcelArea: parcel.area }), { stay, field: 'to' })
  await updateOccupations(tx, [stay])
  await recordAct(tx, {
    name: 'parcels.left',
    subject: { kind: 'occupation', id },
    detail: { parcel: parcel.id, enterprise: row.enterprise, to, version: version + 1 },
  })
  return withNames(tx, { ...toOccupation(row), to, version: version + 1 })
}

/** @throws Problem not_found, also for what the actor may not see */
export async function getParcelRow(tx: Transaction, asked: { id: string; lock?: boolean }): Promise<DbParcel> {
  const row = await findParcelRow(tx, asked)
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'parcel', id: asked.id } })
  return row
}

export function toStay(row: DbOccupation): Stay {
  const { id, enterprise, from, to, area } = toOccupation(row)
  return { id, enterprise, from, to, area }
}

/** Occupations with the names of parcel and enterprise; an enterprise out of sight keeps its name to itself. */
export async function nameOccupations(tx: Transaction, occupations: readonly PlainOccupation[]): Promise<Occupation[]> {
  const parcels = new Map(
    (await selectParcels(tx, { ids: [...new Set(occupations.map((each) => each.parcel))] })).map((row) => [
      row.id,
      row.code,
    ]),
  )
  const enterprises = await listEnterprisesById(tx, [...new Set(occupations.map((each) => each.enterprise))])
  return occupations.map((each) => ({
    ...each,
    parcelCode: parcels.get(each.parcel) ?? '',
    enterpriseName: enterprises.get(each.enterprise)?.name ?? '',
  }))
}

async function withNames(tx: Transaction, occupation: PlainOccupation): Promise<Occupation> {
  const { id, parcel, enterprise, from, to, area, version } = occupation
  const [named] = await nameOccupations(tx, [{ id, parcel, enterprise, from, to, area, version }])
  return named as Occupation
}

/** The parcel, locked so that two occupations cannot both find the same room. */
async function writableParcel(
  house: RegisterHouse,
  tx: Transaction,
  { id, actor }: By & { id: string },
): Promise<DbParcel> {
  const seen = await getParcelRow(tx, { id })
  decide(actor, 'parcels.edit', parcelResource(house.programme(), seen.place, seen.base))
  return getParcelRow(tx, { id, lock: true })
}

function refuseFields(programme: Programme, fields: ParcelFields): void {
  const findings = checkParcel(fields, parcelVocabulary(programme))
  if (findings.length === 0) return
  throw new Problem('invalid_input', {
    issues: findings.map(
      ({ field, code, found, expected }): ProblemIssue => ({
        text: code,
        where: `body.fields.${field === 'land_use' ? 'landUse' : field}`,
        found,
        expected,
      }),
    ),
  })
}

async function refuseTakenCode(tx: Transaction, { code, of }: { code: string; of?: string }): Promise<void> {
  if (!(await selectParcelCodesTaken(tx, [code])).some((each) => each.id !== of)) return
  throw new Problem('conflict', { issues: [{ text: 'import.code_taken', where: 'body.fields.code', found: code }] })
}

function refuseStay(
  refusal: StayRefusal | undefined,
  { stay, field }: { stay: Omit<NewStay, 'actor' | 'parcel'>; field: 'from' | 'to' },
): void {
  if (refusal === undefined) return
  const details: Record<string, string> =
    'other' in refusal
      ? { from: refusal.other.from, to: refusal.other.to ?? '', enterprise: refusal.other.enterprise }
      : {}
  const expected = 'free' in refusal ? { expected: `≤ ${refusal.free} m2 (${refusal.on})` } : {}
  throw new Problem('refused_by_rule', {
    issues: [{ text: refusal.code, where: `body.${field}`, found: stay[field] ?? '', ...expected, details }],
  })
}

function staleParcel(
  current: Parcel,
  { asked, yours, by }: { asked: number; yours: ParcelFields; by: string },
): Problem {
  const versions = { yourVersion: asked, currentVersion: current.version, changedAt: current.updatedAt, changedBy: by }
  return new Problem('stale', {
    details: {
      kind: 'parcel',
      id: current.id,
      ...versions,
      yours: flattenParcel(yours),
      current: flattenParcel(current),
    },
  })
}
