import { expect, it } from 'vitest'
import { blank } from '#base/blank.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import { quantity } from '#base/quantity.ts'
import { demoProgramme } from '#kit/server/testing.ts'
import { perMuIndicators, ratioOfSums } from './per-mu.ts'

const programme = await demoProgramme()
const [taxPerMu, ...others] = perMuIndicators(programme, parsePlainDate('2025-12-31'))
if (taxPerMu === undefined) throw new Error('the demo has tax per mu')
const firm = (tax: string, land: string) =>
  new Map([
    ['tax_paid', quantity(tax, 'CNY_10k')],
    ['land_in_use', quantity(land, 'm2')],
  ])

it('figures per mu are those whose parts land or a scheme names', () => {
  expect([taxPerMu.indicator.id, taxPerMu.inputs, others]).toEqual(['tax_per_mu', ['tax_paid', 'land_in_use'], []])
})

it('several firms have the ratio of their sums, which is not the mean of their ratios', () => {
  // 100 on 1 mu and 20 on 3 mu: 120 over 4 mu; the mean of the ratios would be 53.33.
  const both = [firm('100', '666.666666666666666667'), firm('20', '2000')]
  expect(ratioOfSums(taxPerMu, both)).toEqual({ value: '30', unit: 'CNY_10k/mu' })
})

it('one of whom nothing is known leaves the whole unknown', () => {
  const silent = new Map([['land_in_use', quantity('2000', 'm2')]])
  expect(ratioOfSums(taxPerMu, [firm('100', '2000'), silent])).toEqual(blank('not_reported'))
})

it('no ground is no division', () => {
  expect(ratioOfSums(taxPerMu, [firm('100', '0')])).toEqual(blank('zero_denominator'))
})
