import { describe, expect, it } from 'vitest'
import { Decimal } from '#base/decimal.ts'
import { averageGrowth, type PathPoint, requiredPath } from './required-path.ts'

const at = (year: number, value: string): PathPoint => ({ year, value: new Decimal(value) })
const output = [at(2017, '10200'), at(2020, '19000'), at(2025, '40000')]

describe('the required path of a plan', () => {
  it.each([
    ['the baseline is required in its own year', 2017, '10200'],
    ['a year on the way to the first milestone follows the faster first phase', 2019, '15442'],
    ['a milestone is required exactly', 2020, '19000'],
    ['a year on the way to the goal follows the slower second phase', 2022, '25590'],
    ['after the goal the goal stays', 2027, '40000'],
  ])('%s (%i)', (_, year, expected) => {
    expect(requiredPath(output, year, 'geometric', 0)?.toFixed()).toBe(expected)
  })

  it('asks nothing before the first point', () => {
    expect(requiredPath(output, 2016, 'geometric', 0)).toBeNull()
  })

  it('moves a share in equal steps', () => {
    expect(requiredPath([at(2017, '39'), at(2020, '42')], 2018, 'linear', 1)?.toFixed()).toBe('40')
  })

  it('moves in equal steps from zero, which has no growth rate', () => {
    expect(requiredPath([at(2020, '0'), at(2022, '8')], 2021, 'geometric', 0)?.toFixed()).toBe('4')
  })
})

describe('average growth', () => {
  it.each([
    ['5800', '24000', '19.43'],
    ['100', '100', '0'],
    ['200', '100', '-8.3'],
  ])('from %s in 2017 to %s in 2025 is %s percent a year', (first, last, growth) => {
    expect(averageGrowth(at(2017, first), at(2025, last), 2)?.toFixed()).toBe(growth)
  })

  it('cannot be said of a baseline of zero', () => {
    expect(averageGrowth(at(2017, '0'), at(2025, '5'), 2)).toBeNull()
  })
})
