import { randomUUID } from 'node:crypto'
import { type Actor, system } from '#base/decision.ts'
import { addDays, type PlainDate, parsePlainDate, toPlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import type { WorkingDayCalendar } from '#base/working-days.ts'
import type { Clock } from '#kit/server/clock.ts'
import type { House, ProgrammeInForce } from '#kit/server/house.ts'
import { testActor } from '#kit/server/testing.ts'
import { assignCase } from './assign.ts'
import { caseOf, extendClock, openCase, performAct } from './cases.ts'
import { expireClocks, redateCases } from './expiry.ts'
import { ownSubject } from './owners.ts'
import { permitProgramme } from './testing-permits.ts'

// A county lives day by day while cases are opened, moved, extended and handed on, and its house is killed now and then. What must have
// happened is then counted anew, in `testing-recount.ts`, from the list of acts alone.

export const timeZone = 'Asia/Shanghai'

/** A calendar that a programme carries from a day on. */
export type Release = { readonly from: PlainDate; readonly calendar: WorkingDayCalendar }

/** When the house was started, and with which calendar. */
export type Start = { readonly at: Date; readonly release: number }

type SettableClock = Clock & { set(instant: Date): void; advance(milliseconds: number): void }

export type Living = {
  readonly house: House
  readonly clock: SettableClock
  /** From 0 to below 1. */
  readonly share: () => number
}

/** A calendar as it is published year by year, each on the first of November before. */
export function releasesOf(calendar: WorkingDayCalendar, years: readonly number[]): Release[] {
  return years.map((year) => {
    const publishedThrough = parsePlainDate(`${year}-12-31`)
    return {
      from: parsePlainDate(`${year - 1}-11-01`),
      calendar: {
        holidays: calendar.holidays.filter((day) => day <= publishedThrough),
        workdays: calendar.workdays.filter((day) => day <= publishedThrough),
        publishedThrough,
      },
    }
  })
}

/** The newest release of a day. */
export function releaseOn(releases: readonly Release[], day: PlainDate): number {
  return Math.max(
    0,
    releases.findLastIndex(({ from }) => from <= day),
  )
}

export function countyWith(county: ProgrammeInForce, { calendar }: Release): ProgrammeInForce {
  return permitProgramme(county, { calendar })
}

/** Lets the engine move permits and checks; whatever the owner is asked, it says yes. */
export function ownPermits(house: House): void {
  ownSubject(house, { kind: 'permit', holds: async () => () => true })
  ownSubject(house, { kind: 'check' })
}

const units = ['bureau', 'east-town', 'old-bureau']
const all = [
  'workflows.see',
  'workflows.extend',
  'workflows.assign',
  'permits.handle',
  'permits.comment',
  'permits.decide',
]
const officers = [...units, 'county-office'].map((organisation) =>
  testActor(all, { id: `officer of ${organisation}`, organisation }),
)
const filer = testActor(['workflows.see', 'permits.file'], { id: 'filer' })
const morning = (day: PlainDate) => new Date(`${day}T00:05:00+08:00`)
const evening = (day: PlainDate) => new Date(`${day}T18:00:00+08:00`)

/** What a start does before the first day: due dates beyond the old calendar are dated anew. */
export async function begin({ house, clock }: Living, day: PlainDate): Promise<Date> {
  const { rows } = await house.record.ownerPool.query<{ last: Date | null }>('select max(at) as last from workflow_act')
  const last = rows[0]?.last ?? null
  clock.set(new Date(Math.max(morning(day).getTime(), (last?.getTime() ?? 0) + 60_000)))
  return clock.now()
}

/** One day: clocks at its beginning, what people do, clocks in the evening. A day that was interrupted is lived again. */
export async function liveDay(living: Living, day: PlainDate): Promise<void> {
  const { house, clock, share } = living
  if (clock.now() < morning(day)) clock.set(morning(day))
  await expireClocks(house)
  if (share() < 0.6) await openPermit(living, day)
  const { rows } = await house.record.ownerPool.query<{ id: string }>(
    'select id from workflow_case where closed_at is null order by id',
  )
  for (const { id } of rows) {
    if (share() > 0.1) continue
    clock.advance(60_000)
    await doSomething(living, id)
  }
  if (clock.now() < evening(day)) clock.set(evening(day))
  await expireClocks(house)
}

/** Dates what was provisional, as the house does at each start. */
export function redate({ house }: Living): Promise<number> {
  return redateCases(house)
}

function one<T>(share: () => number, list: readonly T[]): T {
  return list[Math.floor(share() * list.length)] as T
}

async function openPermit({ house, clock, share }: Living, day: PlainDate): Promise<void> {
  clock.advance(60_000)
  await house.record.withActor(filer, (tx) =>
    openCase(house, tx, {
      workflow: 'permits',
      subject: { kind: 'permit', id: randomUUID() },
      title: { zh: `许可 ${day}`, en: `Permit of ${day}` },
      place: 'east',
      parties: { lead: ['bureau'], assist: units.filter(() => share() < 0.5), decide: ['county-office'] },
      actor: filer,
    }),
  )
}

async function doSomething({ house, share }: Living, id: string): Promise<void> {
  const luckOfWho = share()
  const actor: Actor = luckOfWho < 0.15 ? filer : luckOfWho < 0.6 ? (officers[0] as Actor) : one(share, officers)
  try {
    await house.record.withActor(actor, async (tx) => {
      const view = await caseOf(house, tx, { id, actor })
      const doing = { caseId: id, actor, expectedVersion: view.case.version }
      const luck = share()
      const running = view.clocks.find((clock) => clock.stoppedOn === undefined)
      if (luck < 0.12 && running !== undefined) {
        const due = addDays(running.due, 1 + Math.floor(share() * 8))
        return extendClock(house, tx, { ...doing, clock: running.id, due, reason: 'more time' })
      }
      if (luck < 0.2 && view.case.workflow === 'permits')
        return assignCase(house, tx, { ...doing, assist: units.filter(() => share() < 0.5) })
      const offered = view.offered.filter(
        ({ decision, act }) => decision.allowed && (!['refuse', 'note'].includes(act.id) || share() < 0.05),
      )
      const wanted = offered.length === 0 ? undefined : one(share, offered)
      if (wanted === undefined) return undefined
      return performAct(house, tx, {
        ...doing,
        act: wanted.act.id,
        ...(wanted.unit === undefined ? {} : { unit: wanted.unit }),
        ...(wanted.act.reason === undefined ? {} : { reason: 'because' }),
        ...(wanted.act.fields === undefined ? {} : { fields: { area: '12' } }),
      })
    })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
  }
}

export type HistoryAct = {
  readonly act: string
  readonly to: string
  readonly at: Date
  readonly day: PlainDate
  readonly actor: string
  readonly unit: string | null
  readonly clock: string | null
  readonly due: PlainDate | null
  readonly assist: readonly string[] | null
  readonly dues: readonly { clock: string; due: PlainDate; provisional: boolean }[]
}

export type HistoryCase = {
  readonly id: string
  readonly workflow: string
  readonly acts: readonly HistoryAct[]
  /** By clock, due date and step: what was done on which day. */
  readonly done: ReadonlyMap<string, { readonly day: PlainDate; readonly does: string }>
}

/** Everything that the record says of the cases. */
export async function readHistory({ record }: Pick<House, 'record'>): Promise<HistoryCase[]> {
  const cases = await record.ownerPool.query<{ id: string; workflow: string }>('select id, workflow from workflow_case')
  const acts = await record.ownerPool.query<{
    case_id: string
    act: string
    to_state: string
    at: Date
    actor: string
    unit: string | null
    clock: string | null
    clock_due: PlainDate | null
    parties: { assist?: string[] } | null
    dues: HistoryAct['dues'] | null
  }>('select * from workflow_act order by case_id, number')
  const expiries = await record.ownerPool.query<{
    case_id: string
    clock: string
    due: PlainDate
    step: string
    does: string
    at: Date
  }>('select * from workflow_expiry')
  const byCase = new Map<string, HistoryAct[]>()
  for (const row of acts.rows) {
    const { act, to_state: to, at, actor, unit, clock, clock_due: due, parties, dues } = row
    const day = toPlainDate(at, timeZone)
    const list = byCase.get(row.case_id) ?? []
    list.push({ act, to, at, day, actor, unit, clock, due, assist: parties?.assist ?? null, dues: dues ?? [] })
    byCase.set(row.case_id, list)
  }
  const done = new Map<string, Map<string, { day: PlainDate; does: string }>>()
  for (const { case_id, clock, due, step, does, at } of expiries.rows) {
    const found = done.get(case_id) ?? new Map<string, { day: PlainDate; does: string }>()
    done.set(case_id, found.set(`${clock} ${due} ${step}`, { day: toPlainDate(at, timeZone), does }))
  }
  return cases.rows.map(({ id, workflow }) => ({
    id,
    workflow,
    acts: byCase.get(id) ?? [],
    done: done.get(id) ?? new Map<string, { day: PlainDate; does: string }>(),
  }))
}

/** Acts of the house itself, which no due date brings. */
export function isOfClock({ actor, act }: HistoryAct): boolean {
  return actor === system.id && !act.startsWith('workflow.')
}
