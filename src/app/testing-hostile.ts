import fc from 'fast-check'
import { countRows, type Door, faultOf, fieldsOf, type ListeningHouse } from './testing.ts'
import { countTried } from './testing-malformed.ts'
import { brokenText, goodInput, hostileValues, type Known, mutated } from './testing-inputs.ts'

/** What is asked, of which door, with which body or headers. */
export type Case = {
  readonly door: Door
  readonly address: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Asks a house what nobody should ask, and judges every answer. */
export type Attack = {
  /** Asks `count` random cases and answers every kind of fault once, with the input that showed it. */
  faultsOf(cases: fc.Arbitrary<Case>, asked: { readonly kind: string; readonly count: number }): Promise<string[]>
  /** One answer: no failure of the server, a refusal in our form, and after a refusal nothing that was not there before. */
  judge(ask: () => Promise<Response>): Promise<void>
}

const chunk = 250
const json = { 'content-type': 'application/json' }

export function attackOn(doors: ListeningHouse, seed: number): Attack {
  let rows: string | undefined
  const judge = async (ask: () => Promise<Response>): Promise<void> => {
    const before = rows ?? (await countRows(doors.house))
    const response = await ask()
    const text = await response.text()
    const fault = faultOf(response.status, text)
    rows = await countRows(doors.house)
    if (fault !== undefined) throw new Error(fault)
    if (response.status >= 400 && rows !== before)
      throw new Error(`refused with ${response.status}, and yet something was stored:\n${difference(before, rows)}`)
  }
  return {
    judge,
    async faultsOf(cases, { kind, count }) {
      const found = new Map<string, string>()
      for (let done = 0; done < count; done += chunk) {
        const numRuns = Math.min(chunk, count - done)
        for (const one of fc.sample(cases, { numRuns, seed: seed + done })) {
          await judge(() => send(doors, one)).catch((error: unknown) => keepFault(found, one, error))
        }
      }
      countTried(kind, count)
      return [...found.values()]
    },
  }
}

function send({ url }: ListeningHouse, { door, address, body, headers = {} }: Case): Promise<Response> {
  if (body === undefined) return fetch(`${url}${address}`, { headers })
  return fetch(`${url}${address}`, { method: door.method, headers: { ...json, ...headers }, body })
}

function keepFault(found: Map<string, string>, { door, address, body = '', headers }: Case, error: unknown): void {
  const said = String((error as { cause?: unknown }).cause ?? error)
  const kind = `${door.name} ${said.replace(/"requestId":"[^"]*"/, '').replace(/[0-9]+/g, '')}`.slice(0, 160)
  if (found.has(kind)) return
  const sent = `${body}${headers === undefined ? '' : JSON.stringify(headers)}`.slice(0, 400)
  found.set(kind, `${door.name}: ${said}\n  ${door.method} ${address.slice(0, 300)}\n  ${sent}`)
}

function difference(before: string, after: string): string {
  const old = new Set(before.split('\n'))
  return after
    .split('\n')
    .filter((line) => !old.has(line))
    .join('\n')
}

/** Half characters cannot stand in an address. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd')

export type Naming = (door: Door, name: string) => readonly unknown[] | undefined

/** The address of a door with ids that exist, or a hostile one. */
export function addressOf(door: Door, real: Naming): fc.Arbitrary<string> {
  const odd = hostileValues.filter((value) => typeof value === 'string' && value !== '' && value.length < 100)
  const parts = door.path.split(/(\{[^}]+\}|:[a-zA-Z]+)/).map((part): fc.Arbitrary<string> => {
    const name = /^\{(.+)\}$|^:(.+)$/.exec(part)
    if (name === null) return fc.constant(part)
    const known = real(door, name[1] ?? name[2] ?? '') ?? ['x']
    const any = fc.oneof(
      { arbitrary: fc.constantFrom(...(known.length === 0 ? ['x'] : known)), weight: 5 },
      { arbitrary: fc.constantFrom(...odd), weight: 1 },
    )
    return any.map((value) => encodeURIComponent(wellFormed(String(value))))
  })
  return fc.tuple(...parts).map((texts) => texts.join(''))
}

