import { type Period, parsePeriod } from '#base/period.ts'
import { type PlainDate, toPlainDate } from '#base/plain-date.ts'
import { arrivalsOfIndicators, type FileArrivals, latestBatch } from '#capabilities/observations/server/service.ts'
import { arrivalsOfForm, dueOn, endedPeriods, expectedRespondents } from '#capabilities/returns/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { findDoc, listDocs } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import type { Arrival } from '../contract.ts'
import { dueOf, endedPeriodsOf, nameIn, rhythmOf, standingOf, standingOfForm } from '../rules.ts'
import type { DbArrival } from './store.ts'

type Supply = Programme['supplies'][string]

type Asked = {
  readonly programme: Programme
  readonly today: PlainDate
  readonly now: Date
  /** How many periods are looked at, latest first. */
  readonly periods: number
  /** For how many of them it is counted who was to report; each takes a walk through the register. */
  readonly counted: number
}

/** What came in of a supply by a form or by files, latest period first. Counts of everybody, so run as the house. */
export async function arrivalsSeen(tx: Transaction, supply: Supply, asked: Asked): Promise<Arrival[]> {
  if (supply.form !== undefined) return ofForm(tx, supply.form, asked)
  if (supply.indicators !== undefined)
    return ofFiles(supply, await filesOf(tx, asked.programme, supply.indicators), asked)
  return []
}

/** Whether arrivals of a supply are seen by themselves; others are noted by hand. */
export function isSeen({ form, indicators }: Supply): boolean {
  return form !== undefined || indicators !== undefined
}

async function ofForm(tx: Transaction, id: string, asked: Asked): Promise<Arrival[]> {
  const { programme, today } = asked
  const form = findDoc(programme, 'forms', id)
  if (form === undefined) return []
  const periods = endedPeriods(form, today, asked.periods)
  const came = await arrivalsOfForm(tx, { form: id, periods, timeZone: programme.timeZone })
  const arrivals: Arrival[] = []
  for (const [at, period] of periods.entries()) {
    const found = came.find((one) => one.period === period)
    const due = found?.due ?? dueOn(form, period, programme.calendar)
    const { arrived = 0, onTime = 0 } = found ?? {}
    const expected = at < asked.counted ? await expectedOf(tx, { programme, form, period, now: asked.now }) : undefined
    arrivals.push({
      period,
      due,
      standing: standingOfForm({ due, arrived, onTime, expected }, today),
      count: arrived,
      onTime,
      synthetic: false,
      ...(expected === undefined ? {} : { expected }),
      ...(found === undefined || found.latest === 0 ? {} : { lateDays: found.medianLate }),
      ...(found?.lastAt ? { arrivedOn: toPlainDate(found.lastAt, programme.timeZone) } : {}),
    })
  }
  return arrivals
}

type Counted = { readonly at: number; readonly expected: number }
const counts = new WeakMap<Programme, Map<string, Counted>>()
const keptMs = 10 * 60_000

/** Who was to report for a period that is over hardly changes; counting it walks through the register, so it is kept ten minutes. */
async function expectedOf(
  tx: Transaction,
  asked: { programme: Programme; form: Programme['forms'][string]; period: Period; now: Date },
): Promise<number> {
  const { programme, form, period } = asked
  const kept = counts.get(programme) ?? new Map<string, Counted>()
  counts.set(programme, kept)
  const [key, at] = [`${form.id} ${period}`, asked.now.getTime()]
  const known = kept.get(key)
  if (known !== undefined && at - known.at < keptMs && at >= known.at) return known.expected
  const { expected } = await expectedRespondents(programme, tx, { form, period })
  kept.set(key, { at, expected: expected.length })
  return expected.length
}

const files = new WeakMap<Programme, { batch: string; came: readonly FileArrivals[] }>()

/** What came as files for all supplies at once; asked anew when there is a new batch. */
async function filesOf(tx: Transaction, programme: Programme, indicators: readonly string[]): Promise<FileArrivals[]> {
  const batch = await latestBatch(tx)
  let known = files.get(programme)
  if (known?.batch !== batch) {
    const all = listDocs(programme, 'supplies').flatMap((supply) => supply.indicators ?? [])
    known = { batch, came: await arrivalsOfIndicators(tx, [...new Set(all)]) }
    files.set(programme, known)
  }
  return known.came.filter((one) => indicators.includes(one.indicator))
}

function ofFiles(supply: Supply, came: readonly FileArrivals[], { programme, today, periods }: Asked): Arrival[] {
  const known = new Map(came.map((one) => [`${one.indicator} ${one.period}`, one]))
  const ended = endedPeriodsOf(supply, today, periods)
  const earliest = came.map(({ period }) => period).sort()[0]
  const wanted = ended.filter((period, at) => at < 2 || (earliest !== undefined && period >= earliest))
  return wanted.flatMap((period) =>
    (supply.indicators ?? []).map((indicator): Arrival => {
      const found = known.get(`${indicator} ${period}`)
      const due = dueOf(supply, period, programme.calendar)
      const arrivedOn = found === undefined ? undefined : toPlainDate(found.firstAt, programme.timeZone)
      return {
        period,
        indicator: nameIn(programme, 'indicators', indicator),
        ...(due === undefined ? {} : { due }),
        ...(arrivedOn === undefined ? {} : { arrivedOn }),
        ...standingOf({ due, arrivedOn }, today),
        ...(found === undefined
          ? {}
          : { count: found.subjects, changedOn: toPlainDate(found.lastAt, programme.timeZone) }),
        synthetic: found?.synthetic ?? false,
      }
    }),
  )
}

const wordedPeriods = 8

/** What was noted by hand of a supply, with the periods and units of which nothing was. */
export function arrivalsNoted(
  supply: Supply,
  noted: readonly DbArrival[],
  { programme, today }: { programme: Programme; today: PlainDate },
): Arrival[] {
  const units = 'organisations' in supply.from_whom ? supply.from_whom.organisations : ['']
  const named = (id: string) => (id === '' ? {} : { organisation: nameIn(programme, 'organisations', id) })
  const entry = (one: DbArrival): Arrival => {
    const due = one.period === '' ? undefined : dueOf(supply, parsePeriod(one.period), programme.calendar)
    return {
      period: one.period,
      ...named(one.organisation),
      ...(due === undefined ? {} : { due }),
      arrivedOn: one.arrived_on,
      ...standingOf({ due, arrivedOn: one.arrived_on }, today),
      synthetic: false,
      entry: one.id,
      note: one.note,
    }
  }
  if (rhythmOf(supply) === undefined) return noted.map(entry)
  return endedPeriodsOf(supply, today, wordedPeriods).flatMap((period) =>
    units.map((unit): Arrival => {
      const found = noted.find((one) => one.period === period && one.organisation === unit)
      if (found !== undefined) return entry(found)
      const due = dueOf(supply, period, programme.calendar)
      return {
        period,
        ...named(unit),
        ...(due === undefined ? {} : { due }),
        ...standingOf({ due }, today),
        synthetic: false,
      }
    }),
  )
}
