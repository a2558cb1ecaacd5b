// Transverse Mercator by the series of Krüger to the sixth order (Karney 2011, Journal of Geodesy 85, 475–485): exact to nanometres
// within 4,000 km of the central meridian.

/** An ellipsoid of revolution: semi-major axis in metres and flattening. */
export type Ellipsoid = { readonly a: number; readonly f: number }

/** China Geodetic Coordinate System 2000 (GB/T 33175). */
export const cgcs2000: Ellipsoid = { a: 6_378_137, f: 1 / 298.257222101 }
/** WGS 84: the same axis, a flattening that differs by 0.1 mm of the minor axis. */
export const wgs84: Ellipsoid = { a: 6_378_137, f: 1 / 298.257223563 }

type Series = {
  readonly radius: number
  readonly e: number
  readonly forward: readonly number[]
  readonly back: readonly number[]
}

function seriesOf({ a, f }: Ellipsoid): Series {
  const n = f / (2 - f)
  const [n2, n3, n4, n5, n6] = [n ** 2, n ** 3, n ** 4, n ** 5, n ** 6]
  return {
    radius: (a / (1 + n)) * (1 + n2 / 4 + n4 / 64 + n6 / 256),
    e: Math.sqrt(f * (2 - f)),
    forward: [
      n / 2 - (2 / 3) * n2 + (5 / 16) * n3 + (41 / 180) * n4 - (127 / 288) * n5 + (7891 / 37800) * n6,
      (13 / 48) * n2 - (3 / 5) * n3 + (557 / 1440) * n4 + (281 / 630) * n5 - (1983433 / 1935360) * n6,
      (61 / 240) * n3 - (103 / 140) * n4 + (15061 / 26880) * n5 + (167603 / 181440) * n6,
      (49561 / 161280) * n4 - (179 / 168) * n5 + (6601661 / 7257600) * n6,
      (34729 / 80640) * n5 - (3418889 / 1995840) * n6,
      (212378941 / 319334400) * n6,
    ],
    back: [
      n / 2 - (2 / 3) * n2 + (37 / 96) * n3 - (1 / 360) * n4 - (81 / 512) * n5 + (96199 / 604800) * n6,
      (1 / 48) * n2 + (1 / 15) * n3 - (437 / 1440) * n4 + (46 / 105) * n5 - (1118711 / 3870720) * n6,
      (17 / 480) * n3 - (37 / 840) * n4 - (209 / 4480) * n5 + (5569 / 90720) * n6,
      (4397 / 161280) * n4 - (11 / 504) * n5 - (830251 / 7257600) * n6,
      (4583 / 161280) * n5 - (108847 / 3991680) * n6,
      (20648693 / 638668800) * n6,
    ],
  }
}

const degree = Math.PI / 180
const known = new Map<Ellipsoid, Series>()

function series(ellipsoid: Ellipsoid): Series {
  const found = known.get(ellipsoid) ?? seriesOf(ellipsoid)
  known.set(ellipsoid, found)
  return found
}

/** Sum of the series at a point of the complex plane: sin(2jξ)·cosh(2jη) and cos(2jξ)·sinh(2jη). */
function sums(coefficients: readonly number[], xi: number, eta: number): [number, number] {
  let [a, b] = [0, 0]
  coefficients.forEach((coefficient, index) => {
    const times = 2 * (index + 1)
    a += coefficient * Math.sin(times * xi) * Math.cosh(times * eta)
    b += coefficient * Math.cos(times * xi) * Math.sinh(times * eta)
  })
  return [a, b]
}

/** Metres east of the meridian and north of the equator, scale 1. */
export type Plane = { readonly east: number; readonly north: number }

/** Degrees to metres from the central meridian and the equator. */
export function toPlane([lon, lat]: readonly [number, number], meridian: number, ellipsoid = cgcs2000): Plane {
  const { radius, e, forward } = series(ellipsoid)
  const phi = lat * degree
  const lambda = (lon - meridian) * degree
  const sine = Math.sin(phi)
  const t = Math.sinh(Math.atanh(sine) - e * Math.atanh(e * sine))
  const xi = Math.atan2(t, Math.cos(lambda))
  const eta = Math.asinh(Math.sin(lambda) / Math.hypot(t, Math.cos(lambda)))
  const [a, b] = sums(forward, xi, eta)
  return { east: radius * (eta + b), north: radius * (xi + a) }
}

/** Metres from the central meridian and the equator to degrees. */
export function fromPlane({ east, north }: Plane, meridian: number, ellipsoid = cgcs2000): [number, number] {
  const { radius, e, back } = series(ellipsoid)
  const [a, b] = sums(back, north / radius, east / radius)
  const xi = north / radius - a
  const eta = east / radius - b
  const lambda = Math.atan2(Math.sinh(eta), Math.cos(xi))
  return [meridian + lambda / degree, latitude(Math.sin(xi) / Math.hypot(Math.sinh(eta), Math.cos(xi)), e) / degree]
}

/** The latitude of a conformal tangent, by Newton; three steps reach the last bit. */
function latitude(conformal: number, e: number): number {
  let tau = conformal
  for (let step = 0; step < 5; step += 1) {
    const sigma = Math.sinh(e * Math.atanh((e * tau) / Math.hypot(1, tau)))
    const now = tau * Math.hypot(1, sigma) - sigma * Math.hypot(1, tau)
    const change =
      ((conformal - now) / Math.hypot(1, now)) * ((1 + (1 - e * e) * tau * tau) / ((1 - e * e) * Math.hypot(1, tau)))
    tau += change
    if (Math.abs(change) < 1e-15 * Math.max(1, Math.abs(tau))) break
  }
  return Math.atan(tau)
}
