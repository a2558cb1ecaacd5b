import { type Expression, type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely'
import type { Transaction } from '#kit/server/db.ts'
import type {
  Classification,
  CodeOverride,
  Enterprise,
  EnterpriseStatus,
  EnterpriseSummary,
  enterpriseSorts,
} from '../contract.ts'
import { searchPattern } from '../rules/search-text.ts'

export type DbEnterprise = {
  id: string
  name: string
  credit_code: string | null
  former_names: string[]
  town: string
  base: string | null
  industry: string | null
  size: string | null
  ownership: string | null
  above_scale_since: string | null
  above_scale_until: string | null
  status: EnterpriseStatus
  opened_on: string | null
  address: string | null
  contact_name: string | null
  contact_phone: string | null
  synthetic: boolean
  version: number
  places: string[]
  search: string
  created_at: Date
  updated_at: Date
  updated_by: string
}

export type DbClassification = {
  enterprise: string
  from_date: string
  to_date: string | null
  town: string
  base: string | null
  industry: string | null
  size: string | null
  ownership: string | null
}

type DbCodeOverride = { id: string; enterprise: string; code: string; reason: string; by: string; at: Date }

export type EnterpriseTables = {
  enterprise_enterprise: DbEnterprise
  enterprise_classification: DbClassification
  enterprise_code_override: DbCodeOverride
}

const tables = (tx: Transaction) => tx.withTables<EnterpriseTables>() as unknown as Kysely<EnterpriseTables>

export function toEnterprise(row: Omit<DbEnterprise, 'search' | 'places' | 'created_at' | 'updated_by'>): Enterprise {
  return {
    ...toSummary(row),
    formerNames: row.former_names,
    openedOn: row.opened_on,
    address: row.address,
    contact: { name: row.contact_name, phone: row.contact_phone },
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
  }
}

type SummaryRow = Pick<DbEnterprise, (typeof summaryColumns)[number]>

function toSummary(row: SummaryRow): EnterpriseSummary {
  return {
    id: row.id,
    name: row.name,
    creditCode: row.credit_code,
    town: row.town,
    base: row.base,
    industry: row.industry,
    size: row.size,
    ownership: row.ownership,
    aboveScaleSince: row.above_scale_since,
    aboveScaleUntil: row.above_scale_until,
    status: row.status,
    synthetic: row.synthetic,
  }
}

export function toClassification(row: DbClassification): Classification {
  const { from_date, to_date, enterprise: _enterprise, ...classes } = row
  return { ...classes, from: from_date, to: to_date }
}

const summaryColumns = [
  'id',
  'name',
  'credit_code',
  'town',
  'base',
  'industry',
  'size',
  'ownership',
  'above_scale_since',
  'above_scale_until',
  'status',
  'synthetic',
] as const

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** The filters of the register, with places and classes already spread to all that they contain. */
export type EnterpriseSearch = {
  readonly q?: string | undefined
  readonly places?: readonly string[] | undefined
  readonly industries?: readonly string[] | undefined
  readonly size?: string | undefined
  readonly ownership?: string | undefined
  readonly rung?: string | undefined
  readonly status?: EnterpriseStatus | undefined
  readonly aboveScale?: 'yes' | 'no' | undefined
  readonly today: string
}

type Where = ExpressionBuilder<EnterpriseTables, 'enterprise_enterprise'>

function matching(search: EnterpriseSearch): (eb: Where) => Expression<SqlBool> {
  return (eb) => {
    const all: Expression<SqlBool>[] = []
    if (search.q !== undefined && search.q.trim() !== '') all.push(eb('search', 'like', searchPattern(search.q)))
    if (search.places !== undefined) all.push(sql<SqlBool>`places && ${sql.val([...search.places])}::text[]`)
    if (search.industries !== undefined)
      all.push(sql<SqlBool>`industry = any (${sql.val([...search.industries])}::text[])`)
    if (search.size !== undefined) all.push(eb('size', '=', search.size))
    if (search.ownership !== undefined) all.push(eb('ownership', '=', search.ownership))
    if (search.rung !== undefined)
      all.push(sql<SqlBool>`id in (select enterprise from enterprise_rung
        where replaced_at is null and rung = ${search.rung} and from_date <= ${search.today}::date and (to_date is null or ${search.today}::date < to_date))`)
    if (search.status !== undefined) all.push(eb('status', '=', search.status))
    if (search.aboveScale !== undefined) {
      const inList = sql<SqlBool>`coalesce(above_scale_since <= ${search.today}::date and (above_scale_until is null or ${search.today}::date < above_scale_until), false)`
      all.push(search.aboveScale === 'yes' ? inList : sql<SqlBool>`not ${inList}`)
    }
    return eb.and(all)
  }
}

export type EnterprisePageAsked = {
  readonly search: EnterpriseSearch
  readonly sort: (typeof enterpriseSorts)[number]
  readonly page: number
  readonly pageSize: number
}

/** One page of the register as far as the actor sees it, and how many there are in all. */
export async function pageEnterprises(
  tx: Transaction,
  { search, sort, page, pageSize }: EnterprisePageAsked,
): Promise<{ rows: EnterpriseSummary[]; total: number }> {
  const column = sort.replace(/^-/, '') as 'name' | 'opened_on' | 'town' | 'industry'
  const down = sort.startsWith('-')
  const found = tables(tx).selectFrom('enterprise_enterprise').where(matching(search))
  const counted = await found.select((eb) => eb.fn.countAll<string>().as('total')).executeTakeFirstOrThrow()
  let ordered = found.select(summaryColumns).orderBy(column, (order) => (down ? order.desc() : order.asc()).nullsLast())
  if (column !== 'name') ordered = ordered.orderBy('name')
  const rows = await ordered
    .orderBy('id')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute()
  return { rows: rows.map(toSummary), total: Number(counted.total) }
}

/** All that match, in the order of names; for exports and the respondents of forms. */
export async function selectEnterprises(tx: Transaction, search: EnterpriseSearch): Promise<Enterprise[]> {
  const rows = await tables(tx)
    .selectFrom('enterprise_enterprise')
    .where(matching(search))
    .selectAll()
    .orderBy('name')
    .orderBy('id')
    .execute()
  return rows.map(toEnterprise)
}

export async function findEnterpriseRow(tx: Transaction, id: string): Promise<DbEnterprise | undefined> {
  return tables(tx).selectFrom('enterprise_enterprise').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Locks the record for the rest of the transaction, so that two edits of one version cannot both win. */
export async function lockEnterpriseRow(tx: Transaction, id: string): Promise<DbEnterprise | undefined> {
  return tables(tx).selectFrom('enterprise_enterprise').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

/** Records by their ids, in no order. */
export async function selectEnterprisesById(tx: Transaction, ids: readonly string[]): Promise<DbEnterprise[]> {
  if (ids.length === 0) return []
  return tables(tx)
    .selectFrom('enterprise_enterprise')
    .selectAll()
    .where(sql<SqlBool>`id = any (${sql.val([...ids])}::uuid[])`)
    .execute()
}

/** What some are called, in no order. */
export async function selectNamesById(
  tx: Transaction,
  ids: readonly string[],
): Promise<Pick<DbEnterprise, 'id' | 'name'>[]> {
  if (ids.length === 0) return []
  return tables(tx)
    .selectFrom('enterprise_enterprise')
    .select(['id', 'name'])
    .where(sql<SqlBool>`id = any (${sql.val([...ids])}::uuid[])`)
    .execute()
}

/** Records that a file may mean: by id, by code, or by name as `plainWord` of the rules writes it. */
export async function selectNamedIn(
  tx: Transaction,
  asked: { ids: readonly string[]; codes: readonly string[]; plainNames: readonly string[] },
): Promise<DbEnterprise[]> {
  return tables(tx)
    .selectFrom('enterprise_enterprise')
    .selectAll()
    .where((eb) =>
      eb.or([
        sql<SqlBool>`id = any (${sql.val([...asked.ids])}::uuid[])`,
        sql<SqlBool>`credit_code = any (${sql.val([...asked.codes])}::text[])`,
        sql<SqlBool>`${plainName} = any (${sql.val([...asked.plainNames])}::text[])`,
      ]),
    )
    .execute()
}

/** A name as `plainWord` of the rules makes it: width, case, spaces, stars and underscores aside. */
const plainName = sql`regexp_replace(lower(normalize(name, nfkc)), '[\\s*_\\ufeff\\u200b]+', '', 'g')`

/** Which of these codes the register holds at all, also out of the actor's sight. */
export async function selectCodesTaken(
  tx: Transaction,
  codes: readonly string[],
): Promise<{ code: string; id: string }[]> {
  if (codes.length === 0) return []
  const { rows } = await sql<{
    credit_code: string
    id: string
  }>`select credit_code, id from enterprise_codes_taken(${sql.val([...codes])}::text[])`.execute(tx)
  return rows.map((row) => ({ code: row.credit_code, id: row.id }))
}

/** The histories of these enterprises, each in the order of its days. */
export async function selectHistories(tx: Transaction, ids: readonly string[]): Promise<Map<string, Classification[]>> {
  const histories = new Map<string, Classification[]>()
  if (ids.length === 0) return histories
  const rows = await tables(tx)
    .selectFrom('enterprise_classification')
    .selectAll()
    .where(sql<SqlBool>`enterprise = any (${sql.val([...ids])}::uuid[])`)
    .orderBy('enterprise')
    .orderBy('from_date')
    .execute()
  for (const row of rows) {
    const history = histories.get(row.enterprise)
    if (history === undefined) histories.set(row.enterprise, [toClassification(row)])
    else history.push(toClassification(row))
  }
  return histories
}

/** Every classification the actor sees, by enterprise and day; what a rebuild of the mirror reads. */
/** The columns of `aboveScaleSql`, with the types they have in SQL. */
export const aboveScaleColumns = {
  subject: 'varchar(64)',
  town: 'varchar(64)',
  base: 'varchar(64)',
  industry: 'varchar(64)',
  size: 'varchar(64)',
  ownership: 'varchar(64)',
  from_day: 'date',
  end_day: 'date',
} as const

const fromDay = 'greatest(e.above_scale_since, c.from_date)'
const endDay = 'least(e.above_scale_until, c.to_date)'

const aboveScale = `select e.id as subject, c.town, c.base, c.industry, c.size, c.ownership, ${fromDay} as from_day, ${endDay} as end_day
  from enterprise_enterprise e join enterprise_classification c on c.enterprise = e.id
  where e.above_scale_since is not null and (${endDay} is null or ${endDay} > ${fromDay})`

/** Who was above scale under which classes, in the order of places. */
export const aboveScaleSql = `${aboveScale} order by c.town, e.id`

/** One short text for all of that, another as soon as any of it differs. */
export const aboveScaleMarkSql = `select count(*) || ' ' || coalesce(sum(hashtextextended(a::text, 0)), 0) as mark from (${aboveScale}) a`

/** How these enterprises stood on a day; before their first day, as they first stood. */
export async function selectClassificationsOn(
  tx: Transaction,
  ids: readonly string[],
  day: string,
): Promise<DbClassification[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<DbClassification>`
    select distinct on (enterprise) * from enterprise_classification
    where enterprise = any (${sql.val([...ids])}::uuid[])
    order by enterprise, (from_date <= ${day}::date) desc, case when from_date <= ${day}::date then from_date end desc, from_date`.execute(
    tx,
  )
  return rows
}

export async function selectOverrides(tx: Transaction, id: string): Promise<CodeOverride[]> {
  const rows = await tables(tx)
    .selectFrom('enterprise_code_override')
    .selectAll()
    .where('enterprise', '=', id)
    .orderBy('at', 'desc')
    .execute()
  return rows.map((row) => ({ code: row.code, reason: row.reason, by: row.by, at: row.at.toISOString() }))
}

/** Every pair of town and base that occurs. */
export async function selectTownsAndBases(tx: Transaction): Promise<{ town: string; base: string | null }[]> {
  return tables(tx).selectFrom('enterprise_enterprise').select(['town', 'base']).distinct().execute()
}
