import { addDays, dayOfWeek, type PlainDate, toPlainDate } from '#base/plain-date.ts'

/** How many archives stay: of the latest days, weeks and months that have one. */
export type KeepRule = { readonly days: number; readonly weeks: number; readonly months: number }

export type KeptArchive = { readonly name: string; readonly at: Date }

const form = /^jidi-(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})Z\.tar\.gz$/

/** The name of an archive of an instant; names sort by time. */
export function archiveName(at: Date): string {
  return `jidi-${at.toISOString().slice(0, 19).replaceAll(':', '-')}Z.tar.gz`
}

/** Archives among the files of a folder, latest first; other files are nobody's business. */
export function archivesIn(names: readonly string[]): KeptArchive[] {
  return names
    .flatMap((name) => {
      const [, day, hour, minute, second] = form.exec(name) ?? []
      const at = new Date(`${day}T${hour}:${minute}:${second}Z`)
      return day === undefined || Number.isNaN(at.getTime()) ? [] : [{ name, at }]
    })
    .toSorted((a, b) => b.at.getTime() - a.at.getTime())
}

/** What archives that were never finished have left in a folder. */
export function leftovers(names: readonly string[]): string[] {
  return names.filter((name) => name.endsWith('.partial') && form.test(name.slice(0, -'.partial'.length)))
}

/** What a rule lets go of: neither the latest of one of the last days, weeks or months, nor the latest of all. */
export function outdated(archives: readonly KeptArchive[], rule: KeepRule, timeZone: string): KeptArchive[] {
  const day = ({ at }: KeptArchive): PlainDate => toPlainDate(at, timeZone)
  const kept = new Set<KeptArchive>([
    ...archives.slice(0, 1),
    ...latestOf(archives, day, rule.days),
    ...latestOf(archives, (one) => addDays(day(one), 1 - dayOfWeek(day(one))), rule.weeks),
    ...latestOf(archives, (one) => day(one).slice(0, 7), rule.months),
  ])
  return archives.filter((one) => !kept.has(one))
}

function latestOf(archives: readonly KeptArchive[], spanOf: (one: KeptArchive) => string, most: number): KeptArchive[] {
  const latest = new Map<string, KeptArchive>()
  for (const one of archives) if (!latest.has(spanOf(one))) latest.set(spanOf(one), one)
  return [...latest.values()].slice(0, most)
}

/** Whether the archive of the last set time of day is still to be made. `at` is `HH:MM` in the time zone. */
export function isBackupDue(last: Date | undefined, now: Date, at: string, timeZone: string): boolean {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const stamp = (instant: Date): string => `${toPlainDate(instant, timeZone)} ${clock.format(instant)}`
  const today = toPlainDate(now, timeZone)
  const due = clock.format(now) >= at ? today : addDays(today, -1)
  return last === undefined || stamp(last) < `${due} ${at}`
}
