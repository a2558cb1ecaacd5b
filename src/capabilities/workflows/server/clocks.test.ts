import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays, parsePlainDate } from '#base/plain-date.ts'
import { countyProgramme } from '#capabilities/people/server/testing.ts'
import { settableClock } from '#kit/server/clock.ts'
import type { RecordStore } from '#kit/server/db.ts'
import type { House, ProgrammeInForce } from '#kit/server/house.ts'
import { quietLog } from '#kit/server/log.ts'
import { demoProgramme, openTestRecord } from '#kit/server/testing.ts'
import {
  begin,
  countyWith,
  liveDay,
  type Living,
  ownPermits,
  readHistory,
  redate,
  type Release,
  releaseOn,
  releasesOf,
  type Start,
} from './testing-clocks.ts'
import { recount } from './testing-recount.ts'

// Sixty days over a new year, broken off at random inside transactions; `npm run soak -- clocks` lives three years with kill -9.

const clock = settableClock(new Date('2024-11-20T00:00:00Z'))
let record: RecordStore
let breaks = 0
let releases: Release[]

beforeAll(async () => {
  record = await openTestRecord()
  releases = releasesOf((await demoProgramme()).calendar, [2024, 2025, 2026])
})
afterAll(() => record.close())

let state = Number(process.env.RANDOM_SEED ?? 7)
function share(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return state / 2 ** 32
}

class Broken extends Error {}

/** A record whose transactions are broken off now and then after their work, before they are committed. */
function fragile(): RecordStore {
  const breaking: RecordStore['withActor'] = (actor, work) =>
    record.withActor(actor, async (tx) => {
      const answer = await work(tx)
      if (share() < 0.02) throw new Broken()
      return answer
    })
  return { ...record, withActor: breaking }
}

function houseWith(release: number): House {
  const programme: ProgrammeInForce = countyWith(countyProgramme, releases[release] as Release)
  const frail = fragile()
  const asSystem: RecordStore['asSystem'] = async (work) =>
    record.asSystem(async (tx) => {
      const answer = await work(tx)
      if (share() < 0.02) throw new Broken()
      return answer
    })
  // A house that meets what it does not expect goes down, as a killed one does.
  const log = { ...quietLog, error: ({ err }: { err: unknown }) => rethrow(err) }
  const house = { record: { ...frail, asSystem }, clock, log, programme: () => programme } as unknown as House
  ownPermits(house)
  return house
}

function rethrow(error: unknown): never {
  throw error
}

describe('clocks', () => {
  it('every due date brings what it brings once and on its day, however often the house goes down', {
    timeout: 120_000,
  }, async () => {
    const starts: Start[] = []
    const lastDay = parsePlainDate('2025-01-20')
    let day = parsePlainDate('2024-11-20')
    while (day <= lastDay) {
      // The calendar of the year to come is taken up late, so that there is something to date anew.
      const release = Math.max(0, releaseOn(releases, addDays(day, -30)))
      const living: Living = { house: houseWith(release), clock, share }
      try {
        starts.push({ at: await begin(living, day), release })
        await redate(living)
        for (; day <= lastDay; day = addDays(day, 1)) {
          await liveDay(living, day)
          if (share() < 0.06) break
        }
      } catch (error) {
        if (!(error instanceof Broken)) throw error
        breaks += 1
      }
    }
    const history = await readHistory({ record })
    const { faults, counted } = recount(history, { starts, releases, lastDay })
    expect(faults).toEqual([])
    expect(counted).toBeGreaterThan(30)
    expect(breaks).toBeGreaterThan(0)
    const forgetful = history.map((one) => ({ ...one, done: new Map([...one.done].slice(1)) }))
    const touched = history.filter((one) => [...one.done.values()][0]?.does === 'notify')
    const noticed = recount(forgetful, { starts, releases, lastDay }).faults.length
    expect(noticed, 'what is missing would be noticed').toBeGreaterThanOrEqual(touched.length)
  })
})
