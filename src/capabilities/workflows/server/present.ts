import { type Actor, can, decideAs, facesOf } from '#base/decision.ts'
import type { PlainDate } from '#base/plain-date.ts'
import type { Text } from '#base/text.ts'
import { namesOfOrganisations, namesOfPeople } from '#capabilities/people/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { Formula } from '#pack/formula/node.ts'
import type { ProgrammeWorkflow } from '#pack/programme.ts'
import type { AvailableAct, Branch, CaseDetail, Clock, RelatedCase, TimelineEntry } from '../contract.ts'
import { extensionRoom, lightOf, nextDue, runningClocks } from '../rules/clocks.ts'
import {
  assigningAct,
  type CaseClock,
  extendingAct,
  type OfferedAct,
  openingAct,
  redatingAct,
  subcaseClosedAct,
  subcaseOpenedAct,
} from '../rules/model.ts'
import { isFinal } from '../rules/state.ts'
import { nameOfAct, nameOfClock } from './announcements.ts'
import { decideAssigning } from './assign.ts'
import { type CaseView, caseOf } from './cases.ts'
import { named, namedParties, stateName, toSummaries, words } from './desk.ts'
import { type CaseFile, listCaseFiles } from './files.ts'
import { type CaseHouse, frameOf, resourceOf } from './moves.ts'
import { findOwner } from './owners.ts'
import { findCaseRow, listSubcases } from './store.ts'
import { versionOf, workflowOfCase } from './versions.ts'

const ownActs: Record<string, Text> = {
  [openingAct]: { zh: '建立', en: 'Opened' },
  [extendingAct]: { zh: '延期', en: 'Extended' },
  [redatingAct]: { zh: '按新公布的工作日历确定时限', en: 'Dated by the calendar published since' },
  [assigningAct]: { zh: '指定办理', en: 'Assigned' },
  [subcaseOpenedAct]: { zh: '建立子件', en: 'Case opened beneath' },
  [subcaseClosedAct]: { zh: '子件办结', en: 'Case beneath ended' },
}

type Asked = Parameters<typeof caseOf>[2]

/** What the page shows of a case, in one piece. */
type Scene = {
  readonly view: CaseView
  readonly workflow: ProgrammeWorkflow
  readonly actor: Actor
  readonly people: ReadonlyMap<string, string>
  readonly units: ReadonlyMap<string, Text>
  readonly files: readonly CaseFile[]
  readonly today: PlainDate
}

/** A case as it crosses the wire, with names for people to read and the workflow it runs under. Throws `not_found`. */
export async function caseDetailOf(house: CaseHouse, tx: Transaction, asked: Asked): Promise<CaseDetail> {
  const { actor, id } = asked
  const row = await findCaseRow(tx, id, { lock: false })
  const truths: CaseDetail['truths'] = {}
  const holds = row === undefined ? undefined : await answersOf(house, tx, { ...asked, truths })
  const view = await caseOf(house, tx, { id, actor, ...(holds === undefined ? {} : { holds }) })
  const one = view.case
  const workflow = await workflowOfCase(house, tx, { workflow: one.workflow, workflow_hash: one.hash ?? null })
  const below = (await listSubcases(tx, [id])).get(id) ?? []
  const above = one.parent === undefined ? undefined : await findCaseRow(tx, one.parent, { lock: false })
  const files = await listCaseFiles(tx, id)
  const scene: Scene = {
    view,
    workflow,
    actor,
    files,
    today: frameOf(house, one.due).today,
    people: await namesOfPeople(tx, peopleIn(view, files)),
    units: await namesOfOrganisations(house, tx, unitsIn(view)),
  }
  const summaries = await toSummaries(house, tx, above === undefined ? below : [above, ...below])
  const parent = above === undefined ? undefined : summaries.find((each) => each.id === above.id)
  return {
    ...plainParts(scene),
    ...livingParts(house, scene),
    truths,
    ...(parent === undefined ? {} : { parent: related(parent) }),
    subcases: summaries.filter((each) => each.id !== above?.id).map(related),
  }
}

