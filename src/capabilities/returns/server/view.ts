import { type Actor, can, refused } from '#base/decision.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import type { Text } from '#base/text.ts'
import { unitName } from '#base/unit.ts'
import { listEnterprisesById } from '#capabilities/enterprises/server/service.ts'
import { latestCells } from '#capabilities/observations/server/service.ts'
import { namesOfPeople } from '#capabilities/people/server/service.ts'
import { type CaseView, caseOf } from '#capabilities/workflows/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { Programme, ProgrammeWorkflow } from '#pack/programme.ts'
import type { ReturnDetail, ReturnSummary } from '../contract.ts'
import { formParts, type LineDefinition } from '../rules/form-cells.ts'
import { lightOf } from '../rules/light.ts'
import { periodBefore } from '../rules/periods.ts'
import { isEditable } from '../rules/review.ts'
import { changesOf } from './changes.ts'
import { listComments } from './comments.ts'
import { contentOf, textOf } from './content.ts'
import { cellRule, lineRule, ruleOf } from './form.ts'
import { listPeriodActs, lockIn } from './locks.ts'
import { showActs } from './periods.ts'
import { getForm, judge, type ReturnHouse, workflowOf } from './lifecycle.ts'
import { getReturn, listReturnsById, type Return, type Version } from './store.ts'
import { maySeeValues, resourceOf } from './subjects.ts'

/** Returns as lists show them, with the names of their respondents as far as the actor may see them. */
export async function summariesOf(
  house: ReturnHouse,
  tx: Transaction,
  returns: readonly Return[],
): Promise<ReturnSummary[]> {
  const names = await listEnterprisesById(tx, [...new Set(returns.map((one) => one.subject))])
  return returns.map((one) => summaryOf(house, one, names.get(one.subject)?.name ?? one.subject))
}

/** One return with everything its page shows; of another version when one is named. */
export async function detailOf(
  house: ReturnHouse,
  tx: Transaction,
  asked: { readonly id: string; readonly version?: number | undefined; readonly actor: Actor },
): Promise<ReturnDetail> {
  const programme = house.programme()
  const one = await getReturn(tx, asked.id)
  const form = getForm(programme, one.form)
  const workflow = workflowOf(programme, form)
  const resource = resourceOf(one)
  const values = maySeeValues(asked.actor, resource)
  const content = await contentOf(tx, one, asked.version)
  const newest = content.version === one.version
  const judged = values ? await judge(house, tx, { ...one, version: content.version }, content.cells) : undefined
  const periodActs = await listPeriodActs(tx, one.form, one.period)
  const lock = lockIn(periodActs)
  const [shownLock] = lock === undefined ? [] : await showActs(tx, [lock])
  const changes = judged === undefined ? undefined : await changesOf(tx, one, { content, judged })
  const view =
    one.caseId === undefined
      ? undefined
      : await caseOf(house, tx, { id: one.caseId, actor: asked.actor, holds: () => true })
  const [summary] = await summariesOf(house, tx, [one])
  return {
    ...(summary as ReturnSummary),
    revision: one.revision,
    number: form.number,
    issuer: form.issuer,
    ...(form.approval === undefined ? {} : { approval: form.approval.number }),
    domain: form.domain,
    shownVersion: content.version,
    editable:
      newest &&
      lock === undefined &&
      isEditable(workflow, one.state) &&
      can(asked.actor, 'returns.fill', resource).allowed,
    values,
    ...savedAt(content.versions, content.version),
    lastPeriod: periodBefore(form, one.period),
    ...(form.help === undefined ? {} : { help: form.help }),
    parts:
      judged === undefined
        ? []
        : await partsOf(programme, tx, { one, cells: { ...judged.model.texts(), ...content.cells } }),
    ...(judged === undefined ? {} : { rule: ruleOf(form, judged.known) }),
    issues: judged?.issues ?? [],
    checks: judged?.findings ?? [],
    versions: versionsOf(one, content.versions),
    acts: newest ? offersOf(workflow, one, asked.actor, view).map((offer) => unlessLocked(offer, shownLock)) : [],
    timeline: view === undefined ? [] : await timelineOf(tx, workflow, view),
    loaded: content.loaded,
    comments: values ? await listComments(tx, one.id) : [],
    ...(changes === undefined ? {} : { changes }),
    ...(shownLock === undefined ? {} : { lock: shownLock }),
  }
}

