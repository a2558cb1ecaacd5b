/**
 * The candidate most like `word`, if one is like enough to be meant: at most a third of its letters differ.
 * Letter case, `-` and `_` make no difference.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = plain(word)
  let best: string | undefined
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1
  for (const candidate of candidates) {
    const steps = editDistance(wanted, plain(candidate), least)
    if (steps >= least) continue
    best = candidate
    least = steps
  }
  return best
}

function plain(word: string): string {
  return word.slice(0, 100).toLowerCase().replaceAll('_', '-')
}

/** Letters to insert, delete, replace or swap with their neighbour; `limit` when there are that many or more. */
function editDistance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) >= limit) return limit
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
      )
    }
    beforeLast = last
    last = current
  }
  return Math.min(last[to.length] ?? limit, limit)
}
