import type { Actor, Decision } from '#base/decision.ts'
import { allowed, can, refused } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { sql } from 'kysely'
import { isSynthetic, namesOfPeople } from '#capabilities/people/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { namesOf } from '#pack/formula/dependencies.ts'
import type { Card, HistoryEntry, MeasureShown, ScoreLine } from '../contract/results.ts'
import type { InputShown } from '../contract/words.ts'
import type { Correction, KeptInput, KeptUnit } from './model.ts'
import { windowsOfRun } from './lifecycle.ts'
import { givenOfUnit, measuresFor } from './measures.ts'
import { namedIn, wordsOf } from './naming.ts'
import { overrideOf } from './overrides.ts'
import { resultNumber, toUnitRow } from './results.ts'
import { corrected } from './seal.ts'
import { getRun, listCorrections, type Run, tables } from './store.ts'
import { getUnit } from './units.ts'
import { reasonSentence, scoreSentence } from '../rules/sentences.ts'
import type { ScoreShown } from '../rules/model.ts'

export type CardAsked = {
  readonly id: string
  readonly unit: string
  readonly number?: number | undefined
  readonly actor: Actor
}

/** The score of a unit in a result. @throws Problem not_found, also for what the actor may not see */
export async function getScore(tx: Transaction, { run, number, unit }: { run: string; number: number; unit: string }) {
  const row = await tables(tx)
    .selectFrom('evaluation_score')
    .selectAll()
    .where('run', '=', run)
    .where('number', '=', number)
    .where('unit', '=', unit)
    .executeTakeFirst()
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'unit', id: unit } })
  return row
}

/** The card of one unit: every number with how it came about. @throws Problem not_found */
export async function showCard(
  house: House,
  tx: Transaction,
  { id, unit, number: asked, actor }: CardAsked,
): Promise<Card> {
  const run = await getRun(tx, id)
  const number = await resultNumber(tx, id, asked)
  const score = await getScore(tx, { run: id, number, unit })
  const kept = await getUnit(tx, run, unit)
  const counts = await countedIn(tx, { id, number })
  const corrections = (await listCorrections(tx, id)).filter(
    (one) => one.unit === unit && one.number <= counts.corrections,
  )
  const now = correctedUnit(run, kept, corrections)
  const override = await overrideOf(tx, id, unit)
  const programme = house.programme()
  const history = await historyOf(tx, unit)
  const group = score.group_id
  return {
    run: id,
    scheme: run.scheme.id,
    schemeName: wordsOf(run.scheme.name),
    period: run.period,
    number,
    state: run.state,
    unit: toUnitRow(programme, score, override?.grade ?? null),
    members: kept.members.map((member) => ({ id: member, name: { zh: kept.name, en: kept.name } })),
    groupName: group === null ? null : namedIn(run.scheme.groups, group).name,
    counted: counts.groups.find((one) => one.group === group)?.counted ?? 0,
    scores: score.scores.map((one) => scoreLine(run, one)),
    bonus: score.bonus,
    penalty: score.penalty,
    reasons: score.reasons.map((reason) => ({
      code: reason.code,
      about: reason.about ?? null,
      sentence: reasonSentence(run.scheme, reason),
    })),
    inputs: await inputsShown(tx, run, now, corrections),
    facts: factsShown(run, now),
    override,
    measures: measuresShown(run, now, { score, history }),
    history,
    objecting: mayObject(house, run, { unit: kept, actor }),
    synthetic: await isSynthetic(house),
  }
}

async function countedIn(tx: Transaction, { id, number }: { id: string; number: number }) {
  const row = await tables(tx)
    .selectFrom('evaluation_result')
    .select(['groups', 'corrections'])
    .where('run', '=', id)
    .where('number', '=', number)
    .executeTakeFirstOrThrow()
  return { groups: row.groups ?? [], corrections: row.corrections }
}

/** The unit with what accepted objections put in the place of its frozen inputs. */
export function correctedUnit(run: Run, unit: KeptUnit, corrections: readonly Correction[]): KeptUnit {
  const frozen = { format: 1 as const, scheme: run.scheme.id, period: run.period, given: run.given, units: [unit] }
  return corrected(frozen, corrections).units[0] ?? unit
}

export function scoreLine({ scheme }: Run, score: ScoreShown): ScoreLine {
  const criterion = scheme.criteria.find(({ id }) => id === score.criterion)
  const formula = criterion === undefined ? undefined : scheme.formulas[criterion.is]
  const known = new Set(scheme.inputs.map(({ id }) => id))
  return {
    criterion: score.criterion,
    name: namedIn(scheme.criteria, score.criterion).name,
    unit: criterion?.unit ?? 'one',
    formula: criterion?.is ?? '',
    inputs: formula === undefined ? [] : [...new Set(namesOf(formula.tree))].filter((name) => known.has(name)),
    value: score.value,
    blank: score.blank ?? null,
    baseline: score.baseline,
    baselineKind: criterion?.baseline?.kind ?? null,
    weight: score.weight,
    raw: score.raw,
    score: score.score,
    cap: score.cap ?? null,
    reason: score.reason,
    sentence: scoreSentence(scheme, score),
  }
}

