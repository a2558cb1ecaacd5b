import { type Period, previousPeriod, sameLastYear } from '#base/period.ts'
import type { Text } from '#base/text.ts'
import type { Programme } from '#pack/programme.ts'
import type { Comparison, FigureAddress } from '../contract.ts'
import { januaryFebruaryFor } from './catalogue.ts'
import type { Expression } from './expression.ts'
import { joined } from './passes.ts'

export type Measure = 'value' | Comparison

/** A figure that a comparison is computed of, by the part it has in the formula. */
export type Part =
  | 'now'
  | 'last_year'
  | 'previous'
  | 'whole'
  | 'whole_last_year'
  | 'target'
  | 'matched_now'
  | 'matched_last_year'
  | 'matched_whole_last_year'

/** What each part is called. */
export const partNames: Readonly<Record<Part, Text>> = {
  now: { zh: '本期', en: 'this period' },
  last_year: { zh: '上年同期', en: 'same period last year' },
  previous: { zh: '上期', en: 'previous period' },
  whole: { zh: '全部', en: 'the whole' },
  whole_last_year: { zh: '全部上年同期', en: 'the whole last year' },
  target: { zh: '规划要求', en: 'required by the plan' },
  matched_now: { zh: '两期均报单位本期', en: 'those in both periods, now' },
  matched_last_year: { zh: '两期均报单位上年同期', en: 'those in both periods, last year' },
  matched_whole_last_year: { zh: '全部两期均报单位上年同期', en: 'all in both periods, last year' },
}

type MeasureRule = {
  readonly name: Text
  readonly formula: Text
  /** In percent, with two digits. */
  readonly relative: boolean
  /** The figures it is computed of, in the order of the formula. */
  readonly parts: readonly Part[]
}

/** How each comparison is called and computed. */
export const measureRules: Readonly<Record<Comparison, MeasureRule>> = {
  last_year: {
    name: { zh: '上年同期', en: 'Same period last year' },
    formula: { zh: '上年同期数，按本期的选择计算', en: 'the value of the same period of the year before' },
    relative: false,
    parts: ['last_year'],
  },
  growth: {
    name: { zh: '同比增速', en: 'Growth on last year' },
    formula: { zh: '同比增速 = 本期 ÷ 上年同期 − 1', en: 'growth = this period ÷ same period last year − 1' },
    relative: true,
    parts: ['now', 'last_year'],
  },
  share: {
    name: { zh: '占比', en: 'Share' },
    formula: { zh: '占比 = 本组 ÷ 全部', en: 'share = this group ÷ the whole' },
    relative: true,
    parts: ['now', 'whole'],
  },
  contribution: {
    name: { zh: '对增长的贡献', en: 'Contribution to growth' },
    formula: {
      zh: '对增长的贡献（百分点）=（本组本期 − 本组上年同期）÷ 全部上年同期',
      en: 'contribution in percentage points = (this group now − this group last year) ÷ the whole last year',
    },
    relative: true,
    parts: ['now', 'last_year', 'whole_last_year'],
  },
  previous: {
    name: { zh: '上期', en: 'Previous period' },
    formula: { zh: '上一报告期的数值', en: 'the value of the reporting period before' },
    relative: false,
    parts: ['previous'],
  },
  previous_growth: {
    name: { zh: '环比增速', en: 'Change on previous period' },
    formula: { zh: '环比增速 = 本期 ÷ 上期 − 1', en: 'change = this period ÷ previous period − 1' },
    relative: true,
    parts: ['now', 'previous'],
  },
  same_sample_value: {
    name: { zh: '同口径本期', en: 'Same sample, this period' },
    formula: {
      zh: '本期与上年同期均已上报的单位的本期合计（按报告期逐一配对）',
      en: 'this period of those who reported in it and a year before, matched report by report',
    },
    relative: false,
    parts: ['now'],
  },
  same_sample_last_year: {
    name: { zh: '同口径上年同期', en: 'Same sample, last year' },
    formula: {
      zh: '本期与上年同期均已上报的单位的上年同期合计（按报告期逐一配对）',
      en: 'the year before of those who reported in it and in this period, matched report by report',
    },
    relative: false,
    parts: ['last_year'],
  },
  same_sample_growth: {
    name: { zh: '同口径同比增速', en: 'Growth of the same sample' },
    formula: {
      zh: '同口径同比增速 = 两期均已上报的单位本期合计 ÷ 上年同期合计 − 1（按报告期逐一配对）',
      en: 'growth = those who reported in both periods now ÷ the same a year before − 1, matched report by report',
    },
    relative: true,
    parts: ['matched_now', 'matched_last_year'],
  },
  same_sample_contribution: {
    name: { zh: '同口径贡献', en: 'Contribution, same sample' },
    formula: {
      zh: '同口径贡献（百分点）=（本组配对单位本期 − 上年同期）÷ 全部配对单位上年同期',
      en: 'contribution = (matched units of this group now − a year before) ÷ all matched units a year before',
    },
    relative: true,
    parts: ['matched_now', 'matched_last_year', 'matched_whole_last_year'],
  },
  median: {
    name: { zh: '企业中位数', en: 'Median enterprise' },
    formula: { zh: '已上报企业数值的中位数', en: 'median of the values of the enterprises that reported' },
    relative: false,
    parts: ['now'],
  },
  quartile1: {
    name: { zh: '企业下四分位数', en: 'Lower quartile of enterprises' },
    formula: {
      zh: '已上报企业数值的下四分位数（线性内插）',
      en: 'lower quartile of the values of the enterprises that reported, between two in proportion',
    },
    relative: false,
    parts: ['now'],
  },
  quartile3: {
    name: { zh: '企业上四分位数', en: 'Upper quartile of enterprises' },
    formula: {
      zh: '已上报企业数值的上四分位数（线性内插）',
      en: 'upper quartile of the values of the enterprises that reported, between two in proportion',
    },
    relative: false,
    parts: ['now'],
  },
  target: {
    name: { zh: '规划要求', en: 'Required by the plan' },
    formula: {
      zh: '规划各节点之间的要求值：数额按几何路径，比率按等差路径',
      en: 'required between the milestones of the plan: geometric for amounts, in equal steps for shares',
    },
    relative: false,
    parts: [],
  },
  target_gap: {
    name: { zh: '与规划要求之差', en: 'Gap to the plan' },
    formula: { zh: '差距 = 实际 − 规划要求', en: 'gap = actual − required by the plan' },
    relative: false,
    parts: ['now', 'target'],
  },
}

