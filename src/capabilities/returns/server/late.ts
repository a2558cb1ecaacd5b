import type { Actor } from '#base/decision.ts'
import { daysBetween, type PlainDate } from '#base/plain-date.ts'
import type { Period } from '#base/period.ts'
import { addWorkingDays, workingDaysBetween } from '#base/working-days.ts'
import { endOf } from '#base/period.ts'
import type { Enterprise } from '#capabilities/enterprises/contract.ts'
import { listEnterprises } from '#capabilities/enterprises/server/service.ts'
import { placesAsked, placesOf } from '#capabilities/places/server/service.ts'
import { noticesAbout } from '#capabilities/workflows/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { ProgrammeForm } from '#pack/programme.ts'
import type { LateBoard, LateReturn } from '../contract/life.ts'
import { dueOn, endedPeriods } from '../rules/periods.ts'
import { isExpected, type Respondent } from '../rules/respondents.ts'
import { isEditable } from '../rules/review.ts'
import { standingImputations } from './imputation-store.ts'
import { getForm, type ReturnHouse, workflowOf } from './lifecycle.ts'
import { dueIn, listActsOfPeriods, lockIn, type PeriodActRow } from './locks.ts'
import { showActs } from './periods.ts'
import { standingsOf } from './store.ts'
import { reachOf, respondentsOf } from './subjects.ts'
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
  /** How many were expected, by town. */
  readonly towns: ReadonlyMap<string, number>
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

/** The register as far as the actor of the transaction sees it, read once for several periods. */
export async function respondersOf(
  house: ReturnHouse,
  tx: Transaction,
  places?: readonly string[],
): Promise<readonly Enterprise[]> {
  const today = house.clock.today(house.programme().timeZone)
  return listEnterprises(tx, { today, ...(places === undefined ? {} : { places }) })
}

type Asking = { readonly enterprises: readonly Enterprise[]; readonly actor: Actor }

/**
 * Everybody who was to report and has not, in reach of the actor of the transaction. Who has handed in was expected; of the others the form
 * decides, as the register said at the end of the period.
 */
export async function outstandingOf(
  house: ReturnHouse,
  tx: Transaction,
  one: Pick<Outstanding, 'form' | 'period' | 'due' | 'originalDue' | 'acts'>,
  { enterprises, actor }: Asking,
): Promise<Outstanding> {
  const programme = house.programme()
  const workflow = workflowOf(programme, one.form)
  const reach = reachOf(programme, actor)
  const standings = await standingsOf(tx, {
    form: one.form.id,
    period: one.period,
    ...(reach === undefined || reach.subjects.length > 0 ? {} : { towns: reach.towns }),
  })
  const begun = new Map(standings.map((each) => [each.subject, each]))
  const isIn = (subject: string): boolean => {
    const found = begun.get(subject)
    return found !== undefined && (found.approved || !isEditable(workflow, found.state))
  }
  const handedIn = enterprises.filter((enterprise) => isIn(enterprise.id))
  const others = enterprises.filter((enterprise) => !isIn(enterprise.id))
  const asked = await respondentsOf(programme, tx, others, one.period)
  const missing = asked.flatMap((respondent) => {
    if (isExpected(programme, one.form, respondent) !== true) return []
    const found = begun.get(respondent.id)
    return [{ respondent, ...(found === undefined ? {} : { id: found.id, state: found.state }) }]
  })
  return { ...one, towns: countedTowns([...handedIn, ...missing.map((each) => each.respondent)]), missing }
}

function countedTowns(all: readonly { readonly town: string }[]): Map<string, number> {
  const towns = new Map<string, number>()
  for (const { town } of all) towns.set(town, (towns.get(town) ?? 0) + 1)
  return towns
}

export type LateAsked = {
  readonly form?: string | undefined
  readonly place?: string | undefined
  readonly past: number
  readonly page: number
  readonly pageSize: number
  readonly actor: Actor
}

/** Who is late, by town, by form and period, by days; the longest first. Days are counted from the due date in force. */
export async function lateBoard(house: ReturnHouse, tx: Transaction, asked: LateAsked): Promise<LateBoard> {
  const programme = house.programme()
  const today = house.clock.today(programme.timeZone)
  const forms = asked.form === undefined ? Object.values(programme.forms) : [getForm(programme, asked.form)]
  const places = asked.place === undefined ? undefined : placesAsked(placesOf(programme), asked.place)
  const enterprises = await respondersOf(house, tx, places)
  const rows: LateReturn[] = []
  const towns = new Map<string, LateBoard['towns'][number]>()
  const summed: LateBoard['forms'] = []
  const nameOf = (id: string) => programme.places[id]?.name ?? { zh: id, en: id }
  for (const form of forms) {
    const workflow = workflowOf(programme, form)
    for (const period of await recentPeriods(house, tx, form, asked.past)) {
      if (period.due >= today) continue
      const out = await outstandingOf(house, tx, period, { enterprises, actor: asked.actor })
      const daysLate = daysBetween(out.due, today)
      const workingDaysLate = workingDaysBetween(programme.calendar, out.due, today)
      const span = workingDaysLate <= 5 ? 'withinFive' : workingDaysLate <= 20 ? 'withinTwenty' : 'longer'
      const townOf = (town: string) => {
        const row = towns.get(town) ?? emptyTown(town, nameOf(town))
        towns.set(town, row)
        return row
      }
      for (const [town, n] of out.towns) townOf(town).expected += n
      for (const { respondent } of out.missing) {
        const row = townOf(respondent.town)
        row.late += 1
        row[span] += 1
      }
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
        expected: [...out.towns.values()].reduce((sum, n) => sum + n, 0),
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
