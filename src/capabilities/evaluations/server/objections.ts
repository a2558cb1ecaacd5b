import { sql } from 'kysely'
import { type Actor, can } from '#base/decision.ts'
import { periodName } from '#base/texts/periods.ts'
import type { Period } from '#base/period.ts'
import { Problem } from '#base/problem.ts'
import { namesOfPeople } from '#capabilities/people/server/service.ts'
import {
  caseDetailOf,
  findCaseOf,
  findWorkflow,
  getWorkflow,
  openCase,
  performAct,
} from '#capabilities/workflows/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme, ProgrammeWorkflow } from '#pack/programme.ts'
import type { ObjectionDetail, ObjectionSummary } from '../contract/objections.ts'
import { mayObject } from './card.ts'
import { getUnit } from './units.ts'
import { refusal, workflowFor } from './lifecycle.ts'
import type { KeptUnit } from './model.ts'
import { namedIn, wordsOf } from './naming.ts'
import { correctUnit } from './corrections.ts'
import { getRun, listUnits, type Run, tables } from './store.ts'

export const objectionSubject = 'objection'

export type NewObjection = {
  readonly id: string
  readonly unit: string
  readonly about: 'input' | 'fact' | 'result'
  readonly item?: string | undefined
  readonly asked?: string | boolean | null | undefined
  readonly evidence: string
  readonly actor: Actor
}

/** Files an objection while a window is open. @throws Problem not_found, forbidden, invalid_input, refused_by_rule */
export async function fileObjection(house: House, tx: Transaction, asked: NewObjection): Promise<{ id: string }> {
  const { id, unit: name, about, evidence, actor } = asked
  const run = await getRun(tx, id)
  const unit = await getUnit(tx, run, name)
  decide(actor, 'evaluations.object', { places: unit.places, organisations: unit.organisations })
  const decision = mayObject(house, run, { unit, actor })
  if (!decision.allowed) throw refusal(decision.reason)
  const stood = stoodOf(run, unit, asked)
  const programme = house.programme()
  const workflow = objectionWorkflow(programme, run)
  const row = await tables(tx)
    .insertInto('evaluation_objection')
    .values({
      run: id,
      unit: name,
      about,
      item: about === 'result' ? null : (asked.item ?? null),
      stood,
      asked: JSON.stringify(asked.asked ?? null),
      evidence,
      case_id: '00000000-0000-0000-0000-000000000000',
      state: workflow.initial,
      revision: 1,
      places: [...unit.places],
      organisations: [...unit.organisations],
      filed_at: house.clock.now(),
      decided_at: null,
      decided_by: null,
      accepted: null,
      reason: null,
      value: 'null',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const [organisation] = unit.organisations
  const opened = await openCase(house, tx, {
    workflow: workflow.id,
    subject: { kind: objectionSubject, id: row.id },
    title: {
      zh: `${unit.name}：${periodName(run.period as Period, 'zh')}评价异议`,
      en: `${unit.name}: objection to the evaluation of ${periodName(run.period as Period, 'en')}`,
    },
    ...(unit.town === null ? { place: programme.rootPlace } : { place: unit.town }),
    ...(organisation === undefined ? {} : { organisation }),
    actor,
  })
  await tables(tx)
    .updateTable('evaluation_objection')
    .set({ case_id: opened.id, state: opened.state })
    .where('id', '=', row.id)
    .execute()
  await recordAct(tx, {
    name: 'evaluations.objected',
    subject: { kind: objectionSubject, id: row.id },
    detail: { unit: name, about },
  })
  return { id: row.id }
}

/** The workflow that the scheme names, or the one of the programme for objections. */
function objectionWorkflow(programme: Programme, { scheme }: Run): ProgrammeWorkflow {
  const chosen = scheme.objections?.workflow
  const found = chosen === undefined ? undefined : findWorkflow(programme, chosen)
  return found ?? workflowFor(programme, objectionSubject)
}

/** What stands now, as text. @throws Problem invalid_input for what cannot be objected against */
function stoodOf({ scheme, state }: Run, unit: KeptUnit, { about, item, asked }: NewObjection): string | null {
  const refuse = (text: string, found: string, expected = ''): never => {
    throw new Problem('invalid_input', { issues: [{ text, where: 'body.item', found, expected }] })
  }
  if (about === 'result') return state === 'public' ? null : refuse('evaluations.no_result', about)
  const list = about === 'input' ? scheme.inputs : (scheme.facts ?? [])
  if (!list.some(({ id }) => id === item))
    return refuse('evaluations.unknown_item', item ?? '', list.map(({ id }) => id).join(', '))
  refuseValue(about, asked)
  if (about === 'fact') {
    const holds = unit.facts.find(({ fact }) => fact === item)?.holds ?? null
    return holds === null ? null : String(holds)
  }
  return unit.inputs.find(({ input }) => input === item)?.amount ?? null
}

/** @throws Problem invalid_input where it is not an amount for an input, or yes or no for a fact */
function refuseValue(about: 'input' | 'fact' | 'result', value: string | boolean | null | undefined): void {
  const refuse = (text: string) => {
    throw new Problem('invalid_input', { issues: [{ text, where: 'body.asked', found: String(value) }] })
  }
  if (about === 'result') return
  if (value === undefined) refuse('evaluations.nothing_asked')
  if (value === null) return
  if (about === 'fact' && typeof value !== 'boolean') refuse('evaluations.not_a_fact')
  if (about === 'input' && typeof value !== 'string') refuse('evaluations.not_an_amount')
}

type Row = NonNullable<Awaited<ReturnType<typeof findObjection>>>

function findObjection(tx: Transaction, id: string, { lock = false } = {}) {
  const query = tables(tx).selectFrom('evaluation_objection').selectAll().where('id', '=', id)
  return (lock ? query.forUpdate() : query).executeTakeFirst()
}

async function getObjection(tx: Transaction, id: string, options?: { lock: boolean }): Promise<Row> {
  const row = await findObjection(tx, id, options)
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'objection', id } })
  return row
}

