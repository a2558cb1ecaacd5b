import { type Actor, can } from '#base/decision.ts'
import type { Period } from '#base/period.ts'
import type { Enterprise } from '#capabilities/enterprises/contract.ts'
import { listEnterprisesByCode, listEnterprisesById } from '#capabilities/enterprises/server/service.ts'
import { latestCells } from '#capabilities/observations/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { Programme, ProgrammeForm } from '#pack/programme.ts'
import { computeCells } from '../rules/checks.ts'
import { formCells } from '../rules/form-cells.ts'
import { isEditable } from '../rules/review.ts'
import type { Respondent } from '../rules/respondents.ts'
import type { KnownRespondent } from '../rules/workbook/judge-row.ts'
import { outsideOf } from '../rules/world.ts'
import { textOf } from './content.ts'
import { workflowOf } from './lifecycle.ts'
import { tablesOf } from './store.ts'
import { organisationOf, respondentsOf } from './subjects.ts'
import type { RowAsked } from './upload-words.ts'

export type KnowGiven = {
  readonly programme: Programme
  readonly form: ProgrammeForm
  readonly period: Period
  readonly actor: Actor
  /** Revisions of the returns when the workbook was made, by respondent; none for a workbook that does not say. */
  readonly revisions: ReadonlyMap<string, number> | undefined
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** What the record knows of the respondents of some rows, in their order; undefined for those the actor does not see. */
export async function knownOf(
  tx: Transaction,
  given: KnowGiven,
  rows: readonly RowAsked[],
): Promise<(KnownRespondent | undefined)[]> {
  const { programme, period, actor } = given
  const found = await enterprisesOf(tx, rows)
  const enterprises = [...new Map(found.flatMap((one) => (one === undefined ? [] : [[one.id, one] as const]))).values()]
  const ids = enterprises.map((one) => one.id)
  const respondents = new Map((await respondentsOf(programme, tx, enterprises, period)).map((one) => [one.id, one]))
  const standing = await standingReturns(tx, given, ids)
  const stood = await stoodFor(tx, given, ids)
  await addElsewhere(tx, given, { ids, stood })
  return found.map((one): KnownRespondent | undefined => {
    const respondent = one === undefined ? undefined : respondents.get(one.id)
    if (respondent === undefined) return undefined
    const { organisations, places } = reachOfRespondent(given.form, respondent)
    const existing = standing.get(respondent.id)
    return {
      respondent,
      mayFill: can(actor, 'returns.fill', { places, organisations }).allowed,
      stood: stood.get(respondent.id) ?? [],
      ...(existing === undefined ? {} : { existing: existingOf(given, respondent.id, existing) }),
    }
  })
}

/** The places and organisations that decide who may do what with a return of this respondent. */
export function reachOfRespondent(form: ProgrammeForm, respondent: Respondent) {
  return { places: respondent.places, organisations: [organisationOf(form.respondents.subject, respondent.id)] }
}

async function enterprisesOf(tx: Transaction, rows: readonly RowAsked[]): Promise<(Enterprise | undefined)[]> {
  const byId = await listEnterprisesById(tx, [...new Set(rows.map((row) => row.id).filter((id) => uuid.test(id)))])
  const without = rows.filter((row) => !byId.has(row.id) && row.creditCode !== '')
  const byCode = await listEnterprisesByCode(tx, [...new Set(without.map((row) => row.creditCode))])
  // A row that names an id is that enterprise or none: a code beside a wrong id may be a slip.
  return rows.map((row) => (row.id === '' ? byCode.get(row.creditCode) : byId.get(row.id)))
}

/** A return as it stands, with what it says. */
export type StandingReturn = {
  readonly id: string
  readonly revision: number
  readonly state: string
  readonly changedBy: string
  readonly cells: Readonly<Record<string, string>>
}

/** The returns of a form and period of these respondents, each with the content of its present version. */
export async function standingReturns(
  tx: Transaction,
  { form, period }: Pick<KnowGiven, 'form' | 'period'>,
  subjects: readonly string[],
): Promise<Map<string, StandingReturn>> {
  if (subjects.length === 0) return new Map()
  const rows = await tablesOf(tx)
    .selectFrom('return_return as r')
    .leftJoin('return_version as v', (join) =>
      join.onRef('v.return_id', '=', 'r.id').onRef('v.version', '=', 'r.version'),
    )
    .select(['r.id', 'r.subject', 'r.revision', 'r.state', 'r.changed_by', 'v.cells'])
    .where('r.form', '=', form.id)
    .where('r.period', '=', period)
    .where('r.subject', 'in', [...subjects])
    .execute()
  const loaded = rows.filter((row) => row.cells === null).map((row) => row.subject)
  const stored = await latestCells(
    tx,
    loaded.map((subject) => ({ subject, period })),
  )
  return new Map(
    rows.map((row) => {
      const content = stored.get(`${row.subject} ${period}`) ?? new Map()
      const cells = row.cells ?? Object.fromEntries([...content].map(([key, one]) => [key, textOf(one)]))
      return [row.subject, { id: row.id, revision: row.revision, state: row.state, changedBy: row.changed_by, cells }]
    }),
  )
}

function existingOf(
  { programme, form, actor, revisions }: KnowGiven,
  subject: string,
  { id, revision, state, changedBy, cells }: StandingReturn,
): NonNullable<KnownRespondent['existing']> {
  const asMade = revisions === undefined || (revisions.get(subject) ?? 0) === revision
  return {
    id,
    revision,
    cells,
    editable: isEditable(workflowOf(programme, form), state),
    changedSince: !asMade && changedBy !== actor.id,
  }
}

/** What stood in the periods that the checks of the form ask about, by respondent. */
async function stoodFor(
  tx: Transaction,
  given: KnowGiven,
  subjects: readonly string[],
): Promise<Map<string, [string, string, string][]>> {
  const asked = askedOutside(given)
  const periods = [...new Set(asked.map(({ period }) => period))]
  const found = new Map<string, [string, string, string][]>()
  if (periods.length === 0) return found
  const cells = await latestCells(
    tx,
    subjects.flatMap((subject) => periods.map((period) => ({ subject, period }))),
  )
  for (const subject of subjects) {
    const values = asked.flatMap(({ period, key }): [string, string, string][] => {
      const content = cells.get(`${subject} ${period}`)?.get(key)
      return content !== undefined && 'value' in content ? [[period, key, content.value]] : []
    })
    found.set(subject, values)
  }
  return found
}

type Standing = { readonly ids: readonly string[]; readonly stood: Map<string, [string, string, string][]> }

/** What other forms of the same period say that are not in the record yet, for checks across forms. */
async function addElsewhere(
  tx: Transaction,
  { programme, form, period }: KnowGiven,
  { ids, stood }: Standing,
): Promise<void> {
  const keys = new Set(
    askedOutside({ programme, form, period }).flatMap((one) => (one.period === period ? [one.key] : [])),
  )
  for (const other of keys.size === 0 ? [] : Object.values(programme.forms)) {
    const asks = formCells(programme, other).some((cell) => keys.has(cell.key))
    if (other.id === form.id || other.period !== form.period || other.domain !== form.domain || !asks) continue
    for (const [subject, { cells }] of await standingReturns(tx, { form: other, period }, ids)) {
      const readings = computeCells(programme, other, cells).readings()
      const known = stood.get(subject) ?? []
      const recorded = new Set(known.map(([at, key]) => `${at} ${key}`))
      for (const key of keys) {
        const reading = readings.get(key)
        if (reading === undefined || !('value' in reading) || recorded.has(`${period} ${key}`)) continue
        known.push([period, key, reading.value])
      }
      stood.set(subject, known)
    }
  }
}

const nobody: Respondent = {
  id: '',
  name: '',
  town: '',
  base: null,
  industry: null,
  size: null,
  ownership: null,
  aboveScale: false,
  exists: true,
  places: [],
  classes: {},
}

/** The values of other periods and forms that the checks would read. */
export function askedOutside({ programme, form, period }: Pick<KnowGiven, 'programme' | 'form' | 'period'>) {
  const asked = new Map<string, { period: Period; key: string }>()
  outsideOf(form, formCells(programme, form), {
    programme,
    period,
    respondent: nobody,
    stood: (at, indicator, span) => {
      const key = `${indicator}:${span}`
      asked.set(`${at} ${key}`, { period: at, key })
      return undefined
    },
  })
  return [...asked.values()]
}
