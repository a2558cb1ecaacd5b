import type { ProblemIssue } from '#base/problem.ts'
import type { Formula } from '../formula/node.ts'
import type { FormulaWorld } from '../formula/units.ts'
import type { ProgrammeFormula } from '../programme.ts'
import type { CheckContext } from './context.ts'

/** What is parsed while it is checked, for the programme to keep. */
export type Compiling = {
  readonly context: CheckContext & { readonly problems: ProblemIssue[] }
  readonly world: FormulaWorld
  readonly formulasOf: Map<string, readonly ProgrammeFormula[]>
  /** Parsed conditions by `<word>/<id>/<path>`. */
  readonly conditions: Map<string, Formula>
  /** Parsed formulas and conditions of schemes, by scheme, then by their text. */
  readonly schemes: Map<string, Readonly<Record<string, Formula>>>
  /** Parsed formulas and conditions of land, by `<word>/<id>`, then by their text. */
  readonly landFormulas: Map<string, Readonly<Record<string, Formula>>>
}

export function conditionKey(word: string, id: string, path: readonly (string | number)[]): string {
  return [word, id, ...path].join('/')
}
