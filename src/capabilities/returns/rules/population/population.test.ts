import { beforeAll, describe, expect, test } from 'vitest'
import { checkCreditCode } from '#base/credit-code.ts'
import { parsePeriod, type Period, reportingPeriods } from '#base/period.ts'
import { demoProgramme } from '#kit/server/testing.ts'
import type { Programme, ProgrammeForm } from '#pack/programme.ts'
import { judgeReturn } from '../checks.ts'
import { recordedCells } from '../form-cells.ts'
import type { Respondent } from '../respondents.ts'
import { cellAmount, cellMonths } from './cells.ts'
import { daysOf, makeEnterprises, type MadeEnterprise, type PopulationWorld } from './enterprises.ts'
import { type PopulationPlan, populationPlan } from './plan.ts'
import { staysOf } from './rungs.ts'
import { type MadeMonths, type MadeSeries, Outputs, seriesOf, totalIn, yearAt, yearlyOf } from './series.ts'

const classes: Record<string, string[]> = {
  'plan-fields/emerging': ['1011', '1021', '2011'],
  'plan-fields/light-making': ['1011', '1021'],
}
const world: PopulationWorld = {
  membersOf: (address) => new Set(classes[address] ?? []),
  placeName: (place) => place,
  industryName: (industry) => industry,
}
const size = { enterprises: 200, months: 36 }
const span: MadeMonths = { firstYear: 2023, firstMonth: 1, months: 36 }

let programme: Programme
let plan: PopulationPlan
let form: ProgrammeForm
let enterprises: MadeEnterprise[]
let series: MadeSeries[]

function make(from: PopulationPlan): { enterprises: MadeEnterprise[]; series: MadeSeries[] } {
  const made = makeEnterprises(from, world, size)
  const outputs = new Outputs(from, made, span, 'CNY_1k')
  const addsUp = (indicator: string) => programme.indicators[indicator]?.over_time === 'sum'
  return { enterprises: made, series: made.map((each) => seriesOf(from, each, { outputs, span, addsUp })) }
}

beforeAll(async () => {
  programme = await demoProgramme()
  plan = populationPlan(programme)
  form = programme.forms[plan.form] as ProgrammeForm
  ;({ enterprises, series } = make(plan))
})

describe('made-up enterprises', () => {
  test('are the same each time for the same seed, and others for another', () => {
    expect(make(plan)).toEqual({ enterprises, series })
    expect(make({ ...plan, seed: 'another' }).enterprises).not.toEqual(enterprises)
  })

  test('stay who they are when more are made', () => {
    const more = makeEnterprises(plan, world, { ...size, enterprises: 300 })
    expect(more.slice(0, 200)).toEqual(enterprises)
  })

  test('stand on rungs of the ladder within the bounds of the plan, while they are in the list', () => {
    const outline = { first: parsePeriod('2023-01'), months: 36 }
    const of = (each: MadeEnterprise, yearly: number) => staysOf(plan, each, { yearly, ...outline })
    const small = enterprises.map((each) => of(each, 50_000))
    expect(new Set(small.flat().map(({ rung }) => rung))).toEqual(new Set(['growth-ladder/sapling']))
    expect(small.filter((stays) => stays.length > 0).length).toBeGreaterThan(50)
    expect(enterprises.map((each) => of(each, 50_000))).toEqual(small)
    for (const each of enterprises) {
      const { since, until } = daysOf(each, outline.first, outline.months)
      for (const { from, to, reason } of of(each, 3_000_000)) {
        expect(reason).toContain('synthetic')
        expect([from >= since, to === null || to > from, until === null || (to !== null && to <= until)]).toEqual([
          true,
          true,
          true,
        ])
      }
    }
  })

  test('have codes that pass every check and belong to nobody', () => {
    expect(
      enterprises.every(
        ({ creditCode }) => checkCreditCode(creditCode).length === 0 && creditCode.startsWith('91000000'),
      ),
    ).toBe(true)
    expect(new Set(enterprises.flatMap(({ id, creditCode }) => [id, creditCode])).size).toBe(400)
    expect(enterprises.every(({ name }) => name.startsWith('合成'))).toBe(true)
  })

  test('stand in a base only in its towns and with its industries', () => {
    const inBase = enterprises.filter(({ base }) => base !== null)
    expect(inBase.length).toBeGreaterThan(5)
    for (const { base, town, industry } of inBase) {
      expect(plan.bases[base ?? '']?.towns).toContain(town)
      expect(classes['plan-fields/light-making']).toContain(industry)
    }
  })

  test('report from when they come until they leave, at least a year', () => {
    for (const { from, until } of enterprises) expect(until - from >= 12 || until === size.months).toBe(true)
    expect(enterprises.filter(({ from }) => from === 0).length).toBeGreaterThan(100)
  })
})

