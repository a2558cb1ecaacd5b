import { isBlank } from '#base/blank.ts'
import { parseDecimal } from '#base/decimal.ts'
import { convert, quantity } from '#base/quantity.ts'
import { formatNumber, formatQuantity } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import type { ChangeShown, ConditionShown, NeedAsked, NeedWords, ReasonShown } from '../contract.ts'
import { words as shared } from './texts.ts'

const words = defineTexts({
  asks: { zh: '需要 {asked}；现有 {has}', en: 'wanted {asked}; there is {has}' },
  missing: { zh: '未承诺：{names}', en: 'not promised yet: {names}' },
  promised: { zh: '承诺 {amount}', en: 'promised {amount}' },
  advice: { zh: '推荐性', en: 'recommended' },
  atLeast: { zh: '{n} 以上', en: '{n} or more' },
  atMost: { zh: '{n} 以下', en: 'up to {n}' },
  clean: { zh: '有洁净厂房', en: 'with clean room' },
  noClean: { zh: '无洁净厂房', en: 'without clean room' },
  anyIndustry: { zh: '不限行业', en: 'any industry' },
  'change.kind': { zh: '用地、空间均可', en: 'land or space alike' },
  'change.least': { zh: '面积下限减至 {to}（少 {by}）', en: 'area from {to} ({by} less)' },
  'change.most': { zh: '面积上限增至 {to}（多 {by}）', en: 'area up to {to} ({by} more)' },
  'change.date': { zh: '推迟到 {to} 使用', en: 'use from {to}' },
  'change.power': { zh: '用电负荷降为 {to} kW', en: 'power down to {to} kW' },
  'change.clean_room': { zh: '不要求洁净厂房', en: 'no clean room' },
  'change.ceiling': { zh: '层高降为 {to} m', en: 'ceiling down to {to} m' },
  'change.floor_load': { zh: '荷载降为 {to} t/m²', en: 'floor load down to {to} t/m²' },
  'change.tenure': { zh: '接受“{to}”', en: 'accept “{to}”' },
  'change.price': { zh: '地价上限提高到 {to} 万元/亩', en: 'price up to {to} (10,000 yuan per mu)' },
  'change.rent': { zh: '租金上限提高到 {to} 元/平方米·月', en: 'rent up to {to} yuan per m² and month' },
  'change.place': { zh: '也考虑其他地区', en: 'other places too' },
  'change.promise': { zh: '{name}由 {from} 改为 {to}', en: '{name} from {from} to {to}' },
})

const shapes = {
  yes: { path: 'M2 7.5 5.5 11 12 3.5', tone: 'var(--success)' },
  no: { path: 'M3 3l8 8M11 3l-8 8', tone: 'var(--error)' },
  unknown: { path: 'M4.5 5a2.5 2.5 0 1 1 3.6 2.2Q7 7.8 7 9m0 2v.6', tone: 'var(--warning)' },
} as const

/** yes, no or open: a shape, a word and a colour. */
export function AnswerMark({ answer }: { answer: ReasonShown['answer'] }) {
  const s = useTexts(shared)
  const { path, tone } = shapes[answer]
  return (
    <span className="nd-answer" data-answer={answer}>
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
        <path d={path} fill="none" stroke={tone} strokeWidth="2" />
      </svg>
      {s(answer)}
    </span>
  )
}

/** m² and mu of an area. */
export function useArea(): (area: string) => string {
  const language = useLanguage()
  return (area) => {
    const whole = formatQuantity(quantity(area, 'm2'), language)
    return `${whole} (${formatQuantity(convert(quantity(area, 'm2'), 'mu'), language, { scale: 1 })})`
  }
}

