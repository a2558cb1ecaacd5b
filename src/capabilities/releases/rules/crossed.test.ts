import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attackTable } from '../server/testing.ts'
import { crossedTable, type Unit } from './crossed.ts'
import { usualParameters } from './sensitivity.ts'

const sets = Math.min(Number(process.env.RANDOM_RUNS ?? 100), 300)

function units(text: string): Unit[] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(' '))
    .flatMap(([town = '', industry = '', ...amounts]) => amounts.map((amount) => ({ keys: [town, industry], amount })))
}

const table = (text: string) =>
  Object.fromEntries(crossedTable(units(text), 2, usualParameters).map((cell) => [cell.keys.join(' '), cell]))

describe('a table that gives nobody away', () => {
  it('is the plain table where there are enough everywhere', () => {
    const cells = table(`
      kite lamp 10 11 12
      kite loom 20 21 22
      flute lamp 30 31 32.5`)
    expect(cells['flute lamp']).toEqual({
      keys: ['flute', 'lamp'],
      value: '93.5',
      reason: null,
      lower: '93.5',
      upper: '93.5',
    })
    expect(cells['* *']?.value).toBe('189.5')
    expect(Object.values(cells).every(({ reason }) => reason === null)).toBe(true)
  })

  it('hides with a single firm what would give it away by subtraction, and keeps the totals', () => {
    const cells = table(`
      kite lamp 100 90 80
      kite loom 70
      flute lamp 60 66 61
      flute loom 50 52 54`)
    expect(cells['kite loom']).toMatchObject({ value: null, reason: 'few_units', lower: '0', upper: '226' })
    for (const name of ['kite lamp', 'flute lamp', 'flute loom'])
      expect(cells[name]).toMatchObject({ value: null, reason: 'complement' })
    expect(['kite *', 'flute *', '* lamp', '* loom', '* *'].map((name) => cells[name]?.value)).toEqual([
      '340',
      '343',
      '457',
      '226',
      '683',
    ])
  })

  it('never leaves two single firms alone under a total, for each would know the other', () => {
    const cells = table(`
      kite lamp 100
      kite loom 70
      kite kiln 20 30 40
      flute lamp 10 11 12
      flute loom 10 11 12
      flute kiln 10 11 12`)
    expect(cells['kite kiln']?.value === null || cells['kite *']?.value === null).toBe(true)
  })

  it('shows nothing of a single firm, whatever is asked', () => {
    expect(crossedTable(units('kite lamp 5'), 2, usualParameters)).toEqual(
      [
        ['kite', 'lamp'],
        ['*', 'lamp'],
        ['kite', '*'],
        ['*', '*'],
      ].map((keys) => ({
        keys,
        value: null,
        reason: 'few_units',
        lower: '0',
        upper: null,
      })),
    )
  })

  it('counts a declared zero as a respondent, and hides the zero of one', () => {
    const cells = table(`
      kite lamp 0
      kite loom 10 11 12
      flute lamp 10 11 12
      flute loom 10 11 12`)
    expect(cells['kite lamp']).toMatchObject({ value: null, reason: 'few_units', lower: '0' })
    expect(Number(cells['kite lamp']?.upper)).toBeGreaterThan(0)
  })

  it('takes losses as if everybody knew who made them', () => {
    const cells = table(`
      kite lamp -90 7 3
      kite loom 10 11 12
      flute lamp 10 11 12
      flute loom 10 11 12`)
    expect(cells['kite lamp']).toMatchObject({ value: null, reason: 'dominance' })
  })

  it('withstands an attacker who solves for every suppressed cell and margin', async () => {
    const amount = fc.oneof(
      fc.integer({ min: 0, max: 50 }),
      fc.integer({ min: 0, max: 3 }),
      fc.double({ min: 0, max: 16, noNaN: true }).map((power) => Math.exp(power)),
    )
    const unit = fc
      .tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 4 }), amount)
      .map(([town, industry, size]): Unit => ({ keys: [`t${town}`, `i${industry}`], amount: String(size) }))
    await fc.assert(
      fc.asyncProperty(fc.array(unit, { minLength: 1, maxLength: 120 }), async (population) => {
        const { faults } = await attackTable(crossedTable(population, 2, usualParameters), population, 10)
        expect(faults).toEqual([])
      }),
      { numRuns: sets },
    )
  }, 120_000)
})
