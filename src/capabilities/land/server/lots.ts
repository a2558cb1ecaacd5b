import { type Actor, can } from '#base/decision.ts'
import { toDecimalText, parseDecimal } from '#base/decimal.ts'
import type { Named } from '#base/named.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import { listShapes } from '#capabilities/parcels/server/service.ts'
import { namesOfPeople } from '#capabilities/people/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { namedPlace, textOf, written } from '#pack/naming.ts'
import type { Programme } from '#pack/programme.ts'
import type { Lot, LotChange, LotDetail, LotFields, LotFilter, LotRow } from '../contract/lots.ts'
import { blankLot, changeLot, type LotVocabulary, lotFaults } from '../rules/lots.ts'
import {
  countFound,
  type EventToWrite,
  type FoundRow,
  insertEvents,
  insertLots,
  type LotSearch,
  selectEvents,
  selectFound,
  selectLots,
  selectLotsAfter,
  updateLots,
} from './lot-store.ts'
import { landOf } from './reach.ts'
import { basesIn } from './vocabulary.ts'

/** Parcels in preparation that the actor may see, of those named. */
export async function listLots(tx: Transaction, parcels: readonly string[]): Promise<Lot[]> {
  return selectLots(tx, parcels)
}

/** All parcels in preparation that the actor may see, in portions, in the order of their ids. */
export async function* eachLot(tx: Transaction, portion = 2_000): AsyncGenerator<Lot[]> {
  let after: string | undefined
  for (;;) {
    const found = await selectLotsAfter(tx, { after, most: portion })
    if (found.length > 0) yield found
    if (found.length < portion) return
    after = found.at(-1)?.parcel
  }
}

/** A parcel of the synthetic stock in preparation; what is left out is not stated. */
export type NewLot = Partial<LotFields> & { readonly parcel: string }

const perStatement = 1_000

/**
 * Brings many parcels into preparation at once, unchecked and without acts: the caller made them and records the one act. The history of each
 * begins with why it was brought in.
 */
export async function createLotsInBulk(
  house: Pick<House, 'clock' | 'programme'>,
  tx: Transaction,
  { rows, reason }: { readonly rows: readonly NewLot[]; readonly reason: string },
): Promise<void> {
  const [at, since] = [house.clock.now(), todayOf(house)]
  for (let from = 0; from < rows.length; from += perStatement) {
    const lots = rows.slice(from, from + perStatement).map((row) => ({ ...blankLot, ...row, revision: 0 }))
    const made = await insertLots(tx, lots, at)
    const events = [...made].map((lot) => ({ lot, what: 'prepared', before: null, after: 'yes', since, reason }))
    await insertEvents(tx, events, at)
  }
}

function vocabularyOf(programme: Programme): LotVocabulary {
  const { readiness, uses } = landOf(programme)
  return {
    readiness: readiness.map(({ id }) => id),
    uses: uses.map(({ id }) => id),
    bases: basesIn(programme).map(({ id }) => id),
  }
}

type Wanted = { readonly parcel: string; readonly revision: number }
type Saving = LotChange & { readonly wanted: readonly Wanted[] }

/** Writes a change of several parcels, for all or for none. @throws Problem not_found, stale, invalid_input */
async function saveLots(house: House, tx: Transaction, { wanted, changes, since, reason }: Saving): Promise<Lot[]> {
  const today = todayOf(house)
  const found = new Map(
    (
      await selectLots(
        tx,
        wanted.map(({ parcel }) => parcel),
      )
    ).map((lot) => [lot.parcel, lot]),
  )
  const planned = wanted.map(({ parcel, revision }) => {
    const lot = found.get(parcel)
    if ((lot?.revision ?? 0) !== revision)
      throw new Problem('stale', { details: { kind: 'parcel', id: parcel, reason: 'lot.stale' } })
    return { parcel, revision, ...changeLot(lot, changes) }
  })
  const changed = planned.filter(({ steps }) => steps.length > 0)
  const asked = { vocabulary: vocabularyOf(house.programme()), today }
  const issues = changed.flatMap(({ next }) => lotFaults(next, asked))
  const first = issues.filter(
    (one, at) => issues.findIndex(({ text, where }) => text === one.text && where === one.where) === at,
  )
  if (first.length > 0) throw new Problem('invalid_input', { issues: first })
  if (changed.length === 0)
    throw new Problem('invalid_input', { issues: [{ text: 'lot.nothing_changed', where: 'body.changes' }] })
  const lots = changed.map(({ parcel, revision, next }): Lot => ({ ...next, parcel, revision }))
  const fresh = lots.filter(({ revision }) => revision === 0)
  const kept = lots.filter(({ revision }) => revision > 0)
  const at = house.clock.now()
  const stood = new Set([
    ...(fresh.length === 0 ? [] : await insertLots(tx, fresh, at)),
    ...(kept.length === 0 ? [] : await updateLots(tx, kept)),
  ])
  const late = lots.find(({ parcel }) => !stood.has(parcel))
  if (late !== undefined)
    throw new Problem('stale', { details: { kind: 'parcel', id: late.parcel, reason: 'lot.stale' } })
  const on = since === undefined ? today : parsePlainDate(since)
  const events = changed.flatMap(({ parcel, steps }) =>
    steps.map((step): EventToWrite => ({ lot: parcel, ...step, since: on, reason })),
  )
  await insertEvents(tx, events, at)
  for (const { parcel, steps, next } of changed)
    await recordAct(tx, {
      name: 'land.lot_changed',
      subject: { kind: 'parcel', id: parcel },
      detail: { what: steps.map(({ what }) => what), readiness: next.readiness, use: next.use },
    })
  return lots.map((lot) => ({ ...lot, revision: lot.revision + 1 }))
}

