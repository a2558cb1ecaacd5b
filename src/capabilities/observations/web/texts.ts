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
  period: { zh: '报告期', en: 'Period' },
  indicator: { zh: '指标', en: 'Indicator' },
  latest: { zh: '最近', en: 'Latest' },
  none: { zh: '没有数据', en: 'Nothing is known' },
  noneWhy: {
    zh: '还没有报送或导入过此对象的数据，或不在您的查看范围内。',
    en: 'Nothing was reported or imported about it, or it lies outside what you may see.',
  },
  statistical: { zh: '统计', en: 'statistical' },
  administrative: { zh: '行政', en: 'administrative' },
  declared: { zh: '申报', en: 'declared' },
  domain: { zh: '数据域', en: 'Domain' },
  month: { zh: '月度', en: 'Monthly' },
  quarter: { zh: '季度', en: 'Quarterly' },
  half_year: { zh: '半年', en: 'Half-yearly' },
  year: { zh: '年度', en: 'Yearly' },
  micro: {
    zh: '单个对象资料，依法保密，不得对外提供。',
    en: 'Data of a single respondent: confidential by law, not to be passed on.',
  },
})
