import { type Actor, can } from '#base/decision.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import { namesOfPeople } from '#capabilities/people/server/service.ts'
import { placesAround } from '#capabilities/places/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import { inReachOfHouse, type Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { findDoc, listDocs } from '#pack/lookup.ts'
import { textOf, written } from '#pack/naming.ts'
import type { Named } from '#base/named.ts'
import type { Programme } from '#pack/programme.ts'
import type { ExtraRow, IndicatorSet, IndicatorsOfParcel, KeptRow, RowChange } from '../contract/indicators.ts'
import { addRows, changeRows } from '../rules/change-rows.ts'
import { askedRows, drawRows } from '../rules/indicators.ts'
import {
  deleteDraft,
  getSet,
  type IndicatorRow,
  insertDraft,
  insertSets,
  markFrozen,
  putInForce,
  selectCurrentSets,
  selectSets,
  type SetToWrite,
  updateDraft,
} from './indicator-store.ts'
import type { FoundRow } from './lot-store.ts'
import { findRows } from './lots.ts'
import { lockThing } from './offer-store.ts'
import { landOf } from './reach.ts'
import { listSuppliesOf } from './supply-store.ts'
import { findIndustryName, namedUse, nameOfIndustry } from './vocabulary.ts'

type By = { readonly actor: Actor }

/** What of a set goes into an agreement: it is judged years later without anything else. */
export type FrozenSet = {
  readonly id: string
  readonly parcel: string
  readonly industry: string
  readonly version: number
  readonly statedOn: string
  readonly standards: readonly string[]
  readonly programme: string
  /** Those that are asked; without the recommendations that were left out. */
  readonly rows: readonly KeptRow[]
}

function askedSet(row: IndicatorRow): FrozenSet {
  const { id, parcel, industry, version, standards, programme } = row
  return { id, parcel, industry, version, statedOn: row.stated_on, standards, programme, rows: askedRows(row.rows) }
}

/** Freezes the set in force into an agreement; from then on it stays as it is, and a frozen one is answered again. @throws Problem refused_by_rule */
export async function freezeIndicators(
  tx: Transaction,
  { parcel, industry, at }: { readonly parcel: string; readonly industry: string; readonly at: Date },
): Promise<FrozenSet> {
  const row = (await selectCurrentSets(tx, [parcel])).find((one) => one.industry === industry)
  if (row === undefined) throw new Problem('refused_by_rule', { details: { reason: 'indicators.none_set', industry } })
  if (row.state === 'set') {
    await markFrozen(tx, row.id, at)
    await recordChange(tx, row, 'land.indicators_frozen')
  }
  return askedSet(row)
}

/** The sets in force of these parcels, as far as the actor sees them. */
export async function currentIndicators(
  tx: Transaction,
  parcels: readonly string[],
): Promise<Map<string, FrozenSet[]>> {
  const found = new Map<string, FrozenSet[]>()
  for (const row of await selectCurrentSets(tx, parcels))
    found.set(row.parcel, [...(found.get(row.parcel) ?? []), askedSet(row)])
  return found
}

type NewIndicatorSet = {
  readonly parcel: string
  readonly industry: string
  readonly place: string
  readonly base: string | null
  readonly use?: string | null
  readonly on?: string
}

const perStatement = 500

/** Draws and sets many at once, unchecked and without acts: the caller chose them and records the one act. Answers their ids in order. */
export async function createIndicatorSetsInBulk(
  house: House,
  tx: Transaction,
  rows: readonly NewIndicatorSet[],
): Promise<string[]> {
  const programme = house.programme()
  const drawn = new Map<string, SetToWrite>()
  const sets = rows.map((row): SetToWrite => {
    const { parcel, industry, place, base, use = null } = row
    const on = row.on ?? todayOf(house)
    const key = [industry, place, base, use, on].join(' ')
    const known = drawn.get(key) ?? drawSet(house, { parcel, industry, place, base, use, on })
    drawn.set(key, known)
    return { ...known, parcel, programme: programme.hash }
  })
  const ids: string[] = []
  for (let at = 0; at < sets.length; at += perStatement)
    ids.push(...(await insertSets(tx, sets.slice(at, at + perStatement), house.clock.now())))
  return ids
}

