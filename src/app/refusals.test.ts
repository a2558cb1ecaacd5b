import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { anonymous } from '#base/decision.ts'
import { ProblemBody } from '#base/problem.ts'
import { startMirror } from '#capabilities/observations/server/service.ts'
import { openTestApp, openTestHouse, type TestApp, testActor, type TestHouse } from '#kit/server/testing.ts'
import { capabilities } from './capabilities.ts'
import { contractDoors, type Door, fieldsOf, holderOfEverything, plainDoors } from './testing.ts'

let house: TestHouse
let ask: TestApp['ask']
let plain: Door[] = []

beforeAll(async () => {
  house = await openTestHouse()
  await startMirror(house)
  ask = openTestApp(house, capabilities).ask
  plain = plainDoors(house)
})
afterAll(() => house.close())

const all = (): Door[] => [...contractDoors, ...plain]
const stranger = testActor([], { id: '00000000-0000-4000-8000-0000000000ff' })
const everything = () => holderOfEverything(house)
const send = (door: Door, actor = stranger, body?: unknown) =>
  ask(actor, door.address, { method: door.method, ...(body === undefined || door.method === 'GET' ? {} : { body }) })

const isOpen = ({ may }: Door) => may === 'anyone'
const needsGrant = ({ may }: Door) => may !== 'anyone' && may !== 'signed_in'

/** What answered otherwise than it should, by name, so that one run says everything. */
async function faults(
  asked: readonly Door[],
  expected: number,
  answer: (door: Door) => Promise<Response>,
): Promise<string[]> {
  const wrong: string[] = []
  for (const door of asked) {
    const response = await answer(door)
    const { success } = ProblemBody.safeParse(await response.json().catch(() => undefined))
    if (response.status !== expected || !success) wrong.push(`${door.name}: ${response.status}`)
  }
  return wrong
}

describe('the gate', () => {
  test('there are endpoints of every room, each with a permission', () => {
    expect(all().length).toBeGreaterThan(50)
    expect(capabilities.filter(({ name }) => !contractDoors.some((door) => door.name.startsWith(`${name}.`)))).toEqual(
      [],
    )
  })

  test('who has not signed in is asked to, everywhere but at the doors for everybody', async () => {
    expect(
      await faults(
        all().filter((door) => !isOpen(door)),
        401,
        (door) => send(door, anonymous),
      ),
    ).toEqual([])
  })

  test('who holds nothing is refused before the input is looked at', async () => {
    const asked = all().filter(needsGrant)
    expect(await faults(asked, 403, (door) => send(door))).toEqual([])
    expect(await faults(asked, 403, (door) => send(door, stranger, '{ broken'))).toEqual([])
  })

  test('a permission in another scope opens the door and no more: nothing is answered with a failure of the server', async () => {
    const scoped = testActor(
      all()
        .filter(needsGrant)
        .map(({ may }) => ({ permission: may, scope: 'organisation' as const, organisation: 'enterprise:none' })),
      { id: '00000000-0000-4000-8000-0000000000bb' },
    )
    const failed: string[] = []
    for (const door of all()) {
      const { status } = await send(door, scoped, {})
      if (status >= 500) failed.push(`${door.name}: ${status}`)
    }
    expect(failed).toEqual([])
  })
})

