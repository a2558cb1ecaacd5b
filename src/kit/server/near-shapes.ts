import Flatbush from 'flatbush'
import { type AreaShape, type Bounds, boundsOf, piecesOf, type Position } from '#base/geo/geometry.ts'

type Edge = readonly [number, number, number, number]
type Laid = { readonly edges: readonly Edge[]; readonly box: Bounds }

/**
 * Which shapes lie within so many metres of each other, as pairs of their places in the list. Distances of some metres to some hundred are
 * taken in a plane around each pair, which is right to a thousandth; a strip between two shapes counts as nothing between them.
 */
export function nearPairs(shapes: readonly AreaShape[], metres: number): [number, number][] {
  if (shapes.length < 2) return []
  const boxes = shapes.map(boundsOf)
  const tree = new Flatbush(shapes.length)
  for (const box of boxes) tree.add(...box)
  tree.finish()
  const laid = new Map<number, Laid>()
  const [, south] = boxes[0] ?? [0, 0]
  const scale = scaleAt(south)
  const layOut = (at: number): Laid => {
    const found = laid.get(at) ?? lay(shapes[at] as AreaShape, scale)
    laid.set(at, found)
    return found
  }
  const pairs: [number, number][] = []
  boxes.forEach(([west, low, east, high], one) => {
    const [dx, dy] = [metres / scale[0], metres / scale[1]]
    for (const other of tree.search(west - dx, low - dy, east + dx, high + dy))
      if (other > one && isNear(layOut(one), layOut(other), metres)) pairs.push([one, other])
  })
  return pairs
}

/** Metres to a degree of longitude and of latitude. */
function scaleAt(latitude: number): [number, number] {
  const phi = (latitude * Math.PI) / 180
  return [
    111412.84 * Math.cos(phi) - 93.5 * Math.cos(3 * phi),
    111132.954 - 559.822 * Math.cos(2 * phi) + 1.175 * Math.cos(4 * phi),
  ]
}

function lay(shape: AreaShape, [x, y]: readonly [number, number]): Laid {
  const edges = piecesOf(shape).flatMap((rings) =>
    rings.flatMap((ring) =>
      ring.slice(1).map((to, at): Edge => {
        const from = ring[at] as Position
        return [from[0] * x, from[1] * y, to[0] * x, to[1] * y]
      }),
    ),
  )
  const [west, south, east, north] = boundsOf(shape)
  return { edges, box: [west * x, south * y, east * x, north * y] }
}

function isNear(a: Laid, b: Laid, metres: number): boolean {
  const ofA = a.edges.filter((edge) => isBeside(edge, b.box, metres))
  if (ofA.length === 0) return false
  const ofB = b.edges.filter((edge) => isBeside(edge, a.box, metres))
  return ofA.some((one) => ofB.some((other) => distance(one, other) <= metres))
}

function isBeside([x1, y1, x2, y2]: Edge, [west, south, east, north]: Bounds, metres: number): boolean {
  return (
    Math.max(x1, x2) >= west - metres &&
    Math.min(x1, x2) <= east + metres &&
    Math.max(y1, y2) >= south - metres &&
    Math.min(y1, y2) <= north + metres
  )
}

/** The least distance of two edges; 0 where they cross. */
function distance(a: Edge, b: Edge): number {
  if (crosses(a, b)) return 0
  return Math.min(toEdge(a[0], a[1], b), toEdge(a[2], a[3], b), toEdge(b[0], b[1], a), toEdge(b[2], b[3], a))
}

function toEdge(x: number, y: number, [x1, y1, x2, y2]: Edge): number {
  const [dx, dy] = [x2 - x1, y2 - y1]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / length))
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy)
}

function crosses(a: Edge, b: Edge): boolean {
  return side(a, b[0], b[1]) * side(a, b[2], b[3]) < 0 && side(b, a[0], a[1]) * side(b, a[2], a[3]) < 0
}

function side([x1, y1, x2, y2]: Edge, x: number, y: number): number {
  return (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
}
