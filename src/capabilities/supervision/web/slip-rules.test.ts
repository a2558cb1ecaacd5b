import { describe, expect, it } from 'vitest'
import { ruleWords } from './slip-rules.ts'

const names = (level: string) => (level === 'blue' ? '督办提示单' : undefined)

describe('the rule of a level in words', () => {
  it('names amounts, signs and units', () => {
    expect(ruleWords('days_to_due <= 7 day and progress < 100 percent', 'zh', names)).toBe(
      '距期限天数 ≤ 7 天 且 完成比例 < 100%',
    )
    expect(ruleWords('scheduled - progress >= 10 percent or sent_back', 'en', names)).toBe(
      'share scheduled − share done ≥ 10% or sent back when reported done',
    )
  })

  it('names the level before that was not met; a level without a name keeps its id', () => {
    expect(ruleWords('(unmet_blue or unmet_x)', 'zh', names)).toBe('(“督办提示单”未达要求 或 “x”未达要求)')
  })
})