/** Brings a parcel into preparation or changes it. @throws Problem not_found, forbidden, stale, invalid_input */
export async function saveLot(
  house: House,
  tx: Transaction,
  { parcel, revision, actor, ...change }: LotChange & Wanted & { readonly actor: Actor },
): Promise<Lot> {
  await demandPlanned(house, tx, { parcels: [parcel], actor })
  const [lot] = await saveLots(house, tx, { ...change, wanted: [{ parcel, revision }] })
  if (lot === undefined) throw new Problem('internal')
  return lot
}

/** The same change for several parcels. @throws Problem not_found, forbidden, stale, invalid_input */
export async function saveLotsInBulk(
  house: House,
  tx: Transaction,
  { parcels, actor, ...change }: LotChange & { readonly parcels: readonly Wanted[]; readonly actor: Actor },
): Promise<{ changed: number }> {
  await demandPlanned(house, tx, { parcels: parcels.map(({ parcel }) => parcel), actor })
  const lots = await saveLots(house, tx, { ...change, wanted: parcels })
  return { changed: lots.length }
}

/** What the house writes when an act of a case says so, such as the day of supply; a parcel that was not in preparation comes into it. */
export async function changeLotByHouse(
  house: House,
  tx: Transaction,
  { parcel, ...change }: LotChange & { readonly parcel: string },
): Promise<void> {
  const [lot] = await selectLots(tx, [parcel])
  if (lot !== undefined && changeLot(lot, change.changes).steps.length === 0) return
  await saveLots(house, tx, { ...change, wanted: [{ parcel, revision: lot?.revision ?? 0 }] })
}

async function demandPlanned(
  house: House,
  tx: Transaction,
  { parcels, actor }: { readonly parcels: readonly string[]; readonly actor: Actor },
): Promise<void> {
  const ids = [...new Set(parcels)]
  if (ids.length < parcels.length)
    throw new Problem('invalid_input', { issues: [{ text: 'value.duplicate', where: 'body.parcels' }] })
  const rows = await findRows(house, tx, ids)
  const missing = ids.find((id) => !rows.some((row) => row.id === id))
  if (missing !== undefined) throw new Problem('not_found', { details: { kind: 'parcel', id: missing } })
  for (const { places } of rows) decide(actor, 'land.plan', { places })
}

/** Parcels of the register beside their lots, those of these ids that the actor sees. */
export async function findRows(house: House, tx: Transaction, parcels: readonly string[]): Promise<FoundRow[]> {
  const search: LotSearch = { today: todayOf(house), parcels }
  return selectFound(tx, { search, sort: 'code', limit: parcels.length, offset: 0 })
}

/** A parcel as the ledger shows it. */
function showRow(programme: Programme, row: FoundRow): LotRow {
  const { readiness, uses } = landOf(programme)
  const base = row.lot === null ? row.own_base : row.lot.base
  return {
    parcel: row.id,
    code: row.code,
    name: row.name,
    area: toDecimalText(parseDecimal(row.area)),
    place: namedPlace(programme, row.place),
    base: base === null ? null : namedPlace(programme, base),
    readiness: namedOf(readiness, row.lot?.readiness ?? null),
    use: namedOf(uses, row.lot?.use ?? null),
    lot: row.lot,
    occupied: row.occupied,
    synthetic: row.synthetic,
  }
}

type Words = { readonly zh: string; readonly en: string }

function namedOf(all: readonly { readonly id: string; readonly name: Words }[], id: string | null): Named | null {
  if (id === null) return null
  const found = all.find((one) => one.id === id)
  return { id, name: found === undefined ? written(id) : textOf(found.name) }
}

type LotsAsked = LotFilter & { readonly page: number; readonly pageSize: number; readonly actor: Actor }

/** The search of a filter. @throws Problem not_found for a place that the programme does not have */
export function searchOf(house: House, { place, readiness, ...filter }: Partial<LotFilter>): LotSearch {
  return {
    ...filter,
    today: todayOf(house),
    places: place === undefined || place === house.programme().rootPlace ? undefined : [place],
    readiness: readiness === undefined ? undefined : readiness.split(','),
  }
}

/** Parcels in preparation, or those that are not. */
export async function pageLots(house: House, tx: Transaction, { actor, page, pageSize, sort, ...filter }: LotsAsked) {
  const programme = house.programme()
  const search = searchOf(house, filter)
  const { total, area } = await countFound(tx, search)
  const rows = await selectFound(tx, { search, sort, limit: pageSize, offset: (page - 1) * pageSize })
  return {
    rows: rows.map((row) => showRow(programme, row)),
    total,
    area: toDecimalText(parseDecimal(area)),
    page,
    pageSize,
    mayPlan: can(actor, 'land.plan'),
  }
}

/** One parcel with every change. @throws Problem not_found */
export async function showLot(
  house: House,
  tx: Transaction,
  { parcel, actor }: { readonly parcel: string; readonly actor: Actor },
): Promise<LotDetail> {
  const [row] = await findRows(house, tx, [parcel])
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'parcel', id: parcel } })
  const [shape] = await listShapes(tx, [parcel])
  const events = await selectEvents(tx, parcel)
  const names = await namesOfPeople(
    tx,
    events.map(({ by }) => by),
  )
  return {
    row: showRow(house.programme(), row),
    landUse: row.land_use,
    events: events.map(({ lot: _lot, by, at, ...event }) => ({
      ...event,
      at: at.toISOString(),
      by: names.get(by) ?? null,
    })),
    shape:
      shape === undefined
        ? null
        : { geometry: shape.geometry, area: shape.area, approximate: shape.approximate, schematic: shape.schematic },
    mayPlan: can(actor, 'land.plan', { places: row.places }),
  }
}
