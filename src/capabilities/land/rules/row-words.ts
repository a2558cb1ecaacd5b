import type { Language, Text } from '#base/text.ts'
import { unitName } from '#base/unit.ts'
import type { KeptStandardRow, RowAmount, RowWhen } from '../contract/indicators.ts'

type Row = Pick<KeptStandardRow, 'name' | 'kind' | 'unit' | 'amount' | 'when' | 'anchor' | 'nature' | 'eases'>

/** A row in one sentence, such as 固定资产投资强度 ≥ 300 万元/亩，取得使用权后 48 个月内完成投资. */
export function sayRow(row: Row): Text {
  return { zh: said(row, 'zh'), en: said(row, 'en') }
}

function said(row: Row, language: Language): string {
  const amount = row.kind === 'statement' ? '' : ` ${sayAmount(row, language)}`
  const eased = (row.eases ?? []).map(({ name, share }) =>
    language === 'zh' ? `；${name.zh}为其 ${share}%` : `; ${share}% of it for ${name.en}`,
  )
  const soft = row.nature === 'normative' ? '' : language === 'zh' ? '（推荐性）' : ' (recommended)'
  const comma = language === 'zh' ? '，' : ', '
  return `${row.name[language]}${amount}${soft}${comma}${sayWhen(row.when, row.anchor, language)}${eased.join('')}`
}

const signs = { at_least: '≥', at_most: '≤', equal: '=', range: '', statement: '' } as const

/** What a row asks for, without its name: ≥ 300 万元/亩. */
export function sayAmount({ kind, unit, amount }: Pick<Row, 'kind' | 'unit' | 'amount'>, language: Language): string {
  const sign = signs[kind]
  const lead = sign === '' ? '' : `${sign} `
  if (amount === undefined) return ''
  if ('value' in amount) return `${lead}${withUnit(amount.value, unit, language)}`
  if ('low' in amount)
    return withUnit(
      language === 'zh' ? `${amount.low}～${amount.high}` : `${amount.low} to ${amount.high}`,
      unit,
      language,
    )
  if ('formula' in amount) return `${language === 'zh' ? sign : lead}${sayOpen(amount.unknown ?? [], language)}`
  if ('relative' in amount) return `${lead}${sayRelative(amount, language)}`
  const words = amount.words?.[language]
  if (words !== undefined) return language === 'zh' ? `${sign}（${words}）` : `${lead}(${words})`
  return language === 'zh' ? `${sign}（数额未写明）` : `${lead}(the amount is not stated)`
}

/** An amount that is settled once more is known, by the names of what that is. */
function sayOpen(unknown: readonly Text[], language: Language): string {
  const names = unknown.map((name) => name[language])
  if (names.length === 0) return language === 'zh' ? '（按项目情况确定）' : '(it depends on the project)'
  return language === 'zh'
    ? `（按项目情况确定，需先明确：${names.join('、')}）`
    : `(settled once this is known: ${names.join(', ')})`
}

function sayRelative({ relative }: Extract<RowAmount, { relative: unknown }>, language: Language): string {
  const { to, share } = relative
  if (share === undefined || share === '100') return to[language]
  return language === 'zh' ? `${to.zh}的 ${share}%` : `${share}% of ${to.en}`
}

function withUnit(amount: string, unit: string | undefined, language: Language): string {
  if (unit === undefined || unit === 'one') return amount
  if (unit === 'percent') return `${amount}%`
  return `${amount} ${unitName(unit, language)}`
}

const points = {
  supply: { zh: '供应时', en: 'at supply' },
  handover: { zh: '交地时', en: 'at hand-over' },
  start: { zh: '开工时', en: 'when building starts' },
  completion: { zh: '竣工时', en: 'at completion' },
  investment: { zh: '完成投资时', en: 'when it is invested' },
  production: { zh: '投产时', en: 'when production begins' },
} as const

const anchors = {
  land_right: { zh: '取得使用权后', en: 'after the land right' },
  production: { zh: '投产后', en: 'after production began' },
} as const

/** When a row is judged, in words. */
function sayWhen(when: RowWhen, anchor: Row['anchor'], language: Language): string {
  return textOfWhen(when, anchors[anchor ?? 'land_right'])[language]
}

function textOfWhen(when: RowWhen, from: Text): Text {
  if ('always' in when) return { zh: '始终', en: 'at all times' }
  if ('once' in when) return textOfOnce(when, from)
  if ('yearly' in when) {
    const { from_year: first, to_year: last } = when.yearly
    if (last === undefined)
      return { zh: `${from.zh}第 ${first} 年起每年`, en: `each year from year ${first} ${from.en}` }
    return {
      zh: `${from.zh}第 ${first} 至 ${last} 年每年`,
      en: `each year from year ${first} to ${last} ${from.en}`,
    }
  }
  if ('not_stated' in when.mean) {
    return { zh: '考核期年均（考核期未写明）', en: 'on average over the years of assessment (not stated which)' }
  }
  const { from_year: first, to_year: last } = when.mean
  return { zh: `${from.zh}第 ${first} 至 ${last} 年年均`, en: `on average over years ${first} to ${last} ${from.en}` }
}

function textOfOnce(when: Extract<RowWhen, { once: unknown }>, from: Text): Text {
  const at = points[when.once]
  if (when.within === undefined) return at
  if ('by' in when.within) return { zh: `${when.within.by} 前，${at.zh}`, en: `${at.en}, by ${when.within.by}` }
  const { months } = when.within
  return { zh: `${from.zh} ${months} 个月内，${at.zh}`, en: `${at.en}, within ${months} months ${from.en}` }
}
