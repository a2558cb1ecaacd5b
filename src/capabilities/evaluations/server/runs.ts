import { sql } from 'kysely'
import type { Actor } from '#base/decision.ts'
import { can } from '#base/decision.ts'
import { isSynthetic, namesOfPeople } from '#capabilities/people/server/service.ts'
import { caseDetailOf } from '#capabilities/workflows/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { Missing, PublicityWindow, ResultHead, RunDetail, RunSummary, UnitInputs } from '../contract/runs.ts'
import type { Named } from '../contract/words.ts'
import { populationOf } from '../rules/population.ts'
import { readTable } from '../rules/columns.ts'
import { factsShown, inputShown } from './card.ts'
import { runSubject, windowsOfRun, workflowFor } from './lifecycle.ts'
import { type Frozen, type KeptUnit } from './model.ts'
import { namedIn, wordsOf } from './naming.ts'
import { corrected, toUnits } from './seal.ts'
import { getRun, listCorrections, listRuns, listUnits, pageUnits, type Run, tables, type UnitsAsked } from './store.ts'
import { reasonSentence } from '../rules/sentences.ts'

/** Evaluations, the latest first. */
export async function showRuns(
  house: House,
  tx: Transaction,
  asked: { readonly scheme?: string | undefined; readonly period?: string | undefined },
): Promise<RunSummary[]> {
  return toSummaries(house, tx, await listRuns(tx, asked))
}

async function toSummaries(house: House, tx: Transaction, runs: readonly Run[]): Promise<RunSummary[]> {
  const names = await namesOfPeople(
    tx,
    runs.map(({ createdBy }) => createdBy),
  )
  const heads = await countsOfRuns(tx)
  const { states } = workflowFor(house.programme(), runSubject)
  return runs.map((run) => {
    const state = states.find(({ id }) => id === run.state)
    return {
      id: run.id,
      scheme: run.scheme.id,
      schemeName: wordsOf(run.scheme.name),
      schemeStatus: run.scheme.status,
      subject: run.subjectKind,
      period: run.period,
      state: run.state,
      stateName: state === undefined ? { zh: run.state, en: run.state } : wordsOf(state.name),
      revision: run.revision,
      createdAt: run.createdAt.toISOString(),
      createdBy: names.get(run.createdBy) ?? null,
      units: run.units,
      result: heads.get(run.id)?.result ?? null,
      openObjections: heads.get(run.id)?.open ?? 0,
    }
  })
}

/** The latest result and the open objections of each run, as far as the actor may see them. */
async function countsOfRuns(tx: Transaction): Promise<Map<string, { result: number | null; open: number }>> {
  const { rows } = await sql<{ run: string; result: number | null; open: number }>`
    select r.id as run,
      (select max(number) from evaluation_result x where x.run = r.id and x.state = 'done') as result,
      (select count(*)::integer from evaluation_objection o where o.run = r.id and o.decided_at is null) as open
    from evaluation_run r`.execute(tx)
  return new Map(rows.map(({ run, result, open }) => [run, { result, open }]))
}

/** One evaluation: where it stands and what comes next. @throws Problem not_found */
export async function showRun(
  house: House,
  tx: Transaction,
  { id, actor }: { readonly id: string; readonly actor: Actor },
): Promise<RunDetail> {
  const run = await getRun(tx, id)
  const [summary] = await toSummaries(house, tx, [run])
  const detail = await house.record.asSystem((all) => caseDetailOf(house, all, { id: run.caseId, actor }))
  const named = (list: readonly { id: string }[]): Named[] => list.map((one) => namedIn(list as never, one.id))
  return {
    ...(summary as RunSummary),
    pack: run.pack,
    note: run.note,
    workflowName: detail.workflowName,
    final: detail.final,
    acts: detail.acts,
    clocks: detail.clocks,
    timeline: detail.timeline,
    windows: windowsOfRun(house, run).map(toWindow),
    given: run.given as RunDetail['given'],
    gatheredAt: iso(run.gatheredAt),
    frozenAt: iso(run.frozenAt),
    schemeHash: run.schemeHash,
    inputsHash: run.inputsHash,
    results: await resultHeads(tx, id),
    groups: named(run.scheme.groups),
    grades: named(run.scheme.grades),
    may: {
      run: can(actor, 'evaluations.run', {}).allowed,
      decide: can(actor, 'evaluations.decide', {}).allowed,
      object: can(actor, 'evaluations.object').allowed,
    },
    synthetic: await isSynthetic(house),
  }
}

