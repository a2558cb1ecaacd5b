import { describe, expect, it } from 'vitest'
import { sayCondition } from './condition-words.ts'

const names = new Map([
  ['land_area', { zh: '用地面积', en: 'Ground' }],
  ['progress', { zh: '产业部分进度', en: 'Industrial part' }],
  ['in_base', { zh: '位于产业基地', en: 'In a base' }],
  ['fits', { zh: '符合目录', en: 'In the catalogue' }],
])

describe('a condition as people read it', () => {
  it('names what is compared and writes units in the language', () => {
    expect(sayCondition('land_area >= 75 mu', names, 'zh')).toBe('用地面积 ≥ 75 亩')
    expect(sayCondition('land_area >= 75 mu', names, 'en')).toBe('Ground ≥ 75 mu')
  })

  it('sets percent beside its number', () => {
    expect(sayCondition('progress >= 100 percent', names, 'zh')).toBe('产业部分进度 ≥ 100%')
  })

  it('joins facts by words', () => {
    expect(sayCondition('in_base and not fits', names, 'zh')).toBe('位于产业基地 且 非 符合目录')
  })

  it('leaves as written what nobody has named', () => {
    expect(sayCondition('beauty >= 3', names, 'en')).toBe('beauty ≥ 3')
  })
})
