import { Decimal, roundTo, toDecimalText } from '#base/decimal.ts'
import { once } from '#base/once.ts'
import { convert, quantity } from '#base/quantity.ts'
import type { Text } from '#base/text.ts'
import { parseUnit, sameDimension, unitName } from '#base/unit.ts'
import type { Programme, ProgrammeTarget } from '#pack/programme.ts'
import type { PlanLint } from '../contract.ts'
import { pathPoints } from './plan.ts'
import { averageGrowth, type PathPoint } from './required-path.ts'

/** The arithmetic of the plans, checked: totals against their parts, growth against milestones, what is said twice, what contradicts. */
export function lintPlans(programme: Programme, targets: readonly ProgrammeTarget[]): PlanLint[] {
  return [
    ...targets.flatMap((target) => sumLint(programme, target)),
    ...targets.flatMap((target) => printedGrowth(target)),
    ...targets.flatMap((target) => promisedGrowth(programme, target)),
    ...restated(targets),
    ...contradicted(programme, targets),
  ]
}

type Milestone = ProgrammeTarget['milestones'][number]

/** Parts that are all stated for a year must add up to the total, as firmly as it is stated. */
function sumLint(programme: Programme, target: ProgrammeTarget): PlanLint[] {
  const parts = (target.sum_of ?? []).flatMap((id) => programme.targets[id] ?? [])
  const unit = target.unit
  if (parts.length === 0 || unit === undefined) return []
  return target.milestones.flatMap((total): PlanLint[] => {
    const each = parts.map((part) => amountIn(part, total.period, unit))
    if (total.value === undefined || each.some((amount) => amount === null)) return []
    const sum = each.reduce<Decimal>((all, amount) => all.plus(amount ?? 0), new Decimal(0))
    const over = sum.minus(total.value)
    const name = (language: 'zh' | 'en') =>
      `${signWord(total.sign, language)}${total.value}${unitSuffix(unit, language)}`
    return [
      {
        kind: 'sum',
        targets: [target.id, ...parts.map(({ id }) => id)],
        period: total.period,
        stated: total.value,
        computed: toDecimalText(sum),
        unit,
        agrees: holds(total.sign, new Decimal(total.value), sum),
        note: {
          zh: `${total.period}年：${parts.length} 项之和为 ${toDecimalText(sum)}，合计写${name('zh')}（相差 ${toDecimalText(over)}）。`,
          en: `${total.period}: the ${parts.length} parts add up to ${toDecimalText(sum)}; the total is stated as ${name('en')} (difference ${toDecimalText(over)}).`,
        },
        source: total.source,
      },
    ]
  })
}

function amountIn(target: ProgrammeTarget, period: string, unit: string): Decimal | null {
  const value = target.milestones.find((each) => each.period === period)?.value
  if (value === undefined || target.unit === undefined) return null
  if (!sameDimension(parseUnit(target.unit), parseUnit(unit))) return null
  return new Decimal(convert(quantity(value, target.unit), unit).value)
}

/** Whether a sum bears out an amount that is stated so firmly: about, to the digit it is rounded at. */
function holds(sign: Milestone['sign'], stated: Decimal, sum: Decimal): boolean {
  if (sign === 'over' || sign === 'at_least') return sum.greaterThanOrEqualTo(stated)
  if (sign === 'under') return sum.lessThanOrEqualTo(stated)
  if (sign !== 'about') return sum.equals(stated)
  const zeros = /0*$/.exec(stated.toFixed(0))?.[0].length ?? 0
  return stated.decimalPlaces() > 0
    ? roundTo(sum, stated.decimalPlaces()).equals(stated)
    : rounded(sum, zeros).equals(stated)
}

function rounded(value: Decimal, zeros: number): Decimal {
  const unit = new Decimal(10).pow(zeros)
  return roundTo(value.div(unit), 0).times(unit)
}

const signWords: Readonly<Record<string, Text>> = {
  about: { zh: '约', en: 'about ' },
  over: { zh: '超过', en: 'over ' },
  under: { zh: '不足', en: 'under ' },
  at_least: { zh: '不低于', en: 'at least ' },
}

function signWord(sign: string | undefined, language: 'zh' | 'en'): string {
  return sign === undefined ? '' : (signWords[sign]?.[language] ?? '')
}

function unitSuffix(unit: string, language: 'zh' | 'en'): string {
  if (unit === 'percent') return '%'
  if (unit === 'one') return ''
  return language === 'zh' ? unitName(unit, 'zh') : ` ${unitName(unit, 'en')}`
}

/** Growth that is printed beside milestones must be what they give, at the digits it is printed with. */
const printedGrowth = once((target: ProgrammeTarget): readonly PlanLint[] => {
  const points = pathPoints(target)
  return (target.stated_growth ?? []).flatMap(({ from, to, value, source }) =>
    value === undefined ? [] : growthLint([target.id], points, { from, to, value, source }),
  )
})

