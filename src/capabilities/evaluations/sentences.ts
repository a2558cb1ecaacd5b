import type { Sentences } from '#base/texts/sentence.ts'

/** What the rules of evaluations have to say. */
export const evaluationSentences: Sentences = {
  'evaluations.no_file': { zh: '没有这个文件，或不能读取', en: 'There is no such file, or it cannot be read' },
  'evaluations.no_column': {
    zh: '文件没有“{found}”列，现有：{expected}',
    en: 'The file has no column “{found}”; it has: {expected}',
  },
  'evaluations.column_twice': { zh: '“{found}”列出现两次', en: 'The column “{found}” stands twice' },
  'evaluations.not_a_number': {
    zh: '“{found}”既不是数字，也不是空缺原因',
    en: '“{found}” is neither a number nor the reason of a blank',
  },
  'evaluations.not_yes_or_no': { zh: '“{found}”不是“是”或“否”', en: '“{found}” is neither yes nor no' },
  'evaluations.unit_without_id': { zh: '这一行没有评价单元的编号', en: 'This row names no unit' },
  'evaluations.unit_twice': { zh: '“{found}”已在 {expected} 出现', en: '“{found}” stands on {expected} already' },
  'evaluations.no_units': { zh: '文件中没有任何评价单元', en: 'There is no unit in the file' },
  'evaluations.baseline_not_given': {
    zh: '没有给出“{found}”在“{group}”组的基准值',
    en: 'The baseline of “{found}” for the group “{group}” was not stated',
  },
  'evaluations.baseline_not_above_zero': {
    zh: '“{found}”在“{group}”组的基准值不大于 0，不能计分',
    en: 'The baseline of “{found}” in the group “{group}” is not more than 0, so nothing can be measured against it',
  },
  'evaluations.example_differs': {
    zh: '示例结果为 {found}，应为 {expected}',
    en: 'The example came out as {found}; expected {expected}',
  },
}
