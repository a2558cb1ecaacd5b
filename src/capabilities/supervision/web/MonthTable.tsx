import type { ReactNode } from 'react'
import { endOf, type Period, startOf } from '#base/period.ts'
import { addDays, dayOfWeek, type PlainDate } from '#base/plain-date.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { defineTexts, useLanguage, useTexts } from '#kit/web/texts.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'

const words = defineTexts({
  'day.1': { zh: '周一', en: 'Mon' },
  'day.2': { zh: '周二', en: 'Tue' },
  'day.3': { zh: '周三', en: 'Wed' },
  'day.4': { zh: '周四', en: 'Thu' },
  'day.5': { zh: '周五', en: 'Fri' },
  'day.6': { zh: '周六', en: 'Sat' },
  'day.7': { zh: '周日', en: 'Sun' },
  today: { zh: '今天', en: 'today' },
  more: { zh: '另有 {n} 项', en: '{n} more' },
  calendar: { zh: '{month}日历', en: 'Calendar of {month}' },
})

const week = [1, 2, 3, 4, 5, 6, 7] as const

export type MonthEntry = { id: string; on: string; content: ReactNode }

type MonthTableProps = {
  month: Period
  today: string
  entries: readonly MonthEntry[]
  /** Days off besides weekends, and days of a weekend that are worked. */
  rest: readonly string[]
  worked: readonly string[]
  empty: string
  emptyWhy: string
}

/** What happens on each day of a month: a table on a desk, a list of the days that hold something on a phone. */
export function MonthTable({ month, today, entries, rest, worked, empty, emptyWhy }: MonthTableProps) {
  const t = useTexts(words)
  const language = useLanguage()
  const byDay = new Map<string, MonthEntry[]>()
  for (const entry of entries) byDay.set(entry.on, [...(byDay.get(entry.on) ?? []), entry])
  const name = t('calendar', { month: formatPeriod(month, language) })
  return (
    <>
      <table className="sv-month" aria-label={name}>
        <thead>
          <tr>
            {week.map((day) => (
              <th key={day} scope="col">
                {t(`day.${day}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(month).map((days) => (
            <tr key={days.find((day) => day !== undefined)}>
              {days.map((day, index) => (
                <Day
                  key={day ?? `none-${index}`}
                  day={day}
                  weekday={t(`day.${week[index] ?? 1}`)}
                  today={day === today ? t('today') : undefined}
                  rest={day !== undefined && (rest.includes(day) || (index > 4 && !worked.includes(day)))}
                  entries={day === undefined ? [] : (byDay.get(day) ?? [])}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {entries.length === 0 ? <EmptyState title={empty} why={emptyWhy} /> : null}
    </>
  )
}

type DayProps = {
  day: PlainDate | undefined
  weekday: string
  today: string | undefined
  rest: boolean
  entries: readonly MonthEntry[]
}

/** How many entries of a day are seen without opening the rest. */
const atOnce = 4

function Day({ day, weekday, today, rest, entries }: DayProps) {
  const t = useTexts(words)
  if (day === undefined) return <td data-empty="" />
  return (
    <td
      {...(today === undefined ? {} : { 'data-today': '' })}
      {...(rest ? { 'data-rest': '' } : {})}
      {...(entries.length === 0 ? { 'data-empty': '' } : {})}
    >
      <time dateTime={day}>
        <span className="sv-day">{Number(day.slice(8))}</span>
        <span className="sv-weekday">
          {day} {weekday}
        </span>
        {today === undefined ? '' : ` · ${today}`}
      </time>
      <Entries entries={entries.slice(0, atOnce)} />
      {entries.length <= atOnce ? null : (
        <details>
          <summary>{t('more', { n: entries.length - atOnce })}</summary>
          <Entries entries={entries.slice(atOnce)} />
        </details>
      )}
    </td>
  )
}

function Entries({ entries }: { entries: readonly MonthEntry[] }) {
  return entries.length === 0 ? null : (
    <ul>
      {entries.map(({ id, content }) => (
        <li key={id}>{content}</li>
      ))}
    </ul>
  )
}

/** The days of a month in weeks from Monday; places before the first and after the last day are empty. */
function weeksOf(month: Period): (PlainDate | undefined)[][] {
  const first = startOf(month)
  const last = endOf(month)
  const cells: (PlainDate | undefined)[] = Array.from({ length: dayOfWeek(first) - 1 }, () => undefined)
  for (let day = first; day <= last; day = addDays(day, 1)) cells.push(day)
  while (cells.length % 7 !== 0) cells.push(undefined)
  return Array.from({ length: cells.length / 7 }, (_, index) => cells.slice(index * 7, index * 7 + 7))
}
