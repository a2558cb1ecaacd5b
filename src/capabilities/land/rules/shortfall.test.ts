import { describe, expect, it } from 'vitest'
import { blank } from '#base/blank.ts'
import { quantity } from '#base/quantity.ts'
import type { PlainDate } from '#base/plain-date.ts'
import type { ProgrammeStandard } from '#pack/programme.ts'
import { parseFormula } from '#pack/formula/parse.ts'
import type { StandardRow } from '#pack/schema/standard.ts'
import { assessRow, type LandGiven } from '#pack/standards.ts'
import { idleFindings, idleSince, type IdleRule } from './idle-land.ts'
import { answerOf, shareMissing, worstOf } from './shortfall.ts'
import { bindingOf, bindsOn, faultOfVerdict } from './watch.ts'

const rowOf = (row: Partial<StandardRow> & { id: string }): StandardRow => ({
  name: { zh: row.id, en: row.id },
  kind: 'at_least',
  unit: 'CNY_10k/mu',
  when: { yearly: { from_year: 4 } },
  anchor: 'land_right',
  nature: 'normative',
  source: 'listing',
  ...row,
})
const standardOf = (rows: StandardRow[]) =>
  ({
    id: 'agreement',
    rows,
    formulas: Object.fromEntries(
      rows.flatMap(({ measure }) => (measure === undefined ? [] : [[measure, parseFormula(measure)]])),
    ),
  }) as unknown as ProgrammeStandard
const assess = (rows: StandardRow[], values: Record<string, [string, string]>) => {
  const given: LandGiven = {
    valueOf: ({ name }) => {
      const [value, unit] = values[name] ?? []
      return value === undefined || unit === undefined ? blank('not_reported') : quantity(value, unit)
    },
    statedOf: () => undefined,
  }
  return rows.map((row) => assessRow(standardOf(rows), row, given))
}

describe('a lot of 263,636.32 m2 with 2.4 billion to be invested, 1,200 of output and 100 of tax per mu', () => {
  const intensity = rowOf({ id: 'intensity', measure: 'investment / land_area', amount: { value: '600' } })
  const output = rowOf({ id: 'output', measure: 'output_yearly / land_area', amount: { value: '1200' } })
  const tax = rowOf({ id: 'tax', measure: 'tax_yearly / land_area', amount: { value: '100' } })
  const area: [string, string] = ['263636.32', 'm2']

  it('2.4 billion over 395.45 mu is 606.9 per mu: the investment is met', () => {
    const [found] = assess([intensity], { investment: ['24', 'CNY_100M'], land_area: area })
    expect(found).toMatchObject({ answer: 'met', value: { value: expect.stringMatching(/^606\.8/) } })
    expect(shareMissing(found as never)).toBeUndefined()
  })

  it('the largest share that is missing of a normative row is the shortfall', () => {
    const found = assess([output, tax], {
      output_yearly: ['427086', 'CNY_10k'],
      tax_yearly: ['29658.75', 'CNY_10k'],
      land_area: area,
    })
    expect(found.map(({ answer }) => answer)).toEqual(['unmet', 'unmet'])
    expect(worstOf(found)).toEqual({ row: 'tax', share: { value: '25.0008', unit: 'percent' } })
    expect(answerOf(found)).toBe('no')
  })

  it('a recommended row that is not met owes nothing', () => {
    const found = assess([{ ...output, nature: 'recommended' }], { output_yearly: ['0', 'CNY_10k'], land_area: area })
    expect(found[0]?.answer).toBe('unmet')
    expect(worstOf(found)).toBeUndefined()
    expect(answerOf(found)).toBe('yes')
  })

  it('what nobody reported is unknown, never zero', () => {
    const found = assess([output, tax], { output_yearly: ['999999999', 'CNY_10k'], land_area: area })
    expect(found.map(({ answer }) => answer)).toEqual(['met', 'unknown'])
    expect(answerOf(found)).toBe('unknown')
    expect(worstOf(found)).toBeUndefined()
  })

  it('nothing at all, less than nothing, and too much of what is limited to nothing are missing whole', () => {
    const none = assess([output], { output_yearly: ['0', 'CNY_10k'], land_area: area })
    expect(worstOf(none)?.share.value).toBe('100')
    const less = assess([output], { output_yearly: ['-5', 'CNY_10k'], land_area: area })
    expect(worstOf(less)?.share.value).toBe('100')
    const limit = rowOf({ id: 'housing', kind: 'at_most', measure: 'housing', unit: 'm2', amount: { value: '0' } })
    expect(worstOf(assess([limit], { housing: ['1', 'm2'] }))?.share.value).toBe('100')
  })

  it('ground of no size makes the row unknown', () => {
    const found = assess([output], { output_yearly: ['1', 'CNY_10k'], land_area: ['0', 'm2'] })
    expect(found[0]).toMatchObject({ answer: 'unknown' })
  })
})