export type ObjectionAct = {
  readonly id: string
  readonly act: string
  readonly revision: number
  readonly reason?: string | undefined
  readonly value?: string | boolean | null | undefined
  readonly actor: Actor
}

/**
 * Takes the next step of an objection. The state `accepted` corrects what was objected against: before the inputs are frozen the
 * input itself, afterwards as a correction that a re-run counts in.
 * @throws Problem not_found, stale, wrong_state, forbidden, invalid_input
 */
export async function actOnObjection(
  house: House,
  tx: Transaction,
  { id, act, revision, reason, value, actor }: ObjectionAct,
): Promise<{ state: string; revision: number }> {
  const known = await getObjection(tx, id)
  const run = await getRun(tx, known.run, { lock: can(actor, 'evaluations.decide', {}).allowed })
  const row = await getObjection(tx, id, { lock: true })
  const found = await findCaseOf(tx, { kind: objectionSubject, id })
  if (found === undefined) throw new Problem('not_found', { details: { kind: 'case', id: row.case_id } })
  const moved = await performAct(house, tx, {
    caseId: found.id,
    act,
    actor,
    expectedVersion: revision,
    ...(reason === undefined ? {} : { reason }),
  })
  const workflow = getWorkflow(house.programme(), found.workflow)
  const isOver = workflow.states.some((state) => state.id === moved.state && state.final === true)
  const accepted = moved.state === 'accepted'
  const stands = value === undefined ? row.asked : value
  if (accepted && row.item !== null) {
    refuseValue(row.about, stands)
    await correctUnit(house, tx, {
      run,
      unit: row.unit,
      item: row.item,
      value: stands,
      reason: reason ?? '',
      objection: id,
      actor,
    })
  }
  await tables(tx)
    .updateTable('evaluation_objection')
    .set({
      state: moved.state,
      revision: moved.version,
      ...(isOver
        ? {
            decided_at: house.clock.now(),
            decided_by: actor.id,
            accepted,
            reason: reason ?? '',
            value: JSON.stringify(accepted ? stands : null),
          }
        : {}),
    })
    .where('id', '=', id)
    .execute()
  await recordAct(tx, {
    name: isOver ? 'evaluations.objection_decided' : 'evaluations.objection_moved',
    subject: { kind: objectionSubject, id },
    detail: { act, unit: row.unit, to: moved.state },
  })
  return { state: moved.state, revision: moved.version }
}

export type ObjectionsAsked = {
  readonly run?: string | undefined
  readonly unit?: string | undefined
  readonly open?: 'yes' | 'no' | undefined
  readonly page: number
  readonly pageSize: number
}

