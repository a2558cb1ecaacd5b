import { demandOrganisations, organisationsAround } from '#capabilities/people/server/service.ts'
import { demandPlace, placesAround } from '#capabilities/places/server/service.ts'
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { type Actor } from '#base/decision.ts'
import { parsePlainDate, yearOf } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import {
  act,
  actTo,
  type AskedAct,
  type Moved as MovedCase,
  stateName,
} from '#capabilities/workflows/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import { inReachOfHouse, type Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { findDoc } from '#pack/lookup.ts'
import type { AgendaItem, Resolution } from '../contract/meetings.ts'
import type { Moved } from '../contract/words.ts'
import { attachedTo, filesByIds } from './case-files.ts'
import { open, workflowOf } from './engine.ts'
import { getSeries } from './series.ts'
import { clauseOf, namedOrganisation, namedOrganisations, textOf, written } from '#pack/naming.ts'
import { nextNumber, storeTask } from './new-task.ts'
import { namedSeries, routeOf } from './routing.ts'
import { getRow, type ItemRow, type KeptRoute, tables } from './store.ts'

/** The states of an item that mean something beyond their names. */
export const itemStates = {
  proposed: 'proposed',
  scheduled: 'scheduled',
  decided: 'decided',
  passedUp: 'passed_up',
} as const

/** Items as they are shown. */
export function agendaItems(house: House, rows: readonly ItemRow[]): Promise<AgendaItem[]> {
  return Promise.all(rows.map((row) => agendaItem(house, row)))
}

async function agendaItem(house: House, row: ItemRow): Promise<AgendaItem> {
  const programme = house.programme()
  return {
    id: row.id,
    case: row.case_id,
    version: row.revision,
    meeting: row.meeting,
    position: row.position,
    title: row.title,
    proposer: namedOrganisation(programme, row.proposer),
    papers: row.papers,
    files: await filesByIds(house, row.case_id, row.files),
    series: row.series === null ? null : namedSeries(house, row.series),
    routed: showRoute(house, row.routed),
    state: row.state,
    stateName: stateName(workflowOf(programme, 'agenda_item'), row.state),
    outcome: row.outcome,
  }
}

export function showRoute(house: House, route: KeptRoute | null): AgendaItem['routed'] {
  const programme = house.programme()
  if (route === null) return null
  const duty = findDoc(programme, 'duties', route.duty)
  return {
    duty: route.duty,
    matter: textOf(duty?.matter ?? { zh: route.duty, en: route.duty }),
    lead: namedOrganisations(programme, route.lead),
    assist: namedOrganisations(programme, route.assist),
    decide: namedOrganisations(programme, route.decide),
    clause: clauseOf(programme, duty?.source),
  }
}

export type NewItem = {
  readonly title: string
  readonly proposer: string
  readonly papers?: string | undefined
  readonly matter?: string | undefined
  readonly field?: string | undefined
  readonly base?: string | undefined
  readonly series?: string | undefined
  readonly meeting?: string | undefined
  readonly actor: Actor
}

/** Proposes an item; the duties and the series say which level decides it. @throws Problem forbidden, invalid_input, not_found */
export async function proposeItem(house: House, tx: Transaction, asked: NewItem): Promise<{ id: string }> {
  const programme = house.programme()
  demandOrganisations(programme, { 'body.proposer': [asked.proposer] })
  demandPlace(programme, asked.base)
  const base = asked.base ?? null
  decide(asked.actor, 'supervision.report', { places: placesAround(programme, base), organisations: [asked.proposer] })
  const meeting = asked.meeting === undefined ? undefined : await getRow(tx, 'supervision_meeting', asked.meeting)
  const found = routeOf(house, { matter: asked.matter, field: asked.field, base: asked.base })
  const series =
    asked.series === undefined ? (meeting?.series ?? found.series ?? null) : getSeries(house, asked.series).id
  const id = await storeItem(house, tx, { ...asked, base, series, routed: found.route })
  if (meeting !== undefined) {
    const row = await getRow(tx, 'supervision_agenda_item', id)
    await placeItem(house, tx, { id, expectedVersion: row.revision, meeting: meeting.id, actor: asked.actor })
  }
  return { id }
}