/** What is sent to doors that write: values that are wrong, texts that are no JSON, things that may not be there. */
export const writingCases = {
  mutated: (door: Door, known: Known) =>
    mutated(goodInput(door, known)).map((input) => JSON.stringify(input) ?? 'null'),
  broken: (door: Door, known: Known) => brokenText(goodInput(door, known)),
  good: (door: Door, known: Known) => goodInput(door, known).map((input) => JSON.stringify(input)),
} as const

export type Aim = { readonly doors: readonly Door[]; readonly known: Known; readonly real: Naming }

export function casesOf(how: keyof typeof writingCases, { doors, known, real }: Aim): fc.Arbitrary<Case> {
  return fc.constantFrom(...doors).chain((door) => {
    // What stands in the address is part of the input: the same thing, or now and then another.
    const own: Known = Object.fromEntries(
      fieldNames(door).flatMap((name) => {
        const values = real(door, name)
        return values === undefined ? [] : [[name, values]]
      }),
    )
    const body = writingCases[how](door, { ...known, ...own })
    return fc.record({ door: fc.constant(door), address: addressOf(door, real), body })
  })
}

const fieldNames = ({ path }: Door): string[] => [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name)

const oddWords = fc.oneof(fc.constantFrom(...hostileValues.map(String)), fc.string({ unit: 'binary' }))

/** Questions with odd words, words twice, words that nobody asked for. */
export function queryCases({ doors, known, real }: Aim): fc.Arbitrary<Case> {
  return fc.constantFrom(...doors).chain((door) => {
    const asked = fieldsOf(door).map((key) =>
      fc.tuple(fc.constant(key), fc.oneof(oddWords, fc.constantFrom(...(known[key] ?? ['1']).map(String)))),
    )
    const stray = fc.tuple(fc.constantFrom('__proto__', 'a[b]', 'where.place', 'x[0][1]', 'page[]', ''), oddWords)
    const pairs = fc.array(fc.oneof(...asked, stray), { maxLength: 4 })
    return fc
      .tuple(addressOf(door, real), pairs)
      .map(([address, some]): Case => ({ door, address: `${address}?${queryOf(some)}` }))
  })
}

function queryOf(pairs: readonly (readonly [string, string])[]): string {
  return pairs
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(wellFormed(value.slice(0, 300)))}`)
    .join('&')
}

const headerNames = [
  'accept',
  'accept-language',
  'accept-encoding',
  'authorization',
  'content-type',
  'cookie',
  'forwarded',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'origin',
  'range',
  'referer',
  'x-file-name',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-request-id',
  'x-http-method-override',
]

/** Any door asked with headers that nobody sends, and addresses that no page has. */
export function headerCases({ doors, real }: Aim): fc.Arbitrary<Case> {
  const value = fc
    .oneof(
      fc.constantFrom(
        'bytes=0-',
        'bytes=9-1',
        'W/"x',
        'jidi.session_token=',
        '=;=;',
        'null',
        'http://[',
        '*/*;q=9',
        'Bearer ',
      ),
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom(
        ...hostileValues.filter((one) => typeof one === 'string').map((one) => String(one).slice(0, 2000)),
      ),
    )
    // What a client cannot send at all tests the client.
    .map((text) => text.replace(/[^\x20-\x7e\x80-\xff]/g, '?').trim())
  const headers = fc.dictionary(fc.constantFrom(...headerNames), value, { minKeys: 1, maxKeys: 4 })
  const tail = fc.constantFrom(
    '',
    '',
    '',
    '/',
    '//',
    '/..',
    '/%00',
    '/%',
    '?',
    '#',
    ';x',
    '/%2e%2e/%2e%2e',
    `/${'a'.repeat(3000)}`,
  )
  return fc.constantFrom(...doors).chain((door) =>
    fc.tuple(addressOf(door, real), headers, tail).map(
      ([address, some, end]): Case => ({
        door,
        address: `${address}${end}`,
        headers: some,
        ...(door.method === 'GET' ? {} : { body: '{}' }),
      }),
    ),
  )
}
