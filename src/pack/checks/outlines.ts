import { measureShape } from '#base/geo/area.ts'
import { findFaults } from '#base/geo/faults.ts'
import { piecesOf, planeTwiceArea } from '#base/geo/geometry.ts'
import { convert } from '#base/quantity.ts'
import type { Checked, CheckContext } from './context.ts'
import { alike } from './land-formulas.ts'
import { missing } from './scheme-refuse.ts'

/** A schematic outline is so large as its place is stated to be, within one in a hundred. */
const tolerance = 0.01

/** An outline belongs to the place it is named for, its rings are ground, and one drawn by us has the area that is stated. */
export function checkOutlines(context: CheckContext): void {
  for (const outline of context.list('outlines')) {
    const place = context.find('places', outline.id)?.content
    if (place === undefined && !context.broken.has(`places/${outline.id}`))
      context.report(outline, [], { text: 'outline.of_no_place', ...missing(outline.id, context.idsOf('places')) })
    if (hasFaults(outline, context)) continue
    const stated = (place?.area ?? []).filter(({ unit }) => alike(unit, 'm2'))
    if (outline.content.schematic !== true || stated.length === 0) continue
    const drawn = measureShape(outline.content.shape).area
    const amounts = stated.map(({ value, unit }) => Number(convert({ value, unit }, 'm2', 2).value))
    if (amounts.every((amount) => Math.abs(drawn - amount) > tolerance * amount))
      context.report(outline, ['shape'], {
        text: 'outline.other_area',
        found: (drawn / 1e6).toFixed(3),
        expected: amounts.map((amount) => (amount / 1e6).toFixed(3)).join(', '),
      })
  }
}

/** Rings that cross, lie outside the country or run the wrong way, each at its position. */
function hasFaults(outline: Checked<'outlines'>, context: CheckContext): boolean {
  const { shape } = outline.content
  const pieces = piecesOf(shape)
  const base = ['shape', 'coordinates']
  const ringAt = (piece: number, ring: number) =>
    shape.type === 'Polygon' ? [...base, ring - 1] : [...base, piece - 1, ring - 1]
  const faults = findFaults(pieces)
  for (const { code, piece, ring, point } of faults) {
    const path = point === undefined ? ringAt(piece, ring) : [...ringAt(piece, ring), point - 1]
    context.report(outline, path, { text: 'outline.fault', found: code })
  }
  if (faults.length > 0) return true
  pieces.forEach((rings, piece) =>
    rings.forEach((ring, at) => {
      if (planeTwiceArea(ring) < 0 === (at === 0))
        context.report(outline, ringAt(piece + 1, at + 1), { text: 'outline.wrong_way' })
    }),
  )
  return false
}
