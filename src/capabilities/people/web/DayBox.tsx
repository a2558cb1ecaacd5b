import { DatePicker } from 'antd'
import dayjs from 'dayjs'

type DayBoxProps = { label: string; value: string | undefined; onChange: (day: string | undefined) => void }

/** A day as a filter; the value is text such as `2026-11-22`. */
export function DayBox({ label, value, onChange }: DayBoxProps) {
  return (
    <DatePicker
      aria-label={label}
      placeholder={label}
      value={value === undefined ? null : dayjs(value)}
      format="YYYY-MM-DD"
      onChange={(next) => onChange(next === null ? undefined : next.format('YYYY-MM-DD'))}
    />
  )
}
