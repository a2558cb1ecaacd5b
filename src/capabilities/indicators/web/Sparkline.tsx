import { sparkPoints } from '../rules/overview.ts'

const width = 120
const height = 28
const edge = 3

/** A small line without words: how a figure went over its last periods. The figures themselves stand on the page of the indicator. */
export function Sparkline({ values }: { values: readonly (string | null)[] }) {
  const parts = sparkPoints(values)
  const at = ({ x, y }: { x: number; y: number }) => ({
    x: edge + x * (width - 2 * edge),
    y: height - edge - y * (height - 2 * edge),
  })
  const last = parts.at(-1)?.at(-1)
  const end = last === undefined ? undefined : at(last)
  return (
    <svg className="ov-spark" viewBox={`0 0 ${width} ${height}`} aria-hidden="true" preserveAspectRatio="none">
      {parts.map((part) => (
        <polyline
          key={`${part[0]?.x}`}
          points={part
            .map(at)
            .map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`)
            .join(' ')}
        />
      ))}
      {end === undefined ? null : (
        <polyline
          className="ov-spark-end"
          points={`${end.x.toFixed(1)},${end.y.toFixed(1)} ${end.x.toFixed(1)},${end.y.toFixed(1)}`}
        />
      )}
    </svg>
  )
}