describe('idle land', () => {
  const rules: IdleRule[] = [
    { after_months: 12, does: 'fee', share: '20', words: { zh: '闲置费', en: 'fee' }, source: 'rule' },
    { after_months: 24, does: 'recover', words: { zh: '收回', en: 'recovered' }, source: 'rule' },
  ]
  const building = {
    dueStart: '2027-03-02' as PlainDate,
    dueCompletion: '2029-03-01' as PlainDate,
    startedOn: null,
    completedOn: null,
    price: '3200.55',
  }
  const on = (today: string, more = {}) => idleFindings({ ...building, ...more }, rules, today as PlainDate)

  it('a year after building should have begun, a fifth of the price is due, to the fen', () => {
    expect(on('2028-03-01')).toEqual([])
    expect(on('2028-03-02')).toMatchObject([{ since: 'start', reachedOn: '2028-03-02', fee: '640.11' }])
  })

  it('two years after, the land may be recovered', () => {
    expect(on('2029-03-02').map(({ rule, fee }) => [rule.does, fee])).toEqual([
      ['fee', '640.11'],
      ['recover', null],
    ])
  })

  it('land on which building has begun counts from the day of completion; finished land is not idle', () => {
    expect(on('2029-03-02', { startedOn: '2027-06-01' })).toEqual([])
    expect(on('2030-03-02', { startedOn: '2027-06-01' })).toMatchObject([{ since: 'completion' }])
    expect(on('2040-01-01', { startedOn: '2027-06-01', completedOn: '2029-01-01' })).toEqual([])
  })

  it('is idle from the day after the date, long before a rule is reached; without a price the fee stays open', () => {
    expect(idleSince(building, '2027-03-02' as PlainDate)).toBeNull()
    expect(idleSince(building, '2027-03-03' as PlainDate)).toEqual({ since: 'start', due: '2027-03-02' })
    expect(on('2028-03-02', { price: null })).toMatchObject([{ fee: null }])
  })
})

describe('statements of an agreement for new-type industrial land', () => {
  const days = {
    landRight: '2021-06-14' as PlainDate,
    production: null,
    clocks: { start: null, completion: null, production: null },
  }
  const fiveYears = bindingOf({ id: 'no_resale', when: { yearly: { from_year: 1, to_year: 5 } } }, days)

  it('no resale within five years binds until the day before the sixth year', () => {
    expect(fiveYears).toEqual({ from: '2021-06-14', until: '2026-06-13' })
    expect(bindsOn(fiveYears, '2026-06-13' as PlainDate)).toBe(true)
    expect(bindsOn(fiveYears, '2026-06-14' as PlainDate)).toBe(false)
  })

  it('a row refuses only while it binds, and is set aside only by a rule that is named', () => {
    const inside = '2025-01-01' as PlainDate
    const after = '2026-06-14' as PlainDate
    expect(faultOfVerdict({ verdict: 'refused', hasRule: false }, fiveYears, inside)).toBeUndefined()
    expect(faultOfVerdict({ verdict: 'refused', hasRule: false }, fiveYears, after)).toBe('agreement.row_not_in_force')
    expect(faultOfVerdict({ verdict: 'allowed', hasRule: false }, fiveYears, inside)).toBe('agreement.row_in_force')
    expect(faultOfVerdict({ verdict: 'allowed', hasRule: true }, fiveYears, inside)).toBeUndefined()
    expect(faultOfVerdict({ verdict: 'allowed', hasRule: false }, undefined, inside)).toBe('agreement.nothing_decides')
  })
})
