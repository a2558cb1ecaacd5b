import { isPeriod } from '#base/period.ts'
import type { Language } from '#base/text.ts'
import { periodName } from '#base/texts/periods.ts'

/** A day as the house writes it, `2026-11-22`, from a day or from an instant. */
export function formatDate(value: string, timeZone?: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return value
  return formatInstant(value, timeZone).slice(0, 10)
}

/** An instant as day and time, `2026-11-22 16:05`, in the time zone of the programme when it is given. */
export function formatInstant(value: string, timeZone?: string): string {
  const instant = new Date(value)
  if (Number.isNaN(instant.getTime())) return value
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(instant)
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}`
}

/** A period for people: 2026 年第三季度, 2026 Q3; what is no period stays as it is. */
export function formatPeriod(period: string, language: Language): string {
  return isPeriod(period) ? periodName(period, language) : period
}