/** What is asked and what there is, in the words of a rule. */
function useSides(
  known: NeedWords,
  priceUnit: string | undefined,
): (reason: ReasonShown) => { asked: string | null; has: string | null } {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const area = useArea()
  const language = useLanguage()
  const named = (all: NeedWords['places'], ids: string | null) =>
    ids === null
      ? null
      : ids
          .split(' ')
          .map((id) => say(all.find((one) => one.id === id)?.name) || id)
          .join(', ')
  const number = (value: string | null, unit: string) => (value === null ? null : `${formatNumber(value)} ${unit}`)
  const range = (text: string | null) => {
    if (text === null) return null
    const [least = '', most] = text.split('..')
    if (most === undefined) return area(least)
    if (most === '') return t('atLeast', { n: area(least) })
    return least === '' ? t('atMost', { n: area(most) }) : `${area(least)} – ${area(most)}`
  }
  return ({ rule, asked, has }) => {
    const both = (show: (value: string | null) => string | null) => ({ asked: show(asked), has: show(has) })
    switch (rule) {
      case 'kind':
        return both((value) => (value === null ? null : s(`kind.${value as NeedAsked['kind']}`)))
      case 'industry':
        return { asked: named(known.industries, asked), has: named(known.industries, has) ?? t('anyIndustry') }
      case 'area':
        return both(range)
      case 'power':
        return both((value) => number(value, 'kW'))
      case 'price':
        return both((value) =>
          value === null || priceUnit === undefined ? value : formatQuantity(quantity(value, priceUnit), language),
        )
      case 'clean_room':
        return both((value) => (value === null ? null : t(value === 'yes' ? 'clean' : 'noClean')))
      case 'ceiling':
        return both((value) => number(value, 'm'))
      case 'floor_load':
        return both((value) => number(value, 't/m²'))
      case 'tenure':
        return both((value) => named(known.tenures, value))
      case 'place':
        return both((value) => named(known.places, value))
      default:
        return both((value) => value)
    }
  }
}

type ReasonListProps = {
  reasons: readonly ReasonShown[]
  known: NeedWords
  /** Unit of the price that is asked for, where one is stated. */
  priceUnit: string | undefined
}

/** Every rule of a match that was asked, with its answer and both sides. */
export function ReasonList({ reasons, known, priceUnit }: ReasonListProps) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const sides = useSides(known, priceUnit)
  return (
    <ul className="nd-reasons">
      {reasons
        .filter(({ asked, answer }) => asked !== null || answer !== 'yes')
        .map((reason) => {
          const { asked, has } = sides(reason)
          return (
            <li key={reason.rule}>
              <AnswerMark answer={reason.answer} /> <b>{s(`rule.${reason.rule}`)}</b>{' '}
              <span className="jd-quiet">
                {t('asks', { asked: asked ?? s('notStated'), has: has ?? s('notStated') })}
              </span>
            </li>
          )
        })}
    </ul>
  )
}

/** The entry conditions of an offer as they stand to what is promised. */
export function ConditionList({ conditions }: { conditions: readonly ConditionShown[] }) {
  const t = useTexts(words)
  const language = useLanguage()
  const say = useText()
  return (
    <ul className="nd-reasons">
      {conditions.map(({ id, words: said, answer, binding, promised, missing }) => (
        <li key={id}>
          <AnswerMark answer={answer} /> {say(said)}{' '}
          <span className="jd-quiet">
            {isBlank(promised) ? null : t('promised', { amount: formatQuantity(promised, language, { scale: 2 }) })}
            {missing.length === 0 ? null : t('missing', { names: missing.map(({ name }) => say(name)).join(', ') })}
            {binding ? null : ` · ${t('advice')}`}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** One change of a need in words, in its own units. */
export function useChangeWords(known: NeedWords): (change: ChangeShown) => string {
  const t = useTexts(words)
  const say = useText()
  const area = useArea()
  const language = useLanguage()
  return ({ what, nameShown, from, to, unit }) => {
    if (what === 'least' || what === 'most') {
      const by = parseDecimal(to ?? '0')
        .minus(from ?? '0')
        .abs()
        .toFixed()
      return t(`change.${what}`, { to: area(to ?? '0'), by: area(by) })
    }
    if (what === 'promise') {
      const told = (value: string | null) =>
        formatQuantity(quantity(value ?? '0', unit ?? 'one'), language, { scale: 2 })
      return t('change.promise', { name: say(nameShown ?? undefined), from: told(from), to: told(to) })
    }
    if (what === 'tenure')
      return t('change.tenure', { to: say(known.tenures.find(({ id }) => id === to)?.name) || (to ?? '') })
    return t(`change.${what}` as 'change.date', { to: to ?? '' })
  }
}
