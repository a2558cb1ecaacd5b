import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { populateCases, populateLand } from '#capabilities/map/server/service.ts'
import { type Aim, type Attack, attackOn, casesOf, headerCases, type Naming, queryCases } from './testing-hostile.ts'
import {
  contractDoors,
  type Door,
  holderOfEverything,
  type ListeningHouse,
  openListeningHouse,
  plainDoors,
} from './testing.ts'
import type { Known } from './testing-inputs.ts'

const runs = Math.ceil(Number(process.env.RANDOM_RUNS ?? 500) / 2)
const seed = Number(process.env.RANDOM_SEED ?? 20_180_930)
const limit = 180_000 + runs * 250

/** The rooms of land, of what is decided and of what goes on. */
const rooms = /^(land|needs|map|parcels|supervision|workflows|catalogue)\./
const found = contractDoors.filter(({ name }) => rooms.test(name))
const writing = found.filter(({ method, input }) => method !== 'GET' && input !== undefined)
const reading = found.filter(({ method, input }) => method === 'GET' && input !== undefined)

/** Where the things lie that an address names by this word. */
const tables: readonly (readonly [RegExp, string, string])[] = [
  [/^\/api\/land\/supplies\//, 'land_supply', 'id'],
  [/^\/api\/land\/agreements\//, 'land_agreement', 'id'],
  [/^\/api\/land\/assessments\//, 'land_assessment', 'id'],
  [/^\/api\/land\/carriers\//, 'land_carrier', 'id'],
  [/^\/api\/land\/spaces\//, 'land_space', 'id'],
  [/^\/api\/land\/lettings\//, 'land_letting', 'id'],
  [/^\/api\/land\/indicator-sets\//, 'land_indicator_set', 'id'],
  [/^\/api\/land\/offers\//, 'land_offer', 'id'],
  [/^\/api\/needs\//, 'need_need', 'id'],
  [/^\/api\/cases\//, 'workflow_case', 'id'],
  [/^\/api\/supervision\/tasks\//, 'supervision_task', 'id'],
  [/^\/api\/supervision\/meetings\//, 'supervision_meeting', 'id'],
  [/parcel/, 'parcel_parcel', 'id'],
  [/^\/api\/land\/lots/, 'land_lot', 'parcel'],
]

let doors: ListeningHouse
let aim: Aim
let attack: Attack

beforeAll(async () => {
  doors = await openListeningHouse()
  const { house } = doors
  await populateLand(house, { parcels: 60 })
  const made = await populateCases(house)
  doors.actor = holderOfEverything(house)
  expect(made.supplies + made.agreements + made.needs).toBeGreaterThan(0)
  const ids = new Map<string, unknown[]>()
  for (const [, table, column] of tables) {
    const { rows } = await sql
      .raw<{ id: string }>(`select ${column}::text as id from ${table} order by 1 limit 12`)
      .execute(house.record.owner)
    ids.set(
      table,
      rows.map(({ id }) => id),
    )
  }
  const real: Naming = ({ path }: Door, name) => {
    if (name !== 'id' && name !== 'parcel' && name !== 'space' && name !== 'carrier') return known[name]
    const table =
      name === 'parcel' ? 'parcel_parcel' : name === 'id' ? tables.find(([at]) => at.test(path))?.[1] : `land_${name}`
    return ids.get(table ?? 'workflow_case')
  }
  const known = wordsOf(house.programme(), (table) => ids.get(table) ?? [])
  aim = { doors: writing, known, real }
  attack = attackOn(doors, seed)
}, 240_000)
afterAll(() => doors.close())

type Words = Pick<ReturnType<ListeningHouse['house']['programme']>, 'places' | 'workflows' | 'organisations'>

function wordsOf({ places, workflows, organisations }: Words, idsOf: (table: string) => unknown[]): Known {
  const units = Object.keys(organisations).slice(0, 12)
  return {
    place: Object.keys(places),
    town: ['kite', 'flute'],
    base: Object.keys(places),
    industry: ['plan-fields/light-making', 'plan-fields/none'],
    use: ['industry', 'storage', 'none'],
    lead: units.map((unit) => [unit]),
    assist: units.map((unit) => [unit]),
    decide: units.map((unit) => [unit]),
    of: idsOf('parcel_parcel'),
    parcel: idsOf('parcel_parcel'),
    parcels: [idsOf('parcel_parcel').slice(0, 3)],
    task: idsOf('supervision_task'),
    act: Object.values(workflows).flatMap(({ acts }) => acts.map(({ id }) => id)),
    revision: [0, 1, 2, 3],
    version: [1, 2],
    expectedVersion: [1, 2, 3],
    expectedRevision: [0, 1, 2],
    z: ['8', '12', '15', '99'],
    x: ['0', '211', '3388'],
    y: ['0', '112', '1800'],
    year: [2025, 2026],
    due: ['2026-12-31', '2026-02-30'],
    on: ['2026-01-05'],
    period: ['2025-Q4', '2025'],
  }
}

describe('land that is there, asked in every wrong way, fails nowhere and keeps nothing of what it refused', () => {
  test.each([
    ['land: bodies in which values are wrong, missing, wrapped, added', 1, () => casesOf('mutated', aim)],
    ['land: bodies just as the contract wants them', 0.5, () => casesOf('good', aim)],
    ['land: queries with odd words', 0.6, () => queryCases({ ...aim, doors: reading })],
    [
      'land: tiles, files and exports with odd addresses and headers',
      0.3,
      () => headerCases({ ...aim, doors: plainDoors(doors.house) }),
    ],
  ] as const)(
    '%s',
    async (kind, share, cases) => {
      expect(await attack.faultsOf(cases(), { kind, count: Math.ceil(runs * share) })).toEqual([])
    },
    limit,
  )
})
