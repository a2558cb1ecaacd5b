import { hashOfText } from '#kit/server/pack-folder.ts'
import { createHash } from 'node:crypto'
import { evaluate } from '../rules/evaluate.ts'
import type { GroupShown, UnitShown } from '../rules/model.ts'
import { inputsText } from '../rules/seal.ts'
import { showGroups, unitShower } from '../rules/shown.ts'
import { stabilityOf } from '../rules/stability.ts'
import { canonicalJson } from '#pack/canonical.ts'
import type { CheckedScheme, Correction, Frozen } from './model.ts'
import { corrected, toUnits } from './seal.ts'

/** What a result is computed from: texts, so that they cross to a thread as they are. */
export type ComputeTask = {
  readonly scheme: string
  readonly frozen: string
  readonly corrections: readonly Correction[]
  /** The hash of these inputs, where it was taken already. */
  readonly inputsHash?: string
}

export type Computed = {
  readonly groups: readonly GroupShown[]
  readonly inputsHash: string
  /** Of the whole result as one canonical text, as `sealedTexts` writes it. */
  readonly resultHash: string
}

/** What is told of a unit besides its text. */
export type UnitBrief = Pick<UnitShown, 'id' | 'group' | 'total' | 'rank' | 'grade'>

/** Units as one canonical JSON text, and briefly. */
export type UnitsTold = { readonly text: string; readonly briefs: readonly UnitBrief[] }

export type TellUnits = (units: UnitsTold, done: number, total: number) => void

const unitsAtOnce = 1_000

/**
 * Evaluates frozen inputs with accepted corrections in their place. Units are told as they are drawn up, in the order of their ids;
 * the hash is that of the whole result as one text.
 * @throws Problem refused_by_rule where a baseline was not given or cannot be divided by
 */
export function computeResult(
  { scheme: schemeJson, frozen: frozenJson, corrections, inputsHash: known }: ComputeTask,
  tell: TellUnits,
): Computed {
  const scheme = JSON.parse(schemeJson) as CheckedScheme
  const frozen = corrected(JSON.parse(frozenJson) as Frozen, corrections)
  const units = toUnits(scheme, frozen)
  const inputsHash = known ?? hashOfText(inputsText(scheme, units, frozen.given))
  const evaluation = evaluate(scheme, units, frozen.given)
  const groups = showGroups(evaluation)
  const show = unitShower(evaluation)
  const { ids } = evaluation.table.units
  const order = ids.map((_, at) => at).sort((a, b) => ((ids[a] as string) < (ids[b] as string) ? -1 : 1))
  const hash = createHash('sha256')
  hash.update(`{"groups":${canonicalJson(groups)},"scheme":${JSON.stringify(scheme.id)},"units":[`)
  for (let from = 0; from < order.length; from += unitsAtOnce) {
    const shown = order.slice(from, from + unitsAtOnce).map(show)
    const text = shown.map((unit) => canonicalJson(unit)).join(',')
    hash.update(from === 0 ? text : `,${text}`)
    const briefs = shown.map(({ id, group, total, rank, grade }) => ({ id, group, total, rank, grade }))
    tell({ text: `[${text}]`, briefs }, from + shown.length, order.length)
  }
  hash.update(']}')
  return { groups, inputsHash, resultHash: hash.digest('hex') }
}

/** The share of draws in which each graded unit keeps its grade, by unit. */
export type Kept = Readonly<Record<string, number>>

const spread = 0.25
const seed = 1

/** How firmly grades stand when weights vary by a quarter; the same for the same inputs. A look at sensitivity, never a result. */
export function computeStability(task: ComputeTask, draws: number): Kept {
  const scheme = JSON.parse(task.scheme) as CheckedScheme
  const frozen = corrected(JSON.parse(task.frozen) as Frozen, task.corrections)
  const evaluation = evaluate(scheme, toUnits(scheme, frozen), frozen.given)
  const { counts, grades } = stabilityOf(evaluation, { draws, seed, spread })
  return Object.fromEntries(
    evaluation.table.units.ids.flatMap((id, unit): [string, number][] => {
      const grade = evaluation.grade[unit] as number
      return grade < 0 ? [] : [[id, (counts[unit * grades.length + grade] as number) / draws]]
    }),
  )
}
