import { defineTexts } from '../texts.tsx'

/** What the marks of a figure say. */
export const markWords = defineTexts({
  low_coverage: { zh: '覆盖不足', en: 'low coverage' },
  estimated: { zh: '估计', en: 'estimated' },
  provisional: { zh: '初步', en: 'provisional' },
  synthetic: { zh: '合成数据', en: 'synthetic' },
})
