import { type Actor, facesOf } from '#base/decision.ts'
import { addDays, dayOfWeek, type PlainDate } from '#base/plain-date.ts'
import type { Text } from '#base/text.ts'
import { namesOfOrganisations, namesOfPeople } from '#capabilities/people/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { Programme, ProgrammeWorkflow } from '#pack/programme.ts'
import type { CaseSummary, DeskItem } from '../contract.ts'
import type { OfferedAct } from '../rules/model.ts'
import { lightOf } from '../rules/clocks.ts'
import { availableActs, isMine } from '../rules/offers.ts'
import { isFinal } from '../rules/state.ts'
import { keysOf } from '../rules/waits.ts'
import {
  type CaseFilter,
  countEach,
  countStanding,
  type DueAsked,
  type DueDays,
  listFitting,
  listStanding,
  type Standing,
} from './desk-store.ts'
import { nameOfAct } from './announcements.ts'
import { type CaseHouse, resourceOf } from './moves.ts'
import { findOwner } from './owners.ts'
import { type Case, type DbCase, toCase, toCaseState } from './store.ts'
import { workflowsOfCases } from './versions.ts'

export type DeskScope = 'mine' | 'unit' | 'base'

export type DeskAsked = {
  readonly actor: Actor
  readonly scope?: DeskScope
  readonly due?: DueAsked
  readonly place?: string | undefined
  readonly workflow?: string | undefined
  readonly offset: number
  readonly limit: number
}

/**
 * What waits: for an actor, who may do something there now or could once a requirement holds, since meeting it is the actor's work; for
 * the actor's unit; or what is open in the actor's places. With how many there are in each, and how many are due when.
 */
export async function deskOf(house: CaseHouse, tx: Transaction, asked: DeskAsked) {
  const { actor, scope = 'mine', due = 'all', place, workflow, offset, limit } = asked
  const days = daysOf(house)
  const filter: CaseFilter = { place, workflow }
  const standings = standingsOf(house.programme(), actor, place)
  const counted = await countStanding(tx, standings[scope], { filter, days })
  const { [scope]: _asked, ...others } = standings
  const counts = { mine: 0, unit: 0, base: 0, ...(await countEach(tx, others, filter)), [scope]: counted.all }
  const rows = await listStanding(tx, standings[scope], { filter, days, due, page: { offset, limit } })
  const items = await toDeskItems(house, tx, { rows, actor, today: days.today })
  const { all, today, week, overdue, workflows } = counted
  return {
    total: { all, today, week, overdue }[due],
    overdue,
    counts: { ...counts, all, today, week, overdue },
    workflows: workflows.map(({ workflow: id, count }) => ({ workflow: id, count, name: workflowName(house, id) })),
    items,
  }
}

/** The days by which due dates are sorted: a week ends with Sunday. */
function daysOf(house: CaseHouse): DueDays {
  const today = house.clock.today(house.programme().timeZone)
  return { today, weekEnd: addDays(today, 7 - dayOfWeek(today)) }
}

function standingsOf(programme: Programme, actor: Actor, place: string | undefined): Record<DeskScope, Standing> {
  const faces = facesOf(actor)
  const mine = keysOf(actor)
  const own = faces[0]?.actor ?? actor
  const unitKeys =
    own.organisation === undefined
      ? []
      : permissionsOf(programme).flatMap((may) => [`${may}@unit:${own.organisation}`, `${may}@org:${own.organisation}`])
  const places = own.grants.flatMap((grant) =>
    grant.permission === 'workflows.see' && grant.scope === 'place' && grant.place !== undefined ? [grant.place] : [],
  )
  const personKeys = mine.filter((key) => key.includes('@person:'))
  return {
    mine: { keys: mine, own: { assignees: faces.map((face) => face.actor.id), keys: personKeys } },
    unit: { keys: [...new Set([...keysOf(own).filter(isOfUnit), ...unitKeys])] },
    base: { places: places.length === 0 && place !== undefined ? [place] : [...new Set(places)], organisations: [] },
  }
}

/** What somebody may do everywhere, or as a person, is theirs and not their unit's. */
function isOfUnit(key: string): boolean {
  return !key.endsWith('@all') && !key.includes('@person:')
}

/** Every permission by which a case of the programme may wait. */
function permissionsOf(programme: Programme): string[] {
  return [
    ...new Set(
      Object.values(programme.workflows).flatMap((workflow) => [
        ...workflow.acts.map((act) => act.may),
        ...workflow.states.flatMap((state) => (state.branches ?? []).map((branch) => branch.may)),
      ]),
    ),
  ]
}

type Items = { rows: readonly DbCase[]; actor: Actor; today: PlainDate }

