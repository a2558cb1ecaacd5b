import { type Decimal, roundTo } from '#base/decimal.ts'
import type { Text } from '#base/text.ts'
import { parseUnit, sameDimension, unitName } from '#base/unit.ts'
import type { Programme, ProgrammeTarget } from '#pack/programme.ts'
import type { Actual } from './plan.ts'
import { averageGrowth } from './required-path.ts'

/** An indicator of a place that a target looks at. */
export type LookedAt = { readonly indicator: string; readonly place: string }

/** What a target is computed from: its own indicator, the one it counts by, the one it is measured against. */
export function lookedAt(target: ProgrammeTarget): LookedAt[] {
  const own = (indicator: string | undefined) => (indicator === undefined ? [] : [{ indicator, place: target.subject }])
  switch (target.kind) {
    case 'level':
    case 'average_growth':
    case 'cumulative_growth':
      return own(target.indicator)
    case 'count_by_tier':
      return own(target.tier?.indicator)
    case 'relative':
      return target.reference === undefined
        ? []
        : [...own(target.indicator), { indicator: target.reference, place: target.reference_subject ?? target.subject }]
    default:
      return []
  }
}

/** How a relative target is measured: level against level, or growth against a growth that is published as such. */
export function relativeWay(programme: Programme, target: ProgrammeTarget): 'ratio' | 'difference' | null {
  const own = target.indicator === undefined ? undefined : programme.indicators[target.indicator]
  const reference = target.reference === undefined ? undefined : programme.indicators[target.reference]
  if (own === undefined || reference === undefined) return null
  if (reference.unit === 'percent' && own.unit !== 'percent') return 'difference'
  return sameDimension(parseUnit(own.unit), parseUnit(reference.unit)) ? 'ratio' : null
}

/** The actual of a relative target in a year, in percent: of the reference, or percentage points beyond its growth. */
export function relativeActual(
  way: 'ratio' | 'difference',
  { now, before, reference }: { now: Actual | null; before: Actual | null; reference: Actual | null },
): Actual | null {
  if (now?.value == null || reference?.value == null) return null
  const both = { ...now, partial: now.partial || reference.partial }
  if (way === 'ratio') {
    if (reference.value.isZero()) return null
    return { ...both, value: roundTo(now.value.times(100).div(reference.value), 2) }
  }
  if (before?.value == null || before.partial || now.partial) return null
  const growth = averageGrowth({ year: 0, value: before.value }, { year: 1, value: now.value }, 6)
  return growth === null ? null : { ...both, value: roundTo(growth.minus(reference.value), 2) }
}

/** How an actual is computed where it is not the indicator itself; null for levels and what cannot be computed. */
export function computationOf(programme: Programme, target: ProgrammeTarget): Text | null {
  if (target.kind === 'count_by_tier') return tierWords(programme, target)
  if (target.kind === 'average_growth')
    return { zh: '自基年起的年均增速', en: 'average growth a year since the base year' }
  if (target.kind === 'cumulative_growth') return { zh: '自基年起的累计增速', en: 'growth in all since the base year' }
  const way = target.kind === 'relative' ? relativeWay(programme, target) : null
  const name = programme.indicators[target.reference ?? '']?.name
  if (way === null || name === undefined) return null
  return way === 'ratio'
    ? { zh: `占“${name.zh}”的百分比`, en: `in percent of “${name.en}”` }
    : { zh: `增速减“${name.zh}”（百分点）`, en: `growth less “${name.en}”, in percentage points` }
}

function tierWords(programme: Programme, { tier }: ProgrammeTarget): Text | null {
  const indicator = tier?.indicator === undefined ? undefined : programme.indicators[tier.indicator]
  if (indicator === undefined || tier?.at_least === undefined) return null
  const from = (language: 'zh' | 'en') => amount(tier.at_least, language)
  const to = (language: 'zh' | 'en') => (tier.below === undefined ? '' : amount(tier.below, language))
  const { name } = indicator
  return {
    zh: `全年“${name.zh}”达到 ${from('zh')}${tier.below === undefined ? '及以上' : `、低于 ${to('zh')}`} 的企业数`,
    en: `enterprises whose “${name.en}” of the year is ${from('en')} or more${tier.below === undefined ? '' : ` and below ${to('en')}`}`,
  }
}

function amount(of: { readonly value: string; readonly unit: string } | undefined, language: 'zh' | 'en'): string {
  return of === undefined ? '' : `${of.value} ${unitName(of.unit, language)}`
}

/** Why a target has no actual value of the house; null where it is computed. */
export function whyNotComputed(
  programme: Programme,
  target: ProgrammeTarget,
  isAnswerable: (indicator: string) => boolean,
): Text | null {
  if (target.kind === 'stage')
    return { zh: '分步目标只有文字，没有数额可算。', en: 'A stage is stated in words; there is no amount to compute.' }
  if (target.kind === 'cohort_rate')
    return {
      zh: '需要逐户的入园（或成立）日期和其后的状态，名录没有这些内容。',
      en: 'It needs the day each one entered and what it became; the register does not hold them.',
    }
  if (target.kind === 'count_by_tier' && (target.tier?.indicator === undefined || target.tier.at_least === undefined))
    return {
      zh: `文件没有说明按哪个指标分档（${target.tier?.of?.zh ?? '计数对象'}）。`,
      en: `The source does not say by which measure ${target.tier?.of?.en ?? 'they'} are put into tiers.`,
    }
  if (target.kind === 'relative' && relativeWay(programme, target) === null)
    return { zh: '目标与参照的单位不同，无法比较。', en: 'Target and reference have units that cannot be compared.' }
  const missing = lookedAt(target).find(({ indicator }) => !isAnswerable(indicator))
  if (missing === undefined && lookedAt(target).length > 0) return null
  const name = programme.indicators[missing?.indicator ?? '']?.name
  return name === undefined
    ? { zh: '文件没有说明对应的指标。', en: 'The source names no indicator for it.' }
    : {
        zh: `“${name.zh}”没有报表数据，只有文件表述或统计部门公布的数字。`,
        en: `No returns carry “${name.en}”; only documents or the statistics office state it.`,
      }
}

/** An amount of a tier in the unit of what is counted by. */
export type Tier = { readonly atLeast: Decimal; readonly below: Decimal | null }
