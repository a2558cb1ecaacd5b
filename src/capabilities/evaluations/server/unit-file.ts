import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import { readCsv } from '#kit/server/csv.ts'
import { checkPackFolder, hashOfText } from '#kit/server/pack-folder.ts'
import { findDoc } from '#pack/lookup.ts'
import { checkSchemeFile } from '#pack/scheme-file.ts'
import { evaluate } from '../rules/evaluate.ts'
import type { CheckedScheme, EvaluationShown, GivenBaselines } from '../rules/model.ts'
import { type ReadUnits, readUnits } from '../rules/read-units.ts'
import { sealedTexts } from '../rules/seal.ts'
import { showEvaluation } from '../rules/shown.ts'

/** An evaluation of a file, with the hashes of what went in, of the rule, and of what came out. */
export type EvaluatedFile = {
  readonly scheme: CheckedScheme
  readonly result: EvaluationShown
  readonly sealed: { readonly inputs: string; readonly scheme: string; readonly result: string }
  readonly assumed: ReadUnits['assumed']
  readonly ignored: ReadUnits['ignored']
}

export type UnitFile = { readonly scheme: string; readonly inputs: string; readonly given: GivenBaselines }

/**
 * Runs the scheme of a file over a CSV with one unit a row.
 * @throws Problem not_found, invalid_pack with every place of the scheme that is wrong, unreadable_file, invalid_input with line and column,
 * refused_by_rule
 */
export async function evaluateFile({ scheme: path, inputs, given }: UnitFile): Promise<EvaluatedFile> {
  const scheme = await readScheme(path)
  const { units, assumed, ignored } = readUnits(scheme, await readCsv(await bytesOf(inputs)))
  const result = showEvaluation(evaluate(scheme, units, given))
  const texts = sealedTexts(scheme, { units, given }, result)
  const sealed = {
    inputs: hashOfText(texts.inputs),
    scheme: hashOfText(texts.scheme),
    result: hashOfText(texts.result),
  }
  return { scheme, result, sealed, assumed, ignored }
}

/** The scheme of a file, checked with the pack that it lies in, or alone where there is none. @throws Problem not_found, invalid_pack */
export async function readScheme(path: string): Promise<CheckedScheme> {
  const text = new TextDecoder().decode(await bytesOf(path))
  const id = basename(path).replace(/\.ya?ml$/, '')
  const folder = join(dirname(resolve(path)), '..')
  if (basename(dirname(resolve(path))) === 'schemes' && (await exists(join(folder, 'pack.yaml')))) {
    const { programme, problems } = await checkPackFolder(folder)
    if (programme === undefined) throw invalid(problems)
    const scheme = findDoc(programme, 'schemes', id)
    if (scheme !== undefined) return scheme
  }
  const { scheme, problems } = checkSchemeFile({ path: `schemes/${basename(path)}`, text })
  if (scheme === undefined) throw invalid(problems)
  return scheme
}

function invalid(issues: readonly ProblemIssue[]): Problem {
  return new Problem('invalid_pack', { issues })
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw new Problem('not_found', { issues: [{ text: 'evaluations.no_file', where: path }], cause })
  }
}
