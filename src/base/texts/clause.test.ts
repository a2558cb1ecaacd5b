import { describe, expect, it } from 'vitest'
import { clauseText } from './clause.ts'

describe('a cited clause', () => {
  it.each([
    ['III.3 table 1 row 1', 'III.3 表1第1行'],
    ['annex 2(11)', '附件2(11)'],
    ['box 1', '专栏1'],
    ['preface', '前言'],
    ['III.2 definitions', 'III.2 定义'],
    ['4 idle land', '4 闲置土地'],
    ['II.1.1(4)', 'II.1.1(4)'],
  ])('%s reads %s in Chinese and stays as it is in English', (clause, chinese) => {
    expect(clauseText(clause, 'zh')).toBe(chinese)
    expect(clauseText(clause, 'en')).toBe(clause)
  })
})
