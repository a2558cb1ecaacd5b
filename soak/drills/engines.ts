import { spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../e2e/build.ts'
import { signIn } from '../../e2e/person.ts'
import { databaseProcesses, freePort, launchJidi, type Server, startServer } from '../../e2e/server.ts'
import { type Drill, failuresOf, healthOf, Office, until } from './ground.ts'

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It ended by itself in between.
  }
}

/** The database is killed, then stopped in order, under people at work: it comes back by itself and nothing acknowledged is gone. */
const database: Drill = {
  name: 'lost-database',
  disk: false,
  async run(ground) {
    const faults: string[] = []
    const office = new Office(ground)
    const server = await office.open()
    for (const how of ['SIGKILL', 'SIGINT'] as const) {
      const working = office.work(12)
      await until(async () => office.book.size > 5, 20)
      const [postmaster, ...children] = await databaseProcesses(ground.parts.dataDir)
      if (postmaster === undefined) return [...faults, 'there is no database to lose']
      for (const pid of how === 'SIGKILL' ? [postmaster, ...children] : [postmaster]) signal(pid, how)
      await working
      const took = await until(async () => (await healthOf(server))?.status === 'ok', 60)
      if (took === undefined) faults.push(`after ${how} the database did not come back by itself`)
      await office.work(3)
      faults.push(...(await office.compare()))
      console.log(
        `  ${how}: well again ${took} s after the work; ${[...office.refused].map(([said, n]) => `${said} ${n} times`).join(', ')}`,
      )
    }
    faults.push(...failuresOf(server), ...office.odd)
    await server.stop()
    return faults
  },
}

const holder = (file: string): string =>
  `const { DuckDBInstance } = await import('@duckdb/node-api'); await DuckDBInstance.create(${JSON.stringify(file)}); console.log('held'); setInterval(() => {}, 1000)`

/** Another process holds the file of the mirror: the start says so and ends; when it lets go, the same start works. */
const lockedMirror: Drill = {
  name: 'locked-mirror',
  disk: false,
  async run(ground) {
    const faults: string[] = []
    const file = join(ground.parts.dataDir, 'facts.duckdb')
    const other = spawn(process.execPath, ['--input-type=module', '-e', holder(file)], {
      cwd: projectRoot,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await new Promise<void>((held) => other.stdout.once('data', () => held()))
    const said = await startServer(ground.parts).then(
      () => 'it started',
      (error: Error) => error.message,
    )
    if (!said.includes('占用着分析库文件') || !said.includes('facts.duckdb'))
      faults.push(`the start said: ${said.slice(-600)}`)
    if ((await databaseProcesses(ground.parts.dataDir)).length > 0)
      faults.push('a start that was refused left its database running')
    other.kill('SIGKILL')
    await new Promise<void>((ended) => other.once('close', () => ended()))
    const office = new Office(ground)
    const server = await office.open()
    await office.work(2)
    faults.push(...office.odd, ...(await office.compare()))
    await server.stop()
    return faults
  },
}

/** A server whose clock runs ahead is put right while it works: sessions end as they should, work goes on, the chain holds. */
const clock: Drill = {
  name: 'clock-set-back',
  disk: false,
  async run(ground) {
    const faults: string[] = []
    const office = new Office(ground)
    const ahead = `--import=${join(projectRoot, 'soak/drills/set-back.mjs')}`
    const server = await office.open({ NODE_OPTIONS: ahead })
    await office.work(3)
    const leaving = ground.accounts.find(({ login }) => login === 'analyst')
    if (leaving === undefined) return ['there is no analyst']
    const gone = await signIn(server.url, leaving)
    await gone.get('/api/session')
    signal(server.pid, 'SIGUSR2')
    await office.work(3)
    await gone.ask('DELETE', '/api/session')
    const still = await gone.ask<{ actor: { kind: string } }>('GET', '/api/session')
    if (still.status === 200 && still.body.actor.kind === 'person')
      faults.push('a session that was ended is still good')
    faults.push(...office.odd.splice(0), ...(await office.compare()))
    await server.stop()
    const again = await office.open()
    await office.work(3)
    faults.push(...office.odd, ...(await office.compare()))
    await again.stop()
    faults.push(...(await verifyChain(ground.parts)))
    return faults
  },
}

async function verifyChain(parts: Parameters<typeof launchJidi>[0]): Promise<string[]> {
  const child = launchJidi(parts, ['audit', 'verify'])
  let said = ''
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const code = await new Promise<number>((ended) => child.on('close', (status) => ended(status ?? -1)))
  return code === 0 ? [] : [`jidi audit verify ended with ${code}: ${said.slice(-400)}`]
}

/** The disk of the log is full: lines are lost, answers are not. */
const log: Drill = {
  name: 'disk-of-the-log',
  disk: false,
  async run({ parts, accounts }) {
    const port = await freePort()
    const cli = JSON.stringify(join(parts.build.root, 'dist/server/cli.js'))
    const script = `const { main } = await import(${cli}); await main(['start'])`
    const full = openSync('/dev/full', 'w')
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: parts.build.root,
      env: { ...process.env, DATA_DIR: parts.dataDir, PACK: parts.pack, PORT: String(port), LOG_LEVEL: 'info' },
      stdio: ['ignore', full, full],
    })
    let ended = false
    const over = new Promise<void>((done) => child.once('close', () => done(void (ended = true))))
    const url = `http://127.0.0.1:${port}`
    const server = { url } as Server
    const faults: string[] = []
    const came = await until(async () => (await healthOf(server))?.status === 'ok', 90)
    if (came === undefined) faults.push('with a full log it does not start')
    const account = accounts.find(({ login }) => login === 'analyst')
    if (came !== undefined && account !== undefined) {
      const person = await signIn(url, account)
      for (let asked = 0; asked < 50; asked += 1) await person.get('/api/desk')
    }
    if (ended) faults.push('with a full log it ended')
    child.kill('SIGTERM')
    await over
    return faults
  },
}

export const engines: readonly Drill[] = [database, lockedMirror, clock, log]