/** Objections that the actor may see, open ones first. */
export async function listObjections(
  house: House,
  tx: Transaction,
  { run, unit, open, page, pageSize }: ObjectionsAsked,
): Promise<{ total: number; items: ObjectionSummary[] }> {
  let query = tables(tx).selectFrom('evaluation_objection')
  if (run !== undefined) query = query.where('run', '=', run)
  if (unit !== undefined) query = query.where('unit', '=', unit)
  if (open !== undefined) query = query.where('decided_at', open === 'yes' ? 'is' : 'is not', null)
  const { total } = await query.select(sql<number>`count(*)::integer`.as('total')).executeTakeFirstOrThrow()
  const rows = await query
    .selectAll()
    .orderBy(sql`decided_at is not null`)
    .orderBy('filed_at', 'desc')
    .orderBy('id')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute()
  return { total, items: await toSummaries(house.programme(), tx, rows) }
}

async function toSummaries(programme: Programme, tx: Transaction, rows: readonly Row[]): Promise<ObjectionSummary[]> {
  const names = await namesOfPeople(
    tx,
    rows.map((row) => row.filed_by),
  )
  const items: ObjectionSummary[] = []
  for (const row of rows) {
    const run = await getRun(tx, row.run)
    const [unit] = await listUnits(tx, row.run, [row.unit])
    items.push(
      toSummary(programme, row, { run, unitName: unit?.name ?? row.unit, filedBy: names.get(row.filed_by) ?? null }),
    )
  }
  return items
}

type Around = { readonly run: Run; readonly unitName: string; readonly filedBy: string | null }

function toSummary(programme: Programme, row: Row, { run, unitName, filedBy }: Around): ObjectionSummary {
  const { scheme, period } = run
  const workflow = objectionWorkflow(programme, run)
  const state = workflow.states.find(({ id }) => id === row.state)
  return {
    id: row.id,
    run: row.run,
    period,
    schemeName: wordsOf(scheme.name),
    unit: row.unit,
    unitName,
    about: row.about,
    item: row.item,
    itemName: row.item === null ? null : namedIn(row.about === 'fact' ? scheme.facts : scheme.inputs, row.item).name,
    state: row.state,
    stateName: state === undefined ? { zh: row.state, en: row.state } : wordsOf(state.name),
    final: state?.final === true,
    accepted: row.accepted,
    filedAt: row.filed_at.toISOString(),
    filedBy,
  }
}

/** One objection with its life. @throws Problem not_found */
export async function showObjection(
  house: House,
  tx: Transaction,
  { id, actor }: { readonly id: string; readonly actor: Actor },
): Promise<ObjectionDetail> {
  const row = await getObjection(tx, id)
  const [summary] = await toSummaries(house.programme(), tx, [row])
  const run = await getRun(tx, row.run)
  const detail = await house.record.asSystem((all) => caseDetailOf(house, all, { id: row.case_id, actor }))
  const names = await namesOfPeople(tx, row.decided_by === null ? [] : [row.decided_by])
  const text = (value: string | boolean | null) => (value === null ? null : String(value))
  return {
    ...(summary as ObjectionSummary),
    revision: detail.version,
    stood: row.stood,
    asked: text(row.asked),
    amountUnit: row.about === 'input' ? (run.scheme.inputs.find((one) => one.id === row.item)?.unit ?? null) : null,
    evidence: row.evidence,
    decision:
      row.decided_at === null
        ? null
        : {
            accepted: row.accepted === true,
            reason: row.reason ?? '',
            at: row.decided_at.toISOString(),
            by: names.get(row.decided_by ?? '') ?? null,
            value: text(row.value),
          },
    countedIn: await countedIn(tx, row),
    acts: detail.acts,
    clocks: detail.clocks,
    timeline: detail.timeline,
  }
}

/** The first result that counts the correction of an objection in. */
async function countedIn(tx: Transaction, { id, run }: Row): Promise<number | null> {
  const { rows } = await sql<{ number: number }>`
    select min(r.number) as number from evaluation_correction c
    join evaluation_result r on r.run = c.run and r.corrections >= c.number and r.state = 'done'
    where c.run = ${run} and c.objection = ${id}`.execute(tx)
  return rows[0]?.number ?? null
}
