import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openDuckDbFacts } from './facts-duckdb.ts'
import type { Facts } from './facts.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'jidi-duckdb-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const open = (): Promise<Facts> => openDuckDbFacts({ folder, threads: 2, memoryMb: 512 })

/** A process that adds to the mirror without end and prints each number once its transaction is committed. */
const startWriter = async (): Promise<{ kill(): Promise<void>; acknowledged: number[] }> => {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', path.resolve('src/kit/server/fixtures/facts-writer.ts'), folder],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const acknowledged: number[] = []
  child.stdout.on('data', (chunk: Buffer) => acknowledged.push(...chunk.toString().trim().split('\n').map(Number)))
  await expect.poll(() => acknowledged.length, { timeout: 60_000 }).toBeGreaterThan(20)
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  return {
    acknowledged,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

describe('the mirror in a file', () => {
  test('keeps what was committed through a close and through a kill, and nothing half', async () => {
    const writer = await startWriter()
    await writer.kill()
    const facts = await open()
    const [row] = await facts.query<{ n: string; last: number }>(
      'select count(*) as n, max(round) as last from fact_kill',
    )
    expect(row?.last).toBeGreaterThanOrEqual(Math.max(...writer.acknowledged))
    // Each round writes ten rows in one transaction.
    expect(row?.n).toBe(String(((row?.last ?? 0) + 1) * 10))
    await facts.checkpoint()
    await facts.close()
    const again = await open()
    expect(await again.query('select count(*) as n from fact_kill')).toEqual([{ n: row?.n }])
    await again.close()
  })

  test('that cannot be written any more says so and goes on answering with what was committed', async () => {
    const fixture = path.resolve('src/kit/server/fixtures/facts-full.ts')
    const limited = `ulimit -S -f 5000; exec ${process.execPath} --import tsx ${fixture} ${folder}`
    const child = spawn('bash', ['-c', limited], { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    await new Promise<void>((resolve) => child.on('close', () => resolve()))
    const { told, committed, kept } = JSON.parse(said) as { told: object; committed: number; kept: number }
    expect(told).toEqual({ code: 'unavailable', details: { reason: 'facts.opened_anew' } })
    expect(committed).toBeGreaterThan(0)
    expect(kept).toBe(committed)
    const facts = await open()
    expect(await facts.query('select count(*) as n from fact_full')).toEqual([{ n: String(committed) }])
    await facts.close()
  }, 60_000)

  test('that is damaged is refused with what to do', async () => {
    await writeFile(path.join(folder, 'facts.duckdb'), 'no database at all '.repeat(1_000))
    await expect(open()).rejects.toMatchObject({ code: 'unavailable', details: { reason: 'facts.cannot_open' } })
  })

  test('serves one process at a time and says so', async () => {
    const writer = await startWriter()
    const found = expect.stringMatching(/\(PID \d+\)$/) as string
    await expect(open()).rejects.toMatchObject({ code: 'locked', issues: [{ text: 'facts.file_in_use', found }] })
    await writer.kill()
    await (await open()).close()
  })
})

test('a decimal with more places than its column holds is refused, never rounded', async () => {
  const facts = await open()
  await facts.exec('create table t (amount decimal(18, 4))')
  for (const wrong of ['0.00001', '123456789012345.0', '1e3', 'NaN', ' 1', '']) {
    await expect(facts.append('t', ['amount'], [[wrong]])).rejects.toMatchObject({ code: 'invalid_number' })
  }
  await facts.append('t', ['amount'], [['0.12340'], ['-12345678901234.5'], ['007']])
  expect(await facts.query('select amount from t order by amount')).toEqual([
    { amount: '-12345678901234.5000' },
    { amount: '0.1234' },
    { amount: '7.0000' },
  ])
  await facts.close()
})

test('statements are prepared once and forgotten when there are many', async () => {
  const facts = await open()
  for (let count = 0; count < 1_000; count += 1) {
    expect(await facts.query(`select ${count} as n, cast($1 as integer) as m`, [count])).toEqual([
      { n: count, m: count },
    ])
  }
  await facts.close()
})