/** The answers of the owner of the subject, each written down as it is given: the page decides with the same ones. */
async function answersOf(
  house: CaseHouse,
  tx: Transaction,
  { id, actor, holds, truths }: Asked & { truths: CaseDetail['truths'] },
): Promise<Asked['holds']> {
  const { case: one } = await caseOf(house, tx, { id, actor })
  const answers = holds ?? (await findOwner(house, one.subject.kind)?.holds?.(tx, one, actor))
  if (answers === undefined) return undefined
  return (condition: Formula) => {
    const truth = answers(condition)
    truths[condition.text] = typeof truth === 'boolean' ? truth : { unknown: [...truth.unknown] }
    return truth
  }
}

function peopleIn({ case: one, acts, state }: CaseView, files: readonly CaseFile[]): string[] {
  return [
    one.openedBy,
    ...(one.assignee === undefined ? [] : [one.assignee]),
    ...acts.flatMap((act) => [
      act.actor,
      ...(act.onBehalfOf === undefined ? [] : [act.onBehalfOf]),
      ...(typeof act.assignee === 'string' ? [act.assignee] : []),
    ]),
    ...state.branches.flatMap((branch) => (branch.by === undefined ? [] : [branch.by])),
    ...files.map((file) => file.by),
  ]
}

function unitsIn({ acts, state }: CaseView): string[] {
  const { lead, assist, decide } = state.parties
  const ofActs = acts.flatMap((act) => [
    ...(act.unit === undefined ? [] : [act.unit]),
    ...Object.values(act.parties ?? {}).flat(),
  ])
  const ofBranches = state.branches.flatMap((branch) => [...branch.units, ...(branch.unit ?? [])])
  return [...new Set([...lead, ...assist, ...decide, ...ofActs, ...ofBranches])]
}

function plainParts({ view, workflow, people, units, files }: Scene) {
  const one = view.case
  const place = one.place === undefined ? {} : { place: one.place }
  const organisation = one.organisation === undefined ? {} : { organisation: one.organisation }
  return {
    id: one.id,
    workflow: one.workflow,
    workflowName: words(workflow.name),
    pack: one.pack,
    subjectKind: one.subject.kind,
    subject: one.subject.id,
    title: one.title,
    ...place,
    ...organisation,
    state: one.state,
    stateName: stateName(workflow, one.state),
    final: isFinal(workflow, one.state),
    version: one.version,
    ...(one.due === undefined ? {} : { due: one.due }),
    parties: namedParties(one.parties, units),
    opener: personNamed(people, one.openedBy),
    ...(one.assignee === undefined ? {} : { assignee: named(people, one.assignee) }),
    fields: { ...one.fields },
    files: files.map(({ id, ask, name, size, type, by, at, act }) => ({
      id,
      ask,
      name,
      size,
      type,
      by: personNamed(people, by),
      at: at.toISOString(),
      ...(act === undefined ? {} : { act }),
    })),
    resource: { places: [...one.places], organisations: [...one.organisations] },
    hash: one.hash ?? versionOf(workflow).hash,
    definition: workflow as unknown as Record<string, unknown>,
  }
}

function livingParts(house: CaseHouse, scene: Scene) {
  const { view, workflow, actor, today } = scene
  const due = nextDue(view.clocks)
  const isOver = isFinal(workflow, view.case.state)
  return {
    ...(due === undefined ? {} : { nextDue: due }),
    light: isOver ? ('done' as const) : lightOf(due, today),
    acts: view.offered.map((offered) => toAvailableAct(offered, scene)),
    clocks: view.clocks.map((clock) => toClock(house, clock, scene)),
    branches: view.state.branches.map((branch) => toBranch(branch, scene)),
    timeline: view.acts.map((act) => toTimelineEntry(act, scene)),
    assign: decideAssigning(view.case, actor).decision,
    byEngine: findOwner(house, view.case.subject.kind) !== undefined,
  }
}

