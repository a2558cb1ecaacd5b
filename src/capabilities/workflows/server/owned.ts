// What every owner of a kind does with its cases in the same way.
import { type Actor, system } from '#base/decision.ts'
import type { PlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import type { Text } from '#base/text.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme, ProgrammeWorkflow } from '#pack/programme.ts'
import { type Case, type CaseView, caseOf, getWorkflow, openCase, performAct } from './cases.ts'

export type OwnedOpening = {
  readonly workflow: ProgrammeWorkflow
  readonly subject: string
  readonly title: Text
  readonly actor: Actor
  readonly place: string
  readonly organisations: readonly string[]
  readonly lead?: readonly string[]
  readonly assist?: readonly string[]
  readonly decide?: readonly string[]
  readonly due?: PlainDate | undefined
  readonly parent?: string | undefined
}

/** Opens the case of a thing of the kind that its workflow is about; parties that the workflow does not know are left out. */
export function openOwned(house: House, tx: Transaction, opening: OwnedOpening): Promise<Case> {
  const { workflow, subject, title, actor, place, organisations, due, parent } = opening
  const parties = (['lead', 'assist', 'decide'] as const)
    .filter((party) => workflow.parties?.includes(party) === true)
    .map((party) => [party, [...(opening[party] ?? [])]] as const)
  return openCase(house, tx, {
    workflow: workflow.id,
    subject: { kind: workflow.subject, id: subject },
    title,
    actor,
    place,
    organisations,
    parties: Object.fromEntries(parties),
    ...(due === undefined ? {} : { due }),
    ...(parent === undefined ? {} : { parent }),
  })
}

export type Acting = {
  readonly caseId: string
  readonly act: string
  readonly actor: Actor
  readonly expectedVersion: number
  readonly reason?: string | undefined
  readonly fields?: Readonly<Record<string, string>> | undefined
  readonly files?: Readonly<Record<string, readonly string[]>> | undefined
  readonly unit?: string | undefined
}

/** A step that somebody takes from a page of an owner, with what it asks to be filled in and attached. */
export type AskedAct = Omit<Acting, 'caseId'> & { readonly id: string }

/** Performs an act through the engine; what follows from it is done by `follows` of the kind. */
export function act(house: House, tx: Transaction, doing: Acting): Promise<Case> {
  const { caseId, act: name, actor, expectedVersion, reason, fields, files, unit } = doing
  return performAct(house, tx, {
    caseId,
    act: name,
    actor,
    expectedVersion,
    ...(reason === undefined ? {} : { reason }),
    ...(fields === undefined ? {} : { fields }),
    ...(files === undefined ? {} : { files }),
    ...(unit === undefined ? {} : { unit }),
  })
}

/** The act of a workflow that leads from a state to another. @throws Problem wrong_state */
export function actTo(workflow: ProgrammeWorkflow, from: string, to: string): string {
  const found = workflow.acts.find((one) => one.from.includes(from) && one.to === to)
  if (found === undefined) throw new Problem('wrong_state', { details: { state: from, to, workflow: workflow.id } })
  return found.id
}

/** Files for the first thing that an act asks to be attached. */
export function filesFor(
  workflow: ProgrammeWorkflow,
  name: string,
  files: readonly string[],
): Readonly<Record<string, readonly string[]>> | undefined {
  const ask = workflow.acts.find(({ id }) => id === name)?.files?.[0]?.id
  return ask === undefined || files.length === 0 ? undefined : { [ask]: files }
}

/** Only fields that the act asks for. */
export function fieldsFor(
  workflow: ProgrammeWorkflow,
  name: string,
  given: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const asked = workflow.acts.find(({ id }) => id === name)?.fields ?? []
  return Object.fromEntries(
    asked.flatMap(({ id }): [string, string][] => {
      const value = given[id]
      return value === undefined || value === '' ? [] : [[id, value]]
    }),
  )
}

/** The deadline of a case: the clock that starts at its due date. */
export type Deadline = {
  readonly original: PlainDate | null
  readonly due: PlainDate | null
  readonly stoppedOn: PlainDate | null
  readonly rebased: CaseView['clocks'][number]['rebased']
}

/** The deadline by the clocks of a case; by its due date alone where the workflow has no clock for it. */
export function deadlineOf(programme: Programme, { case: one, clocks }: Pick<CaseView, 'case' | 'clocks'>): Deadline {
  const ids = (getWorkflow(programme, one.workflow).clocks ?? [])
    .filter(({ starts }) => 'due' in starts)
    .map(({ id }) => id)
  const runs = clocks.filter(({ id }) => ids.includes(id))
  const [first, last] = [runs[0], runs.at(-1)]
  if (first === undefined || last === undefined) {
    return { original: one.due ?? null, due: one.due ?? null, stoppedOn: null, rebased: [] }
  }
  // A run that began again after a step back keeps the latest deadline that an extension gave.
  const latest = runs
    .map(({ due }) => due as PlainDate)
    .toSorted()
    .at(-1)
  return {
    original: first.originalDue as PlainDate,
    due: latest ?? null,
    stoppedOn: (last.stoppedOn as PlainDate | undefined) ?? null,
    rebased: runs.flatMap(({ rebased }) => rebased),
  }
}

/** The id of the clock that runs to the due date. */
export function deadlineClock(programme: Programme, workflow: string): string | undefined {
  return getWorkflow(programme, workflow).clocks?.find(({ starts }) => 'due' in starts)?.id
}

export function viewOf(house: House, tx: Transaction, id: string, actor: Actor = system): Promise<CaseView> {
  return caseOf(house, tx, { id, actor })
}

export function stateName(workflow: ProgrammeWorkflow, id: string): Text {
  const found = workflow.states.find((state) => state.id === id)
  return found === undefined ? { zh: id, en: id } : found.name
}