function unlessLocked(offer: ReturnDetail['acts'][number], lock: ReturnDetail['lock']): ReturnDetail['acts'][number] {
  if (lock === undefined) return offer
  return { ...offer, decision: refused('returns.period_locked', { by: lock.byName, at: lock.at }) }
}

/** Returns by id, for pages that show where a figure came from. */
export async function listReturns(
  house: ReturnHouse,
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, ReturnSummary & { approvedBy?: string }>> {
  const returns = await listReturnsById(
    tx,
    ids.filter((id) => /^\d{1,18}$/.test(id)),
  )
  const summaries = await summariesOf(house, tx, returns)
  return new Map(
    summaries.map((summary, i) => {
      const approvedBy = returns[i]?.approvedBy
      return [summary.id, approvedBy === undefined ? summary : { ...summary, approvedBy }]
    }),
  )
}

function summaryOf(house: ReturnHouse, one: Return, subjectName: string): ReturnSummary {
  const programme = house.programme()
  const form = programme.forms[one.form]
  const workflow = form === undefined ? undefined : programme.workflows[form.workflow]
  const town = one.town === undefined ? undefined : programme.places[one.town]
  return {
    id: one.id,
    form: one.form,
    formName: form?.name ?? { zh: one.form, en: one.form },
    subjectKind: one.subjectKind,
    subject: one.subject,
    subjectName,
    ...(one.town === undefined ? {} : { town: one.town }),
    ...(town === undefined ? {} : { townName: town.name }),
    period: one.period,
    state: one.state,
    stateName: stateName(workflow, one.state),
    version: one.version,
    ...(one.approvedVersion === undefined ? {} : { approvedVersion: one.approvedVersion }),
    due: one.due,
    light: lightOf(parsePlainDate(one.due), {
      today: house.clock.today(programme.timeZone),
      done: workflow === undefined || !isEditable(workflow, one.state),
    }),
    ...(one.submittedAt === undefined ? {} : { submittedAt: one.submittedAt.toISOString() }),
    ...(one.approvedAt === undefined ? {} : { approvedAt: one.approvedAt.toISOString() }),
    changedAt: one.changedAt.toISOString(),
  }
}

export function stateName(workflow: ProgrammeWorkflow | undefined, id: string): Text {
  return workflow?.states.find((state) => state.id === id)?.name ?? { zh: id, en: id }
}

async function partsOf(
  programme: Programme,
  tx: Transaction,
  { one, cells }: { readonly one: Return; readonly cells: Readonly<Record<string, string>> },
): Promise<ReturnDetail['parts']> {
  const form = getForm(programme, one.form)
  const before = periodBefore(form, one.period)
  const stood = await latestCells(tx, [
    { subject: one.subject, period: before },
    { subject: one.subject, period: one.period },
  ])
  const shown = (period: string, key: string): string | undefined => {
    const content = stood.get(`${one.subject} ${period}`)?.get(key)
    return content === undefined ? undefined : textOf(content)
  }
  const statusIn = (period: string, key: string) => {
    const content = stood.get(`${one.subject} ${period}`)?.get(key)
    return content !== undefined && 'status' in content && content.status !== 'normal' ? content.status : undefined
  }
  const cellOf = (cell: LineDefinition['cells'][number]) => {
    const { key, indicator, span } = cell
    const last = shown(before, key)
    const standing = shown(one.period, key)
    const text = cells[key] ?? ''
    const [lastStatus, standingStatus] = [statusIn(before, key), statusIn(one.period, key)]
    return {
      key,
      indicator: indicator.id,
      span,
      text,
      ...(last === undefined ? {} : { last }),
      ...(lastStatus === undefined ? {} : { lastStatus }),
      ...(standing === undefined || standing === text ? {} : { standing }),
      ...(standingStatus === undefined ? {} : { standingStatus }),
      ...cellRule(cell),
    }
  }
  return formParts(programme, form).map((part) => ({
    id: part.id,
    name: part.name,
    ...(part.help === undefined ? {} : { help: part.help }),
    columns: [...part.columns],
    ...(part.matrix === undefined ? {} : { matrix: { across: part.matrix.across, classes: [...part.matrix.classes] } }),
    lines: part.lines.map((line) => ({
      indicator: line.indicator.id,
      code: line.code,
      name: line.indicator.name,
      definition: line.indicator.definition,
      unit: line.indicator.unit,
      unitName: { zh: unitName(line.indicator.unit, 'zh'), en: unitName(line.indicator.unit, 'en') },
      scale: line.indicator.scale,
      compulsory: line.compulsory,
      ...(line.help === undefined ? {} : { help: line.help }),
      ...lineRule(line),
      cells: line.cells.map(cellOf),
    })),
  }))
}

function savedAt(versions: readonly Version[], version: number): { savedAt?: string } {
  const found = versions.find((each) => each.version === version)
  return found === undefined ? {} : { savedAt: found.savedAt.toISOString() }
}

function versionsOf(one: Return, versions: readonly Version[]): ReturnDetail['versions'] {
  const known =
    versions.length > 0 ? versions : [{ ...one, submittedAt: one.submittedAt, submittedBy: one.submittedBy }]
  return known.map((each) => ({
    version: each.version,
    ...(each.submittedAt === undefined ? {} : { submittedAt: each.submittedAt.toISOString() }),
    ...(each.submittedBy === undefined ? {} : { submittedBy: each.submittedBy }),
    ...(each.approvedAt === undefined ? {} : { approvedAt: each.approvedAt.toISOString() }),
    ...(each.approvedBy === undefined ? {} : { approvedBy: each.approvedBy }),
  }))
}

/** What the actor may do: as the case says, or, where no case was opened yet, as the workflow says of the state. */
function offersOf(
  workflow: ProgrammeWorkflow,
  one: Return,
  actor: Actor,
  view: CaseView | undefined,
): ReturnDetail['acts'] {
  if (view !== undefined) {
    return view.offered.map(({ act, decision }) => ({
      act: act.id,
      name: act.name,
      reason: act.reason ?? 'none',
      to: act.to,
      decision,
    }))
  }
  return workflow.acts
    .filter((act) => act.from.includes(one.state))
    .map((act) => ({
      act: act.id,
      name: act.name,
      reason: act.reason ?? 'none',
      to: act.to,
      decision: can(actor, act.may, resourceOf(one)),
    }))
}

async function timelineOf(
  tx: Transaction,
  workflow: ProgrammeWorkflow,
  view: CaseView,
): Promise<ReturnDetail['timeline']> {
  const names = await namesOfPeople(
    tx,
    view.acts.map((act) => act.actor),
  )
  return view.acts.map((act) => ({
    number: act.number,
    act: act.act,
    name: workflow.acts.find((known) => known.id === act.act)?.name ?? { zh: '建立', en: 'Opened' },
    ...(act.from === undefined ? {} : { from: act.from }),
    to: act.to,
    toName: stateName(workflow, act.to),
    at: act.at.toISOString(),
    actor: act.actor,
    actorName: names.get(act.actor) ?? act.actor,
    ...(act.reason === undefined ? {} : { reason: act.reason }),
    ...(act.due === undefined ? {} : { due: act.due }),
  }))
}
