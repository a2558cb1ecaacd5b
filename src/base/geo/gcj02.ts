import type { Position } from './geometry.ts'

// The shift of Chinese public maps, by the approximation that is in common use; the true one is not published. Whatever passes through
// here is marked approximate and never measured.

const a = 6_378_245
const ee = 0.006_693_421_622_965_943

function shift(x: number, y: number): [number, number] {
  const { PI, abs, cos, sin, sqrt } = Math
  const wave = 20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)
  let north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
  north +=
    ((wave + 20 * sin(y * PI) + 40 * sin((y / 3) * PI) + 160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * 2) / 3
  let east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
  east +=
    ((wave + 20 * sin(x * PI) + 40 * sin((x / 3) * PI) + 150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3
  const phi = ((y + 35) / 180) * PI
  const root = sqrt(1 - ee * sin(phi) ** 2)
  return [(east * 180) / ((a / root) * cos(phi) * PI), (north * 180) / (((a * (1 - ee)) / root ** 3) * PI)]
}

/** Degrees as a public map shows them; approximate. */
export function toGcj02([lon, lat]: readonly [number, number]): Position {
  const [east, north] = shift(lon - 105, lat - 35)
  return [lon + east, lat + north]
}

/** Degrees of a public map back to CGCS2000, iterated until the forward shift meets them; approximate to some metres. */
export function fromGcj02(at: readonly [number, number]): Position {
  let [lon, lat] = at
  for (let step = 0; step < 12; step += 1) {
    const [x, y] = toGcj02([lon, lat])
    const [dx, dy] = [at[0] - x, at[1] - y]
    lon += dx
    lat += dy
    if (Math.abs(dx) < 1e-11 && Math.abs(dy) < 1e-11) break
  }
  return [lon, lat]
}
