import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Actor } from '#base/decision.ts'
import { parseDecimal } from '#base/decimal.ts'
import { type PlainDate, parsePlainDate } from '#base/plain-date.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import type { Text } from '#base/text.ts'
import { findEnterprise, organisationOf } from '#capabilities/enterprises/server/service.ts'
import { listParcelsById } from '#capabilities/parcels/server/service.ts'
import { demandOrganisations, heirsOn, organisationsAround, unitsFor } from '#capabilities/people/server/service.ts'
import { placesAround } from '#capabilities/places/server/service.ts'
import { type CaseView, getWorkflow, openOwned, viewOf } from '#capabilities/workflows/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import { inReachOfHouse, type Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import type { Programme } from '#pack/programme.ts'
import { dueChecks } from '../rules/due-checks.ts'
import { daysOf, earliestDue, nextCheck, statusOf } from '../rules/standing-checks.ts'
import { type AgreementRow, agreementTables, type CheckRow, getAgreement, lastChecks } from './agreement-store.ts'
import { freezeIndicators } from './indicators.ts'
import { breachToday } from './kept-breach.ts'
import { landOf } from './reach.ts'

/** What was agreed on when land was supplied. */
export type NewAgreement = {
  readonly supply?: string | null
  readonly parcel: string
  readonly holder: string | null
  readonly holderName: string
  /** What the land was supplied for, a use of the programme; that of the register when left out. */
  readonly use?: string | undefined
  /** The industry that was elected, `taxonomy/class`; null: the agreement asks no rows. */
  readonly industry: string | null
  /** 10,000 yuan. */
  readonly price: string | null
  /** m2. */
  readonly area: string
  readonly landRightOn: string
  readonly signedOn?: string | null
  /** Units in the lead of its supervision; those whose duty it is when left out. */
  readonly lead?: readonly string[] | undefined
  readonly decide?: readonly string[] | undefined
  readonly actor: Actor
}

/**
 * Begins the supervision of supplied land: the rows of the elected industry and what follows from a breach are frozen, the clocks run from the day of the land right. The
 * agreement of a supply begins once; a second call answers the one that stands.
 * @throws Problem not_found, invalid_input, refused_by_rule where no indicators were set
 */
export function beginAgreement(
  house: House,
  tx: Transaction,
  given: NewAgreement,
): Promise<{ id: string; case: string }> {
  return inReachOfHouse(tx, () => begin(house, tx, given))
}

async function begin(house: House, tx: Transaction, given: NewAgreement): Promise<{ id: string; case: string }> {
  const { supply = null, actor } = given
  if (supply !== null) {
    const standing = await agreementTables(tx)
      .selectFrom('land_agreement')
      .select(['id', 'case_id'])
      .where('supply', '=', supply)
      .executeTakeFirst()
    if (standing !== undefined) return { id: standing.id, case: standing.case_id }
  }
  const programme = house.programme()
  const parcel = (await listParcelsById(tx, [given.parcel])).get(given.parcel)
  if (parcel === undefined) throw new Problem('not_found', { details: { kind: 'parcel', id: given.parcel } })
  const landRightOn = demandSensible(house, given)
  await demandHolder(tx, given.holder)
  const frozen =
    given.industry === null
      ? undefined
      : await freezeIndicators(tx, { parcel: parcel.id, industry: given.industry, at: house.clock.now() })
  const parties = partiesOf(programme, { ...given, place: parcel.base ?? parcel.place, on: todayOf(house) })
  const said = given.use ?? parcel.landUse
  const use = landOf(programme).uses.find(({ register, id }) =>
    said === null ? false : id === said || register.includes(said),
  )
  const id = randomUUID()
  const organisations = [
    ...organisationsAround(programme, [...parties.lead, ...parties.decide]),
    ...(given.holder === null ? [] : [organisationOf(given.holder)]),
  ]
  const workflow = getWorkflow(programme, landOf(programme).workflows.land_supervision)
  const opened = await openOwned(house, tx, {
    workflow,
    subject: id,
    title: titleOf(given.holderName, parcel.code),
    actor,
    place: parcel.base ?? parcel.place,
    organisations,
    ...parties,
    due: landRightOn,
  })
  const places = [...new Set([...placesAround(programme, parcel.place), ...placesAround(programme, parcel.base)])]
  await agreementTables(tx)
    .insertInto('land_agreement')
    .values({
      id,
      supply,
      parcel: parcel.id,
      holder: given.holder,
      holder_name: given.holderName,
      industry: given.industry,
      land_use: use?.id ?? null,
      is_new_industry: use?.new_industry === true,
      indicator_set: frozen?.id ?? null,
      rows: JSON.stringify(frozen?.rows ?? []),
      breach: JSON.stringify(breachToday(programme)),
      price: given.price,
      area: given.area,
      land_right_on: landRightOn,
      signed_on: given.signedOn ?? null,
      programme: house.programme().hash,
      case_id: opened.id,
      state: opened.state,
      revision: opened.version,
      is_synthetic: parcel.synthetic,
      places,
      organisations,
      created_at: house.clock.now(),
    })
    .execute()
  await keepDates(house, tx, { agreement: await getAgreement(tx, id), view: await viewOf(house, tx, opened.id) })
  await recordAct(tx, {
    name: 'land.agreement_begun',
    subject: { kind: 'land_agreement', id },
    detail: { parcel: parcel.id, version: opened.version, ...(supply === null ? {} : { supply }) },
  })
  return { id, case: opened.id }
}