function drawSet(house: House, asked: Required<NewIndicatorSet>): SetToWrite {
  const programme = house.programme()
  const { parcel, industry, place, base, use, on } = asked
  const places = [
    ...new Set([...placesAround(programme, place), ...(base === null ? [] : placesAround(programme, base))]),
  ]
  const { standards, rows } = drawRows(programme, {
    on: parsePlainDate(on),
    industry,
    places,
    ...(use === null ? {} : { use }),
  })
  return {
    parcel,
    industry,
    use,
    statedOn: on,
    standards: standards.map(({ id }) => id),
    programme: programme.hash,
    rows,
  }
}

async function getParcel(house: House, tx: Transaction, parcel: string): Promise<FoundRow> {
  const [row] = await findRows(house, tx, [parcel])
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'parcel', id: parcel } })
  return row
}

const baseOf = (row: FoundRow) => (row.lot === null ? row.own_base : row.lot.base)

/** The sets of a parcel in all versions, and what can be chosen for it. @throws Problem not_found */
export async function showIndicators(
  house: House,
  tx: Transaction,
  { parcel, actor }: By & { readonly parcel: string },
): Promise<IndicatorsOfParcel> {
  const programme = house.programme()
  const row = await getParcel(house, tx, parcel)
  const sets = await selectSets(tx, parcel)
  return {
    sets: await showSets(programme, tx, sets),
    industries: industriesOf(programme, baseOf(row)),
    measures: landOf(programme).measures.map(({ id, name, unit, definition }) => ({
      id,
      name: textOf(name),
      unit,
      definition: textOf(definition),
    })),
    maySet: can(actor, 'land.set', { places: row.places }),
  }
}

/** Begins a version for an industry from the standards in force. @throws Problem not_found, forbidden, invalid_input, conflict, refused_by_rule */
export async function drawIndicators(
  house: House,
  tx: Transaction,
  asked: By & {
    readonly parcel: string
    readonly industry: string
    readonly on?: string | undefined
    readonly use?: string | undefined
  },
): Promise<IndicatorSet> {
  const programme = house.programme()
  const row = await getParcel(house, tx, asked.parcel)
  decide(asked.actor, 'land.set', { places: row.places })
  const use = asked.use ?? row.lot?.use ?? null
  const { uses } = landOf(programme)
  const issues: ProblemIssue[] = []
  if (findIndustryName(programme, asked.industry) === undefined)
    issues.push({ text: 'indicators.unknown_industry', where: 'body.industry', found: asked.industry })
  if (use !== null && !uses.some(({ id }) => id === use))
    issues.push({
      text: 'lot.unknown_use',
      where: 'body.use',
      found: use,
      expected: uses.map(({ id }) => id).join(', '),
    })
  if (issues.length > 0) throw new Problem('invalid_input', { issues })
  const before = await selectSets(tx, asked.parcel)
  if (before.some(({ industry, state }) => industry === asked.industry && state === 'draft'))
    throw new Problem('conflict', { details: { reason: 'indicators.draft_there' } })
  const on = asked.on === undefined ? todayOf(house) : parsePlainDate(asked.on)
  const { parcel, industry } = asked
  const draft = drawSet(house, { parcel, industry, place: row.place, base: baseOf(row), use, on })
  if (draft.rows.length === 0) throw new Problem('refused_by_rule', { details: { reason: 'indicators.no_standard' } })
  const set = await insertDraft(tx, draft, house.clock.now())
  await recordChange(tx, set, 'land.indicators_drawn')
  return showSet(programme, tx, set)
}

type OfSet = By & { readonly id: string; readonly revision: number }

/** The draft that an officer changes. @throws Problem not_found, forbidden, stale, wrong_state */
async function getDraft(house: House, tx: Transaction, { id, revision, actor }: OfSet): Promise<IndicatorRow> {
  const seen = await getSet(tx, { id })
  const parcel = await getParcel(house, tx, seen.parcel)
  decide(actor, 'land.set', { places: parcel.places })
  const set = await getSet(tx, { id, lock: true })
  if (set.state !== 'draft') throw new Problem('wrong_state', { details: { reason: 'indicators.not_a_draft' } })
  if (set.revision !== revision) throw new Problem('stale', { details: { kind: 'indicator_set', id } })
  return set
}