const iso = (at: Date | null) => at?.toISOString() ?? null

export function toWindow(window: ReturnType<typeof windowsOfRun>[number]): PublicityWindow {
  return { ...window, shows: [...window.shows] }
}

async function resultHeads(tx: Transaction, run: string): Promise<ResultHead[]> {
  const rows = await tables(tx)
    .selectFrom('evaluation_result')
    .selectAll()
    .where('run', '=', run)
    .orderBy('number', 'desc')
    .execute()
  const names = await namesOfPeople(
    tx,
    rows.map(({ by }) => by),
  )
  return rows.map((row) => ({
    number: row.number,
    state: row.state,
    job: row.job,
    problem: row.problem,
    computedAt: iso(row.computed_at),
    by: names.get(row.by) ?? null,
    corrections: row.corrections,
    inputsHash: row.inputs_hash,
    resultHash: row.result_hash,
    milliseconds: row.milliseconds,
    isShown: row.is_shown,
  }))
}

const mostNamed = 500

/** Who is evaluated by group, who is not and why, and what is missing. Counts are of everybody, names only of whom the actor may see. */
export async function showMissing(house: House, tx: Transaction, id: string): Promise<Missing> {
  const run = await getRun(tx, id)
  const { all, corrections } = await house.record.asSystem(async (everybody) => ({
    all: await listUnits(everybody, id),
    corrections: await listCorrections(everybody, id),
  }))
  const seen = new Set((await listUnits(tx, id)).map(({ unit }) => unit))
  const { scheme } = run
  const now = corrected(frozenOf(run, all), corrections)
  const population = populationOf(readTable(scheme, toUnits(scheme, now)))
  const missingOf = (unit: KeptUnit) => unit.inputs.filter(({ amount }) => amount === null).map(({ input }) => input)
  const outside = new Map<string, { reason: string; about: string | null; units: number }>()
  for (const { code, about } of population.outside.values()) {
    const key = `${code} ${about ?? ''}`
    outside.set(key, { reason: code, about: about ?? null, units: (outside.get(key)?.units ?? 0) + 1 })
  }
  return {
    groups: scheme.groups.map(({ id: group }, at) => {
      const members = [...(population.members[at] ?? [])].map((unit) => now.units[unit] as KeptUnit)
      return {
        group: namedIn(scheme.groups, group),
        units: members.length,
        inputs: scheme.inputs.map(({ id: input }) => ({
          input: namedIn(scheme.inputs, input),
          missing: members.filter((unit) => missingOf(unit).includes(input)).length,
        })),
      }
    }),
    outside: [...outside.values()].map(({ reason, about, units }) => {
      const code = reason as 'excluded'
      return { reason, sentence: reasonSentence(scheme, about === null ? { code } : { code, about }), units }
    }),
    units: now.units
      .flatMap((unit, at) => {
        const inputs = missingOf(unit)
        const group = scheme.groups[population.group[at] ?? -1]?.id ?? null
        const isListed = inputs.length > 0 && seen.has(unit.unit) && group !== null
        return isListed ? [{ unit: unit.unit, name: unit.name, group, inputs }] : []
      })
      .slice(0, mostNamed),
  }
}

function frozenOf(run: Run, units: readonly KeptUnit[]): Frozen {
  return { format: 1, scheme: run.scheme.id, period: run.period, given: run.given, units }
}

/** Inputs with their provenance, of the units that the actor may see. */
export async function listInputs(
  tx: Transaction,
  asked: Omit<UnitsAsked, 'run'> & { readonly id: string },
): Promise<{ total: number; items: UnitInputs[] }> {
  const run = await getRun(tx, asked.id)
  const { total, units } = await pageUnits(tx, { ...asked, run: run.id })
  const corrections = await listCorrections(tx, run.id)
  const now = corrected(frozenOf(run, units), corrections).units
  const names = await namesOfPeople(
    tx,
    now.flatMap(({ inputs }) => inputs.flatMap(({ by }) => (by === null ? [] : [by]))),
  )
  return {
    total,
    items: now.map((unit) => {
      const own = corrections.filter((one) => one.unit === unit.unit)
      return {
        unit: unit.unit,
        name: unit.name,
        town: unit.town,
        members: [...unit.members],
        inputs: unit.inputs.map((one) => inputShown(run.scheme, one, { names, corrections: own })),
        facts: factsShown(run, unit),
      }
    }),
  }
}
