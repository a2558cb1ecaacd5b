import { areaText, measureLine, measureRing } from '#base/geo/area.ts'
import type { AreaShape, Position } from '#base/geo/geometry.ts'
import type { Quantity } from '#base/quantity.ts'
import { convert } from '#base/quantity.ts'

/** What a drawn line or ring measures, on the ellipsoid of CGCS2000. */
export type Measured = {
  /** m, or km from ten kilometres on. */
  readonly length: Quantity
  /** m2; only of a ring with at least three corners. */
  readonly area?: Quantity
  /** The same in mu. */
  readonly mu?: Quantity
}

const far = 10_000

/** A length as it is read: whole metres to one decimal, from ten kilometres on in km. */
export function lengthOf(metres: number): Quantity {
  return metres < far ? { value: metres.toFixed(1), unit: 'm' } : { value: (metres / 1000).toFixed(3), unit: 'km' }
}

/** Measures a line of corners. */
export function measuredLine(corners: readonly Position[]): Measured {
  return { length: lengthOf(measureLine(corners)) }
}

/** Measures the ring through corners, closed by itself: its edge, its ground in m2 and mu. */
export function measuredRing(corners: readonly Position[]): Measured {
  const { area, perimeter } = measureRing(corners)
  if (corners.length < 3) return { length: lengthOf(perimeter) }
  const squareMetres = { value: areaText(Math.abs(area)), unit: 'm2' }
  return { length: lengthOf(perimeter), area: squareMetres, mu: convert(squareMetres, 'mu') }
}

/** The ground within corners, closed; undefined with fewer than three. */
export function ringShape(corners: readonly Position[]): AreaShape | undefined {
  const [first] = corners
  if (first === undefined || corners.length < 3) return undefined
  return { type: 'Polygon', coordinates: [[...corners, first]] }
}

const metresPerPixelAtEquator = 40_075_016.686 / 512

/** Metres of ground that a CSS pixel of a Web Mercator map stands for. */
export function metresPerPixel(latitude: number, zoom: number): number {
  return (metresPerPixelAtEquator * Math.cos((latitude * Math.PI) / 180)) / 2 ** zoom
}

/** Of how much ground a metre of paper is a picture, in round words: 1 : 25,000 gives 25000. Two digits are kept. */
export function scaleOnPaper(metresOfGround: number, metresOfPaper: number): number {
  const exact = metresOfGround / metresOfPaper
  const grain = 10 ** Math.max(Math.floor(Math.log10(exact)) - 1, 0)
  return Math.round(exact / grain) * grain
}

/** The longest round length (1, 2 or 5 times a power of ten) of at most so many metres: what a scale bar shows. */
export function roundLength(atMost: number): number {
  const power = 10 ** Math.floor(Math.log10(atMost))
  return power * (atMost / power >= 5 ? 5 : atMost / power >= 2 ? 2 : 1)
}
