import type { ProblemIssue } from '#base/problem.ts'
import { type Checked, createContext } from './checks/context.ts'
import { compileScheme } from './checks/schemes.ts'
import { worldOf } from './checks/formulas.ts'
import type { Formula } from './formula/node.ts'
import { stackLayers } from './layers.ts'
import type { PackFile } from './read.ts'
import type { Scheme } from './schema/scheme.ts'

export type SchemeFile =
  | {
      readonly scheme: Scheme & { readonly id: string; readonly formulas: Readonly<Record<string, Formula>> }
      readonly problems: readonly []
    }
  | { readonly scheme?: undefined; readonly problems: readonly ProblemIssue[] }

/**
 * Checks one file `schemes/<id>.yaml` alone, without the pack around it: its words, names, units, weights and grades.
 * What it refers to elsewhere (sources, indicators, workflows) is not looked up.
 */
export function checkSchemeFile(file: PackFile): SchemeFile {
  const stack = stackLayers([{ pack: 'alone', files: [file], overlay: false }])
  const problems = stack.problems.filter(({ text }) => text !== 'pack.no_head')
  const documents = stack.documents.filter((document): document is Checked<'schemes'> => document.word === 'schemes')
  const [document] = documents
  if (document === undefined) return { problems }
  const context = {
    ...createContext(documents, {
      problems,
      renamesOf: () => new Map(),
      broken: stack.broken,
      placeKinds: undefined,
      workKinds: undefined,
      administrativeKinds: new Set(),
      permissions: undefined,
    }),
    problems,
  }
  const around = { ...worldOf(context), hasClass: () => true, hasPlace: () => true }
  const formulas = compileScheme(document, { context, world: around })
  if (problems.length > 0) return { problems }
  return { scheme: { ...document.content, id: document.id, formulas }, problems: [] }
}