/** A growth that is promised by itself must be what the milestones of the same indicator give. */
function promisedGrowth(programme: Programme, target: ProgrammeTarget): PlanLint[] {
  if (target.kind !== 'average_growth' || target.from === undefined) return []
  const goal = target.milestones.findLast(({ value }) => value !== undefined)
  const levels = Object.values(programme.targets).filter(
    (each) => each.kind === 'level' && each.indicator === target.indicator && each.subject === target.subject,
  )
  if (goal?.value === undefined) return []
  const growth = { from: target.from, to: goal.period, value: goal.value, source: goal.source }
  return levels.flatMap((level) => growthLint([target.id, level.id], pathPoints(level), growth))
}

type Growth = { readonly from: string; readonly to: string; readonly value: string; readonly source: string }

function growthLint(targets: string[], points: readonly PathPoint[], { from, to, value, source }: Growth): PlanLint[] {
  const [first, last] = [from, to].map((period) => points.find((point) => String(point.year) === period))
  const computed = first && last ? averageGrowth(first, last, 2) : null
  if (computed === null || !first || !last) return []
  const digits = value.split('.')[1]?.length ?? 0
  const [low, high] = [toDecimalText(first.value), toDecimalText(last.value)]
  return [
    {
      kind: 'growth',
      targets,
      period: `${from}–${to}`,
      stated: value,
      computed: computed.toFixed(2),
      unit: 'percent',
      agrees: roundTo(computed, digits).equals(value),
      note: {
        zh: `${from}年 ${low} 到 ${to}年 ${high}，年均增长 ${computed.toFixed(2)}%，文件写 ${value}%。`,
        en: `From ${low} in ${from} to ${high} in ${to} is ${computed.toFixed(2)}% a year; ${value}% is stated.`,
      },
      source,
    },
  ]
}

/** The same promise twice, in other words: the amounts or how firmly they are stated differ. */
function restated(targets: readonly ProgrammeTarget[]): PlanLint[] {
  const said = targets
    .filter((target) => target.kind === 'level' && target.indicator !== undefined)
    .flatMap((target) =>
      target.milestones.flatMap((milestone) => (milestone.value === undefined ? [] : [{ target, milestone }])),
    )
  const by = new Map<string, typeof said>()
  for (const each of said) {
    const { target, milestone } = each
    const key = [target.indicator, target.subject, target.field ?? '', milestone.period].join('|')
    by.set(key, [...(by.get(key) ?? []), each])
  }
  return [...by.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : others.flatMap((other) => pairLint(first, other)),
  )
}

type Said = { readonly target: ProgrammeTarget; readonly milestone: Milestone }

function pairLint(a: Said, b: Said): PlanLint[] {
  const unit = a.target.unit ?? 'one'
  const value = amountIn(b.target, b.milestone.period, unit)
  if (value === null || a.milestone.value === undefined) return []
  const same = value.equals(a.milestone.value)
  if (same && a.milestone.sign === b.milestone.sign) return []
  const [one, two] = [a, b].map(({ milestone }) => milestone)
  const says = (said: Milestone | undefined, language: 'zh' | 'en') =>
    `${signWord(said?.sign, language)}${said?.value ?? ''}`
  return [
    {
      kind: 'restated',
      targets: [a.target.id, b.target.id],
      period: a.milestone.period,
      stated: a.milestone.value,
      computed: toDecimalText(value),
      unit,
      agrees: same,
      note: {
        zh: `同一目标两种写法：${says(one, 'zh')}（${one?.source}）与${says(two, 'zh')}（${two?.source}）。`,
        en: `The same target in two ways: ${says(one, 'en')} (${one?.source}) and ${says(two, 'en')} (${two?.source}).`,
      },
      source: b.milestone.source,
    },
  ]
}

/** What the programme itself names a contradiction, beside the targets that it is about. */
function contradicted(programme: Programme, targets: readonly ProgrammeTarget[]): PlanLint[] {
  return Object.values(programme.contradictions).flatMap((contradiction): PlanLint[] => {
    const said = contradiction.statements.flatMap((each) =>
      typeof each === 'string' ? (programme.statements[each] ?? []) : [],
    )
    const about = targets.filter((target) =>
      said.some(
        (one) =>
          one.indicator !== undefined &&
          one.indicator === target.indicator &&
          one.subject === target.subject &&
          target.milestones.some(({ period }) => one.period === undefined || period === one.period),
      ),
    )
    if (about.length === 0) return []
    const words = typeof contradiction.about === 'string' ? undefined : contradiction.about
    const { name } = contradiction
    return [
      {
        kind: 'contradiction',
        targets: about.map(({ id }) => id),
        period: said.find(({ period }) => period !== undefined)?.period ?? null,
        stated: null,
        computed: null,
        unit: null,
        agrees: false,
        note: {
          zh: words === undefined ? name.zh : `${name.zh}：${words.zh}`,
          en: words === undefined ? name.en : `${name.en}: ${words.en}`,
        },
        source: said[0]?.source ?? '',
      },
    ]
  })
}
