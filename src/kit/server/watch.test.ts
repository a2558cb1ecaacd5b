import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anonymous } from '#base/decision.ts'
import { createMetrics } from './metrics.ts'
import { openTestApp, openTestHouse } from './testing.ts'
import type { TestHouse } from './testing.ts'
import { metricFaults } from './testing-metrics.ts'
import { createWatch, worstOf } from './watch.ts'
import { diskSign } from './watch-kit.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse({ env: { BACKUP_DIR: 'backups' } })
})
afterAll(() => house.close())

const never = (): Promise<never> => new Promise(() => {})
const valueIn = (text: string, name: string): string | undefined => new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]

describe('the watch over the house', () => {
  test('says how each part is; one that throws or does not answer is failing and named', async () => {
    const watch = createWatch(createMetrics())
    watch.add({ id: 'well', look: async () => ({ level: 'ok' }) })
    watch.add({ id: 'slow', look: never })
    watch.add({ id: 'broken', look: async () => Promise.reject(new Error('no')) })
    const signs = await watch.look()
    expect(signs).toEqual([
      { id: 'well', level: 'ok' },
      { id: 'slow', level: 'failing', cause: 'slow_silent' },
      { id: 'broken', level: 'failing', cause: 'broken_silent' },
    ])
    expect([worstOf(signs), worstOf(signs.slice(0, 1)), worstOf([])]).toEqual(['failing', 'ok', 'ok'])
  })

  test('asks a part once for all who look at the same moment', async () => {
    const metrics = createMetrics()
    const watch = createWatch(metrics)
    let asked = 0
    const measures = { jidi_test_a: 'A', jidi_test_b: 'B' }
    watch.add({ id: 'one', measures, look: async () => ({ level: 'ok', measures: { jidi_test_a: (asked += 1) } }) })
    await Promise.all([watch.look(), metrics.registry.metrics(), watch.look()])
    expect(asked).toBe(1)
  })

  test('a measure that cannot be had is absent, never 0', async () => {
    const metrics = createMetrics()
    const watch = createWatch(metrics)
    let measures: Record<string, number> = { jidi_test_age: 7 }
    watch.add({ id: 'one', measures: { jidi_test_age: 'Age' }, look: async () => ({ level: 'ok', measures }) })
    expect(valueIn(await metrics.registry.metrics(), 'jidi_test_age')).toBe('7')
    measures = {}
    await new Promise((done) => setTimeout(done, 1_100))
    expect(valueIn(await metrics.registry.metrics(), 'jidi_test_age')).toBeUndefined()
  })

  test('a small disk is judged by its size', () => {
    const [megabyte, all] = [2 ** 20, 300 * 2 ** 20]
    expect([50, 20, 5].map((free) => diskSign(free * megabyte, all).level)).toEqual(['ok', 'degraded', 'failing'])
  })

  test.each([
    [50 * 2 ** 30, 'ok', undefined],
    [2 ** 30, 'degraded', 'disk_low'],
    [100 * 2 ** 20, 'failing', 'disk_full'],
  ])('%i bytes of free disk are %s', (free, level, cause) => {
    expect(diskSign(free, 100 * 2 ** 30)).toMatchObject({ level, ...(cause === undefined ? {} : { cause }) })
  })
})

describe('the parts of the kit', () => {
  test('measure what they say they measure, and health names what is not well', async () => {
    const app = openTestApp(house, [])
    const response = await app.ask(anonymous, '/api/health')
    const health = (await response.json()) as { status: string; causes: string[]; record: string; mirror: string }
    expect(health).toMatchObject({ record: 'ok', mirror: 'ok' })
    // A folder for archives is set and there is none.
    expect(health.causes).toContain('backup_none')
    expect(health.status).not.toBe('ok')
    const text = await (await app.ask(anonymous, '/metrics')).text()
    expect(Number(valueIn(text, 'jidi_record_bytes'))).toBeGreaterThan(1_000_000)
    expect(Number(valueIn(text, 'jidi_disk_free_bytes'))).toBeGreaterThan(0)
    expect(Number(valueIn(text, 'jidi_record_connections'))).toBeGreaterThan(0)
    expect(valueIn(text, 'jidi_acts_unsealed_seconds')).toBeUndefined()
    expect(text).toContain('jidi_part_level{part="backup"} 1')
  })

  test('a job that failed for good is said until it is begun again', async () => {
    let isBroken = true
    house.jobs.define(
      'test.fragile',
      async () => {
        if (isBroken) throw new Error('no')
      },
      { retries: 0 },
    )
    await house.start()
    const id = await house.record.asSystem((tx) => house.jobs.enqueue(tx, 'test.fragile', {}))
    const state = async (): Promise<string | undefined> =>
      (await house.record.owner.selectFrom('kit_job').select('state').where('id', '=', id).executeTakeFirst())?.state
    const jobs = async () => (await house.watch.look()).find((sign) => sign.id === 'jobs')
    await expect.poll(state, { timeout: 20_000 }).toBe('failed')
    await expect.poll(jobs, { timeout: 5_000 }).toMatchObject({ level: 'degraded', cause: 'jobs_failed' })
    isBroken = false
    expect(await house.record.asSystem((tx) => house.jobs.retry(tx, 'test.fragile', id))).toBe(true)
    await expect.poll(state, { timeout: 20_000 }).toBe('done')
    await expect.poll(jobs, { timeout: 5_000 }).toMatchObject({ level: 'ok', measures: { jidi_jobs_failed_day: 0 } })
    expect(await house.record.asSystem((tx) => house.jobs.retry(tx, 'test.fragile', id))).toBe(false)
  })
})

describe('the metrics', () => {
  test.each(['of the house', 'of the process'])('%s are a text that Prometheus reads', async (whose) => {
    const { registry } = whose === 'of the house' ? house.metrics : createMetrics({ process: true })
    const text = await registry.metrics()
    expect(metricFaults(text)).toEqual([])
    const promtool = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' })
    if (promtool.error === undefined) expect([promtool.status, promtool.stdout + promtool.stderr]).toEqual([0, ''])
  })

  test.each([
    ['# TYPE jidi_a gauge\njidi_a one\n', 'line 2: no number: one'],
    ['# HELP jidi_a A\n# TYPE jidi_a gauge\njidi_a{x="1",x="2"} 1\n', 'line 3: label x twice'],
    ['# HELP jidi_a A\njidi_a 1\n', 'jidi_a: no type'],
    ['# TYPE jidi_a gauge\njidi_a 1\n', 'jidi_a: no help'],
    ['# HELP jidi_a A\n# TYPE jidi_a counter\njidi_a 1\n', 'jidi_a: a counter ends in _total'],
    ['# HELP jidi_a A\n# TYPE jidi_a gauge\njidi_a 1\njidi_a 2\n', 'line 4: jidi_a stands twice'],
    ['# HELP jidi_a A\n# TYPE jidi_a gauge\njidi_a{x=1} 1\n', 'line 3: not understood'],
    [
      '# HELP jidi_h A\n# TYPE jidi_h histogram\njidi_h_bucket{le="1"} 2\njidi_h_sum 1\njidi_h_count 2\n',
      'jidi_h: no bucket +Inf',
    ],
    ['# HELP jidi_a A\n# TYPE jidi_a gauge\njidi_a 1', 'the last line does not end'],
  ])('%j is found: %s', (text, fault) => {
    expect(metricFaults(text)).toContain(fault)
  })
})
