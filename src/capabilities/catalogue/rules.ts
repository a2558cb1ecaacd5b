import {
  endOf,
  type Period,
  periodContaining,
  type PeriodKind,
  periodKinds,
  periodYear,
  reportingPeriods,
} from '#base/period.ts'
import { addDays, daysBetween, parsePlainDate, type PlainDate } from '#base/plain-date.ts'
import { addWorkingDays, type WorkingDayCalendar } from '#base/working-days.ts'
import { dependenciesOf } from '#pack/formula/dependencies.ts'
import { findDoc, listDocs } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import type { Arrival, Citation, Classification, Named, Standing, Units } from './contract.ts'

type Supply = Programme['supplies'][string]

/** The kind of period a supply comes in by; undefined where the sources name no regular one. */
export function rhythmOf({ every }: Pick<Supply, 'every'>): PeriodKind | undefined {
  return periodKinds.find((kind) => kind === every)
}

/** Periods of a supply without a form that have ended by a day, latest first, at most `n`. */
export function endedPeriodsOf(supply: Pick<Supply, 'every' | 'from' | 'to'>, today: PlainDate, n: number): Period[] {
  const kind = rhythmOf(supply)
  if (kind === undefined) return []
  const { from = '1900-01-01', to = '9999-12-31' } = supply
  const found: Period[] = []
  const first = Number(from.slice(0, 4))
  for (let year = periodYear(periodContaining('year', today)); year >= first && found.length < n; year -= 1) {
    const ofYear = reportingPeriods(kind, year, 'separate').reverse()
    found.push(...ofYear.filter((one) => endOf(one) < today && endOf(one) >= from && endOf(one) <= to))
  }
  return found.slice(0, n)
}

/** The day by whose end a supply is due for a period; undefined where no due date is stated. */
export function dueOf(
  supply: Pick<Supply, 'due'>,
  period: Period,
  calendar: WorkingDayCalendar,
): PlainDate | undefined {
  const { due } = supply
  if (due === undefined || 'not_stated' in due) return undefined
  const end = endOf(period)
  return due.count === 'working' ? addWorkingDays(calendar, end, due.days).date : addDays(end, due.days)
}

/** How one delivery stands on a day. */
export function standingOf(
  { due, arrivedOn }: { due?: string | undefined; arrivedOn?: string | undefined },
  today: PlainDate,
): { standing: Standing; lateDays?: number } {
  if (arrivedOn === undefined) {
    if (due === undefined) return { standing: 'nothing' }
    if (today <= due) return { standing: 'not_yet_due' }
    return { standing: 'missing', lateDays: daysBetween(parsePlainDate(due), today) }
  }
  if (due === undefined) return { standing: 'arrived' }
  const late = daysBetween(parsePlainDate(due), parsePlainDate(arrivedOn))
  return late > 0 ? { standing: 'late', lateDays: late } : { standing: 'on_time' }
}

/** How the returns of a form stand: on time when all that were expected came by the due date; `arrived` where it was not counted who was expected. */
export function standingOfForm(
  { due, arrived, onTime, expected }: { due: string; arrived: number; onTime: number; expected?: number | undefined },
  today: PlainDate,
): Standing {
  if (arrived === 0) return today <= due ? 'not_yet_due' : 'missing'
  if (expected !== undefined && arrived < expected) return today <= due ? 'not_yet_due' : 'partly'
  if (onTime < arrived) return 'late'
  return expected === undefined ? 'arrived' : 'on_time'
}

const gravity: readonly Standing[] = ['missing', 'partly', 'late', 'nothing', 'not_yet_due', 'arrived', 'on_time']

/** The standing of a supply as a whole: the gravest of the latest period that was due, or of the latest there is. */
export function summaryOf(arrivals: readonly Arrival[]): { standing: Standing; period?: string } {
  const judged = arrivals.find((one) => one.standing !== 'not_yet_due') ?? arrivals[0]
  if (judged === undefined) return { standing: 'nothing' }
  const same = arrivals.filter((one) => one.period === judged.period && one.standing !== 'not_yet_due')
  const gravest = gravity.find((standing) => same.some((one) => one.standing === standing)) ?? judged.standing
  return judged.period === '' ? { standing: gravest } : { standing: gravest, period: judged.period }
}

/** A citation, `<source-id> <clause>`, with the title of the document. */
export function citationOf(programme: Programme, text: string): Citation {
  const at = text.indexOf(' ')
  const id = at < 0 ? text : text.slice(0, at)
  const source = findDoc(programme, 'sources', id)
  const clause = at < 0 ? '' : text.slice(at + 1)
  return source === undefined ? { id, clause } : { id, title: source.title, clause, status: source.status }
}

