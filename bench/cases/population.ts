import { randomUUID } from 'node:crypto'
import { type Actor, can } from '#base/decision.ts'
import { addDays } from '#base/plain-date.ts'
import { openingOf } from '#capabilities/workflows/server/cases.ts'
import {
  actRow,
  derivedOf,
  frameOf,
  placesAround,
  resourceOf,
  withParties,
} from '#capabilities/workflows/server/moves.ts'
import { type DbCase, type DbCaseAct, ofCaseState, toCase } from '#capabilities/workflows/server/store.ts'
import { keepVersion, versionOf } from '#capabilities/workflows/server/versions.ts'
import { duesSetBy } from '#capabilities/workflows/rules/clocks.ts'
import type { CaseAct, CaseState } from '#capabilities/workflows/rules/model.ts'
import { availableActs } from '#capabilities/workflows/rules/offers.ts'
import { missingFor } from '#capabilities/workflows/rules/filling.ts'
import { advance, isFinal } from '#capabilities/workflows/rules/state.ts'
import { settableClock } from '#kit/server/clock.ts'
import type { House } from '#kit/server/house.ts'
import type { ProgrammeWorkflow } from '#pack/programme.ts'
import { randomOf } from '#capabilities/evaluations/rules/stability.ts'

/** Numbers that are the same for the same seed. */
export type Random = { share(): number; whole(from: number, to: number): number; one<T>(list: readonly T[]): T }

export function randomFrom(seed: number): Random {
  const share = randomOf(seed)
  return {
    share,
    whole: (from, to) => from + Math.floor(share() * (to - from + 1)),
    one: <T>(list: readonly T[]) => list[Math.floor(share() * list.length)] as T,
  }
}

/** How many cases, led by whom, and how many acts each at the most. */
export type Wanted = {
  readonly cases: number
  readonly units: readonly string[]
  readonly acts: number
  readonly random: Random
}

export type Made = { readonly cases: number; readonly acts: number; readonly open: number }

const caseColumns = [
  'id',
  'workflow',
  'workflow_hash',
  'pack',
  'subject_kind',
  'subject',
  'title',
  'place',
  'places',
  'organisation',
  'organisations',
  'parent',
  'due',
  'opened_at',
  'opened_by',
  'moved_at',
  'closed_at',
  'state',
  'version',
  'branches',
  'fields',
  'parties',
  'assignee',
  'open_subcases',
  'next_due',
  'provisional',
  'wakes_on',
  'waits',
] as const satisfies readonly (keyof DbCase)[]
const actColumns = [
  'case_id',
  'number',
  'act',
  'from_state',
  'to_state',
  'at',
  'actor',
  'reason',
  'clock',
  'clock_due',
  'unit',
  'fields',
  'parties',
  'assignee',
  'subcase',
  'on_behalf_of',
  'dues',
] as const satisfies readonly (keyof DbCaseAct)[]
const asJson = new Set<string>(['title', 'branches', 'fields', 'parties', 'dues'])
const atOnce = 5000

/** Fills the record with cases that the rules made: every act was decided for whoever did it, before it was folded. */
export async function makeCases(house: House, workflow: ProgrammeWorkflow, wanted: Wanted): Promise<Made> {
  const version = versionOf(workflow)
  await house.record.asSystem((tx) => keepVersion(tx, version, house.clock.now()))
  let [cases, acts, open] = [0, 0, 0]
  while (cases < wanted.cases) {
    const some = Array.from({ length: Math.min(atOnce, wanted.cases - cases) }, () => makeCase(house, workflow, wanted))
    await house.record.bulkLoad(
      'workflow_case',
      caseColumns,
      some.map(({ row }) => values(row, caseColumns)),
    )
    await house.record.bulkLoad(
      'workflow_act',
      actColumns,
      some.flatMap(({ rows }) => rows.map((row) => values(row, actColumns))),
    )
    cases += some.length
    acts += some.reduce((sum, { rows }) => sum + rows.length, 0)
    open += some.filter(({ row }) => row.closed_at === null).length
  }
  await house.record.ownerPool.query('analyze workflow_case, workflow_act')
  return { cases, acts, open }
}

function values<Row extends object, Key extends keyof Row & string>(row: Row, columns: readonly Key[]) {
  return columns.map((column) => {
    const value: unknown = row[column]
    return (value !== null && asJson.has(column) ? JSON.stringify(value) : value) as
      | string
      | number
      | boolean
      | Date
      | null
  })
}

type One = { readonly row: DbCase; readonly rows: readonly DbCaseAct[] }

