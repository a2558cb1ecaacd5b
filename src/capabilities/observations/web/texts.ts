import { addSentences } from '#kit/web/problem-words.ts'
import { defineTexts } from '#kit/web/texts.tsx'
import { observationSentences } from '../sentences.ts'

addSentences(observationSentences)

export const words = defineTexts({
  imports: { zh: '部门数据导入', en: 'Files of bureaus' },
  importSentence: {
    zh: '税收、用地、能耗、排放、用工、研发等部门年度数据：每行一家企业一个报告期，每列一个指标，表头写明单位。',
    en: 'Yearly values of bureaus (tax, land, energy, emissions, staff, R&D): one line per enterprise and period, one column per indicator with its unit in the head.',
  },
  file: { zh: '部门数据', en: 'Values' },
})
