import type { Transaction } from '#kit/server/db.ts'
import { parseFrozen, readComputeTask } from './compute.ts'
import { resultNumber } from './results.ts'
import { corrected, toUnits } from './seal.ts'
import { tables } from './store.ts'

/** The inputs of the latest result by column, and the scheme with its parsed formulas: what the page simulates with. @throws Problem not_found, wrong_state */
export async function columnsOf(tx: Transaction, id: string) {
  const number = await resultNumber(tx, id, undefined)
  const result = await tables(tx)
    .selectFrom('evaluation_result')
    .select(['corrections', 'inputs_hash'])
    .where('run', '=', id)
    .where('number', '=', number)
    .executeTakeFirstOrThrow()
  const { run, task } = await readComputeTask(tx, id, result.corrections)
  const frozen = corrected(parseFrozen(task.frozen), task.corrections)
  const units = toUnits(run.scheme, frozen)
  const graded = await tables(tx)
    .selectFrom('evaluation_score')
    .select(['unit', 'grade'])
    .where('run', '=', id)
    .where('number', '=', number)
    .execute()
  const grades = new Map(graded.map(({ unit, grade }) => [unit, grade]))
  const orNull = <Value>(column: readonly (Value | undefined)[]) => column.map((one) => one ?? null)
  return {
    scheme: run.scheme as unknown as Record<string, unknown>,
    given: run.given as Record<string, unknown>,
    units: {
      ids: [...units.ids],
      inputs: units.inputs as Record<string, string[]>,
      facts: Object.fromEntries(Object.entries(units.facts ?? {}).map(([name, column]) => [name, orNull(column)])),
      classes: Object.fromEntries(
        Object.entries(units.classes ?? {}).map(([name, column]) => [
          name,
          column.map((one) => (one === undefined ? null : [...one])),
        ]),
      ),
      industry: orNull(units.industry ?? []),
    },
    names: frozen.units.map(({ name }) => name),
    grades: frozen.units.map(({ unit }) => grades.get(unit) ?? null),
    inputsHash: result.inputs_hash ?? '',
  }
}
