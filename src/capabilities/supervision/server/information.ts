import { placesAround } from '#capabilities/places/server/service.ts'
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { type Actor, can, system } from '#base/decision.ts'
import { parsePlainDate, type PlainDate, toPlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import type { Text } from '#base/text.ts'
import { periodName } from '#base/texts/periods.ts'
import {
  demandOrganisations,
  heirsOn,
  namesOfPeople,
  organisationsAround,
} from '#capabilities/people/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import {
  act,
  actTo,
  deadlineOf,
  fieldsFor,
  filesFor,
  type Moved as MovedCase,
  viewOf,
} from '#capabilities/workflows/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { findDoc, listDocs } from '#pack/lookup.ts'
import type { InformationReport } from '../contract/meetings.ts'
import { nearFrom } from '../rules/lights.ts'
import { reportDue } from '../rules/rhythm.ts'
import { filesOfCase } from './case-files.ts'
import { open, workflowOf } from './engine.ts'
import { lightFrame } from './lit.ts'
import { getSeries } from './series.ts'
import { namedOrganisation, textOf, unitsOf, written } from '#pack/naming.ts'
import { findRows, getRow, type ReportRow, tables } from './store.ts'

/** The state of a report that was delivered. */
const handedIn = 'handed_in'

type ToStore = {
  readonly title: Text
  readonly organisation: string
  readonly due: PlainDate
  readonly period: string | null
  readonly series: string | null
  readonly stated: string | null
  readonly actor: Actor
}

async function storeReport(house: House, tx: Transaction, asked: ToStore): Promise<string> {
  const programme = house.programme()
  const id = randomUUID()
  const base = findDoc(programme, 'organisations', asked.organisation)?.place ?? null
  const body = asked.series === null ? undefined : findDoc(programme, 'meetings', asked.series)?.body
  const organisations = organisationsAround(programme, [asked.organisation, ...(body === undefined ? [] : [body])])
  const opened = await open(house, tx, {
    kind: 'information_report',
    subject: id,
    title: asked.title,
    actor: asked.actor,
    place: base ?? programme.rootPlace,
    organisations,
    lead: [asked.organisation],
    due: asked.due,
  })
  await tables(tx)
    .insertInto('supervision_information_report')
    .values({
      id,
      title: JSON.stringify(asked.title),
      series: asked.series,
      stated: asked.stated,
      period: asked.period,
      organisation: asked.organisation,
      due: asked.due,
      delivered_on: null,
      delivered_by: null,
      words: null,
      case_id: opened.id,
      state: opened.state,
      revision: opened.version,
      places: placesAround(programme, base),
      organisations,
      asked_at: house.clock.now(),
    })
    .execute()
  await recordAct(tx, {
    name: 'supervision.report_asked',
    subject: { kind: 'information_report', id },
    detail: { organisation: asked.organisation, due: asked.due },
  })
  return id
}

export type Asking = {
  readonly title: string
  readonly of: readonly string[]
  readonly due: string
  readonly period?: string | undefined
  readonly series?: string | undefined
  readonly actor: Actor
}

/** Asks units for a report by a day. @throws Problem forbidden, invalid_input */
export async function askReports(house: House, tx: Transaction, asked: Asking): Promise<{ ids: string[] }> {
  const programme = house.programme()
  demandOrganisations(programme, { 'body.of': asked.of })
  const series = asked.series === undefined ? null : getSeries(house, asked.series).id
  decide(asked.actor, 'supervision.meet', { places: placesAround(programme, null), organisations: asked.of })
  const due = parsePlainDate(asked.due)
  if (due < todayOf(house))
    throw new Problem('invalid_input', {
      issues: [{ text: 'supervision.deadline_past', where: 'body.due', found: due }],
    })
  const ids: string[] = []
  for (const organisation of new Set(asked.of)) {
    const { title, period, actor } = asked
    const report = { title: written(title), organisation, due, period: period ?? null, series, stated: null, actor }
    ids.push(await storeReport(house, tx, report))
  }
  return { ids }
}

