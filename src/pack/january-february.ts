import type { JanuaryFebruary } from '#base/period.ts'
import type { Programme } from './programme.ts'

/** Whether the monthly forms that ask for an indicator ask for the first two months of a year as one. */
export function januaryFebruaryFor(programme: Programme, indicator: string): JanuaryFebruary {
  const monthly = Object.values(programme.forms).filter(
    (form) =>
      form.period === 'month' &&
      form.sections.some((section) => section.rows.some((row) => row.indicator === indicator)),
  )
  return monthly.length > 0 && monthly.every((form) => form.january_february === 'together') ? 'together' : 'separate'
}
