import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { recordAct } from './acts.ts'
import { openRecord } from './db.ts'
import { ownerRole, startLocalPostgres } from './local-postgres.ts'
import { quietLog } from './log.ts'
import { toProblem } from './problem-of.ts'
import { readSettings } from './settings.ts'
import type { Settings } from './settings.ts'

let root: string
let settings: Settings
const children: ChildProcess[] = []

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'jidi-local-'))
  await chmod(root, 0o755)
  settings = readSettings({ PACK: 'demo', DATA_DIR: path.join(root, 'data') })
})

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  const pid = await postmasterPid().catch(() => 0)
  if (pid > 0) kill(pid, 'SIGQUIT')
  await rm(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
})

const kill = (pid: number, signal: NodeJS.Signals): boolean => {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}
const postmasterPid = async (folder = settings.dataDir): Promise<number> =>
  Number((await readFile(path.join(folder, 'postgres/cluster/postmaster.pid'), 'utf8')).split('\n')[0])

/** Another Jidi in the same folder: opens the record, records acts as fast as it can and prints each once acknowledged. */
const runWriter = async (): Promise<{ child: ChildProcess; acknowledged: string[] }> => {
  const child = spawn(process.execPath, ['--import', 'tsx', path.resolve('src/kit/server/fixtures/writer.ts')], {
    env: { ...process.env, PACK: 'demo', DATA_DIR: settings.dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const acknowledged: string[] = []
  let rest = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    const lines = `${rest}${chunk.toString()}`.split('\n')
    rest = lines.pop() ?? ''
    acknowledged.push(...lines)
  })
  await expect.poll(() => acknowledged.length, { timeout: 60_000 }).toBeGreaterThan(20)
  return { child, acknowledged }
}

const actsOf = async (): Promise<string[]> => {
  const record = await openRecord(settings, quietLog)
  const rows = await record.owner.selectFrom('act').select('id').orderBy('id').execute()
  await record.close()
  return rows.map((row) => row.id)
}

describe('our own PostgreSQL', () => {
  test('starts in an empty folder, keeps what it is told over a stop, and listens on no port', async () => {
    const first = await openRecord(settings, quietLog)
    const act = await first.asSystem((tx) => recordAct(tx, { name: 'tests.ran', subject: { kind: 'test', id: '1' } }))
    const { rows } = await first.ownerPool.query<{ port: string }>('show listen_addresses')
    expect(rows).toEqual([{ listen_addresses: '' }])
    await first.close()
    expect(await actsOf()).toEqual([act.id])
    await expect(postmasterPid()).rejects.toThrow(/ENOENT/)
  })

  test('that outlived a kill of Jidi is adopted, with every acknowledged act', async () => {
    const { child, acknowledged } = await runWriter()
    const postmaster = await postmasterPid()
    child.kill('SIGKILL')
    const record = await openRecord(settings, quietLog)
    expect(await postmasterPid()).toBe(postmaster)
    const rows = await record.owner.selectFrom('act').select('id').execute()
    expect(rows.map((row) => row.id)).toEqual(expect.arrayContaining(acknowledged))
    await record.close()
  })

  test('killed together with Jidi comes back with every acknowledged act, twice in a row', async () => {
    const all: string[] = []
    for (let round = 0; round < 2; round += 1) {
      const { child, acknowledged } = await runWriter()
      const postmaster = await postmasterPid()
      child.kill('SIGKILL')
      kill(postmaster, 'SIGKILL')
      all.push(...acknowledged)
    }
    expect(await actsOf()).toEqual(expect.arrayContaining(all))
  })

  test('that dies under a running Jidi is started again', async () => {
    const record = await openRecord(settings, quietLog)
    const postmaster = await postmasterPid()
    const { rows } = await record.ownerPool.query<{ pid: number }>('select pg_backend_pid() as pid')
    const waiting = record.asSystem(async (tx) => {
      for (const pid of [postmaster, rows[0]?.pid ?? 0]) kill(pid, 'SIGKILL')
      await new Promise((resolve) => setTimeout(resolve, 200))
      return recordAct(tx, { name: 'tests.lost', subject: { kind: 'test', id: '0' } })
    })
    expect(toProblem(await waiting.catch((error: unknown) => error)).code).toBe('unavailable')
    await expect
      .poll(
        () =>
          record
            .asSystem((tx) => recordAct(tx, { name: 'tests.ran', subject: { kind: 'test', id: '1' } }))
            .then(
              () => 'recorded',
              () => 'failed',
            ),
        { timeout: 30_000 },
      )
      .toBe('recorded')
    await record.close()
  })

  test('serves one Jidi at a time: the second is refused and disturbs nothing', async () => {
    const first = await openRecord(settings, quietLog)
    await expect(openRecord(settings, quietLog)).rejects.toMatchObject({
      code: 'locked',
      issues: [{ where: settings.dataDir }],
    })
    await first.asSystem((tx) => recordAct(tx, { name: 'tests.ran', subject: { kind: 'test', id: '1' } }))
    await first.close()
  })

  test('whose folder was moved while it ran is stopped and started in the new place', async () => {
    const { child, acknowledged } = await runWriter()
    const postmaster = await postmasterPid()
    child.kill('SIGKILL')
    const moved = path.join(root, 'moved')
    await rename(settings.dataDir, moved)
    settings = { ...settings, dataDir: moved }
    const record = await openRecord(settings, quietLog)
    expect(await postmasterPid(moved)).not.toBe(postmaster)
    const rows = await record.owner.selectFrom('act').select('id').execute()
    expect(rows.map((row) => row.id)).toEqual(expect.arrayContaining(acknowledged))
    await record.close()
  })

  test('under a very deep folder takes a short socket', async () => {
    const deep = path.join(root, '很深的文件夹'.repeat(3), 'x'.repeat(60), 'data')
    await mkdir(deep, { recursive: true })
    const server = await startLocalPostgres(deep, quietLog)
    expect(Buffer.byteLength(path.join(server.socketDir, '.s.PGSQL.5432'))).toBeLessThanOrEqual(107)
    const client = new pg.Client({ host: server.socketDir, user: ownerRole, database: 'postgres' })
    await client.connect()
    const { rows } = await client.query(`select datlocale, datctype from pg_database where datname = 'postgres'`)
    expect(rows).toEqual([{ datlocale: 'zh-Hans-CN', datctype: 'C.UTF-8' }])
    await client.end()
    await server.stop()
  })

  test('of another major version is refused with both versions', async () => {
    await (await openRecord(settings, quietLog)).close()
    const file = path.join(settings.dataDir, 'postgres/cluster/PG_VERSION')
    await writeFile(file, '14\n')
    await expect(openRecord(settings, quietLog)).rejects.toMatchObject({
      code: 'unavailable',
      issues: [{ text: 'record.other_version', found: '14', expected: '18' }],
    })
  })
})
