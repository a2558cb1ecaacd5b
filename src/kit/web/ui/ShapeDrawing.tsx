import type { Bounds, Position } from '#base/geo/geometry.ts'

export type DrawnShape = {
  readonly id: string
  readonly rings: readonly (readonly Position[])[]
  /** What it is to the page: the thing itself, one with a fault, or what lies around. */
  readonly tone: 'own' | 'fault' | 'around'
  readonly label: string
}

type ShapeDrawingProps = {
  label: string
  shapes: readonly DrawnShape[]
  /** Places of faults. */
  marks?: readonly { readonly at: Position; readonly label: string }[]
}

const width = 640
const height = 360
const margin = 12
const tones = {
  own: { fill: 'var(--primary)', fillOpacity: 0.2, stroke: 'var(--primary)' },
  fault: { fill: 'var(--error)', fillOpacity: 0.2, stroke: 'var(--error)' },
  around: { fill: 'none', fillOpacity: 0, stroke: 'var(--line-strong)' },
} as const

function boundsOf(shapes: readonly DrawnShape[], marks: readonly { at: Position }[]): Bounds | undefined {
  const bounds: Bounds = [Infinity, Infinity, -Infinity, -Infinity]
  const take = ([x, y]: Position) => {
    bounds[0] = Math.min(bounds[0], x)
    bounds[1] = Math.min(bounds[1], y)
    bounds[2] = Math.max(bounds[2], x)
    bounds[3] = Math.max(bounds[3], y)
  }
  // What lies around does not decide what is seen.
  for (const { rings, tone } of shapes) if (tone !== 'around') for (const ring of rings) ring.forEach(take)
  for (const { at } of marks) take(at)
  return bounds[0] > bounds[2] ? undefined : bounds
}

/** Shapes on plain paper, north up, degrees drawn as they lie at their latitude; no tiles, no network. */
export function ShapeDrawing({ label, shapes, marks = [] }: ShapeDrawingProps) {
  const bounds = boundsOf(shapes, marks)
  if (bounds === undefined) return null
  const [west, south, east, north] = bounds
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const scale = Math.min(
    (width - 2 * margin) / Math.max((east - west) * squeeze, 1e-9),
    (height - 2 * margin) / Math.max(north - south, 1e-9),
  )
  const left = (width - (east - west) * squeeze * scale) / 2
  const top = (height - (north - south) * scale) / 2
  const place = ([x, y]: Position): [number, number] => [left + (x - west) * squeeze * scale, top + (north - y) * scale]
  const path = (rings: DrawnShape['rings']) =>
    rings
      .map(
        (ring) =>
          `M${ring
            .map((at) =>
              place(at)
                .map((value) => value.toFixed(2))
                .join(' '),
            )
            .join('L')}Z`,
      )
      .join('')
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${height}`}
      style={{
        width: '100%',
        maxHeight: height,
        background: 'var(--surface)',
        border: '1px solid var(--line)',
        borderRadius: 4,
      }}
    >
      {shapes.map(({ id, rings, tone, label: title }) => (
        <path key={id} d={path(rings)} fillRule="evenodd" strokeWidth={1.2} {...tones[tone]}>
          <title>{title}</title>
        </path>
      ))}
      {marks.map(({ at, label: title }) => {
        const [x, y] = place(at)
        return (
          <circle
            key={`${title} ${at.join(' ')}`}
            cx={x}
            cy={y}
            r={5}
            fill="none"
            strokeWidth={2}
            stroke={tones.fault.stroke}
          >
            <title>{title}</title>
          </circle>
        )
      })}
    </svg>
  )
}
