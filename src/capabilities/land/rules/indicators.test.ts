import { describe, expect, it } from 'vitest'
import { blank } from '#base/blank.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import { quantity } from '#base/quantity.ts'
import { loadProgramme } from '#kit/server/pack-folder.ts'
import type { KeptRow } from '../contract/indicators.ts'
import { addRows, changeRows, statedRows } from './change-rows.ts'
import { askedRows, compareAmounts, drawRows, judgeKept } from './indicators.ts'
import { namedTenures } from './tenures.ts'

const { programme } = await loadProgramme(['demo'], process.cwd())
if (programme === undefined) throw new Error('the demo pack has problems')
const on = parsePlainDate('2021-11-22')
const light = 'plan-fields/light-making'
const draw = (places: string[], more: object = {}) => drawRows(programme, { on, industry: light, places, ...more })
const inStardust = draw(['stardust', 'cloud-islet'])
const row = (rows: readonly KeptRow[], id: string) => rows.find((kept) => kept.row.id === id)

describe('the ways in which ground and space may be had', () => {
  it('are called as the terms of the programme are, and as everywhere where it names none', () => {
    const names = new Map(namedTenures(programme).map(({ id, name }) => [id, name.en]))
    expect(names.get('divisible_title')).toBe('Divisible title')
    expect(names.get('lease_first')).toBe('Lease first')
    expect(names.get('sale')).toBe('Sale')
  })
})

describe('the control indicators of a parcel for an industry', () => {
  it('come from the standards in force there, the closest first', () => {
    expect(inStardust.standards.map(({ id }) => id)).toEqual(['photonics', 'county'])
    expect(draw(['elsewhere']).standards.map(({ id }) => id)).toEqual(['county'])
    expect(draw(['stardust'], { use: 'new-industry' }).standards.map(({ id }) => id)).toContain('new-industry')
  })

  it('ask the amount that holds there, where it depends on the place', () => {
    expect(row(inStardust.rows, 'investment_intensity')?.row.amount).toEqual({ value: '400' })
    const elsewhere = row(draw(['elsewhere']).rows, 'investment_intensity')
    expect(elsewhere?.row.amount).toHaveProperty('formula')
    expect(elsewhere?.words.zh).toContain('固定资产投资强度 ≥（按项目情况确定，需先明确：次发达镇）')
    expect(elsewhere?.words.en).toContain('≥ (settled once this is known: Less developed town)')
  })

  it('leave out what is asked elsewhere only', () => {
    expect(row(inStardust.rows, 'value_added_of_industry')?.row.where).toBeUndefined()
    expect(row(draw(['kite']).rows, 'value_added_of_industry')).toBeUndefined()
  })

  it('say themselves in a sentence', () => {
    expect(row(inStardust.rows, 'tax_per_land')?.words).toEqual({
      zh: '亩均税收 ≥ 30 万元/亩，取得使用权后第 4 至 20 年每年；出口企业为其 80%',
      en: 'Tax per mu ≥ 30 CNY 10,000 per mu, each year from year 4 to 20 after the land right; 80% of it for Exporters',
    })
    expect(row(inStardust.rows, 'plot_ratio')?.words.zh).toBe('容积率 1.5～3，竣工时')
    expect(row(inStardust.rows, 'only_industry')?.words.zh).toBe('只作工业用途，始终')
  })

  it('are judged without the pack that they came from', () => {
    const kept = JSON.parse(JSON.stringify(row(inStardust.rows, 'building_coefficient'))) as KeptRow
    const given = {
      valueOf: ({ name }: { name: string }) =>
        name === 'footprint'
          ? quantity('3500', 'm2')
          : name === 'land_area'
            ? quantity('10000', 'm2')
            : blank('not_reported'),
    }
    expect(judgeKept(kept, given)).toMatchObject({ answer: 'unmet', shortfall: { value: '5', unit: 'percent' } })
    expect(judgeKept({ ...kept, how: 'left_out' }, given).answer).toBe('not_asked')
  })
})

