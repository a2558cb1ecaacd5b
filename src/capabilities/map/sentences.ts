import type { Sentences } from '#base/texts/sentence.ts'

/** What the map answers to what it cannot take, on the page and on the command line. */
export const mapSentences: Sentences = {
  'map.bounds_turned': {
    zh: '范围“{found}”颠倒了，应为{expected}，西小于东、南小于北',
    en: 'The box “{found}” is turned round; it should be {expected}, west below east and south below north',
  },
}