type ItemToStore = Omit<NewItem, 'series' | 'base' | 'meeting'> & {
  readonly base: string | null
  readonly series: string | null
  readonly routed: KeptRoute | null
}

async function storeItem(house: House, tx: Transaction, item: ItemToStore): Promise<string> {
  const programme = house.programme()
  const id = randomUUID()
  const body = item.series === null ? undefined : findDoc(programme, 'meetings', item.series)?.body
  const involved = [item.proposer, ...(body === undefined ? [] : [body]), ...(item.routed?.assist ?? [])]
  const organisations = organisationsAround(programme, involved)
  const places = placesAround(programme, item.base)
  const opened = await open(house, tx, {
    kind: 'agenda_item',
    subject: id,
    title: written(item.title),
    actor: item.actor,
    place: item.base ?? programme.rootPlace,
    organisations,
    lead: [item.proposer],
    assist: item.routed?.assist ?? [],
  })
  await tables(tx)
    .insertInto('supervision_agenda_item')
    .values({
      id,
      meeting: null,
      position: null,
      title: item.title,
      proposer: item.proposer,
      papers: item.papers ?? null,
      files: [],
      matter: item.matter ?? null,
      field: item.field ?? null,
      base: item.base,
      series: item.series,
      routed: item.routed === null ? null : JSON.stringify(item.routed),
      outcome: null,
      case_id: opened.id,
      state: opened.state,
      revision: opened.version,
      places,
      organisations,
      proposed_at: house.clock.now(),
    })
    .execute()
  await recordAct(tx, {
    name: 'supervision.item_proposed',
    subject: { kind: 'agenda_item', id },
    detail: { organisation: item.proposer, ...(item.series === null ? {} : { series: item.series }) },
  })
  return id
}

export type Placing = {
  readonly id: string
  readonly expectedVersion: number
  readonly meeting: string | null
  readonly position?: number | undefined
  readonly actor: Actor
}

/** Puts an item on the agenda of a meeting, or takes it off. @throws Problem not_found, stale, wrong_state, forbidden */
export async function placeItem(house: House, tx: Transaction, asked: Placing): Promise<{ id: string }> {
  const row = await getRow(tx, 'supervision_agenda_item', asked.id)
  const meeting = asked.meeting === null ? null : await getRow(tx, 'supervision_meeting', asked.meeting)
  decide(asked.actor, 'supervision.meet', meeting ?? row)
  if (meeting?.is_final === true)
    throw new Problem('wrong_state', { details: { state: meeting.state, reason: 'supervision.meeting_is_over' } })
  const workflow = workflowOf(house.programme(), 'agenda_item')
  const to = meeting === null ? itemStates.proposed : itemStates.scheduled
  if (row.state !== to) {
    const name = actTo(workflow, row.state, to)
    await act(house, tx, { ...asked, caseId: row.case_id, act: name })
  }
  const { next } = await tables(tx)
    .selectFrom('supervision_agenda_item')
    .select(sql<number>`coalesce(max(position), 0)::integer + 1`.as('next'))
    .where('meeting', '=', asked.meeting)
    .executeTakeFirstOrThrow()
  await tables(tx)
    .updateTable('supervision_agenda_item')
    .set({ meeting: asked.meeting, position: asked.meeting === null ? null : (asked.position ?? next) })
    .where('id', '=', row.id)
    .execute()
  await recordAct(tx, {
    name: 'supervision.item_placed',
    subject: { kind: 'agenda_item', id: row.id },
    detail: asked.meeting === null ? {} : { meeting: asked.meeting },
  })
  return { id: row.id }
}

export type ItemActing = AskedAct & {
  readonly outcome?: string | undefined
}

