import { describe, expect, it } from 'vitest'
import { contributionsOf, joined, nobody, sensitivityOf, usualParameters } from './sensitivity.ts'

const why = (...amounts: number[]) => sensitivityOf(contributionsOf(amounts, usualParameters), usualParameters)

describe('what gives a respondent away', () => {
  it('is a sum of fewer than three, even where they declare zero', () => {
    expect(why(10, 10)).toBe('few_units')
    expect(why(0)).toBe('few_units')
    expect(why(10, 10, 10)).toBeNull()
  })

  it('is 90, 7 and 3: units enough, but two of them hold 97 %', () => {
    expect(why(90, 7, 3)).toBe('dominance')
  })

  it('is what the second largest can work out of the largest: 90, 7 and 3 leave 3, less than a tenth of 90', () => {
    const lenient = { ...usualParameters, dominance: { units: 2, percent: 100 } }
    expect(sensitivityOf(contributionsOf([90, 7, 3], lenient), lenient)).toBe('p_percent')
    expect(sensitivityOf(contributionsOf([90, 40, 9], lenient), lenient)).toBeNull()
  })

  it('is not 85 % exactly', () => {
    expect(why(50, 35, 15)).toBeNull()
    expect(why(50, 36, 14)).toBe('dominance')
  })

  it('is not a sum of nobody, nor of zeros of many', () => {
    expect(sensitivityOf(nobody, usualParameters)).toBeNull()
    expect(why(0, 0, 0)).toBeNull()
  })

  it('looks at the size of a loss', () => {
    expect(why(-90, 7, 3)).toBe('dominance')
  })

  it('is the same for groups put together as for all at once', () => {
    const together = joined(
      [contributionsOf([90, 3], usualParameters), contributionsOf([7], usualParameters)],
      usualParameters,
    )
    expect(together).toEqual(contributionsOf([90, 7, 3], usualParameters))
  })
})
