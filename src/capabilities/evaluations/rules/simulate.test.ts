import { expect, test } from 'vitest'
import { checkDraft, numbersOf } from './draft.ts'
import { cellOf, groundOf, matrixOf, simulate } from './simulate.ts'
import { schemeOf } from './testing.ts'

const scheme = schemeOf(`
name: { zh: 模拟, en: Simulated }
status: illustrative
subject: enterprise
period: year
total: 100
inputs:
  - { id: tax, name: { zh: 税收, en: Tax }, unit: CNY_10k, domain: administrative }
  - { id: land, name: { zh: 用地, en: Land }, unit: mu, domain: administrative }
  - { id: sales, name: { zh: 销售, en: Sales }, unit: CNY_10k, domain: administrative }
groups: [{ id: all, name: { zh: 全部, en: All }, weights: { tax_per_mu: 60, sales_per_mu: 40 } }]
criteria:
  - id: tax_per_mu
    name: { zh: 亩均税收, en: Tax per mu }
    is: tax / land
    unit: CNY_10k/mu
    better: higher
    baseline: { kind: fixed, value: 10 }
    score: { kind: ratio }
    cap: 1.5
    negative: zero
    blank: { missing: zero }
  - id: sales_per_mu
    name: { zh: 亩均销售, en: Sales per mu }
    is: sales / land
    unit: CNY_10k/mu
    better: higher
    baseline: { kind: fixed, value: 100 }
    score: { kind: ratio }
    negative: zero
    blank: { missing: zero }
ranking: { ties: [tax_per_mu], still_tied: better }
grades:
  - { id: A, name: { zh: A 类, en: A }, share: 25, whole: floor }
  - { id: B, name: { zh: B 类, en: B }, rest: true }
quota: { borders: each, counted: all, back_fill: false }
measures:
  enabled: false
  together: highest
  items:
    - id: relief
      name: { zh: 税收减免, en: Relief }
      lever: relief
      unit: percent
      of: tax
      steps: [{ grade: A, years: 1, value: 10 }]
      source: illustrative relief
from: 2020-01-01
source: illustrative scheme
`)

const columns = {
  scheme,
  given: {},
  units: {
    ids: ['a', 'b', 'c', 'd'],
    inputs: {
      tax: ['200', '100', '100', 'not_reported'],
      land: ['10', '10', '10', '10'],
      sales: ['500', '3000', '800', '700'],
    },
    facts: {},
    classes: { town: [['east'], ['west'], ['west'], null] },
    industry: [null, null, null, null],
  },
  names: ['Alpha', 'Beta', 'Gamma', 'Delta'],
  grades: ['B', 'A', 'B', 'B'],
}

test('the scheme in force gives in the browser what the kept result says', () => {
  expect(groundOf(columns).differing).toBe(0)
  expect(groundOf({ ...columns, grades: ['A', 'B', 'B', 'B'] }).differing).toBe(2)
})

test('other weights move some, and nobody when nothing changes', () => {
  const ground = groundOf(columns)
  const numbers = numbersOf(scheme)
  const same = simulate(ground, checkDraft(scheme, numbers).scheme ?? scheme)
  expect(matrixOf(same.units)).toEqual(
    new Map([
      [cellOf('B', 'B'), 3],
      [cellOf('A', 'A'), 1],
    ]),
  )
  const draft = checkDraft(scheme, { ...numbers, weights: { all: { tax_per_mu: '95', sales_per_mu: '5' } } })
  const changed = simulate(ground, draft.scheme ?? scheme)
  expect(changed.units.map(({ name, town, before, after }) => [name, town, before.grade, after.grade])).toEqual([
    ['Alpha', 'east', 'B', 'A'],
    ['Beta', 'west', 'A', 'B'],
    ['Gamma', 'west', 'B', 'B'],
    ['Delta', null, 'B', 'B'],
  ])
  const relief = { lever: 'relief', unit: 'CNY_10k', units: 1 }
  expect(changed.before).toEqual([{ ...relief, amount: '10' }])
  expect(changed.after).toEqual([{ ...relief, amount: '20' }])
  expect(changed.units[0]?.after).toEqual({ total: '145', rank: 1, grade: 'A' })
})

test('a cap that is taken away and a larger share are drafts too', () => {
  const numbers = numbersOf(scheme)
  const draft = checkDraft(scheme, { ...numbers, caps: { ...numbers.caps, tax_per_mu: '' }, shares: { A: '50' } })
  expect(draft.scheme?.criteria[0]?.cap).toBeUndefined()
  const { units } = simulate(groundOf(columns), draft.scheme ?? scheme)
  expect(units.filter(({ after }) => after.grade === 'A').map(({ name }) => name)).toEqual(['Alpha', 'Beta'])
})

test('weights that do not add up are told before anything is computed', () => {
  const numbers = numbersOf(scheme)
  const draft = checkDraft(scheme, { ...numbers, weights: { all: { tax_per_mu: '60', sales_per_mu: '30' } } })
  expect(draft.scheme).toBeUndefined()
  expect(draft.problems.length).toBeGreaterThan(0)
})
