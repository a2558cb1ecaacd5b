import { daysBetween, type PlainDate } from '#base/plain-date.ts'
import type { Period } from '#base/period.ts'
import { addWorkingDays, workingDaysBetween } from '#base/working-days.ts'
import { endOf } from '#base/period.ts'
import { placesAsked, placesOf } from '#capabilities/places/server/service.ts'
import { noticesAbout } from '#capabilities/workflows/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { ProgrammeForm } from '#pack/programme.ts'
import type { LateBoard, LateReturn } from '../contract/life.ts'
import { dueOn, endedPeriods } from '../rules/periods.ts'
import type { Respondent } from '../rules/respondents.ts'
import { isEditable } from '../rules/review.ts'
import { standingImputations } from './imputation-store.ts'
import { getForm, type ReturnHouse, workflowOf } from './lifecycle.ts'
import { dueIn, listActsOfPeriods, lockIn, type PeriodActRow } from './locks.ts'
import { showActs } from './periods.ts'
import { standingsOf } from './store.ts'
import { expectedRespondents } from './subjects.ts'
import { stateName } from './view.ts'

/** The name under which a return that may not exist yet is spoken of. */
export function dueSubject(form: string, period: string, subject: string): string {
  return `${form} ${period} ${subject}`
}

/** Who of a form and period has not handed in, with what was begun. */
export type Outstanding = {
  readonly form: ProgrammeForm
  readonly period: Period
  readonly due: PlainDate
  readonly originalDue: PlainDate
  readonly acts: readonly PeriodActRow[]
  readonly expected: readonly Respondent[]
  readonly missing: readonly { readonly respondent: Respondent; readonly id?: string; readonly state?: string }[]
}

/** The periods of a form that ended lately with their due dates and what was done with them. */
export async function recentPeriods(
  house: ReturnHouse,
  tx: Transaction,
  form: ProgrammeForm,
  past: number,
): Promise<Pick<Outstanding, 'form' | 'period' | 'due' | 'originalDue' | 'acts'>[]> {
  const programme = house.programme()
  const periods = endedPeriods(form, house.clock.today(programme.timeZone), past)
  const acts = await listActsOfPeriods(
    tx,
    periods.map((period) => ({ form: form.id, period })),
  )
  return periods.map((period) => {
    const done = acts.get(`${form.id} ${period}`) ?? []
    const originalDue = dueOn(form, period, programme.calendar)
    return { form, period, acts: done, originalDue, due: dueIn(done, originalDue) }
  })
}

/** Everybody who was to report and has not, in reach of the actor of the transaction. */
export async function outstandingOf(
  house: ReturnHouse,
  tx: Transaction,
  one: Pick<Outstanding, 'form' | 'period' | 'due' | 'originalDue' | 'acts'>,
  places?: readonly string[],
): Promise<Outstanding> {
  const programme = house.programme()
  const workflow = workflowOf(programme, one.form)
  const { expected } = await expectedRespondents(programme, tx, {
    form: one.form,
    period: one.period,
    ...(places === undefined ? {} : { places }),
  })
  const standings = await standingsOf(tx, { form: one.form.id, period: one.period })
  const begun = new Map(standings.map((each) => [each.subject, each]))
  const missing = expected.flatMap((respondent) => {
    const found = begun.get(respondent.id)
    if (found === undefined) return [{ respondent }]
    return found.approved || !isEditable(workflow, found.state)
      ? []
      : [{ respondent, id: found.id, state: found.state }]
  })
  return { ...one, expected, missing }
}

export type LateAsked = {
  readonly form?: string | undefined
  readonly place?: string | undefined
  readonly past: number
  readonly page: number
  readonly pageSize: number
}

