import type { Actor } from '#base/decision.ts'
import { Decimal, toDecimalText } from '#base/decimal.ts'
import { Problem } from '#base/problem.ts'
import { namesOfPeople } from '#capabilities/people/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { checkSchemeFile } from '#pack/scheme-file.ts'
import type { Programme } from '#pack/programme.ts'
import type { MovesOf, SimulationDetail, SimulationSummary } from '../contract/simulations.ts'
import { changesOf } from '../rules/changes.ts'
import { givenOf, readTable } from '../rules/columns.ts'
import { measuresOf } from '../rules/measures.ts'
import type { UnitBrief } from './computing.ts'
import { directionOf, moveCounts, type MovedUnit, movesBy } from '../rules/moves.ts'
import { computeNow, parseFrozen, readTaskOf } from './compute.ts'
import { refusal } from './lifecycle.ts'
import { yearsInGrade } from './measures.ts'
import type { CheckedScheme } from './model.ts'
import { namedClass, namedIn, namedPlace, wordsOf } from './naming.ts'
import { resultNumber } from './results.ts'
import { contentOf } from './schemes.ts'
import { corrected, keptScheme, toUnits } from './seal.ts'
import { getRun, type Run, tables } from './store.ts'

export type NewSimulation = {
  readonly id: string
  readonly name: string
  readonly text?: string | undefined
  readonly weights?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined
  readonly actor: Actor
}

type Summary = Pick<SimulationDetail, 'moves' | 'by' | 'measures' | 'grades'>

/**
 * Evaluates the frozen inputs of a run by a draft scheme and keeps who would move against its latest result. Never a result: it
 * stands in a table of its own and no grade is taken from it.
 * @throws Problem invalid_input with every mistake of the draft, wrong_state, refused_by_rule
 */
