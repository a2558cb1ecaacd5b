import { nearest } from '#base/nearest.ts'

export type Path = readonly (string | number)[]

/** Says what is wrong with a scheme, at its line; `found` and `expected` as in every problem of a pack. */
export type Refuse = (path: Path, text: string, words?: { found?: string; expected?: string; nearest?: string }) => void

/** The words of a name that is not there: what there is, and what was probably meant. */
export function missing(
  found: string,
  known: readonly string[],
): { found: string; expected: string; nearest?: string } {
  const near = nearest(found, known)
  return { found, expected: known.join(', '), ...(near === undefined ? {} : { nearest: near }) }
}
