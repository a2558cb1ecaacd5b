import type { Actor } from '#base/decision.ts'
import { can } from '#base/decision.ts'
import { addDays, isPlainDate, type PlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import { recordAct } from '#kit/server/acts.ts'
import { decide } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { findDoc, getDoc, listDocs } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import type { Arrival, SupplyDetail, SupplySummary, UseCount } from '../contract.ts'
import { citationOf, endedPeriodsOf, nameIn, rhythmOf, summaryOf, thingsOf, uncataloguedOf, unitsOf } from '../rules.ts'
import { arrivalsNoted, arrivalsSeen, isSeen } from './arrivals.ts'
import { type DbArrival, insertArrival, selectArrivals, selectUses, withdrawArrival } from './store.ts'

type CatalogueHouse = Pick<House, 'programme' | 'clock' | 'record' | 'uses'>
type Supply = Programme['supplies'][string]

const listedPeriods = 3
const shownPeriods = 24
const countedPeriods = 3
const usesDays = 365

const todayOf = ({ programme, clock }: CatalogueHouse): PlainDate => clock.today(programme().timeZone)

/** All supplies, or those of one unit, with the standing of each. */
export async function listSupplies(house: CatalogueHouse, actor: Actor, unit: string | undefined) {
  const programme = house.programme()
  const supplies = listDocs(programme, 'supplies')
  const noted = await house.record.withActor(actor, (tx) => selectArrivals(tx))
  const rows: SupplySummary[] = []
  for (const supply of supplies) {
    const summary = toSummary(
      programme,
      supply,
      await arrivalsOf(house, supply, { noted, periods: listedPeriods, counted: 0 }),
    )
    if (unit === undefined || unitsNamed(summary).includes(unit)) rows.push(summary)
  }
  const named = new Set(
    supplies.flatMap(({ from_whom, to_whom }) =>
      [from_whom, to_whom].flatMap((one) => ('organisations' in one ? one.organisations : [])),
    ),
  )
  const units = [...named].map((id) => nameIn(programme, 'organisations', id))
  return { rows, uncatalogued: uncataloguedOf(programme), units }
}

const unitsNamed = ({ from, to }: SupplySummary) => [...from.organisations, ...to.organisations].map(({ id }) => id)

/** One supply with what came and who uses it. @throws Problem not_found */
export async function showSupply(house: CatalogueHouse, actor: Actor, id: string): Promise<SupplyDetail> {
  const programme = house.programme()
  const supply = getDoc(programme, 'supplies', id)
  const noted = await house.record.withActor(actor, (tx) => selectArrivals(tx, [id]))
  const arrivals = await arrivalsOf(house, supply, { noted, periods: shownPeriods, counted: countedPeriods })
  const { due, basis, retention, form, from, to, note } = supply
  const usesSince = addDays(todayOf(house), -usesDays)
  return {
    ...toSummary(programme, supply, arrivals),
    indicators: (supply.indicators ?? []).map((one) => nameIn(programme, 'indicators', one)),
    ...(form === undefined ? {} : { form: nameIn(programme, 'forms', form) }),
    ...dueFields(programme, form, due),
    ...('words' in basis && 'source' in basis
      ? { basis: { words: basis.words, source: citationOf(programme, basis.source) } }
      : {}),
    ...('not_stated' in retention ? {} : { retention }),
    ...(from === undefined ? {} : { since: from }),
    ...(to === undefined ? {} : { until: to }),
    ...(note === undefined ? {} : { note }),
    source: citationOf(programme, supply.source),
    arrivals,
    uses: await usesOf(house, supply, usesSince),
    usesSince,
    mayRecord: mayRecord(actor, supply),
  }
}

function dueFields(programme: Programme, form: string | undefined, due: Supply['due']): Pick<SupplyDetail, 'due'> {
  const ofForm = form === undefined ? undefined : findDoc(programme, 'forms', form)?.due
  const stated = ofForm ?? (due === undefined || 'not_stated' in due ? undefined : due)
  return stated === undefined ? {} : { due: stated }
}

function mayRecord(actor: Actor, supply: Supply) {
  if (isSeen(supply)) return { allowed: false as const, reason: 'catalogue.seen_by_itself' }
  const organisations = 'organisations' in supply.from_whom ? supply.from_whom.organisations : []
  return can(actor, 'catalogue.record', { organisations: [...organisations] })
}

type HowMuch = { readonly noted: readonly DbArrival[]; readonly periods: number; readonly counted: number }

async function arrivalsOf(house: CatalogueHouse, supply: Supply, how: HowMuch): Promise<Arrival[]> {
  const programme = house.programme()
  const today = todayOf(house)
  if (!isSeen(supply)) {
    const own = how.noted.filter((one) => one.supply === supply.id)
    return arrivalsNoted(supply, own, { programme, today })
  }
  return house.record.asSystem((tx) =>
    arrivalsSeen(tx, supply, { programme, today, now: house.clock.now(), periods: how.periods, counted: how.counted }),
  )
}

function toSummary(programme: Programme, supply: Supply, arrivals: readonly Arrival[]): SupplySummary {
  const { id, name, what, every, domain, purposes } = supply
  return {
    id,
    name,
    from: unitsOf(programme, supply.from_whom),
    to: unitsOf(programme, supply.to_whom),
    what,
    every,
    domain,
    purposes: [...purposes],
    ...summaryOf(arrivals),
    basisStated: !('not_stated' in supply.basis),
  }
}

async function usesOf(house: CatalogueHouse, supply: Supply, since: string): Promise<UseCount[]> {
  const programme = house.programme()
  await house.uses.flush()
  const rows = await house.record.asSystem((tx) => selectUses(tx, thingsOf(programme, supply), since))
  return rows.map(({ thing, how, role, organisation, times, last_on }) => {
    const [word = '', id = ''] = thing.split('/')
    const kind = word === 'forms' ? 'forms' : 'indicators'
    return {
      thing: { ...nameIn(programme, kind, id), kind },
      how: how as UseCount['how'],
      role: findDoc(programme, 'roles', role) === undefined ? { id: role } : nameIn(programme, 'roles', role),
      organisation:
        findDoc(programme, 'organisations', organisation) === undefined
          ? { id: '' }
          : nameIn(programme, 'organisations', organisation),
      times: Number(times),
      lastOn: last_on,
    }
  })
}

export type NewArrival = {
  readonly id: string
  readonly organisation: string | null
  readonly period: string | null
  readonly arrivedOn: string
  readonly note: string
}

/** Notes that a supply came in. @throws Problem not_found, forbidden, wrong_state, invalid_input, conflict */
export async function noteArrival(house: CatalogueHouse, actor: Actor, asked: NewArrival): Promise<{ id: string }> {
  const programme = house.programme()
  const supply = getDoc(programme, 'supplies', asked.id)
  if (isSeen(supply)) throw new Problem('wrong_state', { details: { reason: 'catalogue.seen_by_itself' } })
  refuseArrival(supply, asked, todayOf(house))
  const organisation = asked.organisation ?? ''
  decide(actor, 'catalogue.record', { organisations: organisation === '' ? [] : [organisation] })
  return house.record.withActor(actor, async (tx) => {
    const row = {
      supply: supply.id,
      organisation,
      period: asked.period ?? '',
      arrived_on: asked.arrivedOn,
      note: asked.note,
    }
    const id = await insertArrival(tx, row)
    if (id === undefined) {
      const issue = {
        text: 'catalogue.already_noted',
        where: 'body.period',
        found: `${organisation} ${row.period}`.trim(),
      }
      throw new Problem('conflict', { issues: [issue] })
    }
    await recordAct(tx, {
      name: 'catalogue.arrival_noted',
      subject: { kind: 'supply', id: supply.id },
      detail: { organisation, period: row.period, arrivedOn: row.arrived_on },
    })
    return { id }
  })
}

function refuseArrival(supply: Supply, asked: NewArrival, today: PlainDate): void {
  const units = 'organisations' in supply.from_whom ? supply.from_whom.organisations : undefined
  const refuse = (text: string, where: string, found: string, expected = '') => {
    throw new Problem('invalid_input', { issues: [{ text, where: `body.${where}`, found, expected }] })
  }
  if (units === undefined ? asked.organisation !== null : !units.includes(asked.organisation ?? '')) {
    refuse('catalogue.not_a_supplier', 'organisation', asked.organisation ?? '', units?.join(', ') ?? '')
  }
  const periods: string[] = endedPeriodsOf(supply, today, 400)
  if (rhythmOf(supply) === undefined ? asked.period !== null : !periods.includes(asked.period ?? '')) {
    refuse('catalogue.not_a_period', 'period', asked.period ?? '', periods.slice(0, 4).join(', '))
  }
  if (!isPlainDate(asked.arrivedOn) || asked.arrivedOn > today)
    refuse('catalogue.not_a_day_past', 'arrivedOn', asked.arrivedOn, today)
}

/** Withdraws an entry that was wrong. @throws Problem not_found */
export async function takeBackArrival(
  house: CatalogueHouse,
  actor: Actor,
  { id, reason }: { id: string; reason: string },
): Promise<{ id: string }> {
  return house.record.withActor(actor, async (tx) => {
    const entry = await withdrawArrival(tx, id, reason)
    if (entry === undefined) throw new Problem('not_found', { details: { kind: 'arrival', id } })
    await recordAct(tx, {
      name: 'catalogue.arrival_withdrawn',
      subject: { kind: 'supply', id: entry.supply },
      detail: { organisation: entry.organisation, period: entry.period, arrivedOn: entry.arrived_on },
    })
    return { id }
  })
}
