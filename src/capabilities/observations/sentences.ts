import type { Sentences } from '#base/texts/sentence.ts'

/** The wordings of everything that can be wrong with values, on pages and in refusals alike. */
export const observationSentences: Sentences = {
  'observations.unknown_indicator': { zh: '没有“{found}”这个指标', en: 'There is no indicator “{found}”' },
  'observations.not_reported_indicator': { zh: '此指标不是上报指标', en: 'This indicator is not one that is reported' },
  'observations.other_domain': {
    zh: '数据域应为 {expected}，现为 {found}',
    en: 'The data domain must be {expected}, not {found}',
  },
  'observations.other_subject': {
    zh: '此指标的对象应为 {expected}，现为 {found}',
    en: 'This indicator is about {expected}, not {found}',
  },
  'observations.other_source': {
    zh: '此指标的来源应为 {expected}，现为 {found}',
    en: 'This indicator comes by {expected}, not by {found}',
  },
  'observations.not_collected': { zh: '此指标不按“{found}”收取', en: 'This indicator is not collected for “{found}”' },
  'observations.other_period_kind': {
    zh: '报告期“{found}”的种类不对，应为 {expected}',
    en: 'The period “{found}” is of another kind; expected {expected}',
  },
  'observations.twice': { zh: '“{found}”出现了两次', en: '“{found}” stands here twice' },
  'observations.other_length': {
    zh: '应有 {expected} 格，现有 {found} 格',
    en: '{expected} cells expected, {found} found',
  },
  'observations.no_rows': { zh: '没有内容', en: 'There is nothing in it' },
  'observations.no_values': { zh: '这一行没有任何数值', en: 'This line holds no value' },
  'observations.too_many_places': { zh: '小数位过多，至多 {expected} 位', en: 'Too many places; at most {expected}' },
  'observations.too_big': {
    zh: '数值过大，整数至多 {expected} 位',
    en: 'Too big; at most {expected} digits before the point',
  },
  'observations.head_without_unit': {
    zh: '“{found}”没有写明单位，应为“{expected}”',
    en: '“{found}” names no unit; expected “{expected}”',
  },
  'observations.head_wrong_unit': {
    zh: '“{found}”的单位不对，应为“{expected}”',
    en: '“{found}” has another unit; expected “{expected}”',
  },
  'observations.remedy.name_the_unit': { zh: '请在表头写明单位', en: 'Write the unit into the head' },
  'observations.remedy.convert_first': { zh: '请换算后再上传', en: 'Convert the values, then upload again' },
  'import.remedy.value.not_a_number': { zh: '请填数字', en: 'Write a number' },
  'import.remedy.value.not_a_period': { zh: '请填年份或报告期，如 2024', en: 'Write a year or a period, such as 2024' },
  'import.remedy.observations.too_many_places': { zh: '请减少小数位', en: 'Write fewer places' },
  'import.remedy.observations.too_big': { zh: '请核对数值与单位', en: 'Check the value and its unit' },
  'import.remedy.observations.other_period_kind': {
    zh: '请按指标要求的报告期填报',
    en: 'Use a period of the kind the indicator is collected for',
  },
  'import.remedy.observations.no_values': { zh: '请填数值或删去此行', en: 'Fill in a value or delete the line' },
}