/** By hand, for land that was supplied before. @throws Problem forbidden outside one's reach, and as `beginAgreement` */
export async function enterAgreement(
  house: House,
  tx: Transaction,
  given: Omit<NewAgreement, 'area' | 'supply'> & { readonly area?: string | undefined },
): Promise<{ id: string; case: string }> {
  const programme = house.programme()
  const parcel = (await listParcelsById(tx, [given.parcel])).get(given.parcel)
  if (parcel === undefined) throw new Problem('not_found', { details: { kind: 'parcel', id: given.parcel } })
  const places = [...placesAround(programme, parcel.place), ...placesAround(programme, parcel.base)]
  decide(given.actor, 'land.supervise', { places })
  demandOrganisations(programme, {
    ...(given.lead === undefined ? {} : { lead: given.lead }),
    ...(given.decide === undefined ? {} : { decide: given.decide }),
  })
  await refuseTwice(tx, given)
  return beginAgreement(house, tx, { ...given, area: given.area ?? parcel.area })
}

/** @throws Problem conflict where the same holder has an open agreement on the parcel from the same day: entered twice, it would owe twice */
async function refuseTwice(
  tx: Transaction,
  { parcel, landRightOn, holderName }: Pick<NewAgreement, 'parcel' | 'landRightOn' | 'holderName'>,
): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`land_agreement ${parcel}`}, 0))`.execute(tx)
  const standing = await inReachOfHouse(tx, () =>
    agreementTables(tx)
      .selectFrom('land_agreement')
      .select('id')
      .where('parcel', '=', parcel)
      .where('land_right_on', '=', parsePlainDate(landRightOn))
      .where('holder_name', '=', holderName)
      .where('is_final', '=', false)
      .executeTakeFirst(),
  )
  if (standing === undefined) return
  throw new Problem('conflict', { details: { kind: 'agreement', id: standing.id, reason: 'agreement.there_already' } })
}

/** @throws Problem invalid_input naming what cannot be: a signature to come, a price below nothing, ground of no size */
function demandSensible(house: House, { landRightOn, signedOn, price, area }: NewAgreement): PlainDate {
  const issues: ProblemIssue[] = []
  if (signedOn !== null && signedOn !== undefined && signedOn > todayOf(house))
    issues.push({ text: 'agreement.not_yet', where: 'signedOn', found: signedOn })
  if (price !== null && parseDecimal(price).isNegative())
    issues.push({ text: 'agreement.less_than_nothing', where: 'price', found: price })
  if (!parseDecimal(area).greaterThan(0)) issues.push({ text: 'agreement.no_ground', where: 'area', found: area })
  if (issues.length > 0) throw new Problem('invalid_input', { issues })
  return parsePlainDate(landRightOn)
}

async function demandHolder(tx: Transaction, holder: string | null): Promise<void> {
  if (holder === null || (await findEnterprise(tx, holder)) !== undefined) return
  throw new Problem('not_found', { details: { kind: 'enterprise', id: holder } })
}

type Asked = Pick<NewAgreement, 'lead' | 'decide' | 'actor'> & { readonly place: string; readonly on: PlainDate }

/** Who supervises: as named, else by duty, else the unit of who enters it. */
function partiesOf(programme: Programme, { lead, decide: deciding, actor, place, on }: Asked) {
  const kind = landOf(programme).workflows.land_supervision
  const route = unitsFor(programme, { kind, place, on })
  const named = (units: readonly string[] | undefined, routed: readonly { organisation: string }[]) =>
    units === undefined || units.length === 0
      ? routed.map(({ organisation }) => organisation)
      : heirsOn(programme, units, on)
  const supervising = named(lead, route.lead)
  const own = actor.organisation === undefined ? [] : [actor.organisation]
  return { lead: supervising.length === 0 ? own : supervising, decide: named(deciding, route.decide) }
}

function titleOf(holder: string, code: string): Text {
  return { zh: `${holder}（${code}）供后监管`, en: `Supervision of ${code}, ${holder}` }
}

/** Until when the clock of a point runs, by the last run of it. */
function clockDue({ clocks }: CaseView, id: string): PlainDate | null {
  return (clocks.findLast((one) => one.id === id)?.due as PlainDate | undefined) ?? null
}

export type Happening = Pick<AgreementRow, 'started_on' | 'completed_on' | 'producing_since'>

/** Writes what the case says of an agreement: its state, and the days until which things are due. */
export async function keepDates(
  house: House,
  tx: Transaction,
  { agreement, view, happened = agreement }: { agreement: AgreementRow; view: CaseView; happened?: Happening },
): Promise<void> {
  const one = view.case
  const workflow = getWorkflow(house.programme(), one.workflow)
  const row: AgreementRow = {
    ...agreement,
    ...happened,
    due_start: clockDue(view, 'start'),
    due_completion: clockDue(view, 'completion'),
    due_production: clockDue(view, 'production'),
  }
  const isFinal = workflow.states.some(({ id, final }) => id === one.state && final === true)
  const last = (await lastChecks(tx, [agreement.id])).get(agreement.id)
  const next = isFinal ? undefined : nextOf(row, last, todayOf(house))
  await agreementTables(tx)
    .updateTable('land_agreement')
    .set({
      state: one.state,
      revision: one.version,
      is_final: isFinal,
      started_on: row.started_on,
      completed_on: row.completed_on,
      producing_since: row.producing_since,
      due_start: row.due_start,
      due_completion: row.due_completion,
      due_production: row.due_production,
      next_due: isFinal ? null : earliestDue((one.nextDue as PlainDate | undefined) ?? null, next),
    })
    .where('id', '=', agreement.id)
    .execute()
}

/** The checks of an agreement with how they stand, in the order of time. */
export function checksOf(row: AgreementRow, last: ReadonlyMap<string, CheckRow> | undefined, today: PlainDate) {
  const checks = dueChecks(
    row.rows.map((kept) => kept.row),
    daysOf(row),
    today,
  )
  const happened = { start: row.started_on, completion: row.completed_on, production: row.producing_since }
  return checks.map((check) => {
    const record = last?.get(check.key)
    const answers = new Map(record?.outcomes.map((one) => [one.row, one.answer]))
    const recorded = record === undefined ? undefined : { answers }
    return { check, record, status: statusOf(check, recorded, { happened, today }) }
  })
}

export function nextOf(row: AgreementRow, last: ReadonlyMap<string, CheckRow> | undefined, today: PlainDate) {
  return nextCheck(checksOf(row, last, today))
}
