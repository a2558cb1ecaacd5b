import { demandPlace, placesAround } from '#capabilities/places/server/service.ts'
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { type Actor, can } from '#base/decision.ts'
import { addDays, parsePlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import type { Text } from '#base/text.ts'
import { periodName } from '#base/texts/periods.ts'
import { demandOrganisations, namesOfPeople, organisationsAround } from '#capabilities/people/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { findDoc, listDocs } from '#pack/lookup.ts'
import type { MeetingDetail, MeetingSeries, MeetingSummary } from '../contract/meetings.ts'
import { meetingDays, nextMeetingDays } from '../rules/rhythm.ts'
import { agendaItems, resolutionsOf } from './agenda.ts'
import { attachedTo, filesByIds } from './case-files.ts'
import { open, workflowOf } from './engine.ts'
import { type Moved as MovedCase, stateName } from '#capabilities/workflows/server/service.ts'
import { baseOf, getSeries, type Series } from './series.ts'
import { clauseOf, namedOrganisation, namedOrganisations, namedPlace, textOf, unitsOf, written } from '#pack/naming.ts'
import { getRow, type MeetingRow, tables } from './store.ts'

/** Series of meetings in force with their next days. */
export function listSeries(house: House, actor: Actor) {
  const programme = house.programme()
  const today = todayOf(house)
  const inForce = listDocs(programme, 'meetings').filter(({ to }) => to === undefined || to >= today)
  const named = (id: string) => ({ id, name: textOf(findDoc(programme, 'meetings', id)?.name ?? { zh: id, en: id }) })
  const items = inForce.map((series): MeetingSeries => {
    const next = nextMeetingDays(series.rhythm, { after: addDays(today, -1), count: 4 }, programme.calendar)
    const base = baseOf(house, series)
    const chair = series.chaired_by
    return {
      id: series.id,
      name: textOf(series.name),
      body: namedOrganisation(programme, series.body),
      rhythm: series.rhythm,
      base: base === null ? null : namedPlace(programme, base),
      chair: 'post' in chair ? textOf(chair.post) : null,
      participants: namedOrganisations(programme, unitsOf(series.members)),
      decides: series.decides.map(({ id, name }) => ({ id, name: textOf(name) })),
      passesTo: series.passes_to === undefined ? null : named(series.passes_to),
      reports: (series.reports ?? []).map(({ id, name }) => ({ id, name: textOf(name) })),
      next: next.map(({ date }) => date),
      isProvisional: next.some(({ provisional }) => provisional),
      clause: clauseOf(programme, series.source),
    }
  })
  return { items, may: { meet: can(actor, 'supervision.meet').allowed } }
}

export type NewMeeting = {
  readonly series?: string | undefined
  readonly title?: string | undefined
  readonly heldOn: string
  readonly at?: string | undefined
  readonly where?: string | undefined
  readonly base?: string | undefined
  readonly participants: readonly string[]
  readonly actor: Actor
}

/** A single meeting. @throws Problem forbidden, invalid_input */
export async function createMeeting(house: House, tx: Transaction, asked: NewMeeting): Promise<{ id: string }> {
  const series = asked.series === undefined ? undefined : getSeries(house, asked.series)
  if (series === undefined && asked.title === undefined)
    throw new Problem('invalid_input', { issues: [{ text: 'value.required', where: 'body.title' }] })
  const title = asked.title === undefined ? textOf(series?.name ?? { zh: '', en: '' }) : written(asked.title)
  return { id: (await storeMeeting(house, tx, { asked, series, title, plannedFor: null })).id }
}

type ToStore = {
  readonly asked: NewMeeting
  readonly series: Series | undefined
  readonly title: Text
  readonly plannedFor: string | null
}

async function storeMeeting(house: House, tx: Transaction, { asked, series, title, plannedFor }: ToStore) {
  const programme = house.programme()
  demandPlace(programme, asked.base)
  demandOrganisations(programme, { 'body.participants': asked.participants })
  const base = asked.base ?? (series === undefined ? null : baseOf(house, series))
  const places = placesAround(programme, base)
  const invited = [...new Set([...asked.participants, ...unitsOf(series?.members), ...(series ? [series.body] : [])])]
  const organisations = organisationsAround(programme, invited)
  decide(asked.actor, 'supervision.meet', { places, organisations: series === undefined ? [] : [series.body] })
  const heldOn = parsePlainDate(asked.heldOn)
  const id = randomUUID()
  const opened = await open(house, tx, {
    kind: 'meeting',
    subject: id,
    title,
    actor: asked.actor,
    place: base ?? programme.rootPlace,
    organisations,
    lead: series === undefined ? [] : [series.body],
    due: heldOn,
  })
  const chair = series?.chaired_by
  await tables(tx)
    .insertInto('supervision_meeting')
    .values({
      id,
      series: series?.id ?? null,
      title: JSON.stringify(title),
      held_on: heldOn,
      at: asked.at ?? null,
      held_at: asked.where ?? null,
      base,
      chair: chair !== undefined && 'post' in chair ? JSON.stringify(textOf(chair.post)) : null,
      participants: invited,
      planned_for: plannedFor,
      case_id: opened.id,
      state: opened.state,
      revision: opened.version,
      places,
      organisations,
      created_at: house.clock.now(),
    })
    .execute()
  await recordAct(tx, {
    name: 'supervision.meeting_planned',
    subject: { kind: 'meeting', id },
    detail: { due: heldOn, ...(series === undefined ? {} : { series: series.id }) },
  })
  return { id }
}

/** The meetings of a series for a span of days, by its rhythm; what is planned already stays. @throws Problem invalid_input, forbidden */
export async function planMeetings(
  house: House,
  tx: Transaction,
  asked: { readonly series: string; readonly from: string; readonly to: string; readonly actor: Actor },
): Promise<{ planned: number; ids: string[] }> {
  const series = getSeries(house, asked.series, 'series')
  const [from, to] = [parsePlainDate(asked.from), parsePlainDate(asked.to)]
  if (to < from || to > addDays(from, 1100))
    throw new Problem('invalid_input', {
      issues: [{ text: 'supervision.span', where: 'body.to', found: to, expected: from }],
    })
  if (series.rhythm === 'as_needed')
    throw new Problem('refused_by_rule', {
      issues: [{ text: 'supervision.no_rhythm', where: 'series', found: series.id }],
    })
  const days = meetingDays(series.rhythm, { from, to }, house.programme().calendar)
  const known = await tables(tx)
    .selectFrom('supervision_meeting')
    .select('planned_for')
    .where('series', '=', series.id)
    .where('planned_for', 'is not', null)
    .execute()
  const ids: string[] = []
  for (const { period, date } of days) {
    if (known.some((row) => row.planned_for === period)) continue
    const name = textOf(series.name)
    const title = {
      zh: `${name.zh}（${periodName(period, 'zh')}）`,
      en: `${name.en} (${periodName(period, 'en')})`,
    }
    const meeting = { series: series.id, heldOn: date, participants: [], actor: asked.actor }
    ids.push((await storeMeeting(house, tx, { asked: meeting, series, title, plannedFor: period })).id)
  }
  return { planned: ids.length, ids }
}

export type MeetingsAsked = {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly series?: string | undefined
  readonly page: number
  readonly pageSize: number
}

/** Meetings of a span, the latest first. */
export async function listMeetings(house: House, tx: Transaction, asked: MeetingsAsked) {
  let query = tables(tx).selectFrom('supervision_meeting')
  if (asked.from !== undefined) query = query.where('held_on', '>=', parsePlainDate(asked.from))
  if (asked.to !== undefined) query = query.where('held_on', '<=', parsePlainDate(asked.to))
  if (asked.series !== undefined) query = query.where('series', '=', asked.series)
  const { total } = await query.select(sql<number>`count(*)::integer`.as('total')).executeTakeFirstOrThrow()
  const rows = await query
    .selectAll()
    .orderBy('held_on', 'desc')
    .orderBy('id')
    .limit(asked.pageSize)
    .offset((asked.page - 1) * asked.pageSize)
    .execute()
  return { total, items: await meetingSummaries(house, tx, rows) }
}

async function meetingSummaries(house: House, tx: Transaction, rows: readonly MeetingRow[]): Promise<MeetingSummary[]> {
  if (rows.length === 0) return []
  const programme = house.programme()
  const workflow = workflowOf(programme, 'meeting')
  const ids = rows.map(({ id }) => id)
  const { rows: counts } = await sql<{ id: string; items: number; resolutions: number; open: number }>`
    select m.id,
      (select count(*)::integer from supervision_agenda_item i where i.meeting = m.id) as items,
      (select count(*)::integer from supervision_resolution r where r.meeting = m.id) as resolutions,
      (select count(*)::integer from supervision_resolution r where r.meeting = m.id
        and not exists (select from supervision_task t where t.resolution = r.id)) as open
    from supervision_meeting m where m.id = any(${ids}::uuid[])`.execute(tx)
  const countOf = new Map(counts.map((row) => [row.id, row]))
  return rows.map((row) => ({
    id: row.id,
    series: row.series,
    title: row.title,
    heldOn: row.held_on,
    at: row.at,
    where: row.held_at,
    base: row.base === null ? null : namedPlace(programme, row.base),
    state: row.state,
    stateName: stateName(workflow, row.state),
    final: row.is_final,
    items: countOf.get(row.id)?.items ?? 0,
    resolutions: countOf.get(row.id)?.resolutions ?? 0,
    open: countOf.get(row.id)?.open ?? 0,
  }))
}

/** A meeting with agenda, minutes and resolutions. @throws Problem not_found */
export async function showMeeting(
  house: House,
  tx: Transaction,
  { id, actor }: { readonly id: string; readonly actor: Actor },
): Promise<MeetingDetail> {
  const programme = house.programme()
  const row = await getRow(tx, 'supervision_meeting', id)
  const [summary] = await meetingSummaries(house, tx, [row])
  const of = { places: row.places, organisations: row.organisations }
  const may = (permission: string) => can(actor, permission, of).allowed
  const items = await tables(tx)
    .selectFrom('supervision_agenda_item')
    .selectAll()
    .where('meeting', '=', id)
    .orderBy('position')
    .orderBy('proposed_at')
    .execute()
  const waiting =
    row.series === null
      ? []
      : await tables(tx)
          .selectFrom('supervision_agenda_item')
          .selectAll()
          .where('meeting', 'is', null)
          .where('is_final', '=', false)
          .where('series', '=', row.series)
          .orderBy('proposed_at')
          .execute()
  return {
    ...(summary as MeetingSummary),
    case: row.case_id,
    version: row.revision,
    chair: row.chair,
    participants: namedOrganisations(programme, row.participants),
    agenda: await agendaItems(house, items),
    waiting: await agendaItems(house, waiting),
    minutes: await minutesOf(house, tx, row),
    list: await resolutionsOf(house, tx, id),
    may: { meet: may('supervision.meet'), plan: may('supervision.plan') },
  }
}

async function minutesOf(house: House, tx: Transaction, meeting: MeetingRow): Promise<MeetingDetail['minutes']> {
  const rows = await tables(tx)
    .selectFrom('supervision_minutes')
    .selectAll()
    .where('meeting', '=', meeting.id)
    .orderBy('number', 'desc')
    .execute()
  const [last] = rows
  if (last === undefined) return null
  const names = await namesOfPeople(tx, [last.by])
  return {
    text: last.text,
    at: last.at.toISOString(),
    by: names.get(last.by) ?? null,
    versions: rows.length,
    files: await filesByIds(house, meeting.case_id, last.files),
  }
}

/** Keeps the minutes as a further version. @throws Problem not_found, forbidden, wrong_state */
export async function recordMinutes(
  house: House,
  tx: Transaction,
  asked: { readonly id: string; readonly text: string; readonly actor: Actor },
): Promise<{ number: number }> {
  const meeting = await getRow(tx, 'supervision_meeting', asked.id)
  decide(asked.actor, 'supervision.meet', meeting)
  const { number } = await tables(tx)
    .selectFrom('supervision_minutes')
    .select(sql<number>`coalesce(max(number), 0)::integer + 1`.as('number'))
    .where('meeting', '=', meeting.id)
    .executeTakeFirstOrThrow()
  await tables(tx)
    .insertInto('supervision_minutes')
    .values({
      meeting: meeting.id,
      number,
      text: asked.text,
      files: await attachedTo(tx, meeting.case_id),
      at: house.clock.now(),
    })
    .execute()
  await recordAct(tx, {
    name: 'supervision.minuted',
    subject: { kind: 'meeting', id: meeting.id },
    detail: { version: number },
  })
  return { number }
}

/** Keeps the row of a meeting in step with its case. */
export async function followMeeting(house: House, tx: Transaction, { after }: MovedCase): Promise<void> {
  const workflow = workflowOf(house.programme(), 'meeting')
  await tables(tx)
    .updateTable('supervision_meeting')
    .set({
      state: after.state,
      revision: after.version,
      is_final: workflow.states.some((state) => state.id === after.state && state.final === true),
    })
    .where('id', '=', after.subject.id)
    .execute()
}
