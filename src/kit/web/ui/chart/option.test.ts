import { describe, expect, it } from 'vitest'
import { chartOption, type ChartPicture } from './option.ts'
import type { ChartSeries } from './series.ts'

const line = (id: string, values: string[], more: Partial<ChartSeries> = {}): ChartSeries => ({
  id,
  name: id,
  points: values.map((value, i) => ({ at: `202${i}`, value: { value, unit: 'CNY_100M' } })),
  ...more,
})

const picture = (series: ChartSeries[], places: string[]): ChartPicture => ({
  kind: 'line',
  series,
  places,
  placeName: (place) => place,
  unit: 'CNY_100M',
  unitName: '亿元',
  language: 'zh',
  brightness: 'light',
  lying: false,
  animate: false,
})

describe('a chart of lines', () => {
  it('gives a single point room: without it there is no place to draw it at', () => {
    expect(chartOption(picture([line('a', ['1'])], ['2020'])).xAxis).toMatchObject({ boundaryGap: true })
    expect(chartOption(picture([line('a', ['1', '2'])], ['2020', '2021'])).xAxis).toMatchObject({ boundaryGap: false })
  })

  it('leaves as much room at the right as the longest name takes, within reason', () => {
    const room = (names: string[]) =>
      chartOption(
        picture(
          names.map((name) => line(name, ['1', '2'])),
          ['2020', '2021'],
        ),
      ).grid.right
    expect(room(['产值', '收入'])).toBe(96)
    expect(room(['新一代信息技术产业', '新材料'])).toBeGreaterThan(110)
    expect(room(['a name that is far too long to stand beside a line', 'b'])).toBe(176)
    expect(room(['alone'])).toBe(24)
  })

  it('draws the range of a forecast thinner than the forecast', () => {
    const series = [line('forecast', ['1', '2'], { role: 'forecast' }), line('low', ['1', '1'], { role: 'range' })]
    const widths = chartOption(picture(series, ['2020', '2021'])).series.map((one) =>
      'lineStyle' in one ? one.lineStyle.width : 0,
    )
    expect(widths).toEqual([2, 1])
  })
})
