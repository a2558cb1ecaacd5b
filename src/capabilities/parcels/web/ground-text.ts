import { AreaShape } from '#base/geo/geometry.ts'
import { ApiProblem } from '#kit/web/problem.ts'

/** The geometry in a text of GeoJSON: itself, or that of a feature. @throws ApiProblem at the field `geometry` */
export function groundOfText(text: string): AreaShape {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = undefined
  }
  const inner = typeof value === 'object' && value !== null && 'geometry' in value ? value.geometry : value
  const read = AreaShape.safeParse(inner)
  if (read.success) return read.data
  throw new ApiProblem('invalid_input', {
    issues: [{ text: 'geo.not_geojson', where: 'body.geometry', found: text.slice(0, 40) }],
  })
}