/** Inputs with their provenance and the names of who brought them in. */
export async function inputsShown(
  tx: Transaction,
  { scheme }: Run,
  unit: KeptUnit,
  corrections: readonly Correction[],
): Promise<InputShown[]> {
  const names = await namesOfPeople(
    tx,
    unit.inputs.flatMap(({ by }) => (by === null ? [] : [by])),
  )
  return unit.inputs.map((one) => inputShown(scheme, one, { names, corrections }))
}

export function inputShown(
  scheme: Run['scheme'],
  one: KeptInput,
  { names, corrections }: { names: ReadonlyMap<string, string>; corrections: readonly Correction[] },
): InputShown {
  const last = corrections.findLast(({ item }) => item === one.input)
  const first = corrections.find(({ item }) => item === one.input)
  return {
    input: one.input,
    name: namedIn(scheme.inputs, one.input).name,
    unit: scheme.inputs.find(({ id }) => id === one.input)?.unit ?? 'one',
    amount: one.amount,
    blank: one.blank,
    domain: one.domain,
    source: one.source,
    sourceVersion: one.version,
    by: one.by === null ? null : (names.get(one.by) ?? null),
    knownAt: one.knownAt,
    corrected:
      last === undefined
        ? null
        : { was: first?.was ?? null, objection: last.objection, at: last.at, reason: last.reason },
  }
}

export function factsShown({ scheme }: Run, unit: KeptUnit): Card['facts'] {
  return unit.facts.map(({ fact, holds }) => ({ fact, name: namedIn(scheme.facts, fact).name, holds }))
}

/** Whether the actor may object for this unit now: in whose reach it lies, while a window is open. */
export function mayObject(
  house: Pick<House, 'programme' | 'clock'>,
  run: Run,
  { unit, actor }: { unit: Pick<KeptUnit, 'places' | 'organisations'>; actor: Actor },
): Decision {
  const decision = can(actor, 'evaluations.object', { places: unit.places, organisations: unit.organisations })
  if (!decision.allowed) return decision
  const of = run.state === 'inputs_public' ? 'inputs' : run.state === 'public' ? 'results' : undefined
  if (of === undefined) return refused('evaluations.no_window')
  const windows = windowsOfRun(house, run).filter((window) => window.of === of)
  return windows.length === 0 || windows.some(({ isOpen }) => isOpen) ? allowed : refused('evaluations.no_window')
}

/** The grades of one subject over all runs, the latest period first; of each run the latest result that the actor may see. */
export async function historyOf(tx: Transaction, unit: string): Promise<HistoryEntry[]> {
  const { rows } = await sql<{
    run: string
    scheme: string
    scheme_name: { zh: string; en?: string }
    period: string
    number: number
    is_final: boolean
    group_id: string | null
    total: string | null
    rank: number | null
    grade: string | null
  }>`
    select distinct on (r.period collate "C", r.created_at, r.id) r.id as run, r.scheme, (r.content::jsonb -> 'name') as scheme_name, r.period,
      s.number, r.final_at is not null as is_final, s.group_id, s.total::text as total, s.rank, s.grade
    from evaluation_score s join evaluation_run r on r.id = s.run
    where s.unit = ${unit}
    order by r.period collate "C" desc, r.created_at desc, r.id, s.number desc
    limit 60`.execute(tx)
  return rows.map((row) => ({
    run: row.run,
    scheme: row.scheme,
    schemeName: wordsOf(row.scheme_name),
    period: row.period,
    number: row.number,
    isFinal: row.is_final,
    group: row.group_id,
    total: row.total,
    rank: row.rank,
    grade: row.grade,
  }))
}

/** The same with the name of the subject. @throws Problem not_found, also for what the actor may not see */
export async function historyOfUnit(tx: Transaction, unit: string): Promise<{ name: string; items: HistoryEntry[] }> {
  const row = await tables(tx)
    .selectFrom('evaluation_score')
    .select('name')
    .where('unit', '=', unit)
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'unit', id: unit } })
  return { name: row.name, items: await historyOf(tx, unit) }
}

type Graded = { readonly score: { readonly grade: string | null }; readonly history: readonly HistoryEntry[] }

function measuresShown(run: Run, unit: KeptUnit, { score, history }: Graded): MeasureShown[] {
  if (score.grade === null || run.scheme.measures === undefined) return []
  return measuresFor(run, { grade: score.grade, history, given: givenOfUnit(run.scheme, unit) })
}
