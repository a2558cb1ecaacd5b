import { describe, expect, it } from 'vitest'
import { forecastOfMonths, forecastOfYears } from './forecast.ts'

/** Reports of whole years that grow by so much each, four to a year with a season. */
const growing = (years: number, growth: number, season = [1, 2, 3, 4]) =>
  Array.from({ length: years }, (_, year) => season.map((part) => 100 * part * growth ** year)).flat()

describe('a year that has begun', () => {
  it('is its reports so far, and the rest as the year before by the growth of the last year', () => {
    const values = [...growing(3, 1.1), 133.1, 266.2]
    const [best] = forecastOfMonths({ firstYear: 2020, perYear: 4, values }, 2023) ?? []
    expect(best?.method).toBe('seasonal_drift')
    expect(best?.value).toBeCloseTo(1331, 6)
    expect([best?.percent?.toFixed(6), best?.tests]).toEqual(['0.000000', 1])
  })

  it('after growth that came and went, what fades or stays does better on the past', () => {
    const values = [100, 100, 130, 130, 100, 100, 130, 130, 100, 100]
    const tried = forecastOfMonths({ firstYear: 2020, perYear: 2, values }, 2025) ?? []
    expect(tried[0]?.method).toBe('seasonal_naive')
  })

  it('several years ahead grow again each year; what is damped grows less and less', () => {
    const tried = forecastOfMonths({ firstYear: 2020, perYear: 1, values: [100, 110] }, 2024) ?? []
    const of = (method: string) => tried.find((each) => each.method === method)?.value ?? 0
    expect(of('seasonal_drift')).toBeCloseTo(110 * 1.1 ** 3, 6)
    expect(of('damped_trend')).toBeCloseTo(110 * 1.1 * 1.08 * 1.064, 6)
    expect(of('seasonal_naive')).toBe(110)
  })

  it('cannot be told from less than two years', () => {
    expect(forecastOfMonths({ firstYear: 2020, perYear: 4, values: growing(1, 1.1) }, 2021)).toBeNull()
  })
})

describe('a value of whole years', () => {
  it('moves on by its average growth, or in steps where it is a share', () => {
    const growth = forecastOfYears({ firstYear: 2020, values: [100, 110, 121], byGrowth: true }, 2023) ?? []
    expect(growth[0]?.method).toBe('drift')
    expect(growth[0]?.value).toBeCloseTo(133.1, 6)
    const steps = forecastOfYears({ firstYear: 2020, values: [10, 12, 14], byGrowth: false }, 2024) ?? []
    expect(steps.find(({ method }) => method === 'drift')?.value).toBeCloseTo(18, 6)
  })

  it('was tried on each past year that is as far ahead', () => {
    const tried = forecastOfYears({ firstYear: 2018, values: [10, 12, 14, 16, 18], byGrowth: false }, 2023) ?? []
    expect(tried[0]).toMatchObject({ method: 'drift', tests: 3, percent: 0 })
    expect(tried[1]?.percent).toBeCloseTo((100 * (2 / 14 + 2 / 16 + 2 / 18)) / 3, 6)
  })

  it('cannot be told from two years, or of a year that is known', () => {
    expect(forecastOfYears({ firstYear: 2020, values: [1, 2], byGrowth: true }, 2022)).toBeNull()
    expect(forecastOfYears({ firstYear: 2020, values: [1, 2, 3], byGrowth: true }, 2022)).toBeNull()
  })
})