export async function createSimulation(
  house: House,
  tx: Transaction,
  { id, name, text, weights }: NewSimulation,
): Promise<{ id: string }> {
  const run = await getRun(tx, id)
  const number = await resultNumber(tx, id, undefined)
  const draft = draftOf(run, text, weights)
  const { task } = await readTaskOf(tx, id, number)
  const after = new Map<string, UnitBrief>()
  const computed = await computeNow({ ...task, scheme: keptScheme(draft) }, run.units, ({ briefs }) => {
    for (const unit of briefs) after.set(unit.id, unit)
  })
  const moved = await movedUnits(tx, { id, number }, after)
  const grades = [...new Set([...run.scheme.grades, ...draft.grades].map((grade) => grade.id))]
  const frozen = corrected(parseFrozen(task.frozen), task.corrections)
  const measures = await measuresCompared(tx, { run, draft, frozen, moved })
  const kept = moved.filter(({ before, after: then }) => before.grade !== then.grade || before.rank !== then.rank)
  const row = await tables(tx)
    .insertInto('evaluation_simulation')
    .values({
      run: id,
      number,
      name,
      content: keptScheme(draft),
      changes: JSON.stringify(changesOf(contentOf(run.scheme), contentOf(draft)).slice(0, 500)),
      result_hash: computed.resultHash,
      summary: JSON.stringify(summaryOf(house.programme(), { run, draft, grades, moved, measures })),
      moved: JSON.stringify(kept.filter(({ before, after: then }) => before.grade !== then.grade)),
      units: moved.length,
      better: moved.filter((one) => directionOf(grades, one) > 0).length,
      worse: moved.filter((one) => directionOf(grades, one) < 0).length,
      created_at: house.clock.now(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await recordAct(tx, {
    name: 'evaluations.simulated',
    subject: { kind: 'simulation', id: row.id },
    detail: { scheme: run.scheme.id, number },
  })
  return { id: row.id }
}

/** The draft as a checked scheme. @throws Problem invalid_input naming each mistake */
function draftOf(run: Run, text: string | undefined, weights: NewSimulation['weights']): CheckedScheme {
  const written = text ?? JSON.stringify(weighted(run.scheme, weights ?? {}))
  const { scheme, problems } = checkSchemeFile({ path: `schemes/${run.scheme.id}.yaml`, text: written })
  if (scheme === undefined)
    throw new Problem('invalid_input', { issues: problems.slice(0, 100), details: { found: problems.length } })
  if (scheme.subject !== run.scheme.subject)
    throw refusal('evaluations.other_subject', { found: scheme.subject, expected: run.scheme.subject })
  return scheme
}

/** The scheme with other weights; those that are not named stay. @throws Problem invalid_input */
function weighted(scheme: CheckedScheme, weights: NonNullable<NewSimulation['weights']>): Record<string, unknown> {
  const groups = scheme.groups.map(({ id }) => id)
  const issues = Object.entries(weights).flatMap(([group, own]) => {
    const known = scheme.groups.find(({ id }) => id === group)?.weights
    const text = 'evaluations.unknown_weight'
    if (known === undefined) return [{ text, where: 'body.weights', found: group, expected: groups.join(', ') }]
    return Object.keys(own)
      .filter((criterion) => !Object.hasOwn(known, criterion))
      .map((found) => ({ text, where: `body.weights.${group}`, found, expected: Object.keys(known).join(', ') }))
  })
  if (issues.length > 0) throw new Problem('invalid_input', { issues })
  return {
    ...contentOf(scheme),
    groups: scheme.groups.map((group) => ({ ...group, weights: { ...group.weights, ...weights[group.id] } })),
  }
}

async function movedUnits(
  tx: Transaction,
  { id, number }: { id: string; number: number },
  after: ReadonlyMap<string, UnitBrief>,
): Promise<MovedUnit[]> {
  const rows = await tables(tx)
    .selectFrom('evaluation_score')
    .select(['unit', 'name', 'group_id', 'town', 'size', 'industry', 'total', 'rank', 'grade'])
    .where('run', '=', id)
    .where('number', '=', number)
    .execute()
  return rows.flatMap((row): MovedUnit[] => {
    const then = after.get(row.unit)
    if (then === undefined || (row.group_id === null && then.group === null)) return []
    return [
      {
        unit: row.unit,
        name: row.name,
        group: then.group ?? row.group_id,
        town: row.town,
        size: row.size,
        industry: row.industry,
        before: { total: row.total, rank: row.rank, grade: row.grade },
        after: { total: then.total, rank: then.rank, grade: then.grade },
      },
    ]
  })
}

type Compared = {
  readonly run: Run
  readonly draft: CheckedScheme
  readonly frozen: ReturnType<typeof parseFrozen>
  readonly moved: readonly MovedUnit[]
}

/** What the measures of each scheme would come to over all units, as if they were applied. */
async function measuresCompared(
  tx: Transaction,
  { run, draft, frozen, moved }: Compared,
): Promise<Summary['measures']> {
  const history = await gradesBefore(tx, run)
  const place = new Map(frozen.units.map(({ unit }, at) => [unit, at]))
  const side = (scheme: CheckedScheme, of: 'before' | 'after') => {
    const table = readTable(scheme, toUnits(scheme, frozen))
    const sums = new Map<string, { units: number; amount: Decimal; unit: string }>()
    for (const one of moved) {
      const { grade } = one[of]
      const at = place.get(one.unit)
      if (grade === null || at === undefined) continue
      const years = yearsInGrade({
        scheme: run.scheme.id,
        period: run.period,
        grade,
        history: history.get(one.unit) ?? [],
      })
      for (const lever of measuresOf(scheme, { grade, years }, givenOf(table, at))) {
        const sum = sums.get(lever.lever) ?? {
          units: 0,
          amount: new Decimal(0),
          unit: lever.amount?.unit ?? lever.unit,
        }
        const amount = sum.amount.plus(lever.amount?.value ?? (lever.amount === undefined ? lever.value : 0))
        sums.set(lever.lever, { ...sum, units: sum.units + 1, amount })
      }
    }
    return sums
  }
  const [before, after] = [side(run.scheme, 'before'), side(draft, 'after')]
  const items = [...(run.scheme.measures?.items ?? []), ...(draft.measures?.items ?? [])]
  return [...new Set(items.map(({ lever }) => lever))].map((lever) => {
    const told = (sum: { units: number; amount: Decimal } | undefined) => ({
      units: sum?.units ?? 0,
      amount: toDecimalText(sum?.amount ?? new Decimal(0)),
    })
    const [a, b] = [before.get(lever), after.get(lever)]
    const named = items.find((one) => one.lever === lever)
    return {
      measure: lever,
      name: named === undefined ? { zh: lever, en: lever } : wordsOf(named.name),
      unit: a?.unit ?? b?.unit ?? named?.unit ?? 'one',
      before: told(a),
      after: told(b),
    }
  })
}

type Before = Parameters<typeof yearsInGrade>[0]['history'][number]

/** Final grades by the same scheme, by unit. */
async function gradesBefore(tx: Transaction, run: Run): Promise<Map<string, Before[]>> {
  const rows = await tables(tx)
    .selectFrom('evaluation_score as s')
    .innerJoin('evaluation_run as r', 'r.id', 's.run')
    .select(['s.unit', 's.number', 's.grade', 'r.period', 'r.id', 'r.content'])
    .where('r.scheme', '=', run.scheme.id)
    .where('r.final_at', 'is not', null)
    .where('r.period', '!=', run.period)
    .orderBy('s.number', 'desc')
    .execute()
  const history = new Map<string, Before[]>()
  for (const { unit, number, grade, period, id } of rows) {
    const entry = {
      run: id,
      scheme: run.scheme.id,
      schemeName: wordsOf(run.scheme.name),
      period,
      number,
      isFinal: true,
      group: null,
      total: null,
      rank: null,
      grade,
    }
    history.set(unit, [...(history.get(unit) ?? []), entry])
  }
  return history
}

type Summing = {
  readonly run: Run
  readonly draft: CheckedScheme
  readonly grades: readonly string[]
  readonly moved: readonly MovedUnit[]
  readonly measures: Summary['measures']
}

function summaryOf(programme: Programme, { run, draft, grades, moved, measures }: Summing): Summary {
  const nameOf = {
    group: (id: string) => namedIn([...draft.groups, ...run.scheme.groups], id).name,
    town: (id: string) => namedPlace(programme, id).name,
    size: (id: string) => namedClass(programme, 'size', id).name,
    industry: (id: string) => namedClass(programme, 'industry', id).name,
  }
  const by = (dimension: keyof typeof nameOf): MovesOf[] =>
    movesBy(grades, moved, dimension).map((row) => ({ ...row, name: nameOf[dimension](row.id) }))
  return {
    moves: moveCounts(moved),
    by: { group: by('group'), town: by('town'), size: by('size'), industry: by('industry') },
    measures,
    grades: grades.map((id) => namedIn([...draft.grades, ...run.scheme.grades], id)),
  }
}

const summaryColumns = ['id', 'run', 'number', 'name', 'units', 'better', 'worse', 'created_at', 'created_by'] as const

/** Simulations, the latest first. */
export async function listSimulations(
  tx: Transaction,
  { run }: { readonly run?: string | undefined },
): Promise<SimulationSummary[]> {
  let query = tables(tx).selectFrom('evaluation_simulation').select(summaryColumns).orderBy('created_at', 'desc')
  if (run !== undefined) query = query.where('run', '=', run)
  const rows = await query.limit(500).execute()
  const names = await namesOfPeople(
    tx,
    rows.map((row) => row.created_by),
  )
  const items: SimulationSummary[] = []
  for (const row of rows) items.push(toSummary(row, await getRun(tx, row.run), names.get(row.created_by) ?? null))
  return items
}

type SummaryRow = {
  id: string
  run: string
  number: number
  name: string
  units: number
  better: number
  worse: number
  created_at: Date
}

function toSummary(row: SummaryRow, run: Run, createdBy: string | null): SimulationSummary {
  const { id, number, name, units, better, worse } = row
  return {
    id,
    run: row.run,
    number,
    scheme: run.scheme.id,
    period: run.period,
    name,
    isSimulation: true,
    createdAt: row.created_at.toISOString(),
    createdBy,
    units,
    better,
    worse,
  }
}

async function getSimulation(tx: Transaction, id: string) {
  const row = await tables(tx).selectFrom('evaluation_simulation').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'simulation', id } })
  return row
}

