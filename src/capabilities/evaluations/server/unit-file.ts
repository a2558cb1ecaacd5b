import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import { readCsv } from '#kit/server/csv.ts'
import { checkPackFolder, hashOfText } from '#kit/server/pack-folder.ts'
import { findDoc } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import { checkSchemeFile } from '#pack/scheme-file.ts'
import { evaluate } from '../rules/evaluate.ts'
import type { CheckedScheme, EvaluationShown, GivenBaselines, Units } from '../rules/model.ts'
import { type ReadUnits, readUnits } from '../rules/read-units.ts'
import { sealedTexts } from '../rules/seal.ts'
import { showEvaluation } from '../rules/shown.ts'
import { meanIndustryOf, spreading } from './classes.ts'

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
  const { scheme, programme } = await schemeIn(path)
  const read = readUnits(scheme, await readCsv(await bytesOf(inputs)))
  const { assumed, ignored } = read
  const units = programme === undefined ? read.units : withClassesAbove(read.units, scheme, programme)
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
async function schemeIn(path: string): Promise<{ scheme: CheckedScheme; programme?: Programme }> {
  const text = new TextDecoder().decode(await bytesOf(path))
  const id = basename(path).replace(/\.ya?ml$/, '')
  const folder = join(dirname(resolve(path)), '..')
  if (basename(dirname(resolve(path))) === 'schemes' && (await exists(join(folder, 'pack.yaml')))) {
    const { programme, problems } = await checkPackFolder(folder)
    if (programme === undefined) throw invalid(problems)
    const scheme = findDoc(programme, 'schemes', id)
    if (scheme !== undefined) return { scheme, programme }
  }
  const { scheme, problems } = checkSchemeFile({ path: `schemes/${basename(path)}`, text })
  if (scheme === undefined) throw invalid(problems)
  return { scheme }
}

/** Who is in a class is in those above it as well, and in the one of the taxonomy that means are taken over. */
function withClassesAbove(units: Units, scheme: CheckedScheme, programme: Programme): Units {
  const spread = spreading(programme)
  const classes = Object.entries(units.classes ?? {}).map(
    ([name, column]) => [name, column.map((held) => held && [...new Set(held.flatMap(spread))])] as const,
  )
  const industries = classes.find(([name]) => name === 'industry')?.[1]
  return {
    ...units,
    classes: Object.fromEntries(classes),
    ...(industries === undefined
      ? {}
      : { industry: industries.map((held) => meanIndustryOf(scheme, held) ?? undefined) }),
  }
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
