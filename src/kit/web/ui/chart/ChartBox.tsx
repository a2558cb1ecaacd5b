import { useEffect, useImperativeHandle, useRef, type Ref } from 'react'
import { type Drawing, draw, toPng, toSvg } from './engine.ts'
import { type ChartOption, savedOption } from './option.ts'

/** What one may ask of a drawn chart. */
export type ChartHandle = { svg: () => string; png: (background: string) => Promise<Blob> }

type ChartBoxProps = {
  option: ChartOption
  height: number
  label: string
  /** Source and as-of; stands in the saved picture. */
  foot: string
  handle: Ref<ChartHandle>
}

/** The drawing itself; loaded only when a chart comes into a page. */
export function ChartBox({ option, height, label, foot, handle }: ChartBoxProps) {
  const box = useRef<HTMLDivElement>(null)
  const drawing = useRef<Drawing>(null)
  useEffect(() => {
    if (box.current === null) return
    const made = draw(box.current)
    drawing.current = made
    const observer = new ResizeObserver(() => made.resize())
    observer.observe(box.current)
    return () => {
      observer.disconnect()
      made.dispose()
      drawing.current = null
    }
  }, [])
  useEffect(() => {
    drawing.current?.setOption(option, { notMerge: true })
  }, [option])
  useImperativeHandle(handle, () => {
    const size = () => ({ width: box.current?.clientWidth ?? 800, height: height + 72 })
    const saved = savedOption(option, label, foot)
    return { svg: () => toSvg(saved, size()), png: (background) => toPng(saved, size(), background) }
  }, [option, height, label, foot])
  return <div ref={box} className="jd-chart-box" style={{ height }} role="img" aria-label={label} />
}
