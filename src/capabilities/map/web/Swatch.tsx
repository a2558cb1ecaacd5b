import { useEffect, useRef } from 'react'
import { fillingPixels, fillingSize, type Pattern } from '../rules/marks.ts'

/** A piece of ground as the map fills it. */
export function Swatch({ pattern, colour, solid }: { pattern: Pattern; colour: string; solid?: boolean }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const picture = canvas.current?.getContext('2d')
    if (picture === null || picture === undefined) return
    const image = picture.createImageData(fillingSize, fillingSize)
    image.data.set(fillingPixels(pattern, colour))
    for (const x of [0, fillingSize]) picture.putImageData(image, x, 0)
  }, [pattern, colour])
  const style = solid === true ? { background: colour, borderColor: colour } : { borderColor: colour }
  return <canvas ref={canvas} className="map-swatch-box" width={22} height={14} style={style} />
}
