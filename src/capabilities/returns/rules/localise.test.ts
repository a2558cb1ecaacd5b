import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseFormula } from '#pack/formula/parse.ts'
import { createFormModel, type ModelCell, type ModelCheck } from './form-model.ts'
import { localise } from './localise.ts'

const cell = (name: string, more: Partial<ModelCell> = {}): ModelCell => ({
  key: `${name}:this`,
  span: 'this',
  compulsory: false,
  weight: 1,
  indicator: { id: name, unit: 'CNY_1k', scale: 0 },
  ...more,
})
const hard = (id: string, require: string): ModelCheck => ({
  id,
  severity: 'hard',
  require: parseFormula(require),
  message: { zh: id, en: id },
})
const outside = { values: {}, register: {}, peers: {} }

function suspects(cells: ModelCell[], checks: ModelCheck[], values: Record<string, string>) {
  const texts = Object.fromEntries(Object.entries(values).map(([name, text]) => [`${name}:this`, text]))
  const model = createFormModel({ cells, checks, peers: [], outside }, texts)
  const found = localise(model, { milliseconds: 5000, now: () => performance.now() })
  return found && { ...found, sets: found.sets.map((set) => set.map((key) => key.replace(':this', ''))) }
}

describe('the smallest set of cells that must be wrong', () => {
  const balance = [cell('turnover'), cell('cost'), cell('profit')]

  it('is nothing while every hard check holds', () => {
    expect(
      suspects(balance, [hard('balance', 'turnover = cost + profit')], { turnover: '100', cost: '60', profit: '40' }),
    ).toBeUndefined()
  })

  it('is the one cell that all failing checks share', () => {
    // Fellegi–Holt's usual example: T = P + C, P ≤ 0.5 T, −0.1 T ≤ P, with T = 100, P = 40000, C = 60000.
    const checks = [
      hard('balance', 'turnover = profit + cost'),
      hard('not-too-much', 'profit <= 0.5 * turnover'),
      hard('not-too-little', 'profit >= -0.1 * turnover'),
      hard('turnover', 'turnover >= 0'),
    ]
    const found = suspects(balance, checks, { turnover: '100', profit: '40000', cost: '60000' })
    expect(found).toEqual({ sets: [['turnover']], checks: ['balance', 'not-too-much'], proven: true })
  })

  it('sees through checks that hold now: an implied check forbids the cheap answer', () => {
    // Raising b alone would heal the failing check, but b may not exceed c; so b and c, or a.
    const cells = [cell('a', { weight: 5 }), cell('b'), cell('c')]
    const checks = [hard('first', 'a <= b'), hard('second', 'b <= c')]
    expect(suspects(cells, checks, { a: '10', b: '4', c: '5' })?.sets).toEqual([['b', 'c']])
    expect(suspects([cell('a'), cell('b'), cell('c')], checks, { a: '10', b: '4', c: '5' })?.sets).toEqual([['a']])
  })

  it('trusts heavy cells more', () => {
    const cells = [cell('assets', { weight: 3 }), cell('current')]
    const found = suspects(cells, [hard('within', 'current <= assets')], { assets: '10', current: '20' })
    expect(found?.sets).toEqual([['current']])
  })

  it('names every answer where several are as good', () => {
    const found = suspects([cell('a'), cell('b')], [hard('within', 'a <= b')], { a: '9', b: '5' })
    expect(found?.sets).toEqual([['a'], ['b']])
  })

  it('looks behind computed cells to those that were typed', () => {
    const cells = [
      cell('a'),
      cell('b'),
      cell('sum', { derived: { kind: 'formula', formula: parseFormula('a + b') } }),
      cell('limit', { weight: 9 }),
    ]
    const checks = [hard('within', 'sum <= limit'), hard('a-positive', 'a >= 0'), hard('b-positive', 'b >= 0')]
    expect(suspects(cells, checks, { a: '70', b: '60', limit: '50' })).toMatchObject({
      sets: [['a', 'b']],
      proven: true,
    })
  })

  it('says when it is not proven: a check that is not linear counts by its cells alone', () => {
    const found = suspects([cell('a'), cell('b')], [hard('product', 'a * a <= b * b')], { a: '9', b: '5' })
    expect(found).toMatchObject({ sets: [['a'], ['b']], proven: false })
  })

  it('takes one way of several where a condition has an or', () => {
    const cells = [cell('output'), cell('staff', { indicator: { id: 'staff', unit: 'person', scale: 0 } })]
    const found = suspects(cells, [hard('staffed', 'output = 0 CNY_1k or staff > 0 person')], {
      output: '5',
      staff: '0',
    })
    expect(found).toMatchObject({ sets: [['output'], ['staff']], proven: true })
  })

  it('is what trying every set and every value finds, for random differences', () => {
    const four = ['a', 'b', 'c', 'd']
    const value = fc.integer({ min: 0, max: 4 })
    const rule = fc.record({
      x: fc.integer({ min: 0, max: 3 }),
      y: fc.integer({ min: 0, max: 3 }),
      by: fc.integer({ min: -3, max: 3 }),
    })
    fc.assert(
      fc.property(
        fc.tuple(value, value, value, value),
        fc.array(rule, { minLength: 1, maxLength: 6 }),
        (values, rules) => {
          const real = rules.filter(({ x, y }) => x !== y)
          const holds = (at: readonly number[]) => real.every(({ x, y, by }) => (at[x] ?? 0) - (at[y] ?? 0) <= by)
          const checks = real.map(({ x, y, by }, i) => hard(`rule${i}`, `${four[x]} - ${four[y]} <= ${by} CNY_1k`))
          const found = suspects(
            four.map((name) => cell(name)),
            checks,
            Object.fromEntries(four.map((name, i) => [name, String(values[i])])),
          )
          const least = leastChange(values, holds)
          const shown = found === undefined ? 0 : found.sets[0]?.length
          expect([shown, found?.proven ?? true]).toEqual([least, true])
        },
      ),
      { numRuns: 150 },
    )
  })
})

/** By trying: how many of four numbers must change. Differences of at most 3 need no numbers beyond ±16 of those that stay. */
function leastChange(values: readonly number[], holds: (at: readonly number[]) => boolean): number | undefined {
  const sets = Array.from({ length: 16 }, (_, bits) => [0, 1, 2, 3].filter((i) => (bits >> i) & 1))
  for (const set of sets.toSorted((a, b) => a.length - b.length)) {
    if (set.length === 4) {
      // All may move: one of them may as well stand at 0.
      if (tries([0, 0, 0, 0], [1, 2, 3], holds)) return 4
    } else if (tries(values, set, holds)) return set.length
  }
  return undefined
}

function tries(
  values: readonly number[],
  [first, ...more]: readonly number[],
  holds: (at: readonly number[]) => boolean,
): boolean {
  if (first === undefined) return holds(values)
  for (let value = -13; value <= 17; value += 1) {
    if (tries(values.with(first, value), more, holds)) return true
  }
  return false
}
