import { expect, test } from 'vitest'
import { convert } from '#base/quantity.ts'
import { degreesText, readPositions, writePositions } from './coordinates.ts'
import { edgesOnce } from './edges.ts'
import { isNarrowed, parcelFilter } from './filter.ts'
import { fillingName, fillingPixels, fillingSize, marksOf, parseFilling, patterns } from './marks.ts'
import {
  lengthOf,
  measuredLine,
  measuredRing,
  metresPerPixel,
  ringShape,
  roundLength,
  scaleOnPaper,
} from './measuring.ts'
import { formatBounds, formatChosen, formatList, formatView, parseChosen, parseList, parseView } from './view.ts'

const layers = ['places', 'shades', 'parcels'] as const

test('the address of a map brings back the same view', () => {
  const view = { centre: [113.885, 22.9] as [number, number], zoom: 12.25 }
  expect(formatView(view)).toBe('113.88500,22.90000,12.25')
  expect(parseView(formatView(view))).toEqual(view)
})

test('an address that names no place of the earth is no view', () => {
  expect([undefined, '', '1,2', '1,,3', '200,10,3', '10,89,3', '10,20,99', 'a,b,c'].map(parseView)).toEqual(
    Array.from({ length: 8 }, () => undefined),
  )
})

test('what is open is a kind and an id', () => {
  expect(parseChosen(formatChosen({ kind: 'parcel', id: '7:8' }))).toEqual({ kind: 'parcel', id: '7:8' })
  expect(parseChosen('parcel:')).toBeUndefined()
})

test('the usual layers need no word; none at all is said', () => {
  expect(formatList(['parcels', 'places'], layers, ['places', 'parcels'])).toBeUndefined()
  expect(formatList([], layers, ['places'])).toBe('none')
  expect(parseList('none', layers, ['places'])).toEqual([])
  expect(parseList('shades,other,places', layers, [])).toEqual(['places', 'shades'])
  expect(parseList(undefined, layers, ['parcels'])).toEqual(['parcels'])
})

test('the box of a view is rounded outwards, so that nothing at its edge is lost', () => {
  expect(formatBounds([113.123456, 22.1, 113.2, 22.200001])).toBe('113.12345,22.10000,113.20000,22.20001')
})

test('areas are asked in mu and sent in square metres, exactly', () => {
  expect(parcelFilter({ least: '15', q: ' A-1 ', place: 'east', lang: 'en' })).toEqual({
    least: convert({ value: '15', unit: 'mu' }, 'm2').value,
    q: 'A-1',
    place: 'east',
  })
})

test('amounts are asked of a row of the indicators, and of none when no row is chosen', () => {
  expect(parcelFilter({ row: 'plot_ratio', atLeast: '1.5', atMost: 'much' })).toEqual({
    row: 'plot_ratio',
    atLeast: '1.5',
  })
  expect(parcelFilter({ atLeast: '1.5', atMost: '3' })).toEqual({})
})

test('words that say nothing do not narrow, and what is in view counts only when it is wanted', () => {
  expect(parcelFilter({ least: 'much', offered: 'perhaps', price: '-1', q: ' ' }, '1,2,3,4')).toEqual({})
  expect(isNarrowed(parcelFilter({ here: 'yes' }, '1,2,3,4'))).toBe(false)
  expect(parcelFilter({ here: 'yes' }, '1,2,3,4')).toEqual({ bounds: '1,2,3,4' })
})

test('coordinates are typed one corner a line, with spaces, commas or full-width signs', () => {
  expect(readPositions('113.8 22.9\n\n１１３．９，２３')).toEqual({
    positions: [
      [113.8, 22.9],
      [113.9, 23],
    ],
  })
  expect(readPositions('113.8 22.9\n22.9')).toEqual({ wrongLine: 2, found: '22.9' })
  expect(readPositions('22.9 113.8')).toEqual({ wrongLine: 1, found: '22.9 113.8' })
  expect(writePositions([[113.8, 22.9]])).toBe('113.800000 22.900000')
  expect(degreesText([-1.5, 2])).toBe('1.50000° W 2.00000° N')
})

test('a square of a thousandth of a degree at 23° north measures 1.13 hectares, in mu too', () => {
  const corners: [number, number][] = [
    [113.5, 23],
    [113.501, 23],
    [113.501, 23.001],
    [113.5, 23.001],
  ]
  const { area, mu, length } = measuredRing(corners)
  expect(Number(area?.value)).toBeGreaterThan(11_300)
  expect(Number(area?.value)).toBeLessThan(11_400)
  expect(mu).toEqual(convert(area ?? { value: '0', unit: 'm2' }, 'mu'))
  expect(length.unit).toBe('m')
  expect(ringShape(corners)?.coordinates[0]).toHaveLength(5)
})

test('two corners have a length and no area', () => {
  const line: [number, number][] = [
    [113, 23],
    [113, 23.1],
  ]
  expect(measuredLine(line).length).toEqual({ value: '11.074', unit: 'km' })
  expect(measuredRing(line).area).toBeUndefined()
  expect(ringShape(line)).toBeUndefined()
  expect(lengthOf(9999.94)).toEqual({ value: '9999.9', unit: 'm' })
})

test('the scale of a sheet is said in round words, a bar in round lengths', () => {
  expect(metresPerPixel(0, 0)).toBeCloseTo(78_271.5, 1)
  expect(scaleOnPaper(248_700, 10)).toBe(25_000)
  expect([9, 20, 49, 51, 1400].map(roundLength)).toEqual([5, 20, 20, 50, 1000])
})

test('states differ by filling as well as by hue, and the same list looks the same everywhere', () => {
  const marks = marksOf(['usable', 'plan-change', 'renewal', 'existing'])
  expect(new Set(marks.map(({ pattern }) => pattern)).size).toBe(4)
  expect(marks).toEqual(marksOf(['usable', 'plan-change', 'renewal', 'existing']))
})

test('a filling is drawn from its name, repeats without a seam, and no two look alike', () => {
  expect(parseFilling(fillingName('dots', '#1f5fa8'))).toEqual({ pattern: 'dots', colour: '#1f5fa8' })
  expect([parseFilling('sign-12'), parseFilling('dots blue')]).toEqual([undefined, undefined])
  const pictures = patterns.map((pattern) => fillingPixels(pattern, '#1f5fa8').join())
  expect(new Set(pictures).size).toBe(patterns.length)
  expect(fillingPixels('rising', '#000000')).toHaveLength(fillingSize * fillingSize * 4)
})

test('an edge that two neighbours share is drawn once, so that its dashes stay dashes', () => {
  const box = (x: number) => ({
    type: 'Polygon' as const,
    coordinates: [
      [
        [x, 0],
        [x + 1, 0],
        [x + 1, 1],
        [x, 1],
        [x, 0],
      ] as [number, number][],
    ],
  })
  const lines = edgesOnce([box(0), box(1)])
  expect(lines.reduce((sum, line) => sum + line.length - 1, 0)).toBe(7)
})
