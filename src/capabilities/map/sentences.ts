import type { Sentences } from '#base/texts/sentence.ts'

/** What the map answers to what it cannot take, on the page and on the command line. */
export const mapSentences: Sentences = {
  'map.bounds_turned': {
    zh: '范围“{found}”颠倒了，应为{expected}，西小于东、南小于北',
    en: 'The box “{found}” is turned round; it should be {expected}, west below east and south below north',
  },
  'map.not_read': {
    zh: '地图数据没有读完，正在重新读取，请稍后再试',
    en: 'The land could not be read; it is being read again, try in a moment',
  },
  'map.no_such_tile': {
    zh: '没有这样的图块：“{found}”，应为 {expected}',
    en: 'There is no such tile: “{found}”; expected {expected}',
  },
  'map.too_many_corners': {
    zh: '所画图形有 {found} 个拐点，最多 {expected} 个；请画得简单些',
    en: 'The drawn shape has {found} corners, at most {expected} are taken; draw it more simply',
  },
  'map.too_wide': {
    zh: '所画图形宽或高达 {found}，最多 {expected}；请分成几块统计',
    en: 'The drawn shape is {found} wide or high, at most {expected} is taken; add it up in parts',
  },
  'map.too_many_carriers': {
    zh: '范围内有 {found} 处以上载体，最多统计 {expected} 处；请分成几块统计',
    en: 'There are {found} buildings or more around the drawn shape, at most {expected} are added up; do it in parts',
  },
  'map.compare_few': { zh: '至少选两项才能比较', en: 'Choose at least two to compare them' },
}
