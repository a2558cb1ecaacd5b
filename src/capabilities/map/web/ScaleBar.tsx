import { useLanguage } from '#kit/web/texts.tsx'
import { formatQuantity } from '#kit/web/numbers.ts'
import { roundLength } from '../rules/measuring.ts'

const widest = 120

/** A bar as long as a round length of ground. */
export function ScaleBar({ metresPerPixel, most = widest }: { metresPerPixel: number; most?: number }) {
  const language = useLanguage()
  const metres = roundLength(metresPerPixel * most)
  const quantity = metres >= 1000 ? { value: String(metres / 1000), unit: 'km' } : { value: String(metres), unit: 'm' }
  return (
    <span className="map-scale" style={{ width: metres / metresPerPixel }}>
      {formatQuantity(quantity, language)}
    </span>
  )
}
