import pino from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Problem } from '#base/problem.ts'
import type { RecordStore } from './db.ts'
import { findJobProgress } from './job-progress.ts'
import { createJobs } from './jobs.ts'
import type { JobProgress, Jobs } from './jobs.ts'
import { createMetrics } from './metrics.ts'
import { openTestRecord, testActor } from './testing.ts'

let record: RecordStore
const opened: Jobs[] = []
const clerk = testActor([], { id: 'clerk-7' })

const open = (): Jobs => {
  const jobs = createJobs({ record, log: pino({ level: 'silent' }), metrics: createMetrics(), alone: true })
  opened.push(jobs)
  return jobs
}
const progressOf = (id: string): Promise<JobProgress | undefined> =>
  record.withActor(clerk, (tx) => findJobProgress(tx, id))
const until = async (id: string, state: JobProgress['state']): Promise<JobProgress | undefined> => {
  await expect.poll(async () => (await progressOf(id))?.state, { timeout: 20_000, interval: 20 }).toBe(state)
  return progressOf(id)
}

beforeEach(async () => {
  record = await openTestRecord()
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((jobs) => jobs.stop()))
  await record.close()
})

test('a job starts right after the commit, tells how far it is and leaves its result', async () => {
  const jobs = open()
  jobs.define<{ rows: number }>('imports.run', async (run) => {
    run.progress(run.data.rows / 2, run.data.rows, 'imports.half')
    return { loaded: run.data.rows }
  })
  await jobs.start()
  const asked = performance.now()
  const id = await record.withActor(clerk, (tx) => jobs.enqueue(tx, 'imports.run', { rows: 10 }))
  const done = await until(id, 'done')
  expect(performance.now() - asked).toBeLessThan(1_500)
  expect(done).toMatchObject({ actor: 'clerk-7', done: 5, total: 10, note: 'imports.half', result: { loaded: 10 } })
})

test('a job of a transaction that fails was never queued', async () => {
  const jobs = open()
  let ran = 0
  jobs.define('imports.run', async () => void (ran += 1))
  await jobs.start()
  const failing = record.withActor(clerk, async (tx) => {
    await jobs.enqueue(tx, 'imports.run', {})
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  const id = await record.withActor(clerk, (tx) => jobs.enqueue(tx, 'imports.run', {}))
  await until(id, 'done')
  expect(ran).toBe(1)
})

test('a failure is tried again; a refusal is an answer and stays', async () => {
  const jobs = open()
  let tries = 0
  jobs.define('imports.shaky', async () => {
    tries += 1
    if (tries < 2) throw new Error('the line was busy')
    return { tries }
  })
  jobs.define('imports.refused', async () => {
    throw new Problem('refused_by_rule', { details: { rule: 'r1' } })
  })
  await jobs.start()
  const shaky = await record.withActor(clerk, (tx) => jobs.enqueue(tx, 'imports.shaky', {}))
  const refused = await record.withActor(clerk, (tx) => jobs.enqueue(tx, 'imports.refused', {}))
  expect(await until(shaky, 'done')).toMatchObject({ result: { tries: 2 }, problem: null })
  expect(await until(refused, 'failed')).toMatchObject({
    problem: { code: 'refused_by_rule', details: { rule: 'r1' } },
  })
})

test('a job that a stop interrupted starts again with the next house', async () => {
  const first = open()
  first.define('imports.long', async (run) => {
    await new Promise((resolve) => run.signal.addEventListener('abort', resolve))
    throw new Error('interrupted')
  })
  await first.start()
  const id = await record.withActor(clerk, (tx) => first.enqueue(tx, 'imports.long', {}))
  await until(id, 'running')
  await first.stop()
  const second = open()
  second.define('imports.long', async () => ({ finished: true }))
  await second.start()
  expect(await until(id, 'done')).toMatchObject({ result: { finished: true } })
})

test('progress is seen by who asked for the job and nobody else', async () => {
  const jobs = open()
  jobs.define('imports.run', async () => {})
  const id = await record.withActor(clerk, (tx) => jobs.enqueue(tx, 'imports.run', {}))
  const other = testActor([], { id: 'clerk-8' })
  expect(await record.withActor(other, (tx) => findJobProgress(tx, id))).toBeUndefined()
  expect(await record.withActor(testActor(['jobs.see']), (tx) => findJobProgress(tx, id))).toMatchObject({
    state: 'queued',
  })
})

test('a job and a schedule that the clock overtook backwards do not wait for it', async () => {
  const jobs = open()
  jobs.define('imports.run', async () => ({ loaded: 1 }))
  const waiting = await record.withActor(clerk, (tx) => jobs.enqueue(tx, 'imports.run', {}))
  const ahead = `now() + interval '1 day'`
  await record.ownerPool.query(
    `update pgboss.job set created_on = ${ahead}, start_after = ${ahead} where name = 'imports.run'`,
  )
  await record.ownerPool.query(`update pgboss.version set cron_on = ${ahead}`)
  await jobs.start()
  expect(await until(waiting, 'done')).toMatchObject({ result: { loaded: 1 } })
  const { rows } = await record.ownerPool.query('select 1 from pgboss.version where cron_on > now()')
  expect(rows).toEqual([])
})

test('a job that is asked for later waits for its time', async () => {
  const jobs = open()
  jobs.define('imports.run', async () => ({ loaded: 1 }))
  const later = new Date(Date.now() + 86_400_000)
  const id = await record.withActor(clerk, (tx) => jobs.enqueue(tx, 'imports.run', {}, { startAfter: later }))
  await jobs.start()
  const { rows } = await record.ownerPool.query<{ ahead: boolean }>(
    `select start_after > now() + interval '23 hours' as ahead from pgboss.job where id = $1`,
    [id],
  )
  expect(rows).toEqual([{ ahead: true }])
})
