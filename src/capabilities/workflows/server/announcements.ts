import type { Text } from '#base/text.ts'
import type { PlainDate } from '#base/plain-date.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { ProgrammeWorkflow } from '#pack/programme.ts'
import { partyRoles } from '#pack/schema/workflow.ts'
import type { CaseAct } from '../rules/model.ts'
import { announce, type Announcement } from './messages.ts'
import type { CaseHouse } from './moves.ts'
import type { Case } from './store.ts'

type Receivers = Announcement['to']
type Rule = NonNullable<ProgrammeWorkflow['announces']>[number]

/** Whom the words of a workflow mean: parties, the opener, the assignee, or whoever holds a permission in reach. */
export function receiversOf(one: Case, to: readonly string[]): Receivers {
  const members: string[] = []
  const persons: string[] = []
  const permissions: string[] = []
  for (const name of to) {
    const role = partyRoles.find((each) => each === name)
    if (role !== undefined) members.push(...one.parties[role])
    else if (name === 'opener') persons.push(one.openedBy)
    else if (name === 'assignee') persons.push(...(one.assignee === undefined ? [] : [one.assignee]))
    else permissions.push(name)
  }
  return {
    ...(persons.length === 0 ? {} : { persons }),
    ...(members.length === 0 ? {} : { members: [...new Set(members)] }),
    ...(permissions.length === 0
      ? {}
      : { permissions, places: [...one.places], organisations: [...one.organisations] }),
  }
}

type MoveTold = { workflow: ProgrammeWorkflow; before?: Case; after: Case; act: CaseAct }

/** Says what the workflow announces of an act, of the state it led to, or of a branch. */
export async function announceMove(house: CaseHouse, tx: Transaction, told: MoveTold): Promise<void> {
  const { workflow, before, after, act } = told
  const entered = before === undefined || before.state !== after.state ? after.state : undefined
  const branch = act.act.includes('.') ? act.act.split('.')[0] : undefined
  const rules = (workflow.announces ?? []).filter(({ on }) => on === act.act || on === entered || on === branch)
  if (rules.length === 0) return
  const name = nameOfAct(workflow, act.act) ?? stateName(workflow, after.state)
  await announce(
    house,
    tx,
    rules.map(
      (rule): Announcement => ({
        ...sayOf(workflow, after, rule),
        key: `act ${after.id} ${after.version} ${rulesIndex(workflow, rule)}`,
        except: act.actor,
        kind: 'moved',
        text: { zh: `${after.title.zh}：${name.zh}`, en: `${after.title.en}: ${name.en}` },
        act: act.act,
      }),
    ),
  )
}

type Ran = { workflow: ProgrammeWorkflow; one: Case; clock: string; due: PlainDate }

/** Says what the workflow announces of a clock that ran out. */
export async function announceExpiry(house: CaseHouse, tx: Transaction, ran: Ran): Promise<void> {
  const { workflow, one, clock, due } = ran
  const rules = (workflow.announces ?? []).filter(({ on }) => on === clock || on === clock.split('@')[0])
  if (rules.length === 0) return
  const name = nameOfClock(workflow, clock)
  await announce(
    house,
    tx,
    rules.map(
      (rule): Announcement => ({
        ...sayOf(workflow, one, rule),
        key: `ran_out ${one.id} ${clock} ${due} ${rulesIndex(workflow, rule)}`,
        kind: 'late',
        text: ranOut(one, name, due),
        due,
      }),
    ),
  )
}

type Stepped = Ran & { step: string; to: readonly string[]; isBefore: boolean }

/** A reminder before a due date, or an escalation after it. */
export async function announceStep(house: CaseHouse, tx: Transaction, stepped: Stepped): Promise<void> {
  const { workflow, one, clock, due, step, to, isBefore } = stepped
  const name = nameOfClock(workflow, clock)
  await announce(house, tx, [
    {
      ...sayOf(workflow, one, { to, by: ['app', 'mail'] }),
      key: `step ${one.id} ${clock} ${due} ${step}`,
      kind: isBefore ? 'due_soon' : step === 'due' ? 'late' : 'escalated',
      text: isBefore
        ? { zh: `${one.title.zh}：${name.zh}将于 ${due} 到期`, en: `${one.title.en}: ${name.en} ends on ${due}` }
        : ranOut(one, name, due),
      due,
    },
  ])
}

/** Tells somebody that a case is now theirs. */
export async function announceAssignee(
  house: CaseHouse,
  tx: Transaction,
  { one, workflow }: { one: Case; workflow: ProgrammeWorkflow },
): Promise<void> {
  if (one.assignee === undefined) return
  await announce(house, tx, [
    {
      ...sayOf(workflow, one, { to: ['assignee'], by: ['app', 'mail'] }),
      key: `assigned ${one.id} ${one.version}`,
      kind: 'assigned',
      text: { zh: `${one.title.zh}：已交由您办理`, en: `${one.title.en}: given to you` },
    },
  ])
}

function sayOf(
  workflow: ProgrammeWorkflow,
  one: Case,
  rule: Pick<Announcement, 'by'> & { readonly to: readonly string[] },
) {
  return {
    case: one.id,
    workflow: workflow.id,
    state: one.state,
    subject: one.subject,
    by: rule.by,
    to: receiversOf(one, rule.to),
    ...(one.nextDue === undefined ? {} : { due: one.nextDue }),
  }
}

function rulesIndex(workflow: ProgrammeWorkflow, rule: Rule): number {
  return workflow.announces?.indexOf(rule) ?? 0
}

export function ranOut(one: Case, name: Text, due: PlainDate): Text {
  return { zh: `${one.title.zh}：${name.zh}已于 ${due} 到期`, en: `${one.title.en}: ${name.en} ran out on ${due}` }
}

const words = (name: { readonly zh: string; readonly en?: string | undefined }): Text => ({
  zh: name.zh,
  en: name.en ?? name.zh,
})

function stateName(workflow: ProgrammeWorkflow, id: string): Text {
  return words(workflow.states.find((state) => state.id === id)?.name ?? { zh: id, en: id })
}

/** The words of an act, or of the outcome of a branch. */
export function nameOfAct(workflow: ProgrammeWorkflow, id: string): Text | undefined {
  const act = workflow.acts.find((each) => each.id === id)
  if (act !== undefined) return words(act.name)
  const [branchId, outcomeId] = id.split('.')
  const branch = workflow.states.flatMap((state) => state.branches ?? []).find((each) => each.id === branchId)
  const outcome = branch?.outcomes.find((each) => each.id === outcomeId)
  if (branch === undefined || outcome === undefined) return undefined
  const [of, to] = [words(branch.name), words(outcome.name)]
  return { zh: `${of.zh}：${to.zh}`, en: `${of.en}: ${to.en}` }
}

/** The words of a clock, or of the branch whose time it is. */
export function nameOfClock(workflow: ProgrammeWorkflow, id: string): Text {
  const clock = workflow.clocks?.find((each) => each.id === id)
  if (clock !== undefined) return words(clock.name)
  const branchId = id.split('@')[0]
  const branch = workflow.states.flatMap((state) => state.branches ?? []).find((each) => each.id === branchId)
  return words(branch?.name ?? { zh: id, en: id })
}