/** @throws Problem not_found */
export async function showSimulation(tx: Transaction, id: string): Promise<SimulationDetail> {
  const row = await getSimulation(tx, id)
  const names = await namesOfPeople(tx, [row.created_by])
  return {
    ...toSummary(row, await getRun(tx, row.run), names.get(row.created_by) ?? null),
    ...(row.summary as Summary),
    changes: row.changes,
    content: contentOf(JSON.parse(row.content) as CheckedScheme),
    resultHash: row.result_hash,
  }
}

export type MovedAsked = {
  readonly id: string
  readonly page: number
  readonly pageSize: number
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly town?: string | undefined
}

/** The units that would move, those from the best grades first. @throws Problem not_found */
export async function listMoved(tx: Transaction, { id, page, pageSize, from, to, town }: MovedAsked) {
  const row = await getSimulation(tx, id)
  const found = (row.moved as MovedUnit[]).filter(
    (one) =>
      (from === undefined || one.before.grade === from) &&
      (to === undefined || one.after.grade === to) &&
      (town === undefined || one.town === town),
  )
  const items = found.slice((page - 1) * pageSize, page * pageSize)
  return {
    total: found.length,
    items: items.map(({ unit, name, town: of, group, before, after }) => ({
      unit,
      name,
      town: of,
      group,
      before,
      after,
    })),
  }
}