describe('an officer who sets them', () => {
  const change = (one: object) => changeRows(inStardust.rows, [one as never])

  it('may ask more than a normative row, never less', () => {
    const { rows, issues } = change({ id: 'building_coefficient', amount: { value: '45' } })
    expect(issues).toEqual([])
    expect(row(rows, 'building_coefficient')).toMatchObject({
      how: 'stricter',
      row: { amount: { value: '45' } },
      stated: { value: '40' },
    })
    expect(change({ id: 'building_coefficient', amount: { value: '35' } }).issues).toMatchObject([
      { text: 'indicators.looser', found: '35', expected: '40' },
    ])
    expect(change({ id: 'office_share', amount: { value: '8' } }).issues[0]?.text).toBe('indicators.looser')
    expect(change({ id: 'plot_ratio', amount: { low: '2', high: '3' } }).issues).toEqual([])
    expect(change({ id: 'plot_ratio', amount: { low: '1', high: '2' } }).issues[0]?.text).toBe('indicators.looser')
  })

  it('may not leave out what is normative', () => {
    expect(change({ id: 'plot_ratio', leftOut: true, reason: 'x' }).issues[0]?.text).toBe('indicators.normative_stays')
  })

  it('may change and leave out what is recommended, with a reason', () => {
    const less = { id: 'investment_intensity', amount: { value: '350' } }
    expect(change(less).issues[0]?.text).toBe('indicators.reason_missing')
    expect(row(change({ ...less, reason: '地块边角' }).rows, 'investment_intensity')?.how).toBe('changed')
    const out = change({ id: 'investment_intensity', leftOut: true, reason: '不适用' })
    expect(row(askedRows(out.rows), 'investment_intensity')).toBeUndefined()
    expect(row(statedRows(out.rows), 'investment_intensity')?.how).toBe('stated')
  })

  it('may write an amount in another unit of the same kind only', () => {
    const asked = { id: 'tax_per_land', amount: { value: '600', unit: 'CNY/m2' } }
    expect(row(change(asked).rows, 'tax_per_land')?.row.amount).toEqual({ value: '40' })
    expect(change({ id: 'tax_per_land', amount: { value: '600', unit: 'mu' } }).issues).toMatchObject([
      { text: 'value.wrong_unit', expected: 'CNY_10k/mu' },
    ])
    expect(change({ id: 'plot_ration', amount: { value: '2' } }).issues).toMatchObject([
      { text: 'indicators.unknown_row', nearest: 'plot_ratio' },
    ])
  })

  it('may add rows over the measures of the programme', () => {
    const extra = {
      name: '亩均研发投入',
      kind: 'at_least' as const,
      measure: 'rd',
      per: 'land_area',
      unit: 'CNY_10k/mu',
      amount: { value: '5' },
      when: { yearly: { from_year: 2 } },
      anchor: 'production' as const,
      nature: 'normative' as const,
      reason: '会议纪要',
    }
    const { rows, issues } = addRows(programme, [extra])
    expect(issues).toEqual([])
    expect(rows[0]?.words.zh).toBe('亩均研发投入 ≥ 5 万元/亩，投产后第 2 年起每年')
    const wrong = addRows(programme, [{ ...extra, unit: 'CNY_10k', measure: 'rdd' }])
    expect(wrong.issues).toMatchObject([{ text: 'indicators.unknown_measure', nearest: 'rd' }])
    expect(addRows(programme, [{ ...extra, unit: 'CNY_10k' }]).issues[0]?.text).toBe('value.wrong_unit')
  })
})

it('what a standard leaves open only becomes stricter', () => {
  expect(compareAmounts('at_least', { not_stated: true }, { value: '1' })).toBe('stricter')
  expect(compareAmounts('equal', { value: '1' }, { value: '2' })).toBe('unclear')
})
