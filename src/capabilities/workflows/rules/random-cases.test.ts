import fc from 'fast-check'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { type Actor, type Decision, type Grant, type Resource, system } from '#base/decision.ts'
import { addDays, parsePlainDate, type PlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import { problemSentences } from '#base/texts/problems.ts'
import { loadProgramme } from '#kit/server/pack-folder.ts'
import type { ProgrammeWorkflow } from '#pack/programme.ts'
import type { WorkflowField } from '#pack/schema/workflow.ts'
import { workflowSentences } from '../sentences.ts'
import { clocksOf, decideExtension, duesSetBy, redatedDues, runningClocks } from './clocks.ts'
import { missingFor } from './filling.ts'
import {
  assigningAct,
  type CaseAct,
  type CaseActOffer,
  type CaseClock,
  type CaseState,
  type ClockFrame,
  type DueStep,
  extendingAct,
  openingAct,
  redatingAct,
  subcaseClosedAct,
  subcaseOpenedAct,
  type Truth,
} from './model.ts'
import { availableActs, decideAct, isMine } from './offers.ts'
import { advance, caseStateOf, isFinal, stateOf } from './state.ts'
import { dueSteps, nextStepDay } from './steps.ts'
import { awaitedActs, keysOf, waitsOf } from './waits.ts'

/** As many random cases of each workflow as the soak asks for, a thousand at most; a sample of them in every test run. */
const runs = {
  numRuns: Math.min(1000, Number(process.env.RANDOM_RUNS ?? 6)),
  ...(process.env.RANDOM_SEED === undefined ? {} : { seed: Number(process.env.RANDOM_SEED) }),
}

vi.setConfig({ testTimeout: 120_000 + runs.numRuns * 400 })

const workflows = new Map<string, ProgrammeWorkflow>()

beforeAll(async () => {
  for (const pack of ['demo', 'dongguan', 'qingxi']) {
    const { programme, problems } = await loadProgramme([pack], process.cwd())
    if (programme === undefined) throw new Error(`${pack}: ${JSON.stringify(problems.slice(0, 5))}`)
    for (const workflow of Object.values(programme.workflows)) {
      // A pack upon another has the same workflows: once is enough.
      const known = [...workflows.values()].some((one) => one.id === workflow.id && isSame(one, workflow))
      if (!known) workflows.set(`${pack}/${workflow.id}`, workflow)
    }
  }
})

function isSame({ origin: _a, ...one }: ProgrammeWorkflow, { origin: _b, ...other }: ProgrammeWorkflow): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

const units = ['land-office', 'tax', 'ecology', 'statistics']
const people = ['a', 'b', 'c', 'd', 'e']
const reach: Resource = { places: ['kite', 'cloud-islet'], organisations: ['enterprise:1', 'tax'] }
const calendar = {
  holidays: ['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'].map(parsePlainDate),
  workdays: [parsePlainDate('2026-10-10')],
  publishedThrough: parsePlainDate('2026-11-30'),
}
/** Another calendar, as somebody might publish it later: other days off, other weekends worked. */
const laterCalendar = {
  holidays: ['2026-09-15', '2026-10-20', '2026-12-01', '2026-12-02', '2026-12-28'].map(parsePlainDate),
  workdays: ['2026-09-19', '2026-12-05'].map(parsePlainDate),
  publishedThrough: parsePlainDate('2028-12-31'),
}

type Command = { kind: number; who: number; pick: number; fill: number; days: number; answer: number }
type Script = { grants: number[]; parties: number[]; due: number; commands: Command[] }

const script: fc.Arbitrary<Script> = fc.record({
  grants: fc.array(fc.nat(23), { minLength: 20, maxLength: 60 }),
  parties: fc.array(fc.oneof(fc.constantFrom(15, 3, 7), fc.nat(15)), { minLength: 3, maxLength: 3 }),
  due: fc.integer({ min: -10, max: 60 }),
  commands: fc.array(
    fc.record({
      kind: fc.nat(19),
      who: fc.nat(6),
      pick: fc.nat(99),
      fill: fc.nat(99),
      days: fc.nat(4),
      answer: fc.nat(5),
    }),
    { minLength: 5, maxLength: 40 },
  ),
})

function permissionsOf(workflow: ProgrammeWorkflow): string[] {
  const branches = workflow.states.flatMap((state) => state.branches ?? [])
  return [...new Set(['workflows.extend', ...workflow.acts.map(({ may }) => may), ...branches.map(({ may }) => may)])]
}

/** Five people with some of the permissions, somewhere; the last stands in for the first. Then somebody unknown. */
function actorsOf(workflow: ProgrammeWorkflow, { grants }: Script): Actor[] {
  const permissions = permissionsOf(workflow)
  const scopes: Omit<Grant, 'permission'>[] = [
    { scope: 'all' },
    { scope: 'all' },
    { scope: 'place', place: 'kite' },
    { scope: 'place', place: 'elsewhere' },
    { scope: 'organisation', organisation: 'enterprise:1' },
    { scope: 'organisation', organisation: 'ecology' },
  ]
  const of = people.map((id, at): Actor => {
    const held = permissions.flatMap((permission, index): Grant[] => {
      const draw = grants[(at * permissions.length + index) % grants.length] ?? 0
      const scope = scopes[draw % 8]
      return scope === undefined ? [] : [{ permission, ...scope }]
    })
    const organisation = units[at]
    return {
      id,
      kind: 'person',
      name: id,
      roles: [],
      grants: held,
      ...(organisation === undefined ? {} : { organisation }),
    }
  })
  const [first, last] = [of[0] as Actor, of.at(-1) as Actor]
  const deputy: Actor = {
    ...last,
    grants: [...last.grants, ...first.grants.map((grant) => ({ ...grant, for: first.id }))],
    standsInFor: [{ id: first.id, name: first.name, organisation: units[0] as string, until: '2030-01-01' }],
  }
  return [...of.slice(0, -1), deputy, { id: 'anonymous', kind: 'anonymous', name: '', roles: [], grants: [] }]
}

const subset = (bits: number) => units.filter((_unit, at) => (bits >> at) % 2 === 1)

function valueOf(field: WorkflowField, fill: number): string {
  if (fill % 7 === 0) return ''
  if (fill % 11 === 0) return 'nonsense'
  const values = {
    text: 'words',
    number: String(fill),
    share: String(fill % 2 === 0 ? 100 : fill),
    date: '2026-10-09',
    choice: field.choices?.[fill % (field.choices?.length ?? 1)]?.id ?? '',
  }
  return values[field.type]
}

/** What one person fills in, rightly or not. */
function givenFor(act: CaseActOffer, fill: number) {
  const fields = Object.fromEntries(
    (act.fields ?? []).filter((_field, at) => (fill + at) % 5 !== 0).map((field) => [field.id, valueOf(field, fill)]),
  )
  const files = (act.files ?? [])
    .filter((_file, at) => (fill + at) % 4 !== 0)
    .map((file) => ({ id: file.id, name: `paper.${fill % 9 === 0 ? 'exe' : (file.types?.[0] ?? 'pdf')}`, size: 1000 }))
  return { fields, files, ...(fill % 6 === 0 ? {} : { reason: 'because' }) }
}

/** A refusal says why, in both languages, with every gap filled. */
function expectWords({ reason, details = {} }: { reason: string; details?: Readonly<Record<string, unknown>> }): void {
  const text = { ...problemSentences, ...workflowSentences }[reason]
  expect(text, reason).toBeDefined()
  refusedFor.add(reason)
  for (const words of [text?.zh ?? '', text?.en ?? '']) {
    expect(words.length).toBeGreaterThan(0)
    for (const [, gap] of words.matchAll(/\{(\w+)\}/g)) expect(Object.keys(details), `${reason}: ${gap}`).toContain(gap)
  }
}

function expectDecisionWords(decision: Decision): void {
  if (!decision.allowed) expectWords(decision)
}

/** A case as the server would keep it: acts with what they set, and what was ever said of its clocks. */
class Walk {
  readonly workflow: ProgrammeWorkflow
  readonly actors: readonly Actor[]
  readonly acts: CaseAct[] = []
  readonly done = new Set<string>()
  readonly said = new Map<string, CaseClock>()
  state: CaseState
  today: PlainDate = parsePlainDate('2026-09-07')
  frame: ClockFrame
  readonly due: PlainDate

  constructor(workflow: ProgrammeWorkflow, script: Script) {
    this.workflow = workflow
    this.actors = actorsOf(workflow, script)
    this.due = addDays(this.today, script.due)
    this.frame = { calendar, timeZone: 'Asia/Shanghai', today: this.today, due: this.due }
    const [lead = 0, assist = 0, decide = 0] = script.parties
    const parties = { lead: subset(lead), assist: subset(assist), decide: subset(decide) }
    const act = this.dated({ act: openingAct, actor: 'b', parties })
    this.state = advance(workflow, undefined, act)
    this.keep(act)
  }

  dated(act: Omit<CaseAct, 'at'>): CaseAct {
    return { ...act, at: new Date(`${this.today}T03:00:00Z`) }
  }

  /** Stores an act with the due dates that it set. */
  keep(act: CaseAct): void {
    const dues = act.dues ?? duesSetBy(this.workflow, [...this.acts, act], this.frame)
    this.acts.push({ ...act, to: this.state.state, dues })
    this.check()
  }

  perform(act: Omit<CaseAct, 'at'>): void {
    const did = performed.get(this.workflow.id) ?? new Set()
    performed.set(this.workflow.id, did.add(act.act))
    const dated = this.dated(act)
    this.state = advance(this.workflow, this.state, dated)
    this.keep(dated)
  }

  check(): void {
    const { workflow, acts, state, frame } = this
    expect(caseStateOf(workflow, acts)).toEqual(state)
    expect(stateOf(workflow, acts)).toBe(state.state)
    expect(workflow.states.map(({ id }) => id)).toContain(state.state)
    expect(state.version).toBe(acts.length)
    const declared = workflow.states.find(({ id }) => id === state.state)?.branches ?? []
    for (const { branch } of state.branches) expect(declared.map(({ id }) => id)).toContain(branch)
    const clocks = clocksOf(workflow, acts, frame)
    for (const clock of clocks) this.checkHistory(clock)
    expect(clocksOf(workflow, acts, { ...frame, calendar: laterCalendar }).map(kept)).toEqual(clocks.map(kept))
    this.checkTurns()
  }

  /** What was once said of a run is never unsaid. */
  checkHistory(clock: CaseClock): void {
    const key = `${clock.id} ${clock.startedWith}`
    const before = this.said.get(key)
    this.said.set(key, clock)
    expect(clock.due >= clock.originalDue || clock.rebased.some(({ by }) => by === 'calendar')).toBe(true)
    if (before === undefined) return
    expect(clock.originalDue).toBe(before.originalDue)
    expect(clock.rebased.slice(0, before.rebased.length)).toEqual(before.rebased)
    if (before.lateSince !== undefined) expect(clock.lateSince).toBe(before.lateSince)
    if (before.stoppedOn === undefined) return
    expect([clock.stoppedOn, clock.due, clock.lateSince]).toEqual([before.stoppedOn, before.due, before.lateSince])
  }

  /** A case stands on the desk of exactly those who may do one of the acts that it waits for. */
  checkTurns(): void {
    const { workflow, state } = this
    const waits = new Set(waitsOf(workflow, state, reach))
    const awaited = awaitedActs(workflow, state).map(({ id, branch }) => `${id} ${branch?.unit ?? ''}`)
    for (const actor of this.actors) {
      const offers = availableActs(workflow, state, actor, { resource: reach, holds: () => false })
      const turn = offers.some(
        (offer) => isMine(offer) && awaited.includes(`${offer.act.id} ${offer.act.branch?.unit ?? ''}`),
      )
      expect(
        keysOf(actor).some((key) => waits.has(key)),
        `${actor.id} in ${state.state}`,
      ).toBe(turn)
    }
  }

  lastDay(): string {
    return this.acts.at(-1)?.at.toISOString().slice(0, 10) ?? ''
  }

  nextUndone(): DueStep | undefined {
    const steps = dueSteps(this.workflow, this.acts, this.frame)
    expect(new Set(steps.map(({ key }) => key)).size).toBe(steps.length)
    return steps.find(({ key }) => !this.done.has(key))
  }

  /** What a clock does, the house does, where it still can be done. */
  clockDoes({ does, unit }: DueStep): void {
    const offers = availableActs(this.workflow, this.state, system, { holds: () => true })
    const offer = offers.find(
      ({ act }) => act.id === does && (act.branch?.unit === undefined || act.branch.unit === unit),
    )
    if (offer?.decision.allowed !== true) return
    expect(missingFor(offer.act)).toEqual([])
    this.perform({ act: does, actor: system.id, ...(unit === undefined ? {} : { unit }) })
  }

  /** Day after day, everything that is due is done once: on its day, or at once where the day had passed before it was known. */
  pass(days: number): void {
    for (let left = days; left > 0; left -= 1) {
      this.today = addDays(this.today, 1)
      this.frame = { ...this.frame, today: this.today }
      const before = this.done.size
      const known = this.lastDay()
      for (let step = this.nextUndone(); step !== undefined; step = this.nextUndone()) {
        const { key, day, running } = step
        // Another calendar moves the days of reminders: what is past then is done with the next look.
        const isSettled = this.frame.calendar === calendar && before > 0 && known < addDays(this.today, -1)
        if (running && isSettled && known === this.lastDay()) expect(`${key} ${day}`).toBe(`${key} ${this.today}`)
        this.done.add(key)
        if (running && step.does !== 'notify') this.clockDoes(step)
      }
    }
    if (days === 0) return
    const next = nextStepDay(this.workflow, this.acts, { ...this.frame, done: this.done })
    if (next !== undefined) expect(next > this.today).toBe(true)
  }
}

const kept = ({ id, startedWith, originalDue, due, provisional, stoppedOn, lateSince }: CaseClock) => ({
  id,
  startedWith,
  originalDue,
  due,
  provisional,
  stoppedOn,
  lateSince,
})

/** What random people really did, by workflow: a walk that never leaves its beginning proves nothing. */
const performed = new Map<string, Set<string>>()
const refusedFor = new Set<string>()

const answers: readonly Truth[] = [true, true, true, false, { unknown: ['revenue'] }, { unknown: [] }]

/** Whoever may do something does it, filled in rightly: so that walks get far. */
function doWhatIsAllowed(walk: Walk, { pick, fill }: Command): void {
  const allowed = walk.actors.flatMap((actor, who) =>
    availableActs(walk.workflow, walk.state, actor, { resource: reach, holds: () => true })
      .map((offer, at) => ({ offer, at, who }))
      .filter(({ offer }) => offer.decision.allowed),
  )
  const going = allowed.filter(({ offer }) => !isFinal(walk.workflow, offer.act.to))
  const some = pick % 5 === 0 || going.length === 0 ? allowed : going
  const chosen = some[pick % Math.max(1, some.length)]
  if (chosen !== undefined)
    tryOffer(walk, { kind: 0, days: 0, who: chosen.who, pick: chosen.at, fill: fill % 3 === 0 ? 23 : 46, answer: 0 })
}

function tryOffer(walk: Walk, { who, pick, fill, answer }: Command): void {
  const actor = walk.actors[who % walk.actors.length] as Actor
  const bare = { resource: reach, holds: () => answers[answer] ?? true }
  const offered = availableActs(walk.workflow, walk.state, actor, bare)
  const wanted = offered[pick % Math.max(1, offered.length)]
  if (wanted === undefined) return
  const given = givenFor(wanted.act, fill)
  const facts = { ...bare, fields: given.fields }
  const key = wanted.act.branch?.key
  const same = availableActs(walk.workflow, walk.state, actor, facts).find(
    ({ act }) => act.id === wanted.act.id && act.branch?.key === key,
  )
  const unit = wanted.act.branch?.unit
  const decided = decideAct(walk.workflow, walk.state, { act: wanted.act.id, unit, actor }, facts)
  expect(decided).toEqual(same)
  expectDecisionWords(decided.decision)
  const lacks = missingFor(decided.act, given)
  for (const { text, found, expected } of lacks) {
    expectWords({
      reason: text,
      details: { ...(found === undefined ? {} : { found }), ...(expected === undefined ? {} : { expected }) },
    })
  }
  if (!decided.decision.allowed || lacks.length > 0) return
  walk.perform({
    act: decided.act.id,
    actor: actor.id,
    fields: given.fields,
    ...(given.reason === undefined ? {} : { reason: given.reason }),
    ...(decided.unit === undefined ? {} : { unit: decided.unit }),
    ...(decided.onBehalfOf === undefined ? {} : { onBehalfOf: decided.onBehalfOf }),
    ...(decided.act.opens === undefined ? {} : { subcase: `case-${walk.acts.length}` }),
  })
}

/** An act that is not offered from here is refused by every door alike, and the case stays as it was. */
function tryElsewhere(walk: Walk, { pick, who }: Command): void {
  const { workflow, state } = walk
  const outcomes = workflow.states.flatMap(({ branches = [] }) =>
    branches.flatMap(({ id, outcomes: of }) => of.map((outcome) => `${id}.${outcome.id}`)),
  )
  const ids = ['celebrate', openingAct, ...workflow.acts.map(({ id }) => id), ...outcomes]
  const act = ids[pick % ids.length] as string
  const actor = walk.actors[who % walk.actors.length] as Actor
  if (availableActs(workflow, state, actor).some((offer) => offer.act.id === act)) return
  for (const door of [
    () => decideAct(workflow, state, { act, actor, unit: 'tax' }),
    () => advance(workflow, state, walk.dated({ act, actor: actor.id, unit: 'tax' })),
  ]) {
    let problem: unknown
    try {
      door()
    } catch (error) {
      problem = error
    }
    expect(problem).toBeInstanceOf(Problem)
    const { code, details } = problem as Problem
    expect(code).toBe('wrong_state')
    expectWords({ reason: String(details.reason), details })
  }
}

function tryExtension(walk: Walk, { pick, who, fill }: Command): void {
  const clocks = clocksOf(walk.workflow, walk.acts, walk.frame)
  const clock = clocks[pick % Math.max(1, clocks.length)]
  if (clock === undefined) return
  const actor = walk.actors[who % walk.actors.length] as Actor
  const due = addDays(clock.due, (fill % 14) - 3)
  const decision = decideExtension(walk.workflow, clocks, {
    clock: clock.id,
    due,
    actor,
    resource: reach,
    frame: walk.frame,
  })
  expectDecisionWords(decision)
  if (!decision.allowed) return
  const running = runningClocks(clocks).find(({ id }) => id === clock.id)
  expect(due > (running?.due ?? '9999')).toBe(true)
  walk.perform({ act: extendingAct, actor: actor.id, clock: clock.id, due, reason: 'flood' })
  const now = runningClocks(clocksOf(walk.workflow, walk.acts, walk.frame)).find(({ id }) => id === clock.id)
  expect([now?.due, now?.originalDue]).toEqual([due, running?.originalDue])
}

function doHouseAct(walk: Walk, { pick, fill, who }: Command): void {
  if (isFinal(walk.workflow, walk.state.state)) return
  const [first] = walk.state.openSubcases
  if (pick % 4 === 0) walk.perform({ act: subcaseOpenedAct, actor: 'system', subcase: `task-${fill % 3}` })
  else if (pick % 4 === 1 && first !== undefined)
    walk.perform({ act: subcaseClosedAct, actor: 'system', subcase: first })
  else if (pick % 4 === 2) walk.perform({ act: assigningAct, actor: 'a', parties: { assist: subset(fill) } })
  else walk.perform({ act: assigningAct, actor: 'a', assignee: fill % 3 === 0 ? null : (people[who] ?? 'a') })
}

/** A calendar is published: provisional due dates are set anew by an act, all others stay. */
function redate(walk: Walk): void {
  walk.frame = { ...walk.frame, calendar: laterCalendar }
  const before = clocksOf(walk.workflow, walk.acts, walk.frame)
  const dues = redatedDues(walk.workflow, walk.acts, walk.frame)
  for (const { clock } of dues) expect(runningClocks(before).find(({ id }) => id === clock)?.provisional).toBe(true)
  if (dues.length > 0) walk.perform({ act: redatingAct, actor: 'system', dues })
  const after = clocksOf(walk.workflow, walk.acts, walk.frame)
  const touched = new Set(dues.map(({ clock }) => clock))
  for (const [at, clock] of after.entries()) {
    if (!touched.has(clock.id)) expect(kept(clock)).toEqual(kept(before[at] as CaseClock))
  }
  expect(redatedDues(walk.workflow, walk.acts, walk.frame)).toEqual([])
}

function walkThrough(workflow: ProgrammeWorkflow, steps: Script): void {
  const walk = new Walk(workflow, steps)
  const fresh = () =>
    clocksOf(
      workflow,
      walk.acts.map(({ dues: _dues, ...act }) => act),
      walk.frame,
    )
  for (const command of steps.commands) {
    walk.pass(command.days)
    if (command.kind < 8) doWhatIsAllowed(walk, command)
    else if (command.kind < 13) tryOffer(walk, command)
    else if (command.kind < 15) tryElsewhere(walk, command)
    else if (command.kind < 17) tryExtension(walk, command)
    else doHouseAct(walk, command)
  }
  expect(clocksOf(workflow, walk.acts, walk.frame)).toEqual(fresh())
  redate(walk)
  walk.pass(3)
}

describe('random acts by random people', () => {
  it('every workflow of every pack: no illegal state, offers are what is accepted, clocks keep their history', () => {
    expect([...workflows.keys()]).toContain('demo/one-window')
    for (const [id, workflow] of workflows) {
      fc.assert(
        fc.property(script, (steps) => walkThrough(workflow, steps)),
        {
          ...runs,
          numRuns: runs.numRuns * (workflow.id === 'one-window' ? 5 : 1),
          endOnFailure: runs.numRuns > 100,
          reporter: reporterOf(id),
        },
      )
    }
    const asked = workflows.get('demo/one-window')?.acts.map(({ id }) => id) ?? []
    const never = asked.filter((act) => performed.get('one-window')?.has(act) !== true)
    expect(refusedFor.size).toBeGreaterThan(8)
    expect(never.length, `never done: ${never.join(', ')}`).toBeLessThan(asked.length / 2)
  })
})

function reporterOf(id: string) {
  return (details: fc.RunDetails<[Script]>) => {
    if (details.failed)
      throw new Error(`${id}: ${fc.defaultReportMessage(details) ?? ''}`, { cause: details.errorInstance })
  }
}
