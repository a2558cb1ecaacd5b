import type fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Aim,
  type Attack,
  attackOn,
  type Case,
  casesOf,
  headerCases,
  type Naming,
  queryCases,
} from './testing-hostile.ts'
import { contractDoors, holderOfEverything, type ListeningHouse, openListeningHouse, plainDoors } from './testing.ts'
import { countTried } from './testing-malformed.ts'
import type { Known } from './testing-inputs.ts'

const runs = Number(process.env.RANDOM_RUNS ?? 500)
const seed = Number(process.env.RANDOM_SEED ?? 20_180_930)
const limit = 120_000 + runs * 120

const writing = contractDoors.filter(
  ({ method, input, name }) => method !== 'GET' && input !== undefined && !name.startsWith('people.session'),
)
const reading = contractDoors.filter(({ method, input }) => method === 'GET' && input !== undefined)

let doors: ListeningHouse
let aim: Aim
let attack: Attack

beforeAll(async () => {
  doors = await openListeningHouse()
  doors.actor = holderOfEverything(doors.house)
  const known = await knownWords()
  const real: Naming = (door, name) =>
    door.path.startsWith('/api/returns/') && name === 'id' ? known.returnId : (known[name] ?? known.enterprise)
  aim = { doors: writing, known, real }
  attack = attackOn(doors, seed)
})
afterAll(() => doors.close())

const json = { 'content-type': 'application/json' }
const send = (method: string, path: string, body: string) =>
  fetch(`${doors.url}${path}`, { method, headers: json, body })

/** Real words of the demo county, so that mutations get past the first check. */
async function knownWords(): Promise<Known> {
  const programme = doors.house.programme()
  const [subject = ''] = doors.firms
  const opened = await send('POST', '/api/returns', JSON.stringify({ form: 'monthly', subject, period: '2025-07' }))
  const { id } = (await opened.json()) as { id: string }
  const shown = (await (await fetch(`${doors.url}/api/returns/${id}`)).json()) as {
    parts: { lines: { cells: { key: string }[] }[] }[]
  }
  return {
    form: Object.keys(programme.forms),
    subject: doors.firms,
    enterprise: doors.firms,
    period: ['2025-07', '2025-Q3', '2025', '2025-01~02'],
    periods: ['2025-07', '2025-Q3', '2025'],
    indicators: Object.keys(programme.indicators),
    indicator: Object.keys(programme.indicators),
    place: Object.keys(programme.places),
    town: ['kite', 'flute'],
    base: Object.keys(programme.places),
    industry: ['1011', 'plan-fields/emerging', '1012'],
    by: ['place:town', 'size', 'ownership', 'enterprise', 'taxonomy:plan-fields'],
    act: ['submit', 'approve', 'send_back', 'correct', 'withdraw'],
    revision: [1, 2],
    version: [1, 2],
    returnId: [id],
    cell: shown.parts.flatMap((part) => part.lines.flatMap((line) => line.cells.map(({ key }) => key))),
  }
}

type Kind = { readonly kind: string; readonly share: number; readonly cases: () => fc.Arbitrary<Case> }
const kinds: readonly Kind[] = [
  { kind: 'bodies in which values are wrong, missing, wrapped, added', share: 1, cases: () => casesOf('mutated', aim) },
  {
    kind: 'bodies that are no JSON, hold a key twice, a number no machine holds, a thousand brackets',
    share: 0.25,
    cases: () => casesOf('broken', aim),
  },
  {
    kind: 'bodies just as the contract wants them, of things that may not be there',
    share: 0.5,
    cases: () => casesOf('good', aim),
  },
  {
    kind: 'queries with odd words, words twice, words that nobody asked for',
    share: 1,
    cases: () => queryCases({ ...aim, doors: reading }),
  },
  {
    kind: 'addresses and headers that nobody sends',
    share: 0.25,
    cases: () => headerCases({ ...aim, doors: [...contractDoors, ...plainDoors(doors.house)] }),
  },
]

describe('mutated input is refused by name, stores nothing and never makes the server fail', () => {
  test.each(kinds)(
    '$kind',
    async ({ kind, share, cases }) => {
      expect(await attack.faultsOf(cases(), { kind, count: Math.ceil(runs * share) })).toEqual([])
    },
    limit,
  )

  test('bytes that are no UTF-8, bodies that are empty, of another kind, or 5 MB', async () => {
    const bodies: [string, Uint8Array | string][] = [
      ['application/json', new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
      ['application/json', ''],
      ['application/json', `{"a":"${'x'.repeat(5 * 2 ** 20)}"}`],
      ['text/plain', '{"form":"monthly"}'],
      ['application/xml', '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
      ['application/x-www-form-urlencoded', 'form=monthly&subject[a][b]=1'],
      ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="form"\r\n\r\nmonthly\r\n--x'],
      ['multipart/form-data', 'no boundary at all'],
      ['application/json; charset=utf-16', '{}'],
    ]
    const faults: string[] = []
    for (const door of writing) {
      for (const [type, body] of bodies) {
        const headers = { 'content-type': type }
        const ask = () =>
          fetch(`${doors.url}${door.address}`, { method: door.method, headers, body: body as RequestInit['body'] })
        await attack.judge(ask).catch((error: unknown) => faults.push(`${door.name} ${type}: ${String(error)}`))
      }
    }
    countTried('bytes that are no text', writing.length * bodies.length)
    expect(faults).toEqual([])
  }, 240_000)
})