export function nameIn(
  programme: Programme,
  word: 'organisations' | 'indicators' | 'forms' | 'roles',
  id: string,
): Named {
  return { id, name: findDoc(programme, word, id)?.name ?? { zh: id, en: id } }
}

/** Who supplies, receives or owns: organisations, the respondents of a form, or that it is not stated. */
export function unitsOf(programme: Programme, unit: Supply['from_whom']): Units {
  if ('organisations' in unit) {
    const organisations = unit.organisations.map((id) => nameIn(programme, 'organisations', id))
    return { organisations, notStated: false }
  }
  if ('respondents' in unit)
    return { organisations: [], form: nameIn(programme, 'forms', unit.respondents), notStated: false }
  return { organisations: [], notStated: true, ...(unit.words === undefined ? {} : { words: unit.words }) }
}

/** What the programme collects by forms and files, and no supply names. */
export function uncataloguedOf(programme: Programme): (Named & { kind: 'forms' | 'indicators' })[] {
  const supplies = listDocs(programme, 'supplies')
  const forms = new Set(supplies.map((supply) => supply.form))
  const indicators = new Set(supplies.flatMap((supply) => supply.indicators ?? []))
  return [
    ...listDocs(programme, 'forms')
      .filter((form) => !forms.has(form.id))
      .map(({ id, name }) => ({ id, name, kind: 'forms' as const })),
    ...listDocs(programme, 'indicators')
      .filter((one) => one.source_kind === 'file' && !indicators.has(one.id))
      .map(({ id, name }) => ({ id, name, kind: 'indicators' as const })),
  ]
}

/** The things by which use of a supply is counted: its indicators, those that are computed from them, its form. */
export function thingsOf(programme: Programme, supply: Supply): string[] {
  const form = supply.form === undefined ? undefined : findDoc(programme, 'forms', supply.form)
  const rows = form?.sections.flatMap((section) => section.rows.map((row) => row.indicator)) ?? []
  const reached = new Set([...(supply.indicators ?? []), ...rows])
  for (let before = -1; before !== reached.size; ) {
    before = reached.size
    for (const indicator of listDocs(programme, 'indicators')) {
      const reads = indicator.formulas.flatMap(({ is }) => dependenciesOf(is.tree).map(({ name }) => name))
      if (reads.some((name) => reached.has(name))) reached.add(indicator.id)
    }
  }
  return [...[...reached].map((id) => `indicators/${id}`), ...(form === undefined ? [] : [`forms/${form.id}`])]
}

/** Taxonomies, crosswalks and calendars with where they come from. */
export function classificationsOf(programme: Programme): Classification[] {
  const cite = (text: string) => citationOf(programme, text)
  const yearText = (year: number | 'not_stated') => (year === 'not_stated' ? '' : String(year))
  const noted = <T extends { note?: { zh: string; en: string } | undefined }>({ note }: T) =>
    note === undefined ? {} : { note }
  return [
    ...listDocs(programme, 'taxonomies').map(
      (one): Classification => ({
        id: one.id,
        kind: 'taxonomy',
        name: one.name,
        years: yearText(one.year),
        entries: one.classes.length,
        withoutEnglish: one.classes.filter(({ name }) => name.en === undefined).length,
        officialEnglish: one.official_english,
        licence: one.licence,
        sources: [cite(one.source)],
        ...noted(one),
      }),
    ),
    ...listDocs(programme, 'crosswalks').map((one): Classification => {
      const from = findDoc(programme, 'taxonomies', one.from)?.name ?? { zh: one.from, en: one.from }
      const to = findDoc(programme, 'taxonomies', one.to)?.name ?? { zh: one.to, en: one.to }
      return {
        id: one.id,
        kind: 'crosswalk',
        name: one.name ?? { zh: `${from.zh} → ${to.zh}`, en: `${from.en} → ${to.en}` },
        years: yearText(one.year),
        entries: one.links.length,
        withoutEnglish: 0,
        licence: one.licence,
        sources: [cite(one.source)],
        ...noted(one),
      }
    }),
    ...listDocs(programme, 'calendars').map((one): Classification => {
      const years = one.years.map(({ year }) => year)
      return {
        id: one.id,
        kind: 'calendar',
        name: one.name,
        years: years.length < 2 ? years.join() : `${Math.min(...years)}–${Math.max(...years)}`,
        entries: one.years.reduce((sum, year) => sum + year.holidays.length + year.workdays.length, 0),
        withoutEnglish: 0,
        licence: one.licence,
        sources: [...new Set(one.years.map(({ source }) => source))].map(cite),
        ...noted(one),
      }
    }),
  ]
}