/** Who is late, by town, by form and period, by days; the longest first. Days are counted from the due date in force. */
export async function lateBoard(house: ReturnHouse, tx: Transaction, asked: LateAsked): Promise<LateBoard> {
  const programme = house.programme()
  const today = house.clock.today(programme.timeZone)
  const forms = asked.form === undefined ? Object.values(programme.forms) : [getForm(programme, asked.form)]
  const places = asked.place === undefined ? undefined : placesAsked(placesOf(programme), asked.place)
  const rows: LateReturn[] = []
  const towns = new Map<string, LateBoard['towns'][number]>()
  const summed: LateBoard['forms'] = []
  const nameOf = (id: string) => programme.places[id]?.name ?? { zh: id, en: id }
  for (const form of forms) {
    const workflow = workflowOf(programme, form)
    for (const period of await recentPeriods(house, tx, form, asked.past)) {
      if (period.due >= today) continue
      const out = await outstandingOf(house, tx, period, places)
      const daysLate = daysBetween(out.due, today)
      const workingDaysLate = workingDaysBetween(programme.calendar, out.due, today)
      const count = (town: string, late: boolean): void => {
        const row = towns.get(town) ?? emptyTown(town, nameOf(town))
        towns.set(town, row)
        row.expected += 1
        if (!late) return
        row.late += 1
        row[workingDaysLate <= 5 ? 'withinFive' : workingDaysLate <= 20 ? 'withinTwenty' : 'longer'] += 1
      }
      const missing = new Set(out.missing.map((each) => each.respondent.id))
      for (const respondent of out.expected) count(respondent.town, missing.has(respondent.id))
      summed.push({
        form: form.id,
        formName: form.name,
        period: out.period,
        due: out.due,
        originalDue: out.originalDue,
        provisional:
          form.due.count === 'working' &&
          out.due === out.originalDue &&
          addWorkingDays(programme.calendar, endOf(out.period), form.due.days).provisional,
        expected: out.expected.length,
        late: out.missing.length,
        locked: lockIn(out.acts) !== undefined,
        acts: await showActs(tx, out.acts),
      })
      for (const { respondent, id, state } of out.missing) {
        rows.push({
          form: form.id,
          formName: form.name,
          period: out.period,
          subject: respondent.id,
          subjectName: respondent.name,
          town: respondent.town,
          townName: nameOf(respondent.town),
          due: out.due,
          daysLate,
          workingDaysLate,
          reminded: [],
          ...(id === undefined ? {} : { id }),
          ...(state === undefined ? {} : { state, stateName: stateName(workflow, state) }),
        })
      }
    }
  }
  rows.sort((a, b) => b.daysLate - a.daysLate || compare(a.town, b.town) || compare(a.subject, b.subject))
  const shown = rows.slice((asked.page - 1) * asked.pageSize, asked.page * asked.pageSize)
  return {
    total: rows.length,
    rows: await withHistory(tx, shown),
    towns: [...towns.values()].sort((a, b) => b.late - a.late || compare(a.place, b.place)),
    forms: summed,
  }
}

/** What each was told, and whether something stands in its place. */
async function withHistory(tx: Transaction, rows: readonly LateReturn[]): Promise<LateReturn[]> {
  const ofDue = await noticesAbout(
    tx,
    'return_due',
    rows.map((row) => dueSubject(row.form, row.period, row.subject)),
  )
  const ofReturn = await noticesAbout(
    tx,
    'return',
    rows.flatMap((row) => row.id ?? []),
  )
  const imputed = await standingImputations(tx, rows)
  return rows.map((row) => {
    const key = dueSubject(row.form, row.period, row.subject)
    const told = [...(ofDue.get(key) ?? []), ...(row.id === undefined ? [] : (ofReturn.get(row.id) ?? []))]
    const standing = imputed.get(key)
    return {
      ...row,
      reminded: told.map(({ kind, at }) => ({ kind, at: at.toISOString() })),
      ...(standing === undefined ? {} : { imputed: standing }),
    }
  })
}

function emptyTown(place: string, placeName: LateReturn['townName']): LateBoard['towns'][number] {
  return { place, placeName, expected: 0, late: 0, withinFive: 0, withinTwenty: 0, longer: 0 }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
