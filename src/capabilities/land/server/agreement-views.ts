import { type SelectQueryBuilder, sql } from 'kysely'
import { type Actor, can } from '#base/decision.ts'
import { daysBetween, type PlainDate } from '#base/plain-date.ts'
import { listParcelsById } from '#capabilities/parcels/server/service.ts'
import type { Parcel } from '#capabilities/parcels/contract.ts'
import { getWorkflow, stateName } from '#capabilities/workflows/server/service.ts'
import { inReachOfHouse, type Transaction } from '#kit/server/db.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { namedPlace, textOf } from '#pack/naming.ts'
import type { AgreementSummary } from '../contract/agreements.ts'
import {
  type AgreementRow,
  agreementTables,
  type AgreementTables,
  type CheckRow,
  idleRowsOf,
  lastChecks,
} from './agreement-store.ts'
import { nextOf } from './agreements.ts'
import { shownCheck } from './checks.ts'
import { stands } from './idle-findings.ts'
import { landOf } from './reach.ts'
import { nameOfIndustry, namedUse } from './vocabulary.ts'

/** Days before the date from which on it is near. */
const nearDays = 30

/** The light of an agreement: a word and a shape beside it come from the page. */
function agreementLight(row: Pick<AgreementRow, 'is_final' | 'next_due'>, today: PlainDate): AgreementSummary['light'] {
  if (row.is_final) return 'done'
  if (row.next_due === null) return 'on_schedule'
  if (row.next_due < today) return 'overdue'
  return daysBetween(today, row.next_due) <= nearDays ? 'near' : 'on_schedule'
}

type AgreementsAsked = {
  readonly q?: string | undefined
  readonly place?: string | undefined
  readonly state?: string | undefined
  readonly only?: 'overdue' | 'idle' | 'default' | 'new_industry' | undefined
  readonly open: 'yes' | 'no' | 'all'
  readonly page: number
  readonly pageSize: number
  readonly actor: Actor
}

type Query = SelectQueryBuilder<AgreementTables, 'land_agreement', object>

const idleSql = sql<boolean>`exists (select from land_idle_finding f where f.agreement = land_agreement.id
  and land_agreement.completed_on is null and f.due = case f.since
    when 'start' then case when land_agreement.started_on is null then land_agreement.due_start end
    else case when land_agreement.started_on is not null then land_agreement.due_completion end end)`
const defaultSql = sql<boolean>`exists (select from land_credit c where c.agreement = land_agreement.id and c.cleared_on is null)`

/** Agreements within reach, what is due first. */
export async function listAgreements(house: House, tx: Transaction, asked: AgreementsAsked) {
  const today = todayOf(house)
  const matching = filtered(agreementTables(tx).selectFrom('land_agreement'), asked, today)
  const { total } = await matching.select(sql<number>`count(*)::integer`.as('total')).executeTakeFirstOrThrow()
  const rows = await matching
    .selectAll()
    .orderBy('is_final')
    .orderBy(sql`next_due nulls last`)
    .orderBy('id')
    .limit(asked.pageSize)
    .offset((asked.page - 1) * asked.pageSize)
    .execute()
  const workflow = getWorkflow(house.programme(), landOf(house.programme()).workflows.land_supervision)
  return {
    total,
    items: await summariesOf(house, tx, rows),
    totals: await totalsOf(tx, today),
    states: workflow.states.map(({ id, name }) => ({ id, name: textOf(name) })),
    mayBegin: can(asked.actor, 'land.supervise').allowed,
  }
}

function filtered(query: Query, asked: AgreementsAsked, today: PlainDate): Query {
  const { q = '', place, state, only, open } = asked
  let found = query
  if (open !== 'all') found = found.where('is_final', '=', open === 'no')
  if (place !== undefined) found = found.where(sql<boolean>`places @> array[${place}]::text[]`)
  if (state !== undefined) found = found.where('state', '=', state)
  if (only === 'overdue') found = found.where('next_due', '<', today).where('is_final', '=', false)
  if (only === 'idle') found = found.where('is_final', '=', false).where(idleSql)
  if (only === 'default') found = found.where(defaultSql)
  if (only === 'new_industry') found = found.where('is_new_industry', '=', true)
  if (q !== '')
    found = found.where(sql<boolean>`(position(lower(${q}) in lower(holder_name)) > 0 or exists (
      select from parcel_parcel p where p.id = land_agreement.parcel and position(lower(${q}) in lower(p.code)) > 0))`)
  return found
}

/** How many there are of all that are open within reach. */
async function totalsOf(tx: Transaction, today: PlainDate) {
  const { open, overdue, idle, inDefault, area } = await agreementTables(tx)
    .selectFrom('land_agreement')
    .where('is_final', '=', false)
    .select([
      sql<number>`count(*)::integer`.as('open'),
      sql<number>`(count(*) filter (where next_due < ${today}))::integer`.as('overdue'),
      sql<number>`(count(*) filter (where ${idleSql}))::integer`.as('idle'),
      sql<number>`(count(*) filter (where ${defaultSql}))::integer`.as('inDefault'),
      sql<string>`trim_scale(coalesce(sum(area), 0))::text`.as('area'),
    ])
    .executeTakeFirstOrThrow()
  return { open, overdue, idle, inDefault, area }
}