function toClock(house: CaseHouse, clock: CaseClock, { view, workflow, actor, people }: Scene): Clock {
  const limits = workflow.clocks?.find(({ id }) => id === clock.id)?.extends
  const isRunning = runningClocks([clock]).length > 0
  const { times, latest } = isRunning ? extensionRoom(workflow, clock, frameOf(house, view.case.due)) : {}
  const { decision } = decideAs(actor, (face) => can(face, limits?.may ?? 'workflows.extend', resourceOf(view.case)))
  const { startedWith: _with, rebased, ...plain } = clock
  return {
    ...plain,
    name: words(clock.name),
    rebased: rebased.map((each) => ({ ...each, actorName: personNamed(people, each.actor).name })),
    ...(limits === undefined
      ? {}
      : {
          limits: {
            ...(limits.at_most_days === undefined ? {} : { atMostDays: limits.at_most_days }),
            ...(limits.times === undefined ? {} : { times: limits.times }),
            ...(times === undefined ? {} : { left: times }),
            ...(latest === undefined ? {} : { latest }),
          },
        }),
    ...(isRunning
      ? {
          extend:
            decision.allowed && times === 0 ? { allowed: false, reason: 'workflows.extended_too_often' } : decision,
        }
      : {}),
  }
}

function toBranch(
  branch: CaseView['state']['branches'][number],
  { view, workflow, people, units, today }: Scene,
): Branch {
  const declared = workflow.states.flatMap((state) => state.branches ?? []).find(({ id }) => id === branch.branch)
  const outcome = declared?.outcomes.find(({ id }) => id === branch.outcome)
  const act = view.acts.findLast(
    (each) => each.act === `${branch.branch}.${branch.outcome}` && each.actor === branch.by,
  )
  const clock = runningClocks(view.clocks).find(({ id }) => id === branch.key)
  const unit = branch.unit ?? branch.given ?? (branch.units.length === 1 ? branch.units[0] : undefined)
  return {
    id: branch.key,
    branch: branch.branch,
    name: words(declared?.name ?? { zh: branch.branch, en: branch.branch }),
    units: branch.units.map((id) => ({ id, name: units.get(id) ?? { zh: id, en: id } })),
    ...(unit === undefined ? {} : { unit: { id: unit, name: units.get(unit) ?? { zh: unit, en: unit } } }),
    ...(branch.outcome === undefined ? {} : { outcome: branch.outcome }),
    ...(outcome === undefined ? {} : { outcomeName: words(outcome.name) }),
    ...(branch.good === undefined ? {} : { good: branch.good }),
    ...(act?.reason === undefined ? {} : { reason: act.reason }),
    ...(branch.at === undefined ? {} : { at: branch.at.toISOString() }),
    ...(branch.by === undefined ? {} : { by: personNamed(people, branch.by) }),
    ...(clock === undefined ? {} : { due: clock.due, light: lightOf(clock.due, today) }),
  }
}

function toAvailableAct(
  { act, decision, unit, onBehalfOf }: OfferedAct,
  { workflow, units, actor }: Scene,
): AvailableAct {
  const ofUnit = act.branch?.unit ?? unit
  return {
    act: act.id,
    name: nameOfAct(workflow, act.id) ?? words(act.name),
    reason: act.reason ?? 'none',
    to: act.to,
    decision,
    ...(act.bulk === true ? { bulk: true } : {}),
    ...(act.branch === undefined ? {} : { branch: act.branch.key }),
    ...(ofUnit === undefined ? {} : { unit: { id: ofUnit, name: units.get(ofUnit) ?? { zh: ofUnit, en: ofUnit } } }),
    ...(act.party === undefined ? {} : { party: act.party }),
    ...(act.opens === undefined ? {} : { opens: act.opens }),
    ...(onBehalfOf === undefined ? {} : { onBehalfOf: standsInFor(actor, onBehalfOf) }),
    ...(act.fields === undefined ? {} : { fields: act.fields.map(toAskedField) }),
    ...(act.files === undefined ? {} : { files: act.files.map(toAskedFile) }),
  }
}

function standsInFor(actor: Actor, id: string) {
  return { id, name: facesOf(actor).find((face) => face.for === id)?.actor.name ?? id }
}

