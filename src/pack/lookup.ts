import type { PlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import type { Programme, ProgrammeDoc, ProgrammeFormula, ProgrammeIndicator } from './programme.ts'
import type { WordName } from './schema/words.ts'

/** The document of that id, or undefined. Safe with ids that come from outside. */
export function findDoc<W extends WordName>(programme: Programme, word: W, id: string): ProgrammeDoc<W> | undefined {
  const index = programme[word] as Readonly<Record<string, ProgrammeDoc<W>>>
  return Object.hasOwn(index, id) ? index[id] : undefined
}

/** The document of that id. @throws Problem not_found */
export function getDoc<W extends WordName>(programme: Programme, word: W, id: string): ProgrammeDoc<W> {
  const found = findDoc(programme, word, id)
  if (found === undefined) throw new Problem('not_found', { details: { what: word, id } })
  return found
}

/** All documents of a word, in the order of their ids. */
export function listDocs<W extends WordName>(programme: Programme, word: W): ProgrammeDoc<W>[] {
  return Object.values(programme[word] as Readonly<Record<string, ProgrammeDoc<W>>>)
}

/** The formula in force on a day: the latest that began by then; undefined when none had begun. */
export function formulaOn(indicator: ProgrammeIndicator, day: PlainDate): ProgrammeFormula | undefined {
  return indicator.formulas.findLast((formula) => formula.from <= day)
}
