import { describe, expect, it } from 'vitest'
import { plainDate, type PlainDate } from '#base/plain-date.ts'
import { type AgreementDays, type DatedRow, dueChecks, judgedYear } from './due-checks.ts'

const day = (text: string) => text as PlainDate
const days = (more: Partial<AgreementDays> = {}): AgreementDays => ({
  landRight: day('2021-06-14'),
  production: null,
  clocks: { start: day('2022-06-14'), completion: day('2024-06-13'), production: day('2024-06-13') },
  ...more,
})
const yearly = (id: string, from: number, to?: number, anchor: DatedRow['anchor'] = 'land_right'): DatedRow => ({
  id,
  anchor,
  when: { yearly: { from_year: from, ...(to === undefined ? {} : { to_year: to }) } },
})
const keys = (rows: readonly DatedRow[], today: string, given = days()) =>
  dueChecks(rows, given, day(today)).map(({ key }) => key)

describe('year N after the day of the land right', () => {
  it.each([
    ['2021-06-14', 4, 2025],
    ['2021-01-01', 4, 2024],
    ['2021-12-31', 1, 2022],
    ['2024-02-29', 2, 2026],
    ['2023-06-14', 3, 2026],
  ])('of a right of %s, year %i is judged by the calendar year %i', (anchor, year, judged) => {
    expect(judgedYear(day(anchor), year)).toBe(judged)
  })
})

describe('checks of a lot of 2021 whose output and tax are asked from the fourth year', () => {
  const rows: DatedRow[] = [
    { id: 'intensity', anchor: 'land_right', when: { once: 'investment', within: { months: 48 } } },
    { id: 'plot_ratio', when: { once: 'completion' } },
    yearly('output', 4),
    yearly('tax', 4, 5),
    { id: 'industry_only', when: { always: true } },
  ]

  it('investment is due four years after the right, start, completion and production by the clocks of the case', () => {
    const found = dueChecks(rows, days(), day('2022-01-01'))
    expect(found.map(({ key, due }) => [key, due])).toEqual([
      ['start', '2022-06-14'],
      ['completion', '2024-06-13'],
      ['production', '2024-06-13'],
      ['investment', '2025-06-14'],
      ['year:2025', '2026-12-31'],
    ])
  })

  it('a calendar year can be judged when it is over, and has to be before the next one is', () => {
    const year = dueChecks(rows, days(), day('2026-03-01')).find(({ key }) => key === 'year:2025')
    expect(year).toMatchObject({ opens: '2026-01-01', due: '2026-12-31', years: [2025] })
    expect(year?.rows.map(({ row }) => row)).toEqual(['output', 'tax', 'industry_only'])
  })

  it('only rows that still run are judged: tax until year 5, output without an end', () => {
    const found = dueChecks(rows, days(), day('2028-03-01'))
    const rowsOf = (key: string) => found.find((one) => one.key === key)?.rows.map(({ row }) => row)
    expect(rowsOf('year:2026')).toEqual(['output', 'tax', 'industry_only'])
    expect(rowsOf('year:2027')).toEqual(['output', 'industry_only'])
    expect(found.at(-1)?.key).toBe('year:2028')
  })

  it('the first year to be judged is named before it comes', () => {
    expect(keys([yearly('output', 4)], '2021-07-01')).toContain('year:2025')
    expect(keys([yearly('output', 4)], '2021-07-01')).not.toContain('year:2026')
  })
})

describe('what is counted from the first day of production', () => {
  it('has no day while nobody produces', () => {
    const [waiting] = dueChecks([yearly('rd', 1, undefined, 'production')], days(), day('2025-01-01')).filter(
      ({ key }) => key === 'year:?',
    )
    expect(waiting).toMatchObject({ due: null, opens: null, waits: 'production' })
  })

  it('is judged from the first whole calendar year of production', () => {
    const given = days({ production: day('2024-05-20') })
    expect(keys([yearly('rd', 1, undefined, 'production')], '2026-02-01', given)).toEqual(
      expect.arrayContaining(['year:2025', 'year:2026']),
    )
    expect(keys([yearly('rd', 1, undefined, 'production')], '2026-02-01', given)).not.toContain('year:2024')
  })
})

describe('means over years', () => {
  it('a mean over the years 4 to 6 covers as many calendar years, the first as that of year 4', () => {
    const [mean] = dueChecks(
      [{ id: 'mean', anchor: 'land_right', when: { mean: { from_year: 4, to_year: 6 } } }],
      days(),
      day('2022-01-01'),
    ).filter(({ point }) => point === 'mean')
    expect(mean).toMatchObject({
      key: 'mean:2025-2027',
      years: [2025, 2026, 2027],
      opens: '2028-01-01',
      due: '2028-12-31',
    })
  })

  it('a mean over years that nobody stated waits for them to be stated', () => {
    const rows: DatedRow[] = [{ id: 'mean', anchor: 'land_right', when: { mean: { not_stated: true } } }]
    const [mean] = dueChecks(rows, days(), day('2022-01-01')).filter(({ point }) => point === 'mean')
    expect(mean).toMatchObject({ key: 'mean:?', due: null, waits: 'not_stated' })
  })
})

it('an investment without a day is not given one', () => {
  const [found] = dueChecks([{ id: 'investment', when: { once: 'investment' } }], days(), day('2022-01-01')).filter(
    ({ key }) => key === 'investment',
  )
  expect(found).toMatchObject({ due: null, waits: 'not_stated' })
})

it('of two rows with different days for one point, the earlier one is the day of the check', () => {
  const rows: DatedRow[] = [
    { id: 'whole', when: { once: 'investment', within: { months: 48 } } },
    { id: 'half', when: { once: 'investment', within: { by: day('2023-12-31') } } },
  ]
  const found = dueChecks(rows, days(), plainDate(2022, 1, 1)).find(({ key }) => key === 'investment')
  expect(found).toMatchObject({ due: '2023-12-31' })
  expect(found?.rows).toEqual([
    { row: 'whole', due: '2025-06-14' },
    { row: 'half', due: '2023-12-31' },
  ])
})

it('years beyond any agreement are nothing to judge', () => {
  expect(keys([yearly('output', 4_000_000_000)], '2026-01-01')).toEqual(['start', 'completion', 'production'])
})
