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
  'observations.generated_elsewhere': {
    zh: '只有 DuckDB 镜像库可以直接生成数据，现为“{found}”',
    en: 'Only a mirror in DuckDB can be filled by itself; this one is “{found}”',
  },
  'observations.generated_beside': {
    zh: '已有入库的数值，镜像库不能再直接生成',
    en: 'Values are recorded already; the mirror cannot be filled by itself beside them',
  },
  'observations.generated_lost': {
    zh: '有 {expected} 行数据只在镜像库中生成，现仅有 {found} 行，无法由入库数据重建。请从备份恢复镜像库，或用 jidi facts rebuild --drop-generated 放弃这些行',
    en: 'Of {expected} rows that were made in the mirror alone {found} are there, and the record cannot make them anew. Restore the mirror, or let go of them by jidi facts rebuild --drop-generated',
  },
  'observations.generated_homeless': {
    zh: '只在镜像库中生成的数据在当前配置包中没有位置：{found}。请恢复原配置包，或用 jidi facts rebuild --drop-generated 放弃',
    en: 'The pack has no place any more for what was made in the mirror alone: {found}. Go back to that pack, or let go of it by jidi facts rebuild --drop-generated',
  },
  'observations.over_generated': {
    zh: '“{found}”的数值只在镜像库中生成，用于测试，不能在其上填报',
    en: 'The values of “{found}” were made in the mirror alone, for measuring; nothing can be recorded over them',
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
