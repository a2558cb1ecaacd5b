import { sql } from 'kysely'
import { Problem } from '#base/problem.ts'
import { nearest } from '#base/nearest.ts'
import { placesAround } from '#capabilities/places/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { findDoc, listDocs } from '#pack/lookup.ts'
import type { Programme, ProgrammeQuota } from '#pack/programme.ts'
import { bookingAnswer, type EntryKind, type StatedAmount, withStated } from '../rules/quotas.ts'
import { type EntryRow, renewalTables } from './renewal-store.ts'

/** One quota of one place and year. */
export type AccountKey = { readonly quota: string; readonly place: string; readonly year: number }

/** @throws Problem invalid_input with those that the programme has */
export function demandQuota(programme: Programme, id: string): ProgrammeQuota {
  const found = findDoc(programme, 'quotas', id)
  if (found !== undefined) return found
  const known = listDocs(programme, 'quotas').map((one) => one.id)
  const near = nearest(id, known)
  throw new Problem('invalid_input', {
    issues: [
      {
        text: 'quota.unknown',
        where: 'quota',
        found: id,
        expected: known.join(', '),
        ...(near === undefined ? {} : { nearest: near }),
      },
    ],
  })
}

/** What the programme states for a place and year; undefined where it states no amount. */
export function statedOf(quota: ProgrammeQuota, { place, year }: Omit<AccountKey, 'quota'>): StatedAmount | undefined {
  const found = quota.given.find((one) => one.place === place && Number(one.year) === year)
  if (found === undefined || 'not_stated' in found.amount) return undefined
  return { amount: found.amount.value, source: found.source }
}

/** The entries of one account, in the order in which they were booked. */
export function entriesOf(tx: Transaction, { quota, place, year }: AccountKey): Promise<EntryRow[]> {
  return renewalTables(tx)
    .selectFrom('land_quota_entry')
    .selectAll()
    .where('quota', '=', quota)
    .where('place', '=', place)
    .where('year', '=', year)
    .orderBy('at')
    .orderBy('id')
    .execute()
}

/** Nobody else books on an account until the transaction ends; who comes second sees what the first has booked. */
async function lockAccount(tx: Transaction, { quota, place, year }: AccountKey): Promise<void> {
  const key = `land_quota ${quota} ${place} ${year}`
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx)
}

type Booking = AccountKey & {
  readonly what: EntryKind
  readonly amount: string
  readonly reason: string
  readonly request?: string
  readonly document?: string
}

/** Books an amount; what the programme states is booked before it. @throws Problem refused_by_rule where too little is left */
export async function book(house: House, tx: Transaction, booking: Booking): Promise<{ id: string }> {
  const programme = house.programme()
  const quota = demandQuota(programme, booking.quota)
  await lockAccount(tx, booking)
  const standing = await entriesOf(tx, booking)
  const stated = statedOf(quota, booking)
  const { what, amount, request = null } = booking
  const decision = bookingAnswer(withStated(standing, stated), { what, amount, request })
  if (!decision.allowed)
    throw new Problem('refused_by_rule', {
      details: { reason: decision.reason, ...decision.details, unit: quota.unit },
    })
  if (stated !== undefined && standing.every((entry) => entry.stated === null))
    await enter(house, tx, {
      ...booking,
      what: 'given',
      amount: stated.amount,
      unit: quota.unit,
      reason: stated.source,
      stated: stated.source,
      request: null,
      document: null,
    })
  return enter(house, tx, {
    ...booking,
    unit: quota.unit,
    stated: null,
    request,
    document: booking.document ?? null,
  })
}

type NewEntry = Omit<EntryRow, 'id' | 'at' | 'by' | 'places'>

async function enter(house: House, tx: Transaction, entry: NewEntry): Promise<{ id: string }> {
  const { quota, place, year, what, amount, unit, request, stated, document, reason } = entry
  const made = await renewalTables(tx)
    .insertInto('land_quota_entry')
    .values({
      quota,
      place,
      year,
      what,
      amount,
      unit,
      request,
      stated,
      document,
      reason,
      places: placesAround(house.programme(), place),
      at: house.clock.now(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await recordAct(tx, {
    name: 'land.quota_booked',
    subject: { kind: 'land_quota_entry', id: made.id },
    detail: { quota, place, year, what, amount, unit, ...(request === null ? {} : { request }) },
  })
  return made
}
