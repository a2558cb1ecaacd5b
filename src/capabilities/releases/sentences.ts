import type { Sentences } from '#base/texts/sentence.ts'

/** What the rules of releases have to say. */
export const releaseSentences: Sentences = {
  'releases.no_column': {
    zh: '文件没有“{found}”列；现有：{expected}',
    en: 'The file has no column “{found}”; it has: {expected}',
  },
  'releases.no_file': { zh: '没有这个文件，或不能读取', en: 'There is no such file, or it cannot be read' },
  'releases.nothing_new': {
    zh: '没有可以更新的数据：变动涉及的单位过少，留待下次发布',
    en: 'Nothing can be brought up to date: changes of too few respondents wait',
  },
  'releases.not_a_number': { zh: '“{found}”不是数字', en: '“{found}” is not a number' },
  'releases.margin_as_class': {
    zh: '“*”用来表示合计，不能作为分组的取值',
    en: '“*” stands for the total and cannot be a value of a grouping',
  },
  'releases.no_units': { zh: '文件中没有任何单位有数值', en: 'No unit in the file has a value' },
  'releases.column_twice': { zh: '“{found}”列用了两次', en: 'The column “{found}” is used twice' },
}