/** Opens the reports of series that are due for the last period that is over, each once. Answers how many. */
export async function askByRhythm(house: House): Promise<number> {
  const programme = house.programme()
  const today = todayOf(house)
  let asked = 0
  for (const series of listDocs(programme, 'meetings')) {
    if ((series.from ?? '') > today || (series.to !== undefined && series.to < today)) continue
    for (const report of series.reports ?? []) {
      const rule = 'days' in report.due ? report.due : undefined
      const due = rule && reportDue(report.period, rule, { today, calendar: programme.calendar })
      if (due === undefined) continue
      const name = textOf(report.name)
      const title = {
        zh: `${name.zh}（${periodName(due.period, 'zh')}）`,
        en: `${name.en} (${periodName(due.period, 'en')})`,
      }
      for (const organisation of heirsOn(programme, unitsOf(report.from), today)) {
        const of = { series: series.id, stated: report.id, period: due.period as string, organisation }
        asked += await house.record.asSystem(async (tx) => {
          await sql`select pg_advisory_xact_lock(hashtext('supervision reports'))`.execute(tx)
          if (await isAsked(tx, of)) return 0
          await storeReport(house, tx, { ...of, title, due: due.due, actor: system })
          return 1
        })
      }
    }
  }
  return asked
}

type OfRhythm = {
  readonly series: string
  readonly stated: string
  readonly period: string
  readonly organisation: string
}

async function isAsked(tx: Transaction, { series, stated, period, organisation }: OfRhythm): Promise<boolean> {
  const found = await tables(tx)
    .selectFrom('supervision_information_report')
    .select('id')
    .where('series', '=', series)
    .where('stated', '=', stated)
    .where('period', '=', period)
    .where('organisation', '=', organisation)
    .executeTakeFirst()
  return found !== undefined
}

export type ReportsAsked = {
  readonly unit?: string | undefined
  readonly open?: 'yes' | 'no' | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly page: number
  readonly pageSize: number
  readonly actor: Actor
}

/** Information reports within reach, open ones first, by their days. */
export async function listReports(house: House, tx: Transaction, asked: ReportsAsked) {
  let query = tables(tx).selectFrom('supervision_information_report')
  if (asked.unit !== undefined) query = query.where('organisation', '=', asked.unit)
  if (asked.open !== undefined) query = query.where('delivered_on', asked.open === 'yes' ? 'is' : 'is not', null)
  if (asked.from !== undefined) query = query.where('due', '>=', parsePlainDate(asked.from))
  if (asked.to !== undefined) query = query.where('due', '<=', parsePlainDate(asked.to))
  const today = todayOf(house)
  const counted = await query
    .select([
      sql<number>`count(*)::integer`.as('total'),
      sql<number>`(count(*) filter (where coalesce(delivered_on, ${today}::date) > due))::integer`.as('late'),
    ])
    .executeTakeFirstOrThrow()
  const rows = await query
    .selectAll()
    .orderBy(sql`delivered_on is not null`)
    .orderBy('due')
    .orderBy('id')
    .limit(asked.pageSize)
    .offset((asked.page - 1) * asked.pageSize)
    .execute()
  return {
    ...counted,
    items: await reportsShown(house, tx, { rows, actor: asked.actor }),
    may: { meet: can(asked.actor, 'supervision.meet').allowed },
  }
}

/** One information report. @throws Problem not_found */
export async function showReport(
  house: House,
  tx: Transaction,
  { id, actor }: { readonly id: string; readonly actor: Actor },
): Promise<InformationReport> {
  const row = await getRow(tx, 'supervision_information_report', id)
  const [shown] = await reportsShown(house, tx, { rows: [row], actor })
  return shown as InformationReport
}

