import type { Language, Text } from '#base/text.ts'

const names: Readonly<Record<string, Text>> = {
  days_to_due: { zh: '距期限天数', en: 'days to the deadline' },
  days_overdue: { zh: '逾期天数', en: 'days overdue' },
  days_given: { zh: '给定天数', en: 'days given' },
  progress: { zh: '完成比例', en: 'share done' },
  scheduled: { zh: '序时应完成比例', en: 'share scheduled' },
  hard: { zh: '硬任务', en: 'a hard task' },
  urgent: { zh: '重大或紧急', en: 'major or urgent' },
  sent_back: { zh: '报办结被退回', en: 'sent back when reported done' },
  and: { zh: '且', en: 'and' },
  or: { zh: '或', en: 'or' },
  not: { zh: '非', en: 'not' },
  day: { zh: '天', en: 'days' },
  percent: { zh: '%', en: '%' },
}

const signs: Readonly<Record<string, string>> = { '<=': '≤', '>=': '≥', '-': '−', '!=': '≠' }

const unmet: Text = { zh: '“{level}”未达要求', en: '“{level}” was not met' }

/**
 * A condition of the pack in words of the reader.
 * @example `days_to_due <= 7 day and progress < 100 percent` → 距期限天数 ≤ 7 天 且 完成比例 < 100%
 */
export function ruleWords(
  formula: string,
  language: Language,
  levelName: (level: string) => string | undefined,
): string {
  const words = formula.split(/\s+|(?=[()])|(?<=[()])/).map((word) => {
    const level = /^unmet_(\w+)$/.exec(word)?.[1]
    if (level !== undefined) return unmet[language].replace('{level}', levelName(level) ?? level)
    return names[word]?.[language] ?? signs[word] ?? word
  })
  return words
    .join(' ')
    .replaceAll(/ %/g, '%')
    .replaceAll(/\( | (?=\))/g, (found) => found.trim())
}
