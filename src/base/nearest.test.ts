import { expect, it } from 'vitest'
import { nearest } from './nearest.ts'

const words = ['operating_revenue', 'operating_cost', 'tax_paid', 'land', 'mu', 'm2']

it.each([
  ['operating_revenu', 'operating_revenue'],
  ['operating-revenue', 'operating_revenue'],
  ['Tax_Paid', 'tax_paid'],
  ['tax_piad', 'tax_paid'],
  ['lnad', 'land'],
  ['mus', 'mu'],
  ['employees', undefined],
  ['xyz', undefined],
  ['', undefined],
])('whoever writes %s means %s', (word, meant) => {
  expect(nearest(word, words)).toBe(meant)
})