/** The next step of an item. @throws Problem as the engine does */
export async function actOnItem(house: House, tx: Transaction, { outcome, ...asked }: ItemActing): Promise<Moved> {
  const row = await getRow(tx, 'supervision_agenda_item', asked.id)
  const fields = outcome === undefined ? asked.fields : { resolution: outcome, ...asked.fields }
  const moved = await act(house, tx, { ...asked, fields, caseId: row.case_id })
  return { state: moved.state, version: moved.version }
}

/** Items that wait for a meeting. */
export async function listItems(
  house: House,
  tx: Transaction,
  asked: { readonly series?: string | undefined; readonly page: number; readonly pageSize: number },
) {
  let query = tables(tx)
    .selectFrom('supervision_agenda_item')
    .where('meeting', 'is', null)
    .where('is_final', '=', false)
  if (asked.series !== undefined) query = query.where('series', '=', asked.series)
  const { total } = await query.select(sql<number>`count(*)::integer`.as('total')).executeTakeFirstOrThrow()
  const rows = await query
    .selectAll()
    .orderBy('proposed_at')
    .orderBy('id')
    .limit(asked.pageSize)
    .offset((asked.page - 1) * asked.pageSize)
    .execute()
  return { total, items: await agendaItems(house, rows) }
}

/** Keeps the row of an item in step with its case; one that is passed up is proposed to the series above. */
export async function followItem(house: House, tx: Transaction, moved: MovedCase): Promise<void> {
  const { after, before, fields = {}, reason, actor } = moved
  const workflow = workflowOf(house.programme(), 'agenda_item')
  const isFinal = workflow.states.some((state) => state.id === after.state && state.final === true)
  const outcome = fields.resolution ?? (isFinal && before?.state !== after.state ? reason : undefined)
  const row = await tables(tx)
    .updateTable('supervision_agenda_item')
    .set({
      state: after.state,
      revision: after.version,
      is_final: isFinal,
      files: await attachedTo(tx, after.id),
      ...(outcome === undefined ? {} : { outcome }),
      ...(after.state === itemStates.proposed ? { meeting: null, position: null } : {}),
    })
    .where('id', '=', after.subject.id)
    .returningAll()
    .executeTakeFirst()
  if (row === undefined || after.state !== itemStates.passedUp || before?.state === after.state) return
  const above = row.series === null ? undefined : findDoc(house.programme(), 'meetings', row.series)?.passes_to
  if (above === undefined) return
  await inReachOfHouse(tx, () =>
    storeItem(house, tx, {
      title: row.title,
      proposer: row.proposer,
      papers: row.papers ?? undefined,
      matter: row.matter ?? undefined,
      field: row.field ?? undefined,
      base: row.base,
      series: above,
      routed: row.routed,
      actor,
    }),
  )
}

/** What a meeting resolved, with the tasks that were made of it. */
export async function resolutionsOf(house: House, tx: Transaction, meeting: string): Promise<Resolution[]> {
  const programme = house.programme()
  const rows = await tables(tx)
    .selectFrom('supervision_resolution')
    .selectAll()
    .where('meeting', '=', meeting)
    .orderBy('number')
    .execute()
  const tasks = await tasksOf(
    tx,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    item: row.item,
    text: row.text,
    lead: namedOrganisations(programme, row.lead),
    assist: namedOrganisations(programme, row.assist),
    due: row.due,
    task: tasks.get(row.id) ?? null,
  }))
}

async function tasksOf(tx: Transaction, resolutions: readonly string[]): Promise<Map<string, string>> {
  if (resolutions.length === 0) return new Map()
  const rows = await tables(tx)
    .selectFrom('supervision_task')
    .select(['id', 'resolution'])
    .where('resolution', 'in', [...resolutions])
    .execute()
  return new Map(rows.map(({ id, resolution }) => [resolution ?? '', id]))
}

export type NewResolution = {
  readonly id: string
  readonly item?: string | undefined
  readonly text: string
  readonly lead: readonly string[]
  readonly assist: readonly string[]
  readonly due?: string | undefined
  readonly actor: Actor
}