function toAskedField({ id, name, type, unit, choices, required }: NonNullable<OfferedAct['act']['fields']>[number]) {
  return {
    id,
    name: words(name),
    type,
    required: required === true,
    ...(unit === undefined ? {} : { unit }),
    ...(choices === undefined
      ? {}
      : { choices: choices.map((choice) => ({ id: choice.id, name: words(choice.name) })) }),
  }
}

function toAskedFile({ id, name, types, max_mb, required }: NonNullable<OfferedAct['act']['files']>[number]) {
  return {
    id,
    name: words(name),
    required: required === true,
    ...(types === undefined ? {} : { types: [...types] }),
    ...(max_mb === undefined ? {} : { maxMb: max_mb }),
  }
}

function toTimelineEntry(act: CaseView['acts'][number], scene: Scene): TimelineEntry {
  const { workflow, people, units, files } = scene
  const unitNamed = (id: string) => ({ id, name: units.get(id) ?? { zh: id, en: id } })
  const branchId = act.act.includes('.') && ownActs[act.act] === undefined ? act.act.split('.')[0] : undefined
  const attached = files.filter((file) => file.act === act.number)
  return {
    number: act.number,
    act: act.act,
    name: nameOfAct(workflow, act.act) ?? ownActs[act.act] ?? { zh: act.act, en: act.act },
    ...(act.from === undefined ? {} : { from: act.from }),
    to: act.to,
    toName: stateName(workflow, act.to),
    at: act.at.toISOString(),
    actor: act.actor,
    actorName: personNamed(people, act.actor).name,
    ...(act.reason === undefined ? {} : { reason: act.reason }),
    ...(act.due === undefined ? {} : { due: act.due }),
    ...(act.onBehalfOf === undefined ? {} : { onBehalfOf: named(people, act.onBehalfOf) }),
    ...(branchId === undefined ? {} : { branch: branchId, branchName: nameOfClock(workflow, branchId) }),
    ...(act.unit === undefined ? {} : { unit: unitNamed(act.unit) }),
    ...(act.fields === undefined ? {} : { fields: filledIn(workflow, act.fields) }),
    ...(attached.length === 0 ? {} : { files: attached.map(({ id, ask, name }) => ({ id, ask, name })) }),
    ...(act.parties === undefined
      ? {}
      : {
          parties: namedParties({ lead: [], assist: [], decide: [], ...act.parties }, units),
        }),
    ...(act.assignee === undefined || act.assignee === null ? {} : { assignee: named(people, act.assignee) }),
    ...(act.subcase === undefined ? {} : { subcase: act.subcase }),
    ...(act.dues === undefined
      ? {}
      : { dues: act.dues.map((each) => ({ ...each, name: nameOfClock(workflow, each.clock) })) }),
  }
}

/** What was filled in, in the words of the workflow. */
function filledIn(workflow: ProgrammeWorkflow, fields: Readonly<Record<string, string>>) {
  const outcomes = workflow.states.flatMap((state) => (state.branches ?? []).flatMap((branch) => branch.outcomes))
  const declared = [...workflow.acts, ...outcomes].flatMap((each) => each.fields ?? [])
  return Object.entries(fields).map(([id, value]) => {
    const field = declared.find((each) => each.id === id)
    const choice = field?.choices?.find((each) => each.id === value)
    const unit = field?.type === 'share' ? 'percent' : field?.unit
    return {
      id,
      name: words(field?.name ?? { zh: id, en: id }),
      value,
      ...(choice === undefined ? {} : { valueName: words(choice.name) }),
      ...(unit === undefined ? {} : { unit }),
    }
  })
}

function personNamed(people: ReadonlyMap<string, string>, id: string): { id: string; name: string } {
  return { id, name: people.get(id) ?? id }
}

function related(one: Awaited<ReturnType<typeof toSummaries>>[number]): RelatedCase {
  const { id, workflow, subjectKind, subject, title, state, stateName: name, final, due, light } = one
  return { id, workflow, subjectKind, subject, title, state, stateName: name, final, light, ...(due ? { due } : {}) }
}
