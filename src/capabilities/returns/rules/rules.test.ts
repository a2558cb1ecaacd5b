import { beforeAll, describe, expect, it } from 'vitest'
import { parsePeriod } from '#base/period.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import { demoProgramme } from '#kit/server/testing.ts'
import { parseFormula } from '#pack/formula/parse.ts'
import type { Programme, ProgrammeForm } from '#pack/programme.ts'
import { judgeReturn, refusals } from './checks.ts'
import { checkPeriod, dueOn, endedPeriods, periodBefore } from './periods.ts'
import { isExpected, reaches, type Respondent } from './respondents.ts'
import type { StoodIn } from './world.ts'

let programme: Programme
let monthly: ProgrammeForm
let yearly: ProgrammeForm
beforeAll(async () => {
  programme = await demoProgramme()
  monthly = programme.forms.monthly as ProgrammeForm
  yearly = Object.values(programme.forms).find((form) => form.period === 'year') as ProgrammeForm
})

const firm: Respondent = {
  id: 'f',
  name: '云渚灯彩厂',
  town: 'kite',
  base: null,
  industry: '1011',
  size: null,
  ownership: null,
  aboveScale: true,
  exists: true,
  places: ['kite', 'cloud-islet'],
  classes: { industry: 'trades-2020/1011' },
}
const industry = (id: string): Respondent => ({ ...firm, industry: id, classes: { industry: `trades-2020/${id}` } })

describe('who has to report', () => {
  it('those above scale fill the monthly form, others do not', () => {
    expect(isExpected(programme, monthly, firm)).toBe(true)
    expect(isExpected(programme, monthly, { ...firm, aboveScale: false })).toBe(false)
    expect(isExpected(programme, monthly, { ...firm, exists: false })).toBe(false)
  })

  it('a field of the plan is reached by descent and through a crosswalk', () => {
    expect(isExpected(programme, yearly, industry('1011'))).toBe(true)
    expect(isExpected(programme, yearly, industry('3011'))).toBe(false)
    expect(reaches(programme, 'trades-2020/1011', ['trades-2020/M'])).toBe(true)
  })

  it('a class of which only a part belongs does not tell by its code alone', () => {
    expect(isExpected(programme, yearly, industry('2012'))).toBe('unknown')
    expect(isExpected(programme, yearly, { ...firm, classes: {} })).toBe('unknown')
  })
})

describe('periods of a form', () => {
  it('January and February are one, and come before March', () => {
    expect(periodBefore(monthly, parsePeriod('2025-03'))).toBe('2025-01~02')
    expect(periodBefore(monthly, parsePeriod('2025-01~02'))).toBe('2024-12')
    expect(endedPeriods(monthly, parsePlainDate('2025-04-01'), 3)).toEqual(['2025-03', '2025-01~02', '2024-12'])
  })

  it('a period that is not over, not collected or before the form is refused', () => {
    const wrong = (period: string) => checkPeriod(monthly, parsePeriod(period), parsePlainDate('2025-04-01'))?.text
    expect(['2025-03', '2025-04', '2025-02', '2025', '2019-12'].map(wrong)).toEqual([
      undefined,
      'returns.period_not_over',
      'returns.not_collected_for',
      'returns.not_collected_for',
      'returns.form_not_in_force',
    ])
  })

  it('the form never goes back before it was in force', () => {
    expect(endedPeriods(monthly, parsePlainDate('2020-03-10'), 5)).toEqual(['2020-01~02'])
  })

  it('due dates count working days after the end of the period', () => {
    expect(dueOn(monthly, parsePeriod('2025-07'), programme.calendar)).toBe('2025-08-12')
  })
})

/** The monthly form with one other check. */
const asking = (require: string): ProgrammeForm => ({
  ...monthly,
  checks: [{ id: 'asked', severity: 'hard', require: parseFormula(require), message: { zh: '问', en: 'Asked' } }],
})

describe('checks of a return', () => {
  const nothing: StoodIn = () => undefined
  const find = (typed: Record<string, string>, stood: StoodIn = nothing, period = '2025-07', form = monthly) =>
    judgeReturn(form, typed, { programme, period: parsePeriod(period), respondent: firm, stood }).findings()
  const outcome = (id: string, typed: Record<string, string>, stood?: StoodIn) =>
    find(typed, stood).find((check) => check.id === id)?.outcome

  it('hold, fail, or cannot be decided because something is missing', () => {
    expect(outcome('exports_within_sales', { 'exports:this': '1', 'sales:this': '2' })).toBe('holds')
    expect(outcome('exports_within_sales', { 'exports:this': '3', 'sales:this': '2' })).toBe('fails')
    expect(outcome('exports_within_sales', { 'exports:this': '3' })).toBe('unknown')
  })

  it('look at the columns of the form first, then at what stood a year ago', () => {
    const lastYear: StoodIn = (period, indicator, span) =>
      period === '2024-07' && indicator === 'output' && span === 'this' ? '100' : undefined
    expect(outcome('output_jump', { 'output:this': '160', 'output:last_year': '150' })).toBe('holds')
    expect(outcome('output_jump', { 'output:this': '160' }, lastYear)).toBe('unknown')
    const elsewhere: StoodIn = (period, indicator) =>
      period === '2024-07' && indicator === 'staff' ? '100' : undefined
    const grown = asking('staff > last_year(staff)')
    expect(find({ 'staff:this': '120' }, elsewhere, '2025-07', grown)[0]?.outcome).toBe('holds')
  })

  it('add up the year where the form has no cumulative column', () => {
    const stood: StoodIn = (period, indicator) => (indicator === 'staff' && period < '2025-03' ? '10' : undefined)
    const summed = asking('cumulative(staff) = 22 person')
    expect(find({ 'staff:this': '12' }, stood, '2025-03', summed)[0]?.outcome).toBe('holds')
    expect(find({ 'staff:this': '12' }, stood, '2025-04', summed)[0]?.outcome).toBe('unknown')
  })

  it('soft ones let pass with a reason, hard ones never, undecided ones always', () => {
    const findings = find({ 'output:this': '1000', 'output:last_year': '100', 'output:cumulative': '10' })
    expect(
      refusals(findings, new Map())
        .map((issue) => issue.text)
        .sort(),
    ).toEqual(['returns.check_fails', 'returns.soft_unanswered'])
    expect(
      refusals(
        findings,
        new Map([
          ['output_jump', '新生产线投产'],
          ['cumulative_not_less', 'x'],
        ]),
      ).map((issue) => issue.text),
    ).toEqual(['returns.check_fails'])
  })
})
