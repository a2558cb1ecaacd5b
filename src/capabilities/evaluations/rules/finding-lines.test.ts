import { expect, test } from 'vitest'
import { findingsOf } from './finding-lines.ts'

test('a finding is a line: about, kind, finding, recommendation', () => {
  expect(findingsOf('研发投入｜不足｜低于目标 0.3 个百分点｜增加补助\n\nLand | fault | unused | take back')).toEqual([
    { about: '研发投入', weight: 'weakness', finding: '低于目标 0.3 个百分点', recommendation: '增加补助' },
    { about: 'Land', weight: 'fault', finding: 'unused', recommendation: 'take back' },
  ])
})

test('a line without a kind is a note, and one without more says what it is about', () => {
  expect(findingsOf('产值|按进度')).toEqual([{ about: '产值', weight: 'note', finding: '按进度', recommendation: '' }])
  expect(findingsOf('总体良好')).toEqual([
    { about: '总体良好', weight: 'note', finding: '总体良好', recommendation: '' },
  ])
})
