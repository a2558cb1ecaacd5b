import { describe, expect, it } from 'vitest'
import type { TargetPoint, TargetRow } from '../contract.ts'
import {
  growthContradicts,
  lightAt,
  shownScale,
  standingAt,
  targetGroups,
  whyNoActual,
  yearsShown,
} from './plan-view.ts'

const empty: TargetPoint = {
  period: '2025',
  stated: null,
  sign: null,
  notStated: false,
  words: null,
  by: null,
  note: null,
  role: null,
  source: null,
  required: null,
  actual: null,
  actualBlank: null,
  actualSource: null,
  coverage: null,
  knownAt: null,
  gap: null,
  reached: null,
  partial: false,
}
const point = (period: string, more: Partial<TargetPoint> = {}): TargetPoint => ({ ...empty, period, ...more })

const words = { zh: '目标', en: 'Target' }
const row = (more: Partial<TargetRow> = {}): TargetRow => ({
  id: 'a',
  name: words,
  table: null,
  row: null,
  kind: 'level',
  direction: 'floor',
  binding: false,
  unit: 'CNY_100M',
  scale: 0,
  subject: 'county',
  subjectName: words,
  field: null,
  indicator: 'output',
  indicatorKind: 'formula',
  holder: null,
  note: null,
  source: 'plan-1 III',
  statedGrowth: [],
  points: [],
  light: 'unknown',
  reference: null,
  computation: null,
  notComputed: null,
  forecast: null,
  parts: null,
  lint: [],
  ...more,
})

describe('the light of a target', () => {
  it.each([
    ['floor', '0', 'ahead'],
    ['floor', '-0.01', 'behind'],
    ['expected', '12', 'ahead'],
    ['ceiling', '0', 'ahead'],
    ['ceiling', '0.01', 'behind'],
    ['floor', null, 'unknown'],
  ] as const)('%s with a gap of %s is %s', (direction, gap, light) => expect(lightAt(direction, gap)).toBe(light))
})

describe('where a target stands', () => {
  const goal = point('2025', { role: 'goal', stated: '100', gap: '-1' })
  const points = [point('2017', { role: 'baseline', stated: '10', gap: '0' }), point('2024', { gap: '3' }), goal]

  it('keeps to the path before its last milestone, and is met or missed there', () => {
    expect(standingAt(row({ points }), points[1])).toBe('ahead')
    expect(standingAt(row({ points }), goal)).toBe('missed')
    expect(standingAt(row({ points }), { ...goal, gap: '0' })).toBe('met')
    expect(standingAt(row({ points }), point('2027', { gap: '5' }))).toBe('met')
  })

  it('is not judged by its baseline, by a year that still runs, or by nothing', () => {
    expect(standingAt(row({ points }), points[0])).toBe('unknown')
    expect(standingAt(row({ points }), { ...goal, partial: true })).toBe('unknown')
    expect(standingAt(row({ points }), undefined)).toBe('unknown')
  })
})

describe('the years that a row shows', () => {
  const points = [
    point('2024', { actual: '80' }),
    point('2025', { actual: '90' }),
    point('2026', { actual: '60', partial: true }),
    point('2027'),
  ]

  it('are the last that is over and the one that runs', () => {
    const { full, running } = yearsShown(points)
    expect([full?.period, running?.period]).toEqual(['2025', '2026'])
  })

  it('are the one that was asked for, on the side where it belongs', () => {
    expect(yearsShown(points, 2024)).toEqual({ full: points[0], running: undefined })
    expect(yearsShown(points, 2026)).toEqual({ full: undefined, running: points[2] })
    expect(yearsShown(points, 2030)).toEqual({ full: undefined, running: undefined })
  })
})

describe('a target without actual values', () => {
  it.each([
    ['stage', null, 'statedOnly'],
    ['level', 'stated', 'statedOnly'],
    ['count_by_tier', 'formula', 'statedOnly'],
    ['average_growth', 'formula', 'noData'],
    ['level', 'reported', 'noData'],
  ] as const)('%s of an indicator that is %s: %s', (kind, indicatorKind, why) =>
    expect(whyNoActual(row({ kind, indicatorKind }))).toBe(why),
  )
})

describe('growth as printed and as computed', () => {
  it.each([
    ['19.4', '19.43', false],
    ['18.6', '18.63', false],
    ['18', '18.5', true],
    ['18', '18.49', false],
    ['12.0', '12.06', true],
    [null, '12', false],
    ['12', null, false],
  ] as const)('printed %s, computed %s: contradiction %s', (stated, computed, contradicts) =>
    expect(growthContradicts({ stated, computed })).toBe(contradicts),
  )
})

describe('digits that are shown', () => {
  it.each([
    ['24000', 2, 1],
    ['24000', 0, 0],
    ['7.5', 2, 2],
  ])('of %s at scale %i: %i', (stated, scale, shown) =>
    expect(shownScale(row({ scale, points: [point('2025', { stated })] }))).toBe(shown),
  )
})

describe('targets by document and table', () => {
  it('tables come before what the text states, rows in their order', () => {
    const rows = [
      row({ id: 'text', source: 'plan-1 V' }),
      row({ id: 'two', table: 'table 1', row: 2 }),
      row({ id: 'other', source: 'plan-2 I' }),
      row({ id: 'one', table: 'table 1', row: 1 }),
    ]
    const groups = targetGroups(rows, (citation) => citation.split(' ')[0] ?? '')
    expect(groups.map(({ source, table, rows: held }) => [source, table, held.map(({ id }) => id)])).toEqual([
      ['plan-1', 'table 1', ['one', 'two']],
      ['plan-1', null, ['text']],
      ['plan-2', null, ['other']],
    ])
  })
})