/** What a draft asks other than its standards; replaces what was changed before. @throws Problem invalid_input naming row by row what is against the rules */
export async function changeIndicators(
  house: House,
  tx: Transaction,
  { changes, extras, ...of }: OfSet & { readonly changes: readonly RowChange[]; readonly extras: readonly ExtraRow[] },
): Promise<IndicatorSet> {
  const set = await getDraft(house, tx, of)
  const programme = house.programme()
  const changed = changeRows(set.rows, changes)
  const added = addRows(programme, extras)
  const issues = [...changed.issues, ...added.issues]
  if (issues.length > 0) throw new Problem('invalid_input', { issues })
  const next = await updateDraft(tx, set.id, [...changed.rows, ...added.rows])
  await recordChange(tx, next, 'land.indicators_changed')
  return showSet(programme, tx, next)
}

/** States of a supply in which strangers bid on the conditions that were announced, or have won on them. */
const promisedStates = ['announced', 'sold']

/** Puts a draft in force. @throws Problem not_found, forbidden, stale, wrong_state, also while the parcel is announced */
export async function setIndicators(house: House, tx: Transaction, of: OfSet): Promise<IndicatorSet> {
  const draft = await getDraft(house, tx, of)
  await lockThing(tx, { kind: 'parcel', of: draft.parcel })
  const supplies = await inReachOfHouse(tx, () => listSuppliesOf(tx, [draft.parcel]))
  const promised = supplies.find(({ state }) => promisedStates.includes(state))
  if (promised !== undefined)
    throw new Problem('wrong_state', { details: { state: promised.state, reason: 'indicators.announced' } })
  const set = await putInForce(tx, draft, house.clock.now())
  await recordChange(tx, set, 'land.indicators_set')
  return showSet(house.programme(), tx, set)
}

/** Gives up a draft. @throws Problem not_found, forbidden, stale, wrong_state */
export async function dropIndicators(house: House, tx: Transaction, of: OfSet): Promise<{ id: string }> {
  const set = await getDraft(house, tx, of)
  await deleteDraft(tx, set.id)
  await recordChange(tx, set, 'land.indicators_dropped')
  return { id: set.id }
}

async function recordChange(tx: Transaction, set: IndicatorRow, name: string): Promise<void> {
  const { parcel, industry, version } = set
  await recordAct(tx, { name, subject: { kind: 'parcel', id: parcel }, detail: { industry, version } })
}

async function showSet(programme: Programme, tx: Transaction, row: IndicatorRow): Promise<IndicatorSet> {
  const [set] = await showSets(programme, tx, [row])
  if (set === undefined) throw new Problem('internal')
  return set
}

async function showSets(programme: Programme, tx: Transaction, rows: readonly IndicatorRow[]): Promise<IndicatorSet[]> {
  const names = await namesOfPeople(
    tx,
    rows.flatMap(({ by, set_by: setBy }) => (setBy === null ? [by] : [by, setBy])),
  )
  return rows.map((row) => ({
    id: row.id,
    parcel: row.parcel,
    industry: row.industry,
    industryName: nameOfIndustry(programme, row.industry),
    version: row.version,
    use: row.use === null ? null : namedUse(programme, row.use),
    statedOn: row.stated_on,
    standards: row.standards.map((id) => ({
      id,
      name: textOf(findDoc(programme, 'standards', id)?.name ?? written(id)),
    })),
    rows: row.rows,
    state: row.state,
    isCurrent: row.is_current,
    revision: row.revision,
    at: row.at.toISOString(),
    by: names.get(row.by) ?? null,
    setAt: row.set_at?.toISOString() ?? null,
    setBy: row.set_by === null ? null : (names.get(row.set_by) ?? null),
    frozenAt: row.frozen_at?.toISOString() ?? null,
  }))
}

/** Industries to choose from: those that the base is for, and those that standards name. */
function industriesOf(programme: Programme, base: string | null): Named[] {
  const ofBase = base === null ? [] : (findDoc(programme, 'places', base)?.industries ?? [])
  const ids = new Set([
    ...ofBase.map(({ taxonomy, class: one }) => `${taxonomy}/${one}`),
    ...listDocs(programme, 'standards').flatMap(({ industries }) => industries ?? []),
  ])
  return [...ids].flatMap((id) => {
    const name = findIndustryName(programme, id)
    return name === undefined ? [] : [{ id, name }]
  })
}