/** Agreements as they are listed. */
export async function summariesOf(
  house: House,
  tx: Transaction,
  rows: readonly AgreementRow[],
): Promise<AgreementSummary[]> {
  const ids = rows.map(({ id }) => id)
  // Whoever sees an agreement sees which parcel it is about.
  const parcels = await inReachOfHouse(tx, () =>
    listParcelsById(
      tx,
      rows.map(({ parcel }) => parcel),
    ),
  )
  const checks = await lastChecks(tx, ids)
  const idle = await idleRowsOf(tx, ids)
  const defaults = await openDefaultsAmong(tx, ids)
  return rows.map((row) =>
    summaryOf(house, row, {
      parcel: parcels.get(row.parcel),
      last: checks.get(row.id),
      idle: (idle.get(row.id) ?? []).some((finding) => stands(row, finding)),
      inDefault: defaults.has(row.id),
    }),
  )
}

type Around = {
  readonly parcel: Parcel | undefined
  readonly last: ReadonlyMap<string, CheckRow> | undefined
  readonly idle: boolean
  readonly inDefault: boolean
}

function summaryOf(house: House, row: AgreementRow, { parcel, last, idle, inDefault }: Around): AgreementSummary {
  const programme = house.programme()
  const today = todayOf(house)
  const workflow = getWorkflow(programme, landOf(programme).workflows.land_supervision)
  const next = row.is_final ? undefined : nextOf(row, last, today)
  return {
    id: row.id,
    case: row.case_id,
    parcel: { id: row.parcel, code: parcel?.code ?? '', name: parcel?.name ?? null },
    place: namedPlace(programme, parcel?.base ?? parcel?.place ?? programme.rootPlace),
    holder: row.holder,
    holderName: row.holder_name,
    industry: row.industry === null ? null : { id: row.industry, name: nameOfIndustry(programme, row.industry) },
    use: row.land_use === null ? null : namedUse(programme, row.land_use),
    newIndustry: row.is_new_industry,
    area: row.area.replace(/\.?0+$/, ''),
    price: row.price,
    landRightOn: row.land_right_on,
    state: row.state,
    stateName: stateName(workflow, row.state),
    final: row.is_final,
    next: next === undefined ? null : shownCheck(next),
    nextDue: row.next_due,
    days: row.next_due === null ? null : daysBetween(today, row.next_due),
    light: agreementLight(row, today),
    idle,
    inDefault,
    synthetic: row.is_synthetic,
  }
}

async function openDefaultsAmong(tx: Transaction, agreements: readonly string[]): Promise<Set<string>> {
  if (agreements.length === 0) return new Set()
  const rows = await agreementTables(tx)
    .selectFrom('land_credit')
    .select('agreement')
    .where('cleared_on', 'is', null)
    .where(sql<boolean>`agreement = any(${[...agreements]}::uuid[])`)
    .execute()
  return new Set(rows.map(({ agreement }) => agreement))
}

/** The agreements on a parcel, or of an enterprise, the latest first. */
export async function agreementsAbout(
  house: House,
  tx: Transaction,
  about: { readonly parcel: string } | { readonly holder: string },
): Promise<AgreementSummary[]> {
  const [column, id] = 'parcel' in about ? (['parcel', about.parcel] as const) : (['holder', about.holder] as const)
  const rows = await agreementTables(tx)
    .selectFrom('land_agreement')
    .selectAll()
    .where(column, '=', id)
    .orderBy('land_right_on', 'desc')
    .orderBy('id')
    .execute()
  return summariesOf(house, tx, rows)
}

/** What a parcel shows of its supervision. */
export type AgreementOfParcel = {
  readonly id: string
  readonly state: string
  readonly light: AgreementSummary['light']
  readonly nextDue: PlainDate | null
  readonly holderName: string
  readonly isFinal: boolean
}

/** The latest agreement on each of these parcels, as far as the actor sees them; without one where there is none. */
export async function agreementsOf(
  tx: Transaction,
  { parcels, today }: { readonly parcels: readonly string[]; readonly today: PlainDate },
): Promise<Map<string, AgreementOfParcel>> {
  const found = new Map<string, AgreementOfParcel>()
  if (parcels.length === 0) return found
  const rows = await agreementTables(tx)
    .selectFrom('land_agreement')
    .select(['id', 'parcel', 'state', 'is_final', 'next_due', 'holder_name'])
    .where(sql<boolean>`parcel = any(${[...parcels]}::uuid[])`)
    .orderBy('land_right_on')
    .orderBy('created_at')
    .execute()
  for (const row of rows)
    found.set(row.parcel, {
      id: row.id,
      state: row.state,
      light: agreementLight(row, today),
      nextDue: row.next_due,
      holderName: row.holder_name,
      isFinal: row.is_final,
    })
  return found
}
