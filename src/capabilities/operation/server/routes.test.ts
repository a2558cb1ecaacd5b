import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anonymous } from '#base/decision.ts'
import type { ProblemBody } from '#base/problem.ts'
import { speakFrom } from '#base/texts/sentence.ts'
import { openTestApp, openTestHouse, type TestApp, type TestHouse, testActor } from '#kit/server/testing.ts'
import { type JobShown, type Operation, operationContract } from '../contract.ts'
import { operationSentences } from '../sentences.ts'
import { operationRoutes } from './routes.ts'

let house: TestHouse
let app: TestApp
let isBroken = true
const operator = testActor(['operation.see', 'operation.repair'], { id: 'operator' })
const reader = testActor(['operation.see'])

beforeAll(async () => {
  house = await openTestHouse()
  app = openTestApp(house, [{ name: 'operation', contract: operationContract, routes: operationRoutes }])
  const work = async (): Promise<{ rows: number }> => {
    if (isBroken) throw new Error('the disk of 张伟 was full')
    return { rows: 7 }
  }
  house.jobs.define('test.count', work, { retries: 0 })
  house.jobs.define('test.idle', async () => {})
  await house.start()
})
afterAll(() => house.close())

const ask = async <Body>(address: string, actor = operator, method = 'GET'): Promise<[number, Body]> => {
  const response = await app.ask(actor, address, { method })
  return [response.status, (await response.json()) as Body]
}
const show = async (): Promise<Operation> => (await ask<Operation>('/api/operation'))[1]
const retry = (id: string, actor = operator) =>
  ask<ProblemBody & JobShown>(`/api/operation/jobs/${id}/retry`, actor, 'POST')
const absent = '00000000-0000-4000-8000-000000000001'

describe('the state of the installation', () => {
  it('refuses who is not signed in and who does not look after it; to begin a job again is a right of its own', async () => {
    expect((await ask('/api/operation', anonymous))[0]).toBe(401)
    expect((await ask('/api/operation', testActor(['people.see'])))[0]).toBe(403)
    expect((await retry(absent, anonymous))[0]).toBe(401)
    expect((await retry(absent, reader))[0]).toBe(403)
    expect((await ask('/api/operation', reader))[0]).toBe(200)
  })

  it('says what runs, since when and on what, and how each part is', async () => {
    const state = await show()
    expect(state).toMatchObject({
      version: house.settings.version,
      runtime: process.version,
      record: { version: expect.stringMatching(/^\d+/) },
      mirror: { engine: 'duckdb' },
      backup: { at: null, isSet: false },
      packs: ['demo'],
    })
    expect(state.parts.map(({ id }) => id)).toEqual(['record', 'mirror', 'disk', 'backup', 'jobs', 'acts', 'looks'])
    const [record] = state.parts
    expect(record).toMatchObject({ level: 'ok', measures: { jidi_record_bytes: expect.any(Number) } })
    expect(Date.parse(state.startedAt)).toBeLessThanOrEqual(Date.now())
  })
})

describe('a job', () => {
  it('that failed is shown by name and code alone, and can be begun again, once, by an act', async () => {
    const id = await house.record.withActor(testActor([], { id: 'clerk' }), (tx) =>
      house.jobs.enqueue(tx, 'test.count', { who: '李娜' }),
    )
    const job = async () => (await show()).jobs.find((one) => one.id === id)
    await expect
      .poll(job, { timeout: 20_000 })
      .toMatchObject({ name: 'test.count', state: 'failed', problem: 'internal' })
    expect(JSON.stringify(await show())).not.toMatch(/李娜|张伟/)
    isBroken = false
    expect(await retry(id)).toMatchObject([200, { id, name: 'test.count' }])
    await expect.poll(job, { timeout: 20_000 }).toMatchObject({ state: 'done', problem: null })
    expect(await retry(id)).toMatchObject([409, { code: 'wrong_state', details: { reason: 'operation.not_failed' } }])
    const acts = await house.record.owner.selectFrom('act').selectAll().where('subject_id', '=', id).execute()
    expect(acts).toMatchObject([{ name: 'operation.job_retried', actor: 'operator', detail: { job: 'test.count' } }])
  })

  it('that nobody knows, or that the queue has let go of, is refused with the reason, and no act is left', async () => {
    expect(await retry(absent)).toMatchObject([404, { code: 'not_found' }])
    expect((await retry('7'))[0]).toBe(400)
    const job = { id: absent, name: 'test.idle', actor: 'clerk', state: 'failed' as const }
    await house.record.owner.insertInto('kit_job').values(job).execute()
    expect(await retry(absent)).toMatchObject([409, { details: { reason: 'operation.job_forgotten' } }])
    expect(await house.record.owner.selectFrom('act').selectAll().where('subject_id', '=', absent).execute()).toEqual(
      [],
    )
  })
})

it('every cause has a sentence and a remedy in both languages', async () => {
  const speak = speakFrom(operationSentences)
  const causes = [...(await causesInSources()), ...(await show()).parts.map(({ id }) => `${id}_silent`)]
  expect(causes.length).toBeGreaterThan(12)
  const keys = causes.flatMap((cause) => [`operation.${cause}`, `operation.${cause}.remedy`])
  expect(keys.filter((key) => speak(key, 'zh') === key || speak(key, 'en') === key)).toEqual([])
})

/** What the parts of the house name as causes, as written there. */
async function causesInSources(): Promise<string[]> {
  const files = [
    'src/kit/server/watch-kit.ts',
    'src/capabilities/observations/server/mirror-watch.ts',
    'src/capabilities/workflows/server/watch.ts',
  ]
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  const silent = texts.flatMap((text) => [...text.matchAll(/\bid: '([a-z_]+)'/g)].map(([, id]) => `${id}_silent`))
  return [
    ...texts.flatMap((text) => [...text.matchAll(/cause: '([a-z_]+)'/g)].map(([, cause]) => cause ?? '')),
    ...silent,
  ]
}
