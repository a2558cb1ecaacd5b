import { type RawBuilder, sql } from 'kysely'
import type { PlainDate } from '#base/plain-date.ts'
import type { Transaction } from '#kit/server/db.ts'
import { casesOf, type CaseTables, type DbCase } from './store.ts'

// What is open is found by index through functions that answer ids only, and read again under the policies of the actor: so the cost of a
// desk grows with what is open for it, not with all cases.

/** Which open cases: under keys of desks, in places, or of organisations. */
export type Standing =
  | {
      readonly keys: readonly string[]
      /** Leaves out what was given to somebody else, unless it waits under one of these keys. */
      readonly own?: { readonly assignees: readonly string[]; readonly keys: readonly string[] }
    }
  | { readonly places: readonly string[]; readonly organisations: readonly string[] }

/** The days that count as due: up to one of them, or before it. */
export type DueDays = { readonly today: PlainDate; readonly weekEnd: PlainDate }

export type DueAsked = 'today' | 'week' | 'overdue' | 'all'

export type CaseFilter = {
  readonly place?: string | undefined
  readonly workflow?: string | undefined
  readonly state?: string | undefined
  readonly subjectKind?: string | undefined
  readonly organisation?: string | undefined
  readonly parent?: string | undefined
  readonly open?: 'yes' | 'no' | 'all'
}

export type DueCounts = {
  readonly all: number
  readonly today: number
  readonly week: number
  readonly overdue: number
}

const noCounts: DueCounts = { all: 0, today: 0, week: 0, overdue: 0 }

function isEmpty(standing: Standing): boolean {
  return 'keys' in standing
    ? standing.keys.length === 0
    : standing.places.length === 0 && standing.organisations.length === 0
}

const texts = (values: readonly string[]) => sql`${[...values]}::text[]`

function standsIn(standing: Standing): RawBuilder<boolean> {
  if (!('keys' in standing))
    return sql`id in (select workflow_open_at(${texts(standing.places)}, ${texts(standing.organisations)})) and closed_at is null`
  const waiting = sql`id in (select workflow_waiting(${texts(standing.keys)})) and closed_at is null`
  if (standing.own === undefined) return sql`${waiting}`
  const { assignees, keys } = standing.own
  return sql`${waiting} and (assignee is null or assignee = any(${texts(assignees)}) or waits && ${texts(keys)})`
}

function fits(filter: CaseFilter): RawBuilder<boolean> {
  const parts = [
    filter.place === undefined ? undefined : sql`places @> ${texts([filter.place])}`,
    filter.organisation === undefined ? undefined : sql`organisations @> ${texts([filter.organisation])}`,
    filter.workflow === undefined ? undefined : sql`workflow = ${filter.workflow}`,
    filter.state === undefined ? undefined : sql`state = ${filter.state}`,
    filter.subjectKind === undefined ? undefined : sql`subject_kind = ${filter.subjectKind}`,
    filter.parent === undefined ? undefined : sql`parent = ${filter.parent}::uuid`,
    filter.open === 'yes' ? sql`closed_at is null` : undefined,
    filter.open === 'no' ? sql`closed_at is not null` : undefined,
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? sql`true` : sql`${sql.join(parts, sql` and `)}`
}

function isDue(due: DueAsked, { today, weekEnd }: DueDays): RawBuilder<boolean> {
  if (due === 'today') return sql`next_due = ${today}::date`
  if (due === 'week') return sql`next_due between ${today}::date and ${weekEnd}::date`
  return due === 'overdue' ? sql`next_due < ${today}::date` : sql`true`
}

/** How many of them there are, and how many are due when. */
export async function countStanding(
  tx: Transaction,
  standing: Standing,
  asked: { readonly filter: CaseFilter; readonly days: DueDays },
): Promise<DueCounts & { readonly workflows: readonly { workflow: string; count: number }[] }> {
  if (isEmpty(standing)) return { ...noCounts, workflows: [] }
  const count = (due: DueAsked) => sql<number>`(count(*) filter (where ${isDue(due, asked.days)}))::integer`
  const rows = await tx
    .withTables<CaseTables>()
    .selectFrom('workflow_case')
    .select('workflow')
    .select([
      count('all').as('all'),
      count('today').as('today'),
      count('week').as('week'),
      count('overdue').as('overdue'),
    ])
    .where(standsIn(standing))
    .where(fits(asked.filter))
    .groupBy('workflow')
    .orderBy('workflow')
    .execute()
  const sum = (of: keyof DueCounts) => rows.reduce((total, row) => total + row[of], 0)
  return {
    all: sum('all'),
    today: sum('today'),
    week: sum('week'),
    overdue: sum('overdue'),
    workflows: rows.map((row) => ({ workflow: row.workflow, count: row.all })),
  }
}

/** How many stand in each of several ways, in one question. */
export async function countEach<Name extends string>(
  tx: Transaction,
  standings: Readonly<Record<Name, Standing>>,
  filter: CaseFilter,
): Promise<Record<Name, number>> {
  const names = Object.keys(standings) as Name[]
  const asked = names.filter((name) => !isEmpty(standings[name]))
  const counts = Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>
  if (asked.length === 0) return counts
  const parts = asked.map(
    (name) =>
      sql`(select count(*)::integer from workflow_case where ${standsIn(standings[name])} and ${fits(filter)}) as ${sql.ref(name)}`,
  )
  const { rows } = await sql<Record<Name, number>>`select ${sql.join(parts)}`.execute(tx)
  return { ...counts, ...rows[0] }
}

export type Page = { readonly offset: number; readonly limit: number }

/** One page of them, earliest due first. */
export async function listStanding(
  tx: Transaction,
  standing: Standing,
  asked: { readonly filter: CaseFilter; readonly days: DueDays; readonly due: DueAsked; readonly page: Page },
): Promise<DbCase[]> {
  if (isEmpty(standing)) return []
  return inOrder(casesOf(tx).where(standsIn(standing)), asked).execute()
}

type Asked = Parameters<typeof listStanding>[2]

function inOrder(query: ReturnType<typeof casesOf>, { filter, days, due, page }: Asked) {
  return query
    .where(fits(filter))
    .where(isDue(due, days))
    .orderBy('next_due', (order) => order.asc().nullsLast())
    .orderBy('moved_at')
    .orderBy('id')
    .limit(page.limit)
    .offset(page.offset)
}

/** Cases that fit, open or not, as far as the actor of the transaction may see them. */
export async function listFitting(
  tx: Transaction,
  asked: Asked,
): Promise<{ total: number; overdue: number; rows: DbCase[] }> {
  const { place, organisation, open } = asked.filter
  const narrow =
    open === 'yes' && (place !== undefined || organisation !== undefined)
      ? standsIn({
          places: place === undefined ? [] : [place],
          organisations: organisation === undefined ? [] : [organisation],
        })
      : sql<boolean>`true`
  const { days } = asked
  const counted = await tx
    .withTables<CaseTables>()
    .selectFrom('workflow_case')
    .select([
      sql<number>`count(*)::integer`.as('total'),
      sql<number>`(count(*) filter (where closed_at is null and ${isDue('overdue', days)}))::integer`.as('overdue'),
    ])
    .where(narrow)
    .where(fits(asked.filter))
    .where(isDue(asked.due, days))
    .executeTakeFirstOrThrow()
  return { ...counted, rows: await inOrder(casesOf(tx).where(narrow), asked).execute() }
}
