import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contractDoors, type Door, holderOfEverything, type ListeningHouse, openListeningHouse } from './testing.ts'
import { contentHash, faultIn, limitOf, lopsided, runsOf, type Tally, wordings } from './testing-malformed.ts'
import { brokenText, goodInput, hostileValues, type Known, mutated } from './testing-inputs.ts'

let doors: ListeningHouse
let known: Known
let hasWords: (key: string) => boolean
let content = ''
const tally: Tally = { taken: 0, refused: 0 }

beforeAll(async () => {
  hasWords = await wordings()
  doors = await openListeningHouse()
  doors.actor = holderOfEverything(doors.house)
  const programme = doors.house.programme()
  known = {
    indicators: Object.keys(programme.indicators),
    indicator: Object.keys(programme.indicators),
    periods: ['2025-07', '2025-Q3', '2025', '2025-01~02', '2025-H1'],
    period: ['2025-07', '2025-Q3', '2025'],
    by: ['place:town', 'place:base', 'size', 'ownership', 'enterprise', 'taxonomy:plan-fields', 'taxonomy:trades-2020'],
    place: Object.keys(programme.places),
    town: ['kite', 'flute'],
    base: Object.keys(programme.places),
    industry: ['1011', 'plan-fields/emerging'],
    enterprise: doors.firms,
    asOf: ['2026-01-01T00:00:00Z', '1990-01-01T00:00:00Z'],
  }
  content = await contentHash(doors.house)
})
afterAll(() => doors.close())

/** The questions of figures that store nothing. */
const asked = ['figures', 'explain', 'outliers', 'lineage'].map((name): Door => {
  const door = contractDoors.find((one) => one.name === `indicators.${name}`)
  if (door === undefined) throw new Error(`no door indicators.${name}`)
  return door
})

/** Nothing of the record is touched by a question, however it is asked. */
async function ask(door: Door, body: string): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${doors.url}${door.address}`, { method: door.method, headers, body })
  const text = await response.text()
  tally[response.ok ? 'taken' : 'refused'] += 1
  const fault = faultIn(response.status, text, hasWords)
  if (fault !== undefined) throw new Error(`${door.name}: ${fault}`)
}

const bodies = (make: (door: Door) => fc.Arbitrary<string>) =>
  fc.constantFrom(...asked).chain((door) => fc.tuple(fc.constant(door), make(door)))

const inJson = (value: unknown) => JSON.stringify(value) ?? 'null'

describe('a question of figures that is none', () => {
  test(
    'with values that are wrong, missing, wrapped or added is refused by name, or answered',
    async () => {
      const wrong = bodies((door) => mutated(goodInput(door, known)).map(inJson))
      await fc.assert(
        fc.asyncProperty(wrong, ([door, body]) => ask(door, body)),
        runsOf('query', 0.5),
      )
      expect(await contentHash(doors.house)).toBe(content)
    },
    limitOf('query'),
  )

  test(
    'that is well formed and asks for odd things together is refused by name, or answered',
    async () => {
      const good = bodies((door) => goodInput(door, known).map(inJson))
      await fc.assert(
        fc.asyncProperty(good, ([door, body]) => ask(door, body)),
        runsOf('query', 0.3),
      )
      expect(lopsided(tally)).toBeUndefined()
      expect(await contentHash(doors.house)).toBe(content)
    },
    limitOf('query'),
  )

  test(
    'that is no JSON, or JSON broken in one place, is refused',
    async () => {
      const broken = bodies((door) => brokenText(goodInput(door, known)))
      await fc.assert(
        fc.asyncProperty(broken, ([door, body]) => ask(door, body)),
        runsOf('query', 0.12),
      )
      expect(await contentHash(doors.house)).toBe(content)
    },
    limitOf('query'),
  )

  test(
    'in the address of a list is refused, or answered',
    async () => {
      const lists = contractDoors.filter(
        ({ method, input, path }) =>
          method === 'GET' && input !== undefined && !path.includes('{') && !path.endsWith('/news'),
      )
      const odd = fc.oneof(fc.constantFrom(...hostileValues.map(String)), fc.string({ unit: 'binary', maxLength: 40 }))
      const keys = ['q', 'place', 'page', 'pageSize', 'sort', 'period', 'form', 'unit', 'after', '__proto__', 'a[b]']
      const pairs = fc.array(fc.tuple(fc.constantFrom(...keys), odd), { minLength: 1, maxLength: 4 })
      const wrong = fc.tuple(fc.constantFrom(...lists), pairs)
      const wellFormed = (text: string) => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd').slice(0, 200))
      await fc.assert(
        fc.asyncProperty(wrong, async ([door, words]) => {
          const query = words.map(([key, value]) => `${encodeURIComponent(key)}=${wellFormed(value)}`).join('&')
          const response = await fetch(`${doors.url}${door.address}?${query}`)
          const fault = faultIn(response.status, await response.text(), hasWords)
          if (fault !== undefined) throw new Error(`${door.name}: ${fault}`)
        }),
        runsOf('query', 0.08),
      )
    },
    limitOf('query'),
  )
})
