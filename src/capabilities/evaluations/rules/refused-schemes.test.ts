import { describe, expect, it } from 'vitest'
import { criterion, faultsOf, smallScheme } from './testing.ts'

/** What is wrong with a small scheme when one part of it is replaced, without line numbers. */
const faults = (parts: Record<string, string>) => faultsOf(smallScheme(parts)).map((said) => said.replace(/^\d+ /, ''))
const input = (id: string, unit: string, more = 'domain: administrative') =>
  `{ id: ${id}, name: { zh: ${id}, en: ${id} }, unit: ${unit}, ${more} }`
const one = (parts: Record<string, string>) => ({ criteria: `[${criterion(parts)}]` })
const named = (more: string) => `{ id: a, name: { zh: a, en: a }, ${more} }`

describe('a scheme is refused before it runs', () => {
  it('stands when nothing is wrong with it', () => {
    expect(faults({})).toEqual([])
  })

  it('when weights do not add up to the declared total, with the line', () => {
    const wrong = smallScheme({ groups: '[{ id: all, name: { zh: a, en: a }, weights: { c: 99.9 } }]' })
    const line = wrong.split('\n').findIndex((text) => text.startsWith('groups')) + 1
    expect(faultsOf(wrong)).toEqual([`${line} scheme.weights 99.9`])
  })

  it('when it names what is not there', () => {
    expect(faults(one({ is: 'y' }))).toEqual(['scheme.unknown_name y'])
    expect(faults({ groups: `[${named('weights: { c: 60, d: 40 }')}]` })).toEqual(['scheme.unknown d'])
    expect(faults({ vetoes: `[${named('where: x > 1, ceiling: E')}]` })).toEqual(['scheme.unknown E'])
    expect(faults({ ranking: '{ ties: [e], still_tied: better }' })).toEqual(['scheme.unknown e'])
    expect(faults({ population: '{ where: unknown_fact }' })).toEqual(['scheme.unknown_name unknown_fact'])
  })

  it('when units are mixed', () => {
    const inputs = `[${input('x', 'CNY_10k')}, ${input('y', 'mu')}]`
    expect(faults({ inputs, ...one({ is: 'x + y', unit: 'CNY_10k' }) })).toEqual(['formula.units_do_not_mix mu'])
    expect(faults({ inputs, ...one({ is: 'x / y', unit: 'CNY_10k/person' }) })).toEqual([
      'scheme.wrong_unit CNY_10k/mu',
    ])
    expect(faults({ inputs, ...one({ is: 'x / y', unit: 'CNY_10k/mu' }), population: '{ where: y > 5 }' })).toEqual([
      'formula.unit_missing one',
    ])
  })

  it('when a formula reads another period', () => {
    expect(faults(one({ is: 'last_year(x)' }))).toEqual(['scheme.one_period last_year(x)'])
  })

  it('when an input is statistical', () => {
    expect(faults({ inputs: `[${input('x', 'one', 'domain: statistical')}]` })).toEqual(['scheme.statistical_input x'])
  })

  it('when a group is empty: without weights, or behind one that takes everybody', () => {
    expect(
      faults({
        groups: `[${named('where: x > 1, weights: { c: 100 }')}, { id: b, name: { zh: b, en: b }, weights: {} }]`,
      }),
    ).toEqual(['scheme.empty_group b'])
    expect(
      faults({ groups: `[${named('weights: { c: 100 }')}, { id: b, name: { zh: b, en: b }, weights: { c: 100 } }]` }),
    ).toEqual(['scheme.group_out_of_reach b'])
  })

  it('when it leaves open what happens if all values are equal', () => {
    expect(faults(one({ baseline: '', score: '{ kind: min_max, least: 20, over: group }' }))).toEqual([
      'pack.missing_key',
    ])
  })

  it('when a score and its baseline do not fit each other', () => {
    expect(faults(one({ baseline: '' }))).toEqual(['scheme.baseline_missing ratio'])
    expect(faults(one({ score: '{ kind: rank }' }))).toEqual(['scheme.baseline_not_wanted rank'])
    expect(faults(one({ baseline: '{ kind: fixed, value: 0 }' }))).toEqual(['scheme.not_above_zero 0'])
    expect(faults(one({ baseline: '{ kind: fixed, by_group: { none: 3 } }' }))).toEqual([
      'scheme.unknown none',
      'scheme.baseline_of_group_missing',
    ])
    expect(faults(one({ baseline: '{ kind: mean, of: ratio_of_sums, over: group }' }))).toEqual([
      'scheme.no_quotient x',
    ])
    expect(faults(one({ baseline: '{ kind: mean, of: mean_of_ratios, over: industry }' }))).toEqual([
      'scheme.industry_missing',
    ])
    expect(faults(one({ better: 'lower' }))).toEqual(['scheme.other_direction lower'])
    expect(
      faults(
        one({
          baseline: '',
          score: '{ kind: step, steps: [{ reach: 1, share: 50 }, { reach: 5, share: 100 }], otherwise: 0 }',
        }),
      ),
    ).toContain('scheme.steps_out_of_order 5')
  })

  it('when grades do not share out everybody', () => {
    expect(faults({ grades: '[A 60 floor, B 50 floor, rest C]' })).toEqual(['scheme.shares 110'])
    expect(faults({ grades: '[A 60 floor, B 30 floor]' })).toEqual(['scheme.one_rest 0'])
    expect(faults({ grades: '[A from 60, B from 70, C]', quota: '' })).toEqual(['scheme.steps_out_of_order 70'])
    expect(faults({ grades: '[A from 60, B from 50]', quota: '' })).toEqual(['scheme.last_takes_all B'])
  })

  it('when a cap leaves no room, or something is said twice', () => {
    expect(faults(one({ cap: '0.5', floor: '1' }))).toEqual(['scheme.no_room 0.5'])
    expect(faults({ totals: '{ least: 10, most: 5 }' })).toEqual(['scheme.no_room 5'])
    expect(
      faults({ rounding: '[{ step: total, places: 1, mode: down }, { step: total, places: 2, mode: down }]' }),
    ).toEqual(['pack.duplicate_id total'])
    expect(faults({ inputs: `[${input('x', 'one')}, ${input('x', 'one')}]` })).toEqual(['pack.duplicate_id x'])
  })
})
