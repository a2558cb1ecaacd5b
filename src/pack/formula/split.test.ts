import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { parsePlainDate } from '#base/plain-date.ts'
import { quantity } from '#base/quantity.ts'
import { checkPack } from '../check.ts'
import type { Programme } from '../programme.ts'
import { evaluateSplit, leafToSql, type LeafSql, splitIndicator } from './split.ts'

const day = parsePlainDate('2024-12-31')
let programme: Programme

beforeAll(() => {
  const folder = join(process.cwd(), 'packs', 'demo')
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'))
  const files = paths.map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }))
  const checked = checkPack([{ pack: 'demo', files, overlay: false }])
  if (checked.programme === undefined) throw new Error(JSON.stringify(checked.problems))
  programme = checked.programme
})

const names: LeafSql = {
  value: (name, shifts) => ({
    sql: `v_${[name, ...shifts].join('_')}`,
    unit: programme.indicators[name]?.unit ?? 'one',
  }),
  member: (attribute, classes) => `${attribute} in (${classes.map((one) => `'${one}'`).join(', ')})`,
  flag: (attribute) => attribute,
  sign: '1',
}

const leaves = (id: string) =>
  splitIndicator(programme, id, day).leaves.map((leaf) => `${leaf.key}: ${leafToSql(leaf, names)}`)

describe('an indicator is split into what SQL sums and the arithmetic around it', () => {
  it.each([
    ['output', ['sum(output): sum(v_output)']],
    ['tax_per_mu', ['sum(tax_paid): sum(v_tax_paid)', 'sum(land_in_use): sum(v_land_in_use)']],
    [
      'capacity_use',
      [
        'sum(capacity_use): sum(v_capacity_use)',
        'count(capacity_use): coalesce(sum(case when (v_capacity_use is not null) then 1 else 0 end), 0)',
      ],
    ],
    ['loss_firms', ['count(profit < 0): coalesce(sum(case when (v_profit < 0) then 1 else 0 end), 0)']],
    [
      'output_growth',
      [
        'cumulative(sum(output)): sum(v_output_cumulative)',
        'last_year(cumulative(sum(output))): sum(v_output_cumulative_last_year)',
      ],
    ],
    [
      'light_output',
      [
        "sum(output) where industry in plan-fields/light-making: sum(case when (industry in ('plan-fields/light-making')) then v_output end)",
      ],
    ],
    ['staff_at_end', ['sum(staff): sum(v_staff)']],
  ])('%s', (id, expected) => {
    expect(leaves(id)).toEqual(expected)
  })

  it('opens formulas of formulas, each with its own choice of subjects', () => {
    const { leaves: found } = splitIndicator(programme, 'emerging_share', day)
    expect(found.map((leaf) => [leaf.reads.join(), leaf.where.length])).toEqual([
      ['output', 1],
      ['output', 0],
    ])
  })

  it('uses the formula of the day', () => {
    expect(
      splitIndicator(programme, 'tax_per_mu', parsePlainDate('2020-06-30')).leaves.map((leaf) => leaf.key),
    ).toContain('sum(land_granted)')
  })

  it('takes the quotient of the sums, rounded once', () => {
    const split = splitIndicator(programme, 'tax_per_mu', day)
    const values = { 'sum(tax_paid)': quantity('1000', 'CNY_10k'), 'sum(land_in_use)': quantity('67', 'mu') }
    expect(evaluateSplit(split, values).value).toEqual({ value: '14.93', unit: 'CNY_10k/mu' })
  })

  it('takes the mean over those who reported', () => {
    const split = splitIndicator(programme, 'mean_output', day)
    const values = { 'sum(output)': quantity('1000', 'CNY_1k'), 'count(output)': quantity('3', 'enterprise') }
    expect(evaluateSplit(split, values).value).toEqual({ value: '333.3', unit: 'CNY_1k' })
  })

  it('is blank, with the reason, when a sum is missing or zero', () => {
    const split = splitIndicator(programme, 'tax_per_mu', day)
    expect(evaluateSplit(split, { 'sum(tax_paid)': quantity('1', 'CNY_10k') })).toMatchObject({
      value: { blank: 'not_reported' },
    })
    const values = { 'sum(tax_paid)': quantity('1', 'CNY_10k'), 'sum(land_in_use)': quantity('0', 'mu') }
    expect(evaluateSplit(split, values)).toMatchObject({ value: { blank: 'zero_denominator' } })
  })

  it('takes back what a correction took back', () => {
    const [leaf] = splitIndicator(programme, 'loss_firms', day).leaves
    expect(leaf && leafToSql(leaf, { ...names, sign: 'f.sign' })).toContain('then f.sign else 0')
  })

  it('refuses what documents only state', () => {
    expect(() => splitIndicator(programme, 'gdp', day)).toThrow('refused_by_rule')
  })
})
