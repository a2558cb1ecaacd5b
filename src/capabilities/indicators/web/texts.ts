import { addSentences } from '#kit/web/problem-words.ts'
import { defineTexts } from '#kit/web/texts.tsx'

addSentences({
  'figures.grouping': { zh: '“{found}”不是可用的分组', en: '“{found}” is nothing to group by' },
  'figures.condition': { zh: '公式中的条件不能用于汇总', en: 'A condition of the formula cannot be used for totals' },
})

/** Words that the pages of figures and plans share. */
export const words = defineTexts({
  'kind.level': { zh: '水平', en: 'Level' },
  'kind.average_growth': { zh: '年均增速', en: 'Average growth' },
  'kind.cumulative_growth': { zh: '累计增速', en: 'Cumulative growth' },
  'kind.relative': { zh: '相对目标', en: 'Relative' },
  'kind.count_by_tier': { zh: '分档计数', en: 'Count by tier' },
  'kind.cohort_rate': { zh: '群体比率', en: 'Cohort rate' },
  'kind.stage': { zh: '阶段成果', en: 'Stage' },

  'direction.floor': { zh: '不低于', en: 'Floor' },
  'direction.ceiling': { zh: '不高于', en: 'Ceiling' },
  'direction.expected': { zh: '预计达到', en: 'Expected' },

  'sign.about': { zh: '约', en: 'about' },
  'sign.over': { zh: '超过', en: 'over' },
  'sign.under': { zh: '不足', en: 'under' },
  'sign.at_least': { zh: '不低于', en: 'at least' },

  'role.baseline': { zh: '基期', en: 'Baseline' },
  'role.milestone': { zh: '中期', en: 'Milestone' },
  'role.goal': { zh: '目标', en: 'Goal' },

  'standing.met': { zh: '已达到', en: 'Met' },
  'standing.missed': { zh: '未达到', en: 'Missed' },
  'standing.ahead': { zh: '达到进度', en: 'On path' },
  'standing.behind': { zh: '落后进度', en: 'Behind path' },
  'standing.unknown': { zh: '不作判断', en: 'Not judged' },

  'status.published': { zh: '已印发', en: 'published' },
  'status.draft': { zh: '征求意见稿', en: 'draft' },
  'status.excerpt': { zh: '摘录', en: 'excerpt' },
  'status.reprint': { zh: '转载', en: 'reprint' },
  'status.illustrative': { zh: '示意', en: 'illustrative' },

  'indicator.reported': { zh: '填报', en: 'Reported' },
  'indicator.formula': { zh: '计算', en: 'Computed' },
  'indicator.stated': { zh: '文件表述', en: 'Stated' },

  'domain.statistical': { zh: '统计数据', en: 'Statistical' },
  'domain.administrative': { zh: '行政数据', en: 'Administrative' },
  'domain.declared': { zh: '申报数据', en: 'Declared' },

  'period.month': { zh: '月', en: 'Month' },
  'period.quarter': { zh: '季', en: 'Quarter' },
  'period.half_year': { zh: '半年', en: 'Half-year' },
  'period.year': { zh: '年', en: 'Year' },

  'measure.value': { zh: '数值', en: 'Value' },
  'measure.last_year': { zh: '上年同期', en: 'Last year' },
  'measure.growth': { zh: '同比', en: 'On last year' },
  'measure.share': { zh: '占比', en: 'Share' },
  'measure.contribution': { zh: '贡献', en: 'Contribution' },
  'measure.previous': { zh: '上期', en: 'Previous period' },
  'measure.previous_growth': { zh: '环比', en: 'On previous period' },
  'measure.same_sample_value': { zh: '同口径本期', en: 'Same sample, now' },
  'measure.same_sample_last_year': { zh: '同口径上年同期', en: 'Same sample, last year' },
  'measure.same_sample_growth': { zh: '同口径同比', en: 'Growth, same sample' },
  'measure.same_sample_contribution': { zh: '同口径贡献', en: 'Contribution, same sample' },
  'measure.median': { zh: '企业中位数', en: 'Median enterprise' },
  'measure.quartile1': { zh: '企业下四分位数', en: 'Lower quartile' },
  'measure.quartile3': { zh: '企业上四分位数', en: 'Upper quartile' },
  'measure.target': { zh: '规划要求', en: 'Required by plan' },
  'measure.target_gap': { zh: '与规划之差', en: 'Gap to plan' },

  'value.normal': { zh: '正常', en: 'normal' },
  'value.estimated': { zh: '估计', en: 'estimated' },
  'value.provisional': { zh: '初步', en: 'provisional' },
  'value.imputed': { zh: '插补', en: 'imputed' },

  cumulative: { zh: '累计', en: 'Cumulative' },
  span: { zh: '时段', en: 'Span' },
  thisPeriod: { zh: '当期', en: 'This period' },
  indicator: { zh: '指标', en: 'Indicator' },
  indicators: { zh: '指标', en: 'Indicators' },
  unit: { zh: '单位', en: 'Unit' },
  period: { zh: '报告期', en: 'Period' },
  place: { zh: '地区', en: 'Place' },
  areaUnit: { zh: '镇街园区', en: 'Town or area' },
  industry: { zh: '行业', en: 'Industry' },
  size: { zh: '规模', en: 'Size' },
  ownership: { zh: '登记类型', en: 'Ownership' },
  ladder: { zh: '梯队', en: 'Ladder' },
  enterprise: { zh: '企业', en: 'Enterprise' },
  source: { zh: '来源', en: 'Source' },
  definition: { zh: '口径', en: 'Definition' },
  formula: { zh: '算法', en: 'Formula' },
  knownAt: { zh: '数据截至 {at}', en: 'Known at {at}' },
  since: { zh: '自 {date} 起', en: 'since {date}' },
  notStated: { zh: '未明示', en: 'not stated' },
  wholeProgramme: { zh: '全部地区', en: 'All places' },
  all: { zh: '全部', en: 'All' },
  suppressed: { zh: '数据保密', en: 'Kept confidential' },
  suppressedWhy: {
    zh: '所选范围内企业过少，为保护单个企业，不对您的角色显示。可放宽行业、地区或时期。',
    en: 'Too few enterprises stand behind it. To protect them it is not shown to your role; widen the industry, the place or the period.',
  },
  emptyFigures: { zh: '没有可显示的数据', en: 'No figures to show' },
  emptyFiguresWhy: {
    zh: '所选指标、时期或地区还没有数据。可换一个报告期，或清除地区。',
    en: 'Nothing is known yet for these indicators, periods or places. Try another period, or clear the place.',
  },
})

/** A word by a key that is put together, such as the kind of a target; an unknown one stays as it is. */
export function wordOf(t: (key: keyof typeof words & string) => string, family: string, id: string): string {
  const key = `${family}.${id}`
  return Object.hasOwn(words, key) ? t(key as keyof typeof words & string) : id
}