export function isRelative(measure: Measure): boolean {
  return measure !== 'value' && measureRules[measure].relative
}

const sample: ReadonlySet<string> = new Set([
  'same_sample_value',
  'same_sample_last_year',
  'same_sample_growth',
  'same_sample_contribution',
])

/** Whether a comparison looks only at those who reported in both periods. */
export function isSameSample(measure: Measure): boolean {
  return sample.has(measure)
}

const ofWhole: ReadonlySet<string> = new Set(['share', 'contribution', 'same_sample_contribution'])

/** Whether a comparison is taken of the whole that a group is part of. */
export function isOfWhole(measure: Measure): boolean {
  return ofWhole.has(measure)
}

/** Whether a comparison is with what a plan requires. */
export function isOfTarget(measure: Measure): boolean {
  return measure === 'target' || measure === 'target_gap'
}

/** The reporting period before: before March stands January–February where the two are reported together. */
export function previousOf(programme: Programme, { leaves }: Expression, period: Period): Period {
  const [leaf] = leaves
  return leaf === undefined
    ? previousPeriod(period)
    : joined(previousPeriod(period), januaryFebruaryFor(programme, leaf.indicator))
}

/** The period that a comparison looks back at; null when it looks at none, or matches subject by subject. */
export function pastOf(measure: Measure, period: Period, previous: () => Period): Period | null {
  if (measure === 'previous' || measure === 'previous_growth') return previous()
  return measure === 'last_year' || measure === 'growth' || measure === 'contribution' ? sameLastYear(period) : null
}

/** The figure that a part of a comparison is: an address of its own. */
export function partAddress(address: FigureAddress, part: Part, previous: () => Period): FigureAddress {
  const { of, ...own } = address
  const period = sameLastYear(address.period as Period)
  const whole = { ...own, where: of ?? {} }
  switch (part) {
    case 'now':
      return { ...own, measure: 'value' }
    case 'last_year':
      return { ...own, measure: 'value', period }
    case 'previous':
      return { ...own, measure: 'value', period: previous() }
    case 'whole':
      return { ...whole, measure: 'value' }
    case 'whole_last_year':
      return { ...whole, measure: 'value', period }
    case 'target':
      return { ...own, measure: 'target' }
    case 'matched_now':
      return { ...own, measure: 'same_sample_value' }
    case 'matched_last_year':
      return { ...own, measure: 'same_sample_last_year' }
    case 'matched_whole_last_year':
      return { ...whole, measure: 'same_sample_last_year' }
  }
}

/** Whether a comparison has a sense only where amounts add up: a ratio has no share of a whole. */
export function isOfAmounts(measure: Measure): boolean {
  return isOfWhole(measure)
}

const signed: ReadonlySet<string> = new Set([
  'growth',
  'contribution',
  'previous_growth',
  'same_sample_growth',
  'same_sample_contribution',
  'target_gap',
])

/** Whether a comparison is a change, shown with its sign. */
export function isSigned(measure: Measure): boolean {
  return signed.has(measure)
}
