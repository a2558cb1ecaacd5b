import { hashOfText } from '#kit/server/pack-folder.ts'
import type { Actor } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { checkSchemeFile } from '#pack/scheme-file.ts'
import { evaluate } from '../rules/evaluate.ts'
import type { EvaluationShown } from '../rules/model.ts'
import { sealedTexts } from '../rules/seal.ts'
import { showEvaluation } from '../rules/shown.ts'
import { parseFrozen, readComputeTask } from './compute.ts'
import { runSubject } from './lifecycle.ts'
import type { CheckedScheme, Correction, Frozen } from './model.ts'
import { resultNumber } from './results.ts'
import { contentOf } from './schemes.ts'
import { corrected, toUnits } from './seal.ts'
import { getRun, tables } from './store.ts'

/** A result with everything that it was computed from, so that anybody can compute it again. */
export type SealedExport = {
  readonly kind: 'jidi.evaluation'
  readonly format: 1
  readonly scheme: { readonly id: string; readonly content: Readonly<Record<string, unknown>> }
  readonly period: string
  readonly number: number
  /** The frozen inputs, each with where it came from. */
  readonly inputs: Frozen
  /** Accepted objections that stand in their place. */
  readonly corrections: readonly Correction[]
  readonly result: EvaluationShown
  readonly hashes: {
    readonly scheme: string
    readonly inputs: string
    readonly result: string
    readonly snapshot: string
  }
}

/** Draws up the sealed export of a result; it is computed anew and compared. @throws Problem not_found, wrong_state, internal */
export async function exportSealed(
  tx: Transaction,
  { id, number: asked }: { readonly id: string; readonly number?: number | undefined; readonly actor: Actor },
): Promise<SealedExport> {
  const run = await getRun(tx, id)
  const number = await resultNumber(tx, id, asked)
  const kept = await tables(tx)
    .selectFrom('evaluation_result')
    .select(['corrections', 'inputs_hash', 'result_hash'])
    .where('run', '=', id)
    .where('number', '=', number)
    .executeTakeFirstOrThrow()
  const { task } = await readComputeTask(tx, id, kept.corrections)
  const sealed = sealResult(run.scheme, { number, inputs: parseFrozen(task.frozen), corrections: task.corrections })
  if (sealed.hashes.result !== kept.result_hash || sealed.hashes.inputs !== kept.inputs_hash)
    throw new Problem('internal', { details: { run: id, number, found: sealed.hashes.result, kept: kept.result_hash } })
  await recordAct(tx, { name: 'evaluations.exported', subject: { kind: runSubject, id }, detail: { number } })
  return sealed
}

export type ToSeal = {
  readonly number: number
  readonly inputs: Frozen
  readonly corrections: readonly Correction[]
}

/** Computes a result and puts everything that it was computed from beside it, with the hashes of all. */
export function sealResult(scheme: CheckedScheme, { number, inputs, corrections }: ToSeal): SealedExport {
  const { result, hashes } = sealOf(scheme, inputs, corrections)
  return {
    kind: 'jidi.evaluation',
    format: 1,
    scheme: { id: scheme.id, content: contentOf(scheme) },
    period: inputs.period,
    number,
    inputs,
    corrections,
    result,
    hashes: { ...hashes, snapshot: hashOfText(JSON.stringify(inputs)) },
  }
}

function sealOf(scheme: CheckedScheme, frozen: Frozen, corrections: readonly Correction[]) {
  const units = toUnits(scheme, corrected(frozen, corrections))
  const result = showEvaluation(evaluate(scheme, units, frozen.given))
  const texts = sealedTexts(scheme, { units, given: frozen.given }, result)
  return {
    result,
    hashes: { scheme: hashOfText(texts.scheme), inputs: hashOfText(texts.inputs), result: hashOfText(texts.result) },
  }
}

/** What computing a sealed export again came to. */
export type Rerun = {
  readonly scheme: string
  readonly period: string
  readonly number: number
  readonly units: number
  readonly same: boolean
  readonly stated: SealedExport['hashes']
  readonly found: SealedExport['hashes']
}

/** Computes a sealed export again, from nothing but itself: no server, no pack. @throws Problem invalid_input, invalid_pack, refused_by_rule */
export function rerunSealed(text: string): Rerun {
  const sealed = readSealed(text)
  const { id, content } = sealed.scheme
  const { scheme, problems } = checkSchemeFile({ path: `schemes/${id}.yaml`, text: JSON.stringify(content) })
  if (scheme === undefined) throw new Problem('invalid_pack', { issues: problems })
  const { hashes } = sealOf(scheme, sealed.inputs, sealed.corrections)
  const found = { ...hashes, snapshot: hashOfText(JSON.stringify(sealed.inputs)) }
  const names = ['scheme', 'inputs', 'result', 'snapshot'] as const
  return {
    scheme: id,
    period: sealed.period,
    number: sealed.number,
    units: sealed.inputs.units.length,
    same: names.every((name) => found[name] === sealed.hashes[name]),
    stated: sealed.hashes,
    found,
  }
}

function readSealed(text: string): SealedExport {
  const unreadable = new Problem('invalid_input', {
    issues: [{ text: 'evaluations.unreadable_export', where: 'line 1' }],
  })
  try {
    const sealed = JSON.parse(text) as Partial<SealedExport> | null
    if (sealed?.kind !== 'jidi.evaluation' || sealed.format !== 1) throw unreadable
    if (!Array.isArray(sealed.inputs?.units) || !Array.isArray(sealed.corrections)) throw unreadable
    if (sealed.scheme === undefined || sealed.hashes === undefined) throw unreadable
    return sealed as SealedExport
  } catch (error) {
    throw error instanceof SyntaxError ? unreadable : error
  }
}