/** Records what a meeting resolved; its parties as given, else as the duties of the item say. @throws Problem not_found, forbidden, invalid_input */
export async function addResolution(house: House, tx: Transaction, asked: NewResolution) {
  const meeting = await getRow(tx, 'supervision_meeting', asked.id)
  decide(asked.actor, 'supervision.meet', meeting)
  demandOrganisations(house.programme(), { 'body.lead': asked.lead, 'body.assist': asked.assist })
  const item = asked.item === undefined ? undefined : await getRow(tx, 'supervision_agenda_item', asked.item)
  if (item !== undefined && item.meeting !== meeting.id)
    throw new Problem('invalid_input', {
      issues: [{ text: 'supervision.item_elsewhere', where: 'body.item', found: item.id }],
    })
  const byDuty = asked.lead.length === 0
  const lead = byDuty ? (item?.routed?.lead ?? []) : asked.lead
  const assist = byDuty && asked.assist.length === 0 ? (item?.routed?.assist ?? []) : asked.assist
  const { number } = await tables(tx)
    .selectFrom('supervision_resolution')
    .select(sql<number>`coalesce(max(number), 0)::integer + 1`.as('number'))
    .where('meeting', '=', meeting.id)
    .executeTakeFirstOrThrow()
  const { id } = await tables(tx)
    .insertInto('supervision_resolution')
    .values({
      meeting: meeting.id,
      number,
      item: item?.id ?? null,
      text: asked.text,
      lead: [...lead],
      assist: assist.filter((one) => !lead.includes(one)),
      due: asked.due === undefined ? null : parsePlainDate(asked.due),
      at: house.clock.now(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await recordAct(tx, {
    name: 'supervision.resolved',
    subject: { kind: 'meeting', id: meeting.id },
    detail: { number, lead: [...lead] },
  })
  return { id, number }
}

/** Makes a resolution into a task, with one act and once. @throws Problem not_found, forbidden, conflict, invalid_input */
export async function resolutionToTask(
  house: House,
  tx: Transaction,
  asked: {
    readonly id: string
    readonly due?: string | undefined
    readonly leader?: string | undefined
    readonly actor: Actor
  },
): Promise<{ task: string }> {
  const row = await tables(tx)
    .selectFrom('supervision_resolution')
    .selectAll()
    .where('id', '=', asked.id)
    .executeTakeFirst()
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'resolution', id: asked.id } })
  const meeting = await getRow(tx, 'supervision_meeting', row.meeting)
  decide(asked.actor, 'supervision.plan', meeting)
  if ((await tasksOf(tx, [row.id])).size > 0)
    throw new Problem('conflict', { issues: [{ text: 'supervision.is_a_task', where: 'id', found: row.id }] })
  const due = asked.due ?? row.due
  const issues = [
    ...(due === null ? [{ text: 'supervision.deadline_needed', where: 'body.due' }] : []),
    ...(row.lead.length === 0 ? [{ text: 'supervision.no_lead', where: 'resolution.lead' }] : []),
  ]
  if (issues.length > 0 || due === null) throw new Problem('invalid_input', { issues })
  const day = parsePlainDate(due)
  const year = yearOf(day < todayOf(house) ? todayOf(house) : day)
  const task = await storeTask(house, tx, {
    year,
    number: (await nextNumber(tx, year, null))(0),
    kind: 'hard',
    urgent: false,
    title: written(row.text.length > 120 ? `${row.text.slice(0, 119)}…` : row.text),
    requirement: meeting.title,
    goal: written(row.text),
    base: meeting.base,
    lead: row.lead,
    assist: row.assist,
    leader: asked.leader === undefined ? null : written(asked.leader),
    due: day,
    weight: '1',
    measure: null,
    schedule: [],
    parent: null,
    resolution: row.id,
    actor: asked.actor,
  })
  return { task }
}
