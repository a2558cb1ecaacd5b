import { type Actor, can } from '#base/decision.ts'
import { isPlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import { askFigures } from '#capabilities/indicators/server/service.ts'
import { mirrorCaughtUp } from '#capabilities/observations/server/service.ts'
import type { FigureQuery, FigureTable } from '#capabilities/indicators/contract.ts'
import { namesOfOrganisations, namesOfPeople } from '#capabilities/people/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { hashOfText } from '#kit/server/pack-folder.ts'
import { canonicalJson } from '#pack/canonical.ts'
import { findDoc, listDocs } from '#pack/lookup.ts'
import type { Finding, HandoverDetail, HandoverSummary, ReportShown } from '../contract/outside.ts'
import { callTables } from './call-store.ts'

type Content = { readonly figures: FigureTable; readonly targets: readonly Record<string, unknown>[] }

/**
 * Freezes figures as the actor sees them, and the targets of their indicators as the plan has them now, and hands both to an outside
 * body. A revision of the plan or a correction of figures leaves them as they are. @throws Problem not_found, invalid_input
 */
export async function handOver(
  house: House,
  tx: Transaction,
  { body, purpose, query, actor }: { body: string; purpose: string; query: FigureQuery; actor: Actor },
): Promise<{ id: string; hash: string }> {
  const programme = house.programme()
  if (findDoc(programme, 'organisations', body) === undefined)
    throw new Problem('invalid_input', {
      issues: [{ text: 'evaluations.unknown_organisation', where: 'body.body', found: body }],
    })
  await mirrorCaughtUp(house)
  const figures = await askFigures(house, actor, query)
  const targets = listDocs(programme, 'targets')
    .filter(({ indicator }) => indicator !== undefined && query.indicators.includes(indicator))
    .map(({ origin: _origin, ...target }) => JSON.parse(JSON.stringify(target)) as Record<string, unknown>)
  const content = canonicalJson({ figures, targets } satisfies Content)
  const hash = hashOfText(content)
  const { id } = await callTables(tx)
    .insertInto('evaluation_handover')
    .values({ body, purpose, pack: programme.hash, content, hash, at: house.clock.now() })
    .returning('id')
    .executeTakeFirstOrThrow()
  await recordAct(tx, { name: 'evaluations.handed_over', subject: { kind: 'handover', id }, detail: { body, hash } })
  return { id, hash }
}

const summaryColumns = ['id', 'body', 'purpose', 'pack', 'hash', 'at', 'by'] as const

/** What was handed over, as far as the actor may see it, the latest first. */
export async function listHandovers(house: House, tx: Transaction): Promise<HandoverSummary[]> {
  const rows = await callTables(tx)
    .selectFrom('evaluation_handover')
    .select(summaryColumns)
    .orderBy('at', 'desc')
    .orderBy('id')
    .execute()
  const items: HandoverSummary[] = []
  for (const row of rows) items.push(await summaryOf(house, tx, row))
  return items
}

type Row = { id: string; body: string; purpose: string; pack: string; hash: string; at: Date; by: string }

async function summaryOf(house: House, tx: Transaction, row: Row): Promise<HandoverSummary> {
  const people = await namesOfPeople(tx, [row.by])
  const bodies = await namesOfOrganisations(house, tx, [row.body])
  const { reports } = await callTables(tx)
    .selectFrom('evaluation_report')
    .select((eb) => eb.fn.countAll<string>().as('reports'))
    .where('handover', '=', row.id)
    .executeTakeFirstOrThrow()
  return {
    id: row.id,
    body: row.body,
    bodyName: bodies.get(row.body) ?? { zh: row.body, en: row.body },
    purpose: row.purpose,
    at: row.at.toISOString(),
    by: people.get(row.by) ?? null,
    hash: row.hash,
    pack: row.pack,
    isOfCurrentPlan: row.pack === house.programme().hash,
    reports: Number(reports),
  }
}

async function getHandover(tx: Transaction, id: string) {
  const row = await callTables(tx).selectFrom('evaluation_handover').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'handover', id } })
  return row
}

/** @throws Problem not_found, also for what the actor may not see */
export async function showHandover(
  house: House,
  tx: Transaction,
  { id, actor }: { readonly id: string; readonly actor: Actor },
): Promise<HandoverDetail> {
  const row = await getHandover(tx, id)
  const { figures, targets } = JSON.parse(row.content) as Content
  return {
    ...(await summaryOf(house, tx, row)),
    figures,
    targets: [...targets],
    items: await reportsOf(tx, id),
    mayReport: can(actor, 'evaluations.report', { organisations: [row.body] }).allowed,
  }
}

async function reportsOf(tx: Transaction, handover: string): Promise<ReportShown[]> {
  const rows = await callTables(tx)
    .selectFrom('evaluation_report')
    .selectAll()
    .where('handover', '=', handover)
    .orderBy('filed_at', 'desc')
    .execute()
  const people = await namesOfPeople(
    tx,
    rows.map((row) => row.filed_by),
  )
  return rows.map(({ id, dated, title, summary, findings, hash, filed_at: at, filed_by: by }) => ({
    id,
    dated,
    title,
    summary,
    findings,
    hash,
    filedAt: at.toISOString(),
    filedBy: people.get(by) ?? null,
  }))
}

export type NewReport = {
  readonly id: string
  readonly dated: string
  readonly title: string
  readonly summary: string
  readonly findings: readonly Finding[]
  readonly actor: Actor
}

/** Files a report on what was handed over; it stays as it was filed. @throws Problem not_found, forbidden, invalid_input */
export async function fileReport(
  house: House,
  tx: Transaction,
  asked: NewReport,
): Promise<{ id: string; hash: string }> {
  const row = await getHandover(tx, asked.id)
  decide(asked.actor, 'evaluations.report', { organisations: [row.body] })
  const { dated, title, summary, findings } = asked
  const today = house.clock.today(house.programme().timeZone)
  if (!isPlainDate(dated) || dated > today)
    throw new Problem('invalid_input', {
      issues: [{ text: 'catalogue.not_a_day_past', where: 'body.dated', found: dated, expected: today }],
    })
  const hash = hashOfText(canonicalJson({ handover: row.hash, dated, title, summary, findings }))
  const { id } = await callTables(tx)
    .insertInto('evaluation_report')
    .values({
      handover: row.id,
      dated,
      title,
      summary,
      findings: JSON.stringify(findings),
      hash,
      filed_at: house.clock.now(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await recordAct(tx, {
    name: 'evaluations.reported',
    subject: { kind: 'report', id },
    detail: { handover: row.id, hash },
  })
  return { id, hash }
}
