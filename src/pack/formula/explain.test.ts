import { describe, expect, it } from 'vitest'
import { quantity } from '#base/quantity.ts'
import type { Given } from './evaluate.ts'
import { explainCondition, explainFormula, type Labels, partsToText } from './explain.ts'
import { parseFormula } from './parse.ts'

const words: Record<string, { zh: string; en: string }> = {
  tax: { zh: '税收', en: 'Tax' },
  land: { zh: '用地', en: 'Land' },
  output: { zh: '产值', en: 'Output' },
  'trades/10': { zh: '灯具', en: 'Lamps' },
  kite: { zh: '纸鸢镇', en: 'Kite Town' },
}
const labels: Labels = { indicator: (id) => words[id], classOrPlace: (ref) => words[ref] }
const given: Given = {
  valueOf: ({ name }) =>
    name === 'tax' ? quantity('600', 'CNY_10k') : name === 'land' ? quantity('40', 'mu') : { blank: 'not_reported' },
}

describe('a formula in words', () => {
  it.each([
    ['tax / land', '税收 ÷ 用地', 'Tax ÷ Land'],
    ['tax / (land + 3 mu) * 2', '税收 ÷ （用地 + 3 亩） × 2', 'Tax ÷ (Land + 3 mu) × 2'],
    ['tax - (tax - land)', '税收 − （税收 − 用地）', 'Tax − (Tax − Land)'],
    [
      'output / last_year(cumulative(output)) - 1',
      '产值 ÷ 上年同期累计产值 − 1',
      'Output ÷ cumulative Output a year ago − 1',
    ],
    [
      'tax > 50 percent * land and not known(output)',
      '税收 > 50% × 用地 且 并非 产值已有数据',
      'Tax > 50% × Land and not Output has a value',
    ],
    [
      'industry in trades/10 or town in kite',
      '行业属于 灯具 或 所在镇街（园区）属于 纸鸢镇',
      'industry is Lamps or town is Kite Town',
    ],
    [
      'if(tax > 0, round(tax, 1), 0)',
      '若 税收 > 0 则 四舍五入（税收，1），否则 0',
      'if Tax > 0 then rounded(Tax, 1), otherwise 0',
    ],
    ['count(tax > 0)', '个数（税收 > 0）', 'number(Tax > 0)'],
  ])('%s', (text, zh, en) => {
    const parts = explainFormula(parseFormula(text), labels)
    expect([partsToText(parts, 'zh'), partsToText(parts, 'en')]).toEqual([zh, en])
  })

  it('shows the values it read, and what is missing', () => {
    const parts = explainFormula(parseFormula('tax / land + output'), labels, given)
    expect(partsToText(parts, 'zh')).toBe('税收（600 万元） ÷ 用地（40 亩） + 产值（未报）')
  })

  it('answers every question of a condition by itself', () => {
    const steps = explainCondition(
      parseFormula('tax > 500 CNY_10k and (land > 50 mu or not output > 0)'),
      labels,
      given,
    )
    expect(steps.map((step) => step.result.answer)).toEqual(['yes', 'no', 'unknown'])
  })
})
