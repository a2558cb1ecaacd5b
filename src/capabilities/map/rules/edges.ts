import { type AreaShape, piecesOf, type Position } from '#base/geo/geometry.ts'

const keyOf = (a: Position, b: Position): string => {
  const [one, other] = [a.join(), b.join()]
  return one < other ? `${one} ${other}` : `${other} ${one}`
}

/** The edges of shapes as lines, an edge that neighbours share only once: dashes drawn twice would close to a full line. */
export function edgesOnce(shapes: Iterable<AreaShape>): Position[][] {
  const seen = new Set<string>()
  const lines: Position[][] = []
  for (const shape of shapes) for (const ring of piecesOf(shape).flat()) lines.push(...newRuns(ring, seen))
  return lines
}

/** The stretches of a ring that were not seen before, in its order. */
function newRuns(ring: readonly Position[], seen: Set<string>): Position[][] {
  const runs: Position[][] = []
  let run: Position[] | undefined
  for (let i = 1; i < ring.length; i += 1) {
    const [from, to] = [ring[i - 1] as Position, ring[i] as Position]
    const key = keyOf(from, to)
    if (seen.has(key)) {
      run = undefined
      continue
    }
    seen.add(key)
    if (run === undefined) runs.push((run = [from]))
    run.push(to)
  }
  return runs
}
