import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  contractDoors,
  countRows,
  type Door,
  faultOf,
  fieldsOf,
  holderOfEverything,
  type ListeningHouse,
  openListeningHouse,
} from './testing.ts'
import { brokenText, goodInput, hostileValues, type Known, mutated } from './testing-inputs.ts'

const runs = Number(process.env.RANDOM_RUNS ?? 500)
const seed = Number(process.env.RANDOM_SEED ?? 20_180_930)
const limit = 120_000 + runs * 60

let doors: ListeningHouse
let known: Known
let rows = ''

beforeAll(async () => {
  doors = await openListeningHouse()
  doors.actor = holderOfEverything(doors.house)
  known = await knownWords()
  rows = await countRows(doors.house)
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

/** The address of a door with ids that exist, or a hostile one. */
function addressOf(door: Door): fc.Arbitrary<string> {
  const parts = door.path.split(/(\{[^}]+\})/).map((part): fc.Arbitrary<string> => {
    const name = /^\{(.+)\}$/.exec(part)?.[1]
    if (name === undefined) return fc.constant(part)
    const real =
      door.path.startsWith('/api/returns/') && name === 'id' ? known.returnId : (known[name] ?? known.enterprise)
    const odd = hostileValues.filter((value) => typeof value === 'string' && value !== '' && value.length < 100)
    const any = fc.oneof(
      { arbitrary: fc.constantFrom(...(real ?? ['x'])), weight: 5 },
      { arbitrary: fc.constantFrom(...odd), weight: 1 },
    )
    return any.map((value) => encodeURIComponent(wellFormed(String(value))))
  })
  return fc.tuple(...parts).map((texts) => texts.join(''))
}

/** One answer: no failure of the server, a refusal in our form, and after a refusal nothing that was not there before. */
async function judge(ask: () => Promise<Response>): Promise<void> {
  const response = await ask()
  const text = await response.text()
  const fault = faultOf(response.status, text)
  const before = rows
  rows = await countRows(doors.house)
  if (fault !== undefined) throw new Error(fault)
  if (response.status >= 400 && rows !== before)
    throw new Error(`refused with ${response.status}, and yet something was stored:\n${difference(before, rows)}`)
}

/** Half characters cannot stand in an address. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd')

function queryOf(pairs: readonly (readonly [string, string])[]): string {
  return pairs
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(wellFormed(value.slice(0, 300)))}`)
    .join('&')
}

function difference(before: string, after: string): string {
  const old = new Set(before.split('\n'))
  return after
    .split('\n')
    .filter((line) => !old.has(line))
    .join('\n')
}

const writing = contractDoors.filter(
  ({ method, input, name }) => method !== 'GET' && input !== undefined && !name.startsWith('people.session'),
)
const reading = contractDoors.filter(({ method, input }) => method === 'GET' && input !== undefined)

type Case = { readonly door: Door; readonly address: string; readonly body?: string }

const chunk = 250

/** Asks `count` random cases and answers every kind of fault once, with the input that showed it. */
async function faultsOf(cases: fc.Arbitrary<Case>, count: number): Promise<string[]> {
  const found = new Map<string, string>()
  for (let done = 0; done < count; done += chunk) {
    for (const { door, address, body } of fc.sample(cases, {
      numRuns: Math.min(chunk, count - done),
      seed: seed + done,
    })) {
      const ask = () => (body === undefined ? fetch(`${doors.url}${address}`) : send(door.method, address, body))
      await judge(ask).catch((error: unknown) => {
        const said = String((error as { cause?: unknown }).cause ?? error)
        const kind = `${door.name} ${said.replace(/"requestId":"[^"]*"/, '').replace(/[0-9]+/g, '')}`.slice(0, 160)
        if (!found.has(kind))
          found.set(
            kind,
            `${door.name}: ${said}\n  ${door.method} ${address.slice(0, 300)}\n  ${(body ?? '').slice(0, 400)}`,
          )
      })
    }
  }
  return [...found.values()]
}

const casesOf = (bodyOf: (door: Door) => fc.Arbitrary<string>): fc.Arbitrary<Case> =>
  fc
    .constantFrom(...writing)
    .chain((door) => fc.record({ door: fc.constant(door), address: addressOf(door), body: bodyOf(door) }))

describe('mutated input is refused by name, stores nothing and never makes the server fail', () => {
  test(
    'bodies in which values are wrong, missing, wrapped, added',
    async () => {
      const cases = casesOf((door) => mutated(goodInput(door, known)).map((input) => JSON.stringify(input) ?? 'null'))
      expect(await faultsOf(cases, runs)).toEqual([])
    },
    limit,
  )

  test(
    'bodies that are no JSON, hold a key twice, a number no machine holds, a thousand brackets',
    async () => {
      const cases = casesOf((door) => brokenText(goodInput(door, known)))
      expect(await faultsOf(cases, Math.ceil(runs / 4))).toEqual([])
    },
    limit,
  )

  test(
    'bodies just as the contract wants them, of things that may not be there',
    async () => {
      const cases = casesOf((door) => goodInput(door, known).map((input) => JSON.stringify(input)))
      expect(await faultsOf(cases, Math.ceil(runs / 2))).toEqual([])
    },
    limit,
  )

  test(
    'queries with odd words, words twice, words that nobody asked for',
    async () => {
      const odd = fc.oneof(fc.constantFrom(...hostileValues.map(String)), fc.string({ unit: 'binary' }))
      const cases = fc.constantFrom(...reading).chain((door) => {
        const real = fieldsOf(door).map((key) =>
          fc.tuple(fc.constant(key), fc.oneof(odd, fc.constantFrom(...(known[key] ?? ['1']).map(String)))),
        )
        const stray = fc.tuple(fc.constantFrom('__proto__', 'a[b]', 'where.place', 'x[0][1]', 'page[]', ''), odd)
        const pairs = fc.array(fc.oneof(...real, stray), { maxLength: 4 })
        return fc
          .tuple(addressOf(door), pairs)
          .map(([address, asked]): Case => ({ door, address: `${address}?${queryOf(asked)}` }))
      })
      expect(await faultsOf(cases, runs)).toEqual([])
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
        await judge(ask).catch((error: unknown) => faults.push(`${door.name} ${type}: ${String(error)}`))
      }
    }
    expect(faults).toEqual([])
  }, 120_000)
})
