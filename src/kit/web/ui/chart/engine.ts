import { BarChart, LineChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, TitleComponent, TooltipComponent } from 'echarts/components'
import { type EChartsCoreOption, init, use as register } from 'echarts/core'
import { LabelLayout, UniversalTransition } from 'echarts/features'
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers'

register([
  BarChart,
  LineChart,
  GridComponent,
  LegendComponent,
  TitleComponent,
  TooltipComponent,
  AriaComponent,
  LabelLayout,
  UniversalTransition,
  CanvasRenderer,
  SVGRenderer,
])

export type Drawing = ReturnType<typeof init>

/** Draws in a box, as SVG. */
export function draw(box: HTMLElement): Drawing {
  return init(box, undefined, { renderer: 'svg' })
}

type Size = { width: number; height: number }

/** The same picture as an SVG text. */
export function toSvg(option: EChartsCoreOption, { width, height }: Size): string {
  const drawing = init(null, undefined, { renderer: 'svg', ssr: true, width, height })
  drawing.setOption({ ...option, animation: false })
  const text = drawing.renderToSVGString()
  drawing.dispose()
  return text
}

/** The same picture as PNG at twice the size. */
export async function toPng(option: EChartsCoreOption, { width, height }: Size, background: string): Promise<Blob> {
  const canvas = document.createElement('canvas')
  const box = document.createElement('div')
  box.style.cssText = `position:fixed;left:-9999px;width:${width}px;height:${height}px`
  document.body.append(box)
  const drawing = init(box, undefined, { renderer: 'canvas', width, height, devicePixelRatio: 2 })
  try {
    drawing.setOption({ ...option, animation: false, backgroundColor: background })
    const source = drawing.renderToCanvas({ pixelRatio: 2, backgroundColor: background })
    canvas.width = source.width
    canvas.height = source.height
    canvas.getContext('2d')?.drawImage(source, 0, 0)
    return await new Promise((done, refuse) =>
      canvas.toBlob((blob) => (blob === null ? refuse(new Error('no picture')) : done(blob)), 'image/png'),
    )
  } finally {
    drawing.dispose()
    box.remove()
  }
}
