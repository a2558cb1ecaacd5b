import { describe, expect, it } from 'vitest'
import type { FigureTable, TargetPoint, TargetRow } from '../contract.ts'
import { columnAt, ends, ranked, sparkPoints, targetsInBrief, targetsOfField } from './overview.ts'

const point = (period: string, gap: string | null, more: Partial<TargetPoint> = {}): TargetPoint =>
  ({
    period,
    stated: '100',
    gap,
    actual: gap === null ? null : '90',
    partial: false,
    role: 'goal',
    coverage: { reported: 1, expected: 1 },
    actualBlank: null,
    ...more,
  }) as TargetPoint

const target = (id: string, gap: string | null, more: Partial<TargetRow> = {}): TargetRow =>
  ({ id, kind: 'level', direction: 'floor', field: null, points: [point('2025', gap)], ...more }) as TargetRow

describe('targets in brief', () => {
  it('are those that can be judged, the ones behind first', () => {
    const later = { points: [point('2025', '3'), point('2030', null, { actual: null })] } as Partial<TargetRow>
    const rows = [
      target('met', '3'),
      target('path', '3', later),
      target('missed', '-2'),
      target('words', null, { kind: 'stage' }),
    ]
    expect(targetsInBrief(rows, undefined).map(({ row, standing }) => [row.id, standing])).toEqual([
      ['missed', 'missed'],
      ['path', 'ahead'],
      ['met', 'met'],
    ])
  })

  it('of a class are those whose field it is', () => {
    const rows = [target('a', '1', { field: 'fields/light' }), target('b', '1', { field: 'fields/new' })]
    expect(targetsOfField(rows, 'fields', 'new').map(({ id }) => id)).toEqual(['b'])
  })
})

describe('a ranking', () => {
  const table = {
    columns: [
      { indicator: 'output', measure: 'value' },
      { indicator: 'output', measure: 'growth' },
    ],
    rows: [
      ['kite', '-1.5'],
      ['flute', '10'],
      ['firefly', null],
      ['stardust', '9'],
    ].map(([key, value]) => ({ keys: [key], period: '2026', knownAt: null, cells: [['1'], [value]] })),
  } as unknown as FigureTable

  it('has the largest first and leaves blanks out', () => {
    expect(columnAt(table, 'output', 'growth')).toBe(1)
    expect(columnAt(table, 'output', 'share')).toBe(-1)
    expect(ranked(table, 1).map(({ keys }) => keys[0])).toEqual(['flute', 'stardust', 'kite'])
  })

  it('has two ends with nobody in both', () => {
    expect(ends(['a', 'b', 'c'], 5)).toEqual({ first: ['a', 'b'], last: ['c'] })
    expect(ends(['a', 'b', 'c', 'd', 'e'], 2)).toEqual({ first: ['a', 'b'], last: ['e', 'd'] })
    expect(ends([], 2)).toEqual({ first: [], last: [] })
  })
})

describe('a small line', () => {
  it('goes from the left to the right and breaks at gaps', () => {
    expect(sparkPoints(['0', '10', null, '5'])).toEqual([
      [
        { x: 0, y: 0 },
        { x: 1 / 3, y: 1 },
      ],
      [{ x: 1, y: 0.5 }],
    ])
    expect(sparkPoints(['7'])).toEqual([[{ x: 0.5, y: 0.5 }]])
    expect(sparkPoints([null])).toEqual([])
  })
})