describe('input that cannot be read', () => {
  const withBody = contractDoors.filter(({ method, input }) => method !== 'GET' && input !== undefined)

  test.each(['{ broken', '{"a":1', '\u0000', '[1,2', '{"a":1}{"b":2}', '"unended', 'NaN'])(
    '%j is no JSON and is refused as such',
    async (text) => {
      const wrong: string[] = []
      for (const door of withBody) {
        const headers = { 'content-type': 'application/json' }
        const response = await ask(everything(), door.address, { method: door.method, body: text, headers })
        const body = (await response.json()) as ProblemBody
        if (response.status !== 400 || body.code !== 'invalid_input' || body.issues.length === 0)
          wrong.push(`${door.name}: ${response.status}`)
      }
      expect(wrong).toEqual([])
    },
  )

  test('a body that is no object is refused with the place that is wrong', async () => {
    const wrong: string[] = []
    for (const door of withBody.filter(asksForSomething)) {
      for (const body of ['[]', '"text"', '7', 'true', 'null', '[[[[]]]]']) {
        const headers = { 'content-type': 'application/json' }
        const response = await ask(everything(), door.address, { method: door.method, body, headers })
        const problem = (await response.json()) as ProblemBody
        if (response.status !== 400 || problem.issues.length === 0)
          wrong.push(`${door.name} ${body}: ${response.status}`)
      }
    }
    expect(wrong).toEqual([])
  })

  const odd = [null, true, 7.5, -1, 'no such thing', '', [], {}, [{}], { $ne: 1 }, '\u0000', 'x'.repeat(5000), 1e21]

  test('every field of every body refuses what its schema refuses, and names it', async () => {
    const wrong: string[] = []
    for (const door of withBody) {
      for (const key of fieldsOf(door)) {
        for (const value of odd) wrong.push(...(await judge(door, key, value)))
      }
    }
    expect(wrong).toEqual([])
  }, 240_000)

  test('every field of every query refuses what its schema refuses, and names it', async () => {
    const wrong: string[] = []
    for (const door of contractDoors.filter(({ method, input }) => method === 'GET' && input !== undefined)) {
      for (const key of fieldsOf(door)) {
        for (const text of ['nonsense~', '-1', '1e400', '', '\u0000', 'x'.repeat(5000), '0', '99999999999999999999']) {
          const response = await ask(everything(), `${door.address}?${key}=${encodeURIComponent(text)}`)
          if (response.status >= 500) wrong.push(`${door.name}?${key}=${text.slice(0, 20)}: ${response.status}`)
          if (response.status === 400 && (((await response.json()) as ProblemBody).issues ?? []).length === 0) {
            wrong.push(`${door.name}?${key}=${text.slice(0, 20)}: 400 that names nothing`)
          }
        }
      }
    }
    expect(wrong).toEqual([])
  }, 240_000)

  test('an address with an odd id answers 400, 404 or that nothing is known', async () => {
    const wrong: string[] = []
    const addresses = all().filter(({ address }) => /\/(1|00000000-[0-9a-f-]+)(\/|$)/.test(address))
    for (const door of addresses) {
      for (const id of [
        '0',
        '-1',
        'null',
        '..%2f..%2fetc%2fpasswd',
        '%00',
        '9'.repeat(30),
        "1'or'1'='1",
        '%E4%BA%91',
        'x'.repeat(3000),
      ]) {
        const address = door.address.replace(/\/(1|00000000-[0-9a-f-]+)(?=\/|$)/, `/${id}`)
        const response = await ask(everything(), address, {
          method: door.method,
          ...(door.method === 'GET' ? {} : { body: {} }),
        })
        const isNothing = response.status === 200 && (await response.text()) === '[]'
        if (response.status !== 400 && response.status !== 404 && !isNothing)
          wrong.push(`${door.method} ${address.slice(0, 80)}: ${response.status}`)
      }
    }
    expect(wrong).toEqual([])
  }, 120_000)
})

/** Whether a body without any field is refused. */
function asksForSomething(door: Door): boolean {
  const { shape } = door.input as unknown as { shape: Record<string, z.ZodType> }
  return fieldsOf(door).some((field) => shape[field]?.safeParse(undefined).success === false)
}

/** What is wrong with the answer to a body in which one field has an odd value. */
async function judge(door: Door, key: string, value: unknown): Promise<string[]> {
  const response = await send(door, everything(), { [key]: value })
  const field = (door.input as unknown as { shape: Record<string, z.ZodType> }).shape[key]
  const isWrong = field !== undefined && !field.safeParse(value).success
  const about = `${door.name} ${key}=${JSON.stringify(value).slice(0, 40)}`
  if (response.status >= 500) return [`${about}: ${response.status}`]
  if (!isWrong) return []
  const problem = (await response.json()) as ProblemBody
  if (response.status !== 400) return [`${about}: ${response.status}`]
  return problem.issues.some(({ where }) => where.startsWith(`body.${key}`)) ? [] : [`${about}: does not name it`]
}
