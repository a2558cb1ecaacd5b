import { periodName } from '#base/texts/periods.ts'
import { fillIn, type Sentences } from '#base/texts/sentence.ts'
import { type Period, isPeriod } from '#base/period.ts'
import type { Language, Text } from '#base/text.ts'

const lights: Sentences = {
  cancelled: { zh: '已取消，不计入', en: 'Cancelled; it does not count' },
  done: { zh: '已于 {on} 完成', en: 'Done on {on}' },
  done_late: {
    zh: '已于 {on} 完成，比原定期限 {due} 晚 {days} 天',
    en: 'Done on {on}, {days} days after the original deadline of {due}',
  },
  overdue: { zh: '期限 {due} 已过 {days} 天', en: 'The deadline of {due} passed {days} days ago' },
  near: {
    zh: '距期限 {due} 还有 {days} 天，已完成 {share}%',
    en: '{days} days to the deadline of {due}; {share}% is done',
  },
  behind: {
    zh: '到 {until}末应完成 {scheduled}%，实际完成 {share}%',
    en: 'By the end of {until} {scheduled}% was due; {share}% is there',
  },
  behind_unknown: {
    zh: '到 {until}末应完成 {scheduled}%，进度未知，已知至少 {share}%',
    en: 'By the end of {until} {scheduled}% was due; how much is there is not known, at least {share}%',
  },
  on_schedule: { zh: '按计划推进，期限 {due}', en: 'On schedule, due on {due}' },
  year_over: {
    zh: '来源未写明期限；{year} 年已过，尚未办结',
    en: 'The source states no deadline; {year} is over and it is not done',
  },
  no_due: { zh: '按计划推进，来源未写明期限', en: 'On schedule; the source states no deadline' },
}

/** Why a light shows what it shows. */
export function lightSentence(key: string, details: Readonly<Record<string, string>>): Text {
  const words = lights[key] ?? { zh: key, en: key }
  return { zh: fillIn(words.zh, named(details, 'zh')), en: fillIn(words.en, named(details, 'en')) }
}

function named(details: Readonly<Record<string, string>>, language: Language): Record<string, string> {
  const { until } = details
  return until !== undefined && isPeriod(until) ? { ...details, until: periodName(until as Period, language) } : details
}
