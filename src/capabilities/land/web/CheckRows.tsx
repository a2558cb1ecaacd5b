import { parseDecimal, roundTo, toDecimalText } from '#base/decimal.ts'
import type { Quantity } from '#base/quantity.ts'
import type { Language } from '#base/text.ts'
import { unitName } from '#base/unit.ts'
import { blankWord, formatNumber, formatQuantity } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { AgreementDetail } from '../contract/agreements.ts'
import type { CheckedRow, Penalty } from '../contract/checks.ts'
import { agreementWords } from './agreement-words.ts'

const words = defineTexts({
  row: { zh: '指标', en: 'Row' },
  asked: { zh: '要求', en: 'Asked' },
  value: { zh: '实际', en: 'There is' },
  answer: { zh: '结果', en: 'Result' },
  recommended: { zh: '推荐性', en: 'recommended' },
  lacks: { zh: '缺 {amount}（{share}）', en: 'short by {amount} ({share})' },
  over: { zh: '超 {amount}（{share}）', en: 'too much by {amount} ({share})' },
  missing: { zh: '缺：{names}', en: 'missing: {names}' },
  waived: { zh: '{by} {on} 准予：{words}', en: 'granted by {by} on {on}: {words}' },
  comma: { zh: '、', en: ', ' },
  hidden: { zh: '数额仅监管单位和本企业可见', en: 'the amount is for those who supervise, and the holder' },
  'penalty.value': { zh: '违约金 {value}', en: 'Penalty {value}' },
  'penalty.not_stated': {
    zh: '方案没有写明违约金怎样计算，由监管单位确定',
    en: 'The programme does not say how the penalty is computed; whoever supervises sets it',
  },
  'penalty.no_price': {
    zh: '没有登记土地价款，违约金无法计算',
    en: 'The price of the land is not known, so no penalty can be computed',
  },
  'penalty.no_share': {
    zh: '未达标的只有文字要求，比例和违约金由监管单位确定',
    en: 'What is not met is words alone; share and penalty are set by whoever supervises',
  },
  formula: {
    zh: '计算：{formula}，土地价款 {price}，未达标比例 {share}',
    en: 'Computed: {formula}, land price {price}, shortfall {share}',
  },
  land_price: { zh: '土地价款', en: 'land price' },
  shortfall: { zh: '未达标比例', en: 'shortfall' },
})

/** A quantity to four places, without zeros that say nothing. */
export function shortQuantity({ value, unit }: Quantity, language: Language): string {
  return formatQuantity({ value: toDecimalText(roundTo(parseDecimal(value), 4)), unit }, language)
}

/** A result with its shape, word and colour. */
export function AnswerMark({ answer }: { answer: CheckedRow['answer'] }) {
  const s = useTexts(agreementWords)
  const light = { met: 'on_schedule', unmet: 'overdue', unknown: 'near', waived: 'done' } as const
  const shown = answer === 'not_stated' || answer === 'not_asked' ? 'none' : light[answer]
  return <StatusLight light={shown} word={s(`answer.${answer}`)} />
}

/** What a row has, and why it is met or not. */
export function useRowWhy(): (row: CheckedRow) => string {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  return (row) => {
    if (row.waived !== null) return t('waived', row.waived)
    if (row.blank === 'suppressed') return t('hidden')
    if (row.shortfall !== null && row.share !== null) {
      const isOver = row.low === null
      return t(isOver ? 'over' : 'lacks', {
        amount: shortQuantity(row.shortfall, language),
        share: shortQuantity(row.share, language),
      })
    }
    return row.missing.length === 0
      ? ''
      : t('missing', { names: row.missing.map(({ name }) => say(name)).join(t('comma')) })
  }
}

function useAsked(): (row: CheckedRow) => string {
  const language = useLanguage()
  return ({ low, high }) => {
    if (low !== null && high !== null && low.value !== high.value)
      return `${formatNumber(low.value)}–${formatNumber(high.value)} ${unitName(low.unit, language)}`
    if (low !== null) return `${high === null ? '≥ ' : '= '}${formatQuantity(low, language)}`
    return high === null ? '' : `≤ ${formatQuantity(high, language)}`
  }
}

/** The rows of a check: what each asks, what there is, how they stand. */
export function CheckRows({ rows }: { rows: readonly CheckedRow[] }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const why = useRowWhy()
  const asked = useAsked()
  return (
    <table className="ld-check">
      <thead>
        <tr>
          <th scope="col">{t('row')}</th>
          <th scope="col">{t('asked')}</th>
          <th scope="col">{t('value')}</th>
          <th scope="col">{t('answer')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.row}>
            <th scope="row">
              {say(row.name)}
              {row.nature === 'normative' ? null : <span className="jd-quiet jd-small"> {t('recommended')}</span>}
            </th>
            <td className="jd-number">{asked(row)}</td>
            <td className="jd-number">
              {row.value === null
                ? row.measured && row.blank !== null
                  ? blankWord(row.blank, language)
                  : ''
                : shortQuantity(row.value, language)}
            </td>
            <td>
              <AnswerMark answer={row.answer} />
              <p className="jd-quiet jd-small">{why(row)}</p>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The penalty with the formula and what went into it, or why there is none. */
export function PenaltyNote({ penalty, breach }: { penalty: Penalty; breach: AgreementDetail['breach'] }) {
  const t = useTexts(words)
  const language = useLanguage()
  const say = useText()
  const { value, blank, formula, price, shortfall } = penalty
  if (value === null) return <p>{t(`penalty.${blank ?? 'not_stated'}`)}</p>
  const said = (formula ?? '')
    .replaceAll('land_price', t('land_price'))
    .replaceAll('shortfall', t('shortfall'))
    .replaceAll('*', '×')
  return (
    <p>
      <strong>{t('penalty.value', { value: formatQuantity(value, language) })}</strong>{' '}
      <span className="jd-quiet jd-small">
        {t('formula', {
          formula: said,
          price: price === null ? '' : formatQuantity(price, language),
          share: shortfall === null ? '' : shortQuantity(shortfall, language),
        })}{' '}
        {breach === null ? null : say(breach.source)}
      </span>
    </p>
  )
}