async function reportsShown(
  house: House,
  tx: Transaction,
  { rows, actor }: { readonly rows: readonly ReportRow[]; readonly actor: Actor },
): Promise<InformationReport[]> {
  const programme = house.programme()
  const names = await namesOfPeople(
    tx,
    rows.flatMap(({ delivered_by }) => delivered_by ?? []),
  )
  return Promise.all(
    rows.map(async (row): Promise<InformationReport> => {
      const delivered = row.delivered_on !== null
      const files = delivered ? await filesOfCase(house, row.case_id) : []
      const until = row.delivered_on ?? todayOf(house)
      return {
        id: row.id,
        case: row.case_id,
        version: row.revision,
        title: row.title,
        series: row.series,
        period: row.period,
        of: namedOrganisation(programme, row.organisation),
        due: row.due,
        deliveredOn: row.delivered_on,
        isLate: until > row.due,
        light: lightOfReport(house, row),
        words: row.words,
        files: files.map(({ act: _act, ...file }) => file),
        by: row.delivered_by === null ? null : (names.get(row.delivered_by) ?? null),
        may: { deliver: !delivered && !row.is_final && can(actor, 'supervision.report', row).allowed },
      }
    }),
  )
}

export function lightOfReport(house: House, row: Pick<ReportRow, 'due' | 'delivered_on' | 'is_final'>) {
  if (row.delivered_on !== null) return 'done'
  if (row.is_final) return 'none'
  const frame = lightFrame(house)
  if (frame.today > row.due) return 'overdue'
  return frame.today >= nearFrom(row.due, frame) ? 'near' : 'on_schedule'
}

/** Delivers a report; after its day it is marked late. @throws Problem as the engine does */
export async function deliverReport(
  house: House,
  tx: Transaction,
  asked: {
    readonly id: string
    readonly expectedVersion: number
    readonly words: string
    readonly files: readonly string[]
    readonly actor: Actor
  },
): Promise<{ isLate: boolean }> {
  const row = await getRow(tx, 'supervision_information_report', asked.id)
  const workflow = workflowOf(house.programme(), 'information_report')
  const name = actTo(workflow, row.state, handedIn)
  await act(house, tx, {
    caseId: row.case_id,
    act: name,
    actor: asked.actor,
    expectedVersion: asked.expectedVersion,
    fields: fieldsFor(workflow, name, { words: asked.words }),
    files: filesFor(workflow, name, asked.files),
  })
  const [now] = await findRows(tx, 'supervision_information_report', [row.id])
  return { isLate: (now?.delivered_on ?? row.due) > row.due }
}

/** Keeps the row of a report in step with its case: delivered when its deadline stopped, awaited again when it was sent back. */
export async function followReport(house: House, tx: Transaction, moved: MovedCase): Promise<void> {
  const { after, before, at, actor, fields = {} } = moved
  const programme = house.programme()
  const workflow = workflowOf(programme, 'information_report')
  const id = after.subject.id
  const deadline = deadlineOf(programme, await viewOf(house, tx, after.id))
  const isFinal = workflow.states.some((state) => state.id === after.state && state.final === true)
  const delivers = after.state === handedIn && before?.state !== handedIn
  const returns = before !== undefined && after.state === workflow.initial
  const day = deadline.stoppedOn ?? toPlainDate(at, programme.timeZone)
  const row = await tables(tx)
    .updateTable('supervision_information_report')
    .set({
      state: after.state,
      revision: after.version,
      is_final: isFinal,
      ...(deadline.due === null ? {} : { due: deadline.due }),
      ...(delivers ? { delivered_on: day, delivered_by: actor.id, words: fields.words ?? null } : {}),
      ...(returns ? { delivered_on: null, delivered_by: null } : {}),
    })
    .where('id', '=', id)
    .returning('due')
    .executeTakeFirst()
  if (row === undefined || !delivers) return
  await recordAct(tx, {
    name: 'supervision.report_delivered',
    subject: { kind: 'information_report', id },
    detail: { due: row.due, late: day > row.due },
  })
}
