import { describe, expect, it } from 'vitest'
import { evaluate } from './evaluate.ts'
import { showEvaluation } from './shown.ts'
import { schemeOf, unitsOf } from './testing.ts'

const head = (more: string) => `
name: { zh: 试, en: Tested }
status: illustrative
subject: enterprise
period: year
total: 100
ranking: { ties: [], still_tied: better }
grades: [{ id: A, name: { zh: A, en: A }, share: 20, whole: round }, { id: B, name: { zh: B, en: B }, rest: true }]
quota: { borders: each, counted: all, back_fill: false }
source: invented 1
${more}`

const inputs = `
inputs:
  - { id: land, name: { zh: 地, en: land }, unit: mu, domain: administrative }
  - { id: tax, name: { zh: 税, en: tax }, unit: CNY_10k, domain: administrative }
  - { id: added, name: { zh: 值, en: added }, unit: CNY_10k, domain: administrative }
  - { id: energy, name: { zh: 能, en: energy }, unit: tce, domain: administrative }
  - { id: emitted, name: { zh: 排, en: emitted }, unit: t, domain: administrative }
  - { id: staff, name: { zh: 人, en: staff }, unit: person, domain: administrative }
  - { id: research, name: { zh: 研, en: research }, unit: CNY_10k, domain: administrative }
  - { id: revenue, name: { zh: 收, en: revenue }, unit: CNY_10k, domain: administrative }`

const criterion = ([id, is, unit, baseline]: readonly string[], more = 'blank: { missing: zero }') => `
  - id: ${id}
    name: { zh: ${id}, en: ${id} }
    is: ${is}
    unit: ${unit}
    better: higher
    baseline: { kind: fixed, value: ${baseline} }
    score: { kind: ratio }
    negative: zero
    ${more}`

const six = head(`${inputs}
groups:
  - id: all
    name: { zh: 全部, en: All }
    weights: { tax_per_mu: 30, added_per_mu: 20, added_per_tce: 20, added_per_t: 10, added_per_person: 10, research_share: 10 }
criteria:${criterion(['tax_per_mu', 'tax / land', 'CNY_10k/mu', '24.097'])}
${criterion(['added_per_mu', 'added / land', 'CNY_10k/mu', '136.16'])}
${criterion(['added_per_tce', 'added / energy', 'CNY_10k/tce', '2.694'])}
${criterion(['added_per_t', 'added / emitted', 'CNY_10k/t', '4929.81'], 'blank: { missing: zero, not_applicable: group_mean }')}
${criterion(['added_per_person', 'added / staff', 'CNY_10k/person', '18.14'])}
${criterion(['research_share', 'research / revenue', 'one', '0.0302'])}`)

const golden = {
  land: '50',
  tax: '1500',
  added: '8000',
  energy: '3200',
  emitted: '1.4',
  staff: '420',
  research: '700',
  revenue: '30000',
}

describe('six criteria against published baselines', () => {
  it('gives the firm of the worked example 109.2285 points (A1)', () => {
    const [firm] = showEvaluation(evaluate(schemeOf(six), unitsOf({ golden }))).units
    expect(firm?.scores.map(({ score }) => Number(score).toFixed(4))).toEqual([
      '37.3490',
      '23.5018',
      '18.5598',
      '11.5913',
      '10.5003',
      '7.7263',
    ])
    expect(Number(firm?.total).toFixed(4)).toBe('109.2285')
  })
})
