import { boundsOf, planeTwiceArea, type Position, ringHolds, type RingOfPositions } from './geometry.ts'

/** Rings of one feature told apart into ground and holes. */
export type GroupedRings =
  | { readonly pieces: Position[][][] }
  /** This ring (from 1) runs like ground where it lies like a hole, or the other way about: nobody can say which is meant. */
  | { readonly doubtful: number }

/**
 * Tells ground from holes by which ring lies in which. Where the way they run is part of the format (`runs`: ground with the clock,
 * holes against it, as in shapefiles), both must say the same; rings that all run the other way about leave no doubt.
 */
export function groupRings(rings: readonly RingOfPositions[], runs: boolean): GroupedRings {
  const boxes = rings.map((ring) => boundsOf({ type: 'Polygon', coordinates: [[...ring]] }))
  const sizes = rings.map((ring) => Math.abs(planeTwiceArea(ring)))
  const around = rings.map((ring, index) =>
    rings.flatMap((other, at) => {
      const [box, outer] = [boxes[index], boxes[at]]
      if (at === index || box === undefined || outer === undefined || (sizes[at] ?? 0) <= (sizes[index] ?? 0)) return []
      const fits = outer[0] <= box[0] && outer[1] <= box[1] && outer[2] >= box[2] && outer[3] >= box[3]
      return fits && holds(other, ring) ? [at] : []
    }),
  )
  if (runs) {
    const withClock = rings.map((ring) => planeTwiceArea(ring) < 0)
    const fits = (way: boolean) =>
      rings.findIndex((_, index) => (withClock[index] === way) !== ((around[index] ?? []).length % 2 === 0))
    const wrong = fits(true)
    if (wrong >= 0 && fits(false) >= 0) return { doubtful: wrong + 1 }
  }
  return { pieces: piecesBy(rings, around, sizes) }
}

/** By the middle of an edge, which lies on no corner of the other. */
function holds(outer: RingOfPositions, inner: RingOfPositions): boolean {
  const [[ax, ay] = [0, 0], [bx, by] = [0, 0]] = inner
  return ringHolds(outer, [(ax + bx) / 2, (ay + by) / 2])
}

function piecesBy(
  rings: readonly RingOfPositions[],
  around: readonly (readonly number[])[],
  sizes: readonly number[],
): Position[][][] {
  const pieceOf = new Map<number, Position[][]>()
  const isHole = (index: number) => (around[index] ?? []).length % 2 === 1
  rings.forEach((ring, index) => {
    if (!isHole(index)) pieceOf.set(index, [[...ring]])
  })
  rings.forEach((ring, index) => {
    if (!isHole(index)) return
    const next = (around[index] ?? []).reduce(
      (least, at) => ((sizes[at] ?? 0) < (sizes[least] ?? Infinity) ? at : least),
      -1,
    )
    pieceOf.get(next)?.push([...ring])
  })
  return [...pieceOf.values()]
}