describe('their output', () => {
  test.each([2023, 2024, 2025])('adds up to the total of each group in %i, within one in a hundred', (year) => {
    plan.totals.forEach(({ years }, group) => {
      let sum = 0
      for (const [i, enterprise] of enterprises.entries()) {
        if (enterprise.group !== group) continue
        series[i]?.get(plan.lead)?.forEach((value, month) => {
          if (yearAt(span, month) === year && !Number.isNaN(value)) sum += value
        })
      }
      const wanted = totalIn(years, year) * 100_000
      expect(Math.abs(sum / wanted - 1)).toBeLessThan(0.01)
    })
  })

  test('between two given years grows in equal steps, and beyond them as at the end', () => {
    expect(totalIn({ '2020': 100, '2022': 121 }, 2021)).toBeCloseTo(110)
    expect(totalIn({ '2020': 100, '2022': 121 }, 2023)).toBeCloseTo(133.1)
    expect(totalIn({ '2020': 100, '2022': 121 }, 2019)).toBeCloseTo(90.909, 2)
  })

  test('has what bureaus state of each year beside it', () => {
    const outputs = new Outputs(plan, enterprises, span, 'CNY_1k')
    const lasting = enterprises.findIndex(({ from, until }) => from === 0 && until === size.months)
    const years = yearlyOf(plan, enterprises[lasting] as MadeEnterprise, series[lasting] as MadeSeries, {
      outputs,
      span,
      addsUp: () => true,
    })
    expect([...years.keys()].sort()).toEqual([2023, 2024, 2025])
    const land = [...years.values()].map((values) => values.get('land_in_use'))
    expect(new Set(land).size).toBe(1)
  })
})

describe('the cells of a return', () => {
  const months = { output: Float64Array.from([10, 20, 30]), staff: Float64Array.from([5, 6, 7]) }
  const given: MadeSeries = new Map(Object.entries(months))
  const short: MadeMonths = { firstYear: 2025, firstMonth: 1, months: 3 }
  const amounts = (period: string, cells: string[], of: MadeSeries = given) => {
    const asked = cells.map((cell) => ({ indicator: cell.split(':')[0] ?? '', span: cell.split(':')[1] ?? '' }))
    const { indicators } = programme
    return cellMonths(parsePeriod(period), { span: short, cells: asked, indicators }).map((cell) =>
      cellAmount(of, cell),
    )
  }

  test('of January and February are both months: flows add up, stocks stand at their end', () => {
    expect(amounts('2025-01~02', ['output:this', 'staff:this', 'output:cumulative'])).toEqual([30, 6, 30])
    expect(amounts('2025-03', ['output:this', 'staff:this', 'output:cumulative'])).toEqual([30, 7, 60])
  })

  test('hold nothing where nothing was reported, and nothing from before the first month', () => {
    expect(amounts('2025-03', ['output:last_year', 'profit:this'])).toEqual([null, null])
    const gone: MadeSeries = new Map([['output', Float64Array.from([10, 20, Number.NaN])]])
    expect(amounts('2025-03', ['output:this', 'output:cumulative'], gone)).toEqual([null, null])
  })

  test('keep every hard check of the form, in every period of a sample of enterprises', () => {
    const { indicators } = programme
    const cells = recordedCells(programme, form)
    const asked = cells.map(({ indicator, span: column }) => ({ indicator: indicator.id, span: column }))
    const periods = [2023, 2024, 2025].flatMap((year) => reportingPeriods('month', year, 'together'))
    const judged = periods.flatMap((period) => {
      const columns = cellMonths(period, { span, cells: asked, indicators })
      return enterprises.slice(0, 60).flatMap((enterprise, i) => {
        const texts = columns.map((column) => cellAmount(series[i], column))
        if (texts.every((text) => text === null)) return []
        const typed = Object.fromEntries(cells.map(({ key }, at) => [key, texts[at]?.toString() ?? '不适用']))
        const model = judgeReturn(form, typed, knownOf(period, enterprise))
        for (const { key, derived } of cells) if (derived !== undefined) expect(model.textOf(key)).toBe(typed[key])
        return model.findings().filter(({ severity }) => severity === 'hard')
      })
    })
    expect(judged.length).toBeGreaterThan(1000)
    expect(judged.filter(({ outcome }) => outcome === 'fails')).toEqual([])
    expect(judged.filter(({ outcome }) => outcome === 'holds').length).toBeGreaterThan(judged.length * 0.9)
  })
})

function knownOf(period: Period, { id, name, town, base, industry }: MadeEnterprise) {
  const respondent: Respondent = {
    id,
    name,
    town,
    base,
    industry,
    size: null,
    ownership: null,
    aboveScale: true,
    exists: true,
    places: [town],
    classes: {},
  }
  return { programme, period, respondent, stood: () => undefined }
}
