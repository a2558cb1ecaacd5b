import { isJanuaryFebruary, type Period, periodIndex, periodKind, periodYear } from '../period.ts'
import type { Language, Text } from '../text.ts'
import { inLanguage } from '../text.ts'

const ordinal = ['一', '二', '三', '四']

/** 2026 年第三季度, 2026 Q3; 2026 年 7 月, 2026-07; 2024 年 1—2 月, Jan–Feb 2024. */
export function periodName(period: Period, language: Language): string {
  return inLanguage(named(period), language)
}

function named(period: Period): Text {
  const year = periodYear(period)
  const index = periodIndex(period)
  if (isJanuaryFebruary(period)) return { zh: `${year} 年 1—2 月`, en: `Jan–Feb ${year}` }
  const byKind = {
    month: { zh: `${year} 年 ${index} 月`, en: period },
    quarter: { zh: `${year} 年第${ordinal[index - 1]}季度`, en: `${year} Q${index}` },
    half_year: { zh: `${year} 年${index === 1 ? '上' : '下'}半年`, en: `${year} H${index}` },
    year: { zh: `${year} 年`, en: String(year) },
  }
  return byKind[periodKind(period)]
}
