import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { Reach } from '../contract/results.ts'
import { type Evaluation, evaluate } from '../rules/evaluate.ts'
import { reachOf } from '../rules/reach.ts'
import { waySentence } from '../rules/sentences.ts'
import { getScore } from './card.ts'
import { parseFrozen, readTaskOf } from './compute.ts'
import { namedIn } from './naming.ts'
import { resultNumber } from './results.ts'
import { corrected, toUnits } from './seal.ts'

export type ReachAsked = { readonly id: string; readonly unit: string; readonly number?: number | undefined }

/** What would bring a unit the next grade, all others unchanged. Computed past the policies, told of this unit alone. @throws Problem not_found */
export async function showReach(
  house: House,
  tx: Transaction,
  { id, unit, number: asked }: ReachAsked,
): Promise<Reach> {
  const number = await resultNumber(tx, id, asked)
  await getScore(tx, { run: id, number, unit })
  const evaluation = await evaluationOf(house, { id, number })
  const { scheme, units } = evaluation.table
  const { grade, needed, ways } = reachOf(evaluation, units.ids.indexOf(unit))
  return {
    grade,
    needed,
    ways: ways.map((way) => ({
      criterion: way.criterion,
      name: namedIn(scheme.criteria, way.criterion).name,
      unit: scheme.criteria.find((one) => one.id === way.criterion)?.unit ?? 'one',
      from: way.from,
      to: way.to,
      sentence: waySentence(scheme, way),
    })),
  }
}

const known = new Map<string, Evaluation>()
const mostKnown = 4

/** The evaluation behind a result by column, kept for the next who asks; results never change. */
async function evaluationOf(
  { record }: Pick<House, 'record'>,
  { id, number }: { readonly id: string; readonly number: number },
): Promise<Evaluation> {
  const key = `${id} ${number}`
  const found = known.get(key)
  if (found !== undefined) return found
  const evaluation = await record.asSystem(async (tx) => {
    const { run, task } = await readTaskOf(tx, id, number)
    const frozen = corrected(parseFrozen(task.frozen), task.corrections)
    return evaluate(run.scheme, toUnits(run.scheme, frozen), frozen.given)
  })
  const [oldest] = known.keys()
  if (known.size >= mostKnown && oldest !== undefined) known.delete(oldest)
  known.set(key, evaluation)
  return evaluation
}
