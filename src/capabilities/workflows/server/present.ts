import { system } from '#base/decision.ts'
import type { Text } from '#base/text.ts'
import { namesOfPeople } from '#capabilities/people/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { ProgrammeWorkflow } from '#pack/programme.ts'
import type { AvailableAct, CaseDetail, TimelineEntry } from '../contract.ts'
import { extendingAct, isFinal, type OfferedAct, openingAct } from '../rules.ts'
import { type CaseHouse, type CaseView, caseOf, getWorkflow } from './cases.ts'

const ownActs: Record<string, Text> = {
  [openingAct]: { zh: '建立', en: 'Opened' },
  [extendingAct]: { zh: '延期', en: 'Extended' },
}

/** A case as it crosses the wire, with names for people to read. Throws `not_found`. */
export async function caseDetailOf(
  house: CaseHouse,
  tx: Transaction,
  asked: Parameters<typeof caseOf>[2],
): Promise<CaseDetail> {
  return present(house, tx, await caseOf(house, tx, asked))
}

async function present(house: CaseHouse, tx: Transaction, view: CaseView): Promise<CaseDetail> {
  const one = view.case
  const workflow = getWorkflow(house.programme(), one.workflow)
  const names = await namesOfPeople(
    tx,
    view.acts.map((act) => act.actor),
  )
  return {
    id: one.id,
    workflow: one.workflow,
    workflowName: workflow.name,
    pack: one.pack,
    subjectKind: one.subject.kind,
    subject: one.subject.id,
    title: one.title,
    ...(one.place === undefined ? {} : { place: one.place }),
    ...(one.organisation === undefined ? {} : { organisation: one.organisation }),
    state: one.state,
    stateName: stateName(workflow, one.state),
    final: isFinal(workflow, one.state),
    version: one.version,
    ...(one.due === undefined ? {} : { due: one.due }),
    acts: view.offered.map(toAvailableAct),
    clocks: [...view.clocks],
    timeline: view.acts.map((act) => toTimelineEntry(workflow, act, names)),
  }
}

function toAvailableAct({ act, decision }: OfferedAct): AvailableAct {
  return { act: act.id, name: act.name, reason: act.reason ?? 'none', to: act.to, decision }
}

function toTimelineEntry(
  workflow: ProgrammeWorkflow,
  act: CaseView['acts'][number],
  names: ReadonlyMap<string, string>,
): TimelineEntry {
  const name = workflow.acts.find((known) => known.id === act.act)?.name ??
    ownActs[act.act] ?? { zh: act.act, en: act.act }
  return {
    number: act.number,
    act: act.act,
    name,
    ...(act.from === undefined ? {} : { from: act.from }),
    to: act.to,
    toName: stateName(workflow, act.to),
    at: act.at.toISOString(),
    actor: act.actor,
    actorName: names.get(act.actor) ?? (act.actor === system.id ? system.name : act.actor),
    ...(act.reason === undefined ? {} : { reason: act.reason }),
    ...(act.due === undefined ? {} : { due: act.due }),
  }
}

function stateName(workflow: ProgrammeWorkflow, id: string): Text {
  return workflow.states.find((state) => state.id === id)?.name ?? { zh: id, en: id }
}
