import { expect, test } from 'vitest'
import { quantity } from '#base/quantity.ts'
import type { Given } from '#pack/formula/evaluate.ts'
import { measuresOf } from './measures.ts'
import type { CheckedScheme } from './model.ts'
import { schemeOf } from './testing.ts'

const written = (together: string) => `
name: { zh: 价格, en: Prices }
status: illustrative
subject: enterprise
period: year
total: 1
inputs:
  - { id: power, name: { zh: 用电量, en: Electricity }, unit: kWh, domain: administrative }
  - { id: paid, name: { zh: 已有加价, en: Paid anyway }, unit: CNY/kWh, domain: administrative }
  - { id: relief, name: { zh: 应减税, en: Tax that may be waived }, unit: CNY_10k, domain: administrative }
groups: [{ id: all, name: { zh: 全部, en: All }, weights: { power: 1 } }]
criteria:
  - id: power
    name: { zh: 用电量, en: Electricity }
    is: power
    unit: kWh
    better: higher
    score: { kind: rank }
    negative: stands
    blank: { missing: zero }
ranking: { ties: [], still_tied: better }
grades: [{ id: A, name: { zh: 甲, en: A }, at_least: 1 }, { id: D, name: { zh: 丁, en: D } }]
measures:
  enabled: false
  together: ${together}
  items:
    - id: price
      name: { zh: 加价, en: Surcharge }
      lever: power
      unit: CNY/kWh
      of: power
      already: paid
      steps: [{ grade: D, years: 1, value: 0.05 }, { grade: D, years: 2, value: 0.1 }]
      source: law 1
    - id: fund
      name: { zh: 基金, en: Fund }
      lever: power
      unit: CNY/kWh
      steps: [{ grade: D, years: 2, value: 0.02 }]
      source: law 2
    - { id: tax, name: { zh: 减税, en: Relief }, lever: tax, unit: percent, of: relief, steps: [{ grade: A, years: 1, value: 80 }], source: law 3 }
source: law 1
`

/** The levers of a unit that uses a million kilowatt-hours. */
function levers(
  { together = 'highest', grade = 'D', years = 1 }: { together?: string; grade?: string; years?: number },
  known: Readonly<Record<string, string>> = { power: '1000000', paid: '0', relief: '50' },
) {
  const scheme: CheckedScheme = schemeOf(written(together))
  const given: Given = {
    valueOf: ({ name }) => {
      const unit = scheme.inputs.find(({ id }) => id === name)?.unit ?? 'one'
      return known[name] === undefined ? { blank: 'not_reported' } : quantity(known[name], unit)
    },
  }
  return measuresOf(scheme, { grade, years }, given)
}

test('the step for the years in the grade counts, and later ones wait', () => {
  expect(levers({ years: 1 })).toMatchObject([
    { lever: 'power', value: '0.05', amount: { value: '50000', unit: 'CNY' } },
  ])
  expect(levers({ years: 7 })).toMatchObject([{ lever: 'power', value: '0.1' }])
})

test('of one lever the highest counts, or all together', () => {
  expect(levers({ years: 2 })[0]?.items.map(({ measure, counts }) => [measure, counts])).toEqual([
    ['price', true],
    ['fund', false],
  ])
  expect(levers({ together: 'sum', years: 2 })).toMatchObject([{ value: '0.12', amount: { value: '120000' } }])
})

test('what is paid anyway takes the place of a lower step', () => {
  const borne = { power: '1000000', paid: '0.30', relief: '0' }
  expect(levers({ years: 2 }, borne)).toMatchObject([{ value: '0.3', amount: { value: '300000' } }])
  expect(levers({ together: 'sum', years: 1 }, borne)).toMatchObject([{ value: '0.35' }])
})

test('levers are apart, a share is of the amount itself, a grade without a step brings nothing', () => {
  expect(levers({ grade: 'A' })).toMatchObject([
    { lever: 'tax', value: '80', amount: { value: '40', unit: 'CNY_10k' } },
  ])
  expect(levers({ grade: 'C' })).toEqual([])
})

test('an amount of what is not known is not known', () => {
  expect(levers({ years: 1 }, {})).toMatchObject([{ value: '0.05', amount: null }])
})
