import { Writable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anonymous } from '#base/decision.ts'
import type { ProblemBody } from '#base/problem.ts'
import { openLog } from '#kit/server/log.ts'
import { openTestApp, openTestHouse, type TestApp, type TestHouse, type TestRequest } from '#kit/server/testing.ts'
import { capabilities } from './capabilities.ts'
import { holderOfEverything } from './testing.ts'

// People and firms that stand nowhere else: what of them is found in the log came from what was typed or stored.

const canaries = {
  person: '金丝雀甲',
  login: 'canary.person',
  firm: '金丝雀乙灯具厂',
  contact: '金丝雀丙',
  phone: '13900001234',
  mail: 'canary.ding@example.org',
  password: 'wrong-canary-password',
}
const lines: string[] = []
let house: TestHouse
let app: TestApp

beforeAll(async () => {
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString())
      done()
    },
  })
  house = await openTestHouse({ log: openLog({ logLevel: 'debug' }, stream) })
  app = openTestApp(house, capabilities)
  const broken = async (): Promise<never> => {
    await house.record.ownerPool.query('select $1::integer', [canaries.person])
    throw new Error('never here')
  }
  house.jobs.define('test.broken', broken, { retries: 0 })
  house.jobs.define('test.mail', async () => Promise.reject(new Error(`550 <${canaries.mail}>: no such user`)), {
    retries: 0,
  })
  await house.start()
})
afterAll(() => house.close())

const firm = {
  name: canaries.firm,
  creditCode: null,
  formerNames: [],
  town: 'kite',
  base: null,
  industry: '1011',
  size: 'small',
  ownership: '170',
  aboveScaleSince: '2020-01-01',
  aboveScaleUntil: null,
  status: 'operating',
  openedOn: '2015-04-01',
  address: null,
  contact: { name: canaries.contact, phone: canaries.phone },
}
const need = { industry: 'plan-fields/light-making', kind: 'parcel', area: { least: '15000', most: '25000' } }

test('what people type, store and search for, and what fails over it, is in no line of the log', async () => {
  const everybody = holderOfEverything(house)
  const asked: [string, number][] = []
  const ask = async (address: string, request: TestRequest = {}, actor = everybody): Promise<Response> => {
    const response = await app.ask(actor, address, request)
    asked.push([address, response.status])
    return response
  }
  const { person, login, contact: name, phone, firm: company, password, mail } = canaries
  const made = await ask('/api/people', { body: { login, name: person } })
  expect(made.status).toBe(200)
  // Twice the same login, a wrong password, a body that does not fit, an address that is none.
  expect((await ask('/api/people', { body: { login, name: person } })).status).toBeGreaterThanOrEqual(400)
  await ask('/api/session', { body: { login, password } }, anonymous)
  await ask('/api/session', { body: { login: mail, password } }, anonymous)
  expect((await ask('/api/people', { body: { login: person, name: [phone] } })).status).toBe(400)
  expect((await ask('/api/enterprises', { body: { fields: firm } })).status).toBe(200)
  expect((await ask('/api/enterprises', { body: { fields: { ...firm, town: person } } })).status).toBe(400)
  for (const words of [person, phone, company]) {
    expect((await ask(`/api/enterprises?q=${encodeURIComponent(words)}`)).status).toBe(200)
    await ask(`/api/people?q=${encodeURIComponent(words)}`)
  }
  expect((await ask('/api/enterprises/export.csv')).status).toBe(200)
  await ask('/api/needs', { body: { need, company, contact: name, phone, words: person } }, anonymous)
  await ask('/api/enterprises/imports/files', {
    body: `name,town\n${company},${person}\n`,
    headers: { 'content-type': 'text/csv' },
  })
  for (const job of ['test.broken', 'test.mail'])
    await house.record.withActor(everybody, (tx) => house.jobs.enqueue(tx, job, { person, phone }))
  await expect.poll(() => lines.filter((line) => line.includes('a job failed')).length, { timeout: 20_000 }).toBe(2)
  const text = lines.join('')
  expect(lines.filter((line) => line.includes('"msg":"request"'))).toHaveLength(asked.length)
  const found = Object.entries(canaries).filter(
    ([, value]) => text.includes(value) || text.includes(encodeURIComponent(value)),
  )
  expect(found.map(([what, value]) => [what, lines.find((line) => line.includes(value))])).toEqual([])
})

test('every line is JSON with a level, an instant and the id of its request, which the Problem names too', async () => {
  lines.length = 0
  const response = await app.ask(anonymous, '/api/people')
  const problem = (await response.json()) as ProblemBody
  const [line = '{}'] = lines
  expect(JSON.parse(line)).toMatchObject({
    level: 30,
    msg: 'request',
    requestId: problem.requestId,
    status: 401,
    path: '/api/people',
  })
  expect(response.headers.get('x-request-id')).toBe(problem.requestId)
  expect(Number.isNaN(Date.parse((JSON.parse(line) as { time: string }).time))).toBe(false)
})
