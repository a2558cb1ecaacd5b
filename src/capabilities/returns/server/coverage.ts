import type { Actor } from '#base/decision.ts'
import type { Period } from '#base/period.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import { listEnterprisesById } from '#capabilities/enterprises/server/service.ts'
import { placesAsked, placesOf } from '#capabilities/places/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { Coverage, DueReturn, FormSummary, MissingReturn } from '../contract.ts'
import { formCells } from '../rules/form-cells.ts'
import { lightOf } from '../rules/light.ts'
import { dueOn, endedPeriods } from '../rules/periods.ts'
import { isExpected } from '../rules/respondents.ts'
import { isEditable } from '../rules/review.ts'
import { getForm, type ReturnHouse, workflowOf } from './lifecycle.ts'
import { dueIn, listActsOfPeriods, listPeriodActs } from './locks.ts'
import { pageReturns, standingsOf } from './store.ts'
import { expectedRespondents, ownSubjects, respondentsOf } from './subjects.ts'
import { stateName } from './view.ts'

const mostPeriods = 120

/** The forms of the programme with the periods they are collected for. */
export function listForms(house: ReturnHouse): FormSummary[] {
  const programme = house.programme()
  const today = house.clock.today(programme.timeZone)
  return Object.values(programme.forms).flatMap((form) => {
    const periods = endedPeriods(form, today, mostPeriods)
    const [latest] = periods
    if (latest === undefined) return []
    const { id, name, number, period, domain } = form
    return [
      {
        id,
        name,
        number,
        period,
        domain,
        subjectKind: form.respondents.subject,
        lines: new Set(formCells(programme, form).map((cell) => cell.code)).size,
        latest,
        periods,
      },
    ]
  })
}

/** What the enterprises of an actor are to report: the last `past` periods of each form, and whatever is still open; overdue first. */
export async function listDue(
  house: ReturnHouse,
  tx: Transaction,
  asked: { readonly actor: Actor; readonly past: number },
): Promise<DueReturn[]> {
  const programme = house.programme()
  const today = house.clock.today(programme.timeZone)
  const subjects = ownSubjects(asked.actor)
  const enterprises = [...(await listEnterprisesById(tx, subjects)).values()]
  const due: DueReturn[] = []
  for (const form of Object.values(programme.forms)) {
    const periods = endedPeriods(form, today, asked.past)
    if (periods.length === 0 || enterprises.length === 0) continue
    const workflow = workflowOf(programme, form)
    const begun = await pageReturns(tx, { form: form.id, subjects, periods }, { limit: 1000, offset: 0, order: 'due' })
    const acts = await listActsOfPeriods(
      tx,
      periods.map((period) => ({ form: form.id, period })),
    )
    for (const period of periods) {
      for (const respondent of await respondentsOf(programme, tx, enterprises, period)) {
        const found = begun.rows.find((one) => one.period === period && one.subject === respondent.id)
        if (found === undefined && isExpected(programme, form, respondent) !== true) continue
        const on = dueIn(acts.get(`${form.id} ${period}`) ?? [], dueOn(form, period, programme.calendar))
        const done = found !== undefined && !isEditable(workflow, found.state)
        due.push({
          form: form.id,
          formName: form.name,
          subjectKind: form.respondents.subject,
          subject: respondent.id,
          subjectName: respondent.name,
          period,
          due: on,
          light: lightOf(on, { today, done }),
          ...(found === undefined
            ? {}
            : { id: found.id, state: found.state, stateName: stateName(workflow, found.state) }),
        })
      }
    }
  }
  const rank = { overdue: 0, near: 1, on_schedule: 2, done: 3 }
  return due.sort((a, b) => rank[a.light] - rank[b.light] || (a.due < b.due ? -1 : a.due > b.due ? 1 : 0))
}

export type MissingAsked = {
  readonly form: string
  readonly period: Period
  readonly place?: string | undefined
  readonly page: number
  readonly pageSize: number
}

/** Who was to report and has not, and how far each area unit is. */
export async function listMissing(house: ReturnHouse, tx: Transaction, asked: MissingAsked) {
  const programme = house.programme()
  const form = getForm(programme, asked.form)
  const workflow = workflowOf(programme, form)
  const places = asked.place === undefined ? undefined : placesAsked(placesOf(programme), asked.place)
  const { expected, undecided } = await expectedRespondents(programme, tx, {
    form,
    period: asked.period,
    ...(places === undefined ? {} : { places }),
  })
  const standings = new Map(
    (await standingsOf(tx, { form: form.id, period: asked.period })).map((each) => [each.subject, each]),
  )
  const isIn = (subject: string): boolean => {
    const found = standings.get(subject)
    return found !== undefined && (found.approved || !isEditable(workflow, found.state))
  }
  const nameOf = (id: string) => programme.places[id]?.name ?? { zh: id, en: id }
  const towns = new Map<string, Coverage>()
  const missing: MissingReturn[] = []
  let submitted = 0
  let approved = 0
  for (const respondent of expected) {
    const town = towns.get(respondent.town) ?? {
      place: respondent.town,
      placeName: nameOf(respondent.town),
      expected: 0,
      submitted: 0,
      approved: 0,
    }
    towns.set(respondent.town, town)
    town.expected += 1
    const found = standings.get(respondent.id)
    if (found?.approved === true) {
      town.approved += 1
      approved += 1
    }
    if (isIn(respondent.id)) {
      town.submitted += 1
      submitted += 1
      continue
    }
    missing.push({
      subject: respondent.id,
      subjectName: respondent.name,
      town: respondent.town,
      townName: nameOf(respondent.town),
      ...(found === undefined ? {} : { id: found.id, state: found.state, stateName: stateName(workflow, found.state) }),
    })
  }
  const acts = await listPeriodActs(tx, form.id, asked.period)
  const due = dueIn(acts, dueOn(form, asked.period, programme.calendar))
  return {
    due,
    light: lightOf(parsePlainDate(due), { today: house.clock.today(programme.timeZone), done: missing.length === 0 }),
    expected: expected.length,
    submitted,
    approved,
    undecided,
    places: [...towns.values()].sort((a, b) => (a.place < b.place ? -1 : 1)),
    rows: missing.slice((asked.page - 1) * asked.pageSize, asked.page * asked.pageSize),
    total: missing.length,
  }
}
