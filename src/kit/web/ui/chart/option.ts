import type { Language } from '#base/text.ts'
import { formatNumber } from '../../numbers.ts'
import { type Brightness, fontFamily, hues, tokens } from '../../theme.ts'
import { type ChartSeries, drawn, said, valueAt } from './series.ts'

export type ChartPicture = {
  kind: 'line' | 'bar'
  series: readonly ChartSeries[]
  places: string[]
  placeName: (place: string) => string
  unit: string
  unitName: string
  language: Language
  brightness: Brightness
  /** Bars lie: long names at the left. */
  lying: boolean
  animate: boolean
}

/** Up to this many lines carry their names; more have a legend. */
const mostNames = 6

const dashes = { actual: 'solid', target: 'solid', required: 'dashed', forecast: 'dotted', range: 'dotted' } as const

const narrowest = 88
const widest = 168

/** Pixels that the longest name of a line takes, within reason: Chinese characters are twice as wide as Latin ones. */
function nameWidth(series: readonly ChartSeries[]): number {
  const widths = series.map(({ name }) =>
    [...name].reduce((width, letter) => width + (letter.charCodeAt(0) > 0x2e80 ? 12.5 : 7), 8),
  )
  return Math.round(Math.min(widest, Math.max(narrowest, ...widths)))
}

/** The picture as ECharts wants it: bars from zero, names at the lines, required path dashed, blanks as gaps. */
export function chartOption(picture: ChartPicture) {
  const { kind, places, placeName, unitName, brightness, lying, animate } = picture
  const t = tokens[brightness]
  const values = {
    type: 'value' as const,
    name: unitName,
    nameTextStyle: { color: t.textQuiet, align: lying ? ('right' as const) : ('left' as const) },
    nameGap: 12,
    scale: kind === 'line',
    axisLabel: { color: t.textQuiet, formatter: (value: number) => formatNumber(value) },
    splitLine: { lineStyle: { color: t.line } },
  }
  const names = {
    type: 'category' as const,
    data: places.map(placeName),
    inverse: lying,
    // A single place has no width without a gap, and a line no direction.
    boundaryGap: kind === 'bar' || places.length < 2,
    axisLabel: { color: t.textQuiet, hideOverlap: true },
    axisLine: { lineStyle: { color: t.lineStrong } },
    axisTick: { show: false },
  }
  const several = picture.series.length > 1
  const named = kind === 'line' && picture.series.length <= mostNames
  return {
    animation: animate,
    ink: t.text,
    textStyle: { fontFamily: fontFamily[picture.language] },
    backgroundColor: 'transparent',
    grid: {
      left: 8,
      right: named && several ? nameWidth(picture.series) + 8 : 24,
      top: 36,
      bottom: 8,
      outerBoundsMode: 'same' as const,
    },
    legend: several && !named ? { top: 0, right: 0, textStyle: { color: t.text } } : undefined,
    tooltip: tooltipOf(picture),
    xAxis: lying ? values : names,
    yAxis: lying ? names : values,
    series: picture.series.map((one, index) => seriesOption(picture, one, index)),
  }
}

function tooltipOf({ series, places, placeName, unit, language, brightness }: ChartPicture) {
  const t = tokens[brightness]
  return {
    trigger: 'axis' as const,
    backgroundColor: t.raised,
    borderColor: t.line,
    textStyle: { color: t.text },
    renderMode: 'richText' as const,
    formatter: (points: { dataIndex: number }[] | { dataIndex: number }) => {
      const at = places[(Array.isArray(points) ? points[0] : points)?.dataIndex ?? 0] ?? ''
      const lines = series.map((one) => `${one.name}  ${said(valueAt(one, at), unit, language)}`)
      return [placeName(at), ...lines].join('\n')
    },
  }
}

function seriesOption(picture: ChartPicture, series: ChartSeries, index: number) {
  const { kind, places, unit, brightness } = picture
  const palette = hues[brightness]
  const t = tokens[brightness]
  const role = series.role ?? 'actual'
  const color =
    role === 'actual' || role === 'forecast' || role === 'range'
      ? palette[(series.hue ?? index) % palette.length]
      : role === 'target'
        ? t.text
        : t.textQuiet
  const named = kind === 'line' && picture.series.length > 1 && picture.series.length <= mostNames
  const common = { id: series.id, name: series.name, itemStyle: { color } }
  const values = places.map((place) => drawn(valueAt(series, place), unit) ?? null)
  if (kind === 'bar' && role === 'actual') return { ...common, data: values, type: 'bar' as const, barMaxWidth: 28 }
  return {
    ...common,
    ...(named ? withName(values, t.text, nameWidth(picture.series)) : { data: values }),
    type: 'line' as const,
    symbol: role === 'target' ? 'diamond' : 'circle',
    symbolSize: role === 'required' || role === 'range' ? 1 : 6,
    showAllSymbol: true,
    connectNulls: role !== 'actual',
    lineStyle: { color, width: role === 'required' ? 1.5 : role === 'range' ? 1 : 2, type: dashes[role] },
    labelLayout: { moveOverlap: 'shiftY' as const },
    emphasis: { focus: 'series' as const },
  }
}

/** The last value that there is carries the name of its line: at the end of the chart names make way for each other. */
function withName(values: (number | null)[], color: string, width: number) {
  const last = values.findLastIndex((value) => value !== null)
  const label = { show: true, formatter: '{a}', color, width, overflow: 'truncate' as const }
  if (last === values.length - 1) return { data: values, endLabel: label }
  const named = { value: values[last] ?? null, label: { ...label, position: 'right' as const } }
  return { data: values.map((value, index) => (index === last ? named : value)) }
}

export type ChartOption = ReturnType<typeof chartOption>

/** The picture as it is saved: with its title above and source and as-of below, so that it can stand alone. */
export function savedOption(option: ChartOption, title: string, foot: string) {
  const {
    legend,
    grid,
    textStyle: { fontFamily },
  } = option
  return {
    ...option,
    title: [
      { text: title, left: 8, top: 4, textStyle: { fontSize: 16, fontFamily, color: option.ink } },
      {
        text: foot,
        left: 8,
        bottom: 4,
        textStyle: { fontSize: 12, fontWeight: 'normal' as const, fontFamily, color: option.ink },
      },
    ],
    legend: legend === undefined ? undefined : { ...legend, top: 32 },
    grid: { ...grid, top: grid.top + 36, bottom: grid.bottom + 28 },
  }
}