async function toDeskItems(house: CaseHouse, tx: Transaction, { rows, actor, today }: Items): Promise<DeskItem[]> {
  const workflowFor = await workflowsOfCases(house, tx, rows)
  const [people, units] = await namesFor(house, tx, rows)
  const { publishedThrough } = house.programme().calendar
  return rows.flatMap((row): DeskItem[] => {
    const workflow = workflowFor(row)
    if (workflow === undefined) return []
    const one = toCase(row)
    const offered = availableActs(workflow, toCaseState(row), actor, { resource: resourceOf(one) }).filter(isMine)
    const standsFor = offered.length > 0 && offered.every((each) => each.onBehalfOf !== undefined)
    const absent = standsFor ? offered[0]?.onBehalfOf : undefined
    const lead = one.parties.lead[0]
    return [
      {
        id: row.id,
        workflow: row.workflow,
        workflowName: words(workflow.name),
        subjectKind: row.subject_kind,
        subject: row.subject,
        title: row.title,
        ...(row.place === null ? {} : { place: row.place }),
        ...(row.organisation === null ? {} : { organisation: row.organisation }),
        state: row.state,
        stateName: stateName(workflow, row.state),
        acts: offered.map((each) => toDeskAct(workflow, each)),
        version: row.version,
        byEngine: findOwner(house, row.subject_kind) !== undefined,
        delegated: row.assignee === actor.id,
        ...(row.assignee === null ? {} : { assignee: named(people, row.assignee) }),
        ...(absent === undefined ? {} : { standsFor: standInFor(actor, absent) }),
        ...(lead === undefined ? {} : { lead: { id: lead, name: units.get(lead) ?? { zh: lead, en: lead } } }),
        ...(row.next_due === null ? {} : { due: row.next_due }),
        provisional: row.provisional && row.next_due !== null && row.next_due > publishedThrough,
        light: lightOf(row.next_due ?? undefined, today),
        since: row.moved_at.toISOString(),
      },
    ]
  })
}

function toDeskAct(workflow: ProgrammeWorkflow, { act, unit }: OfferedAct): DeskItem['acts'][number] {
  return {
    act: act.id,
    name: nameOfAct(workflow, act.id) ?? words(act.name),
    ...(act.bulk === true ? { bulk: true } : {}),
    ...(unit === undefined ? {} : { unit }),
  }
}

function standInFor(actor: Actor, id: string): { id: string; name: string } {
  return { id, name: actor.standsInFor?.find((absent) => absent.id === id)?.name ?? id }
}

export type CasesAsked = CaseFilter & {
  readonly due?: DueAsked
  readonly offset: number
  readonly limit: number
}

/** Cases of a place, a unit, a workflow, or under another case, as far as the actor of the transaction may see them. */
export async function listCases(
  house: CaseHouse,
  tx: Transaction,
  { due = 'all', offset, limit, ...filter }: CasesAsked,
): Promise<{ total: number; overdue: number; items: CaseSummary[] }> {
  const days = daysOf(house)
  const found = await listFitting(tx, { filter, days, due, page: { offset, limit } })
  return { total: found.total, overdue: found.overdue, items: await toSummaries(house, tx, found.rows) }
}

/** Cases as boards and the pages of their neighbours show them. */
export async function toSummaries(house: CaseHouse, tx: Transaction, rows: readonly DbCase[]): Promise<CaseSummary[]> {
  const workflowFor = await workflowsOfCases(house, tx, rows)
  const [people, units] = await namesFor(house, tx, rows)
  const today = house.clock.today(house.programme().timeZone)
  return rows.flatMap((row): CaseSummary[] => {
    const workflow = workflowFor(row)
    return workflow === undefined ? [] : [toSummary(row, { workflow, people, units, today })]
  })
}

type Words = { workflow: ProgrammeWorkflow; people: Map<string, string>; units: Map<string, Text>; today: PlainDate }

function toSummary(row: DbCase, { workflow, people, units, today }: Words): CaseSummary {
  const isOver = isFinal(workflow, row.state)
  return {
    id: row.id,
    workflow: row.workflow,
    workflowName: words(workflow.name),
    subjectKind: row.subject_kind,
    subject: row.subject,
    title: row.title,
    state: row.state,
    stateName: stateName(workflow, row.state),
    final: isOver,
    ...(row.next_due === null ? {} : { due: row.next_due }),
    light: isOver ? 'done' : lightOf(row.next_due ?? undefined, today),
    ...(row.place === null ? {} : { place: row.place }),
    parties: namedParties(row.parties, units),
    ...(row.assignee === null ? {} : { assignee: named(people, row.assignee) }),
    provisional: row.provisional,
    version: row.version,
    openedAt: row.opened_at.toISOString(),
    since: row.moved_at.toISOString(),
    ...(row.closed_at === null ? {} : { closedAt: row.closed_at.toISOString() }),
  }
}

async function namesFor(house: CaseHouse, tx: Transaction, rows: readonly DbCase[]) {
  const people = rows.flatMap(({ assignee }) => (assignee === null ? [] : [assignee]))
  const units = rows.flatMap(({ parties }) => [...parties.lead, ...parties.assist, ...parties.decide])
  return [
    people.length === 0 ? new Map<string, string>() : await namesOfPeople(tx, people),
    units.length === 0 ? new Map<string, Text>() : await namesOfOrganisations(house, tx, [...new Set(units)]),
  ] as const
}

export function named(people: ReadonlyMap<string, string>, id: string): { id: string; name: string } {
  return { id, name: people.get(id) ?? id }
}

export function namedParties(parties: Case['parties'], units: ReadonlyMap<string, Text>): CaseSummary['parties'] {
  const name = (id: string) => ({ id, name: units.get(id) ?? { zh: id, en: id } })
  return { lead: parties.lead.map(name), assist: parties.assist.map(name), decide: parties.decide.map(name) }
}

export function words(name: { readonly zh: string; readonly en?: string | undefined }): Text {
  return { zh: name.zh, en: name.en ?? name.zh }
}

export function stateName(workflow: ProgrammeWorkflow, id: string): Text {
  return words(workflow.states.find((state) => state.id === id)?.name ?? { zh: id, en: id })
}

function workflowName(house: CaseHouse, id: string): Text {
  const { workflows } = house.programme()
  return words((Object.hasOwn(workflows, id) ? workflows[id]?.name : undefined) ?? { zh: id, en: id })
}