function makeCase(house: House, workflow: ProgrammeWorkflow, { units, acts: most, random }: Wanted): One {
  const programme = house.programme()
  const days = random.whole(20, 400)
  const clock = settableClock(new Date(house.clock.now().getTime() - days * 86_400_000))
  const then = { programme: house.programme, clock }
  const lead = random.one(units)
  const places = Object.keys(programme.places)
  const opener = officer('county-government')
  const due = addDays(clock.today(programme.timeZone), days + random.whole(-30, 60))
  const opened = openingOf(then, {
    workflow: workflow.id,
    subject: { kind: workflow.subject, id: randomUUID() },
    title: { zh: `任务 ${random.whole(1, 1e6)}`, en: `Task ${random.whole(1, 1e6)}` },
    place: random.one(places),
    parties: { lead: [lead], assist: [random.one(units)], decide: [] },
    due,
    actor: opener,
  })
  const acts: CaseAct[] = [opened.act]
  const rows = [actRow(opened.row.id, { act: opened.act, number: 1, dues: opened.act.dues ?? [] })]
  let state = advance(workflow, undefined, opened.act)
  const reach = resourceOf(toCase(opened.row))
  const enough = random.whole(most - 4, most + 4)
  while (acts.length < enough && !isFinal(workflow, state.state)) {
    clock.advance(random.whole(1, Math.max(1, Math.floor((days / enough) * 2))) * 43_200_000)
    const next = nextAct(workflow, state, { lead, reach, random, isLast: acts.length > most })
    if (next === undefined) break
    const act: CaseAct = { ...next, at: clock.now() }
    const after = advance(workflow, state, act)
    const moved = { ...act, to: after.state }
    const dues = duesSetBy(workflow, [...acts, moved], frameOf(then, due))
    acts.push(dues.length === 0 ? moved : { ...moved, dues })
    rows.push(actRow(opened.row.id, { act: moved, number: after.version, from: state.state, dues }))
    state = after
  }
  const last = acts.at(-1)?.at ?? opened.row.opened_at
  const row: DbCase = {
    ...opened.row,
    ...ofCaseState(state),
    ...derivedOf(frameOf(house, due), workflow, { acts, state, reach }),
    organisations: withParties(opened.row.organisations, state),
    places: opened.row.place === null ? [] : placesAround(programme, opened.row.place),
    moved_at: last,
    closed_at: isFinal(workflow, state.state) ? last : null,
  }
  return { row, rows }
}

type Choosing = { lead: string; reach: ReturnType<typeof resourceOf>; random: Random; isLast: boolean }

/** Something that the unit in the lead, or who decides, may do now, with what must be filled in. */
function nextAct(workflow: ProgrammeWorkflow, state: CaseState, { lead, reach, random, isLast }: Choosing) {
  const isOver = (to: string) => workflow.states.some(({ id, final }) => id === to && final)
  const fitFor = (who: Actor) =>
    availableActs(workflow, state, who, { resource: reach, holds: () => true })
      .filter(({ act, decision }) => decision.allowed && (isLast || !isOver(act.to)))
      .map((each) => ({ ...each, who }))
  const office = officer('county-government')
  const [first, other] = random.share() < 0.85 ? [officer(lead), office] : [office, officer(lead)]
  const found = fitFor(first)
  const fitting = found.length > 0 ? found : fitFor(other)
  if (fitting.length === 0) return undefined
  const chosen = random.one(fitting)
  const share = String(random.whole(0, 100))
  const fields = Object.fromEntries(
    (chosen.act.fields ?? []).map(({ id, type }) => [id, type === 'share' || type === 'number' ? share : 'as planned']),
  )
  const reason = chosen.act.reason === undefined ? undefined : 'as agreed'
  if (missingFor(chosen.act, { reason, fields }).length > 0) return undefined
  return {
    act: chosen.act.id,
    actor: chosen.who.id,
    fields,
    ...(reason === undefined ? {} : { reason }),
    ...(chosen.unit === undefined ? {} : { unit: chosen.unit }),
  }
}

const officers = new Map<string, Actor>()

function officer(organisation: string): Actor {
  const known = officers.get(organisation)
  if (known !== undefined) return known
  const permissions = ['report', 'reply', 'plan', 'decide', 'issue', 'meet'].map((verb) => `supervision.${verb}`)
  const made: Actor = {
    id: `officer of ${organisation}`,
    kind: 'person',
    name: organisation,
    organisation,
    roles: [],
    grants: permissions.map((permission) => ({ permission, scope: 'all' })),
  }
  if (!can(made, 'supervision.report').allowed) throw new Error('an officer may report')
  officers.set(organisation, made)
  return made
}
