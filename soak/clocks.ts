// Three years of days with holidays: cases are opened, moved, paused, extended; the house is killed at random and started again, some
// starts with a newer calendar. At the end every step of every due date must be there once and on its day.
import { spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parse } from 'yaml'
import { databaseProcesses, makeDataDir, removeDataDir } from '../e2e/server.ts'
import { type Random, randomFrom } from './random.ts'

export type ClocksAsked = {
  readonly first: string
  readonly last: string
  readonly kills: number
  readonly seed: number
}

/** Lives through the days; answers what was found wrong, nothing when all is well. */
export async function soakClocks(asked: ClocksAsked): Promise<string[]> {
  const dataDir = await makeDataDir()
  const random = randomFrom(asked.seed)
  const days = daysToKill(asked, random)
  await writeFile(path.join(dataDir, 'calendar.json'), JSON.stringify(await calendarOfPack()))
  try {
    for (let n = 0; ; n += 1) {
      const outcome = await liveUntil(dataDir, { ...asked, seed: asked.seed + n }, { random, day: days[n] })
      if (outcome === 'finished') break
      if (outcome !== 'killed') {
        console.log(`FAULT ${outcome}`)
        return [outcome]
      }
      console.log(`kill ${String(n + 1).padStart(2)} of ${asked.kills} after ${await dayIn(dataDir)}`)
    }
    return await verify(dataDir, asked)
  } finally {
    await removeDataDir(dataDir)
  }
}

/** The working days of the demonstration pack, read once: the house is started from what stands beside its record. */
async function calendarOfPack(): Promise<{ holidays: string[]; workdays: string[] }> {
  type Year = { holidays: { from: string; to: string }[]; workdays?: string[] }
  const text = await readFile('packs/demo/calendars/county.yaml', 'utf8')
  const { years } = parse(text) as { years: Year[] }
  const holidays = years.flatMap((year) => year.holidays.flatMap(({ from, to }) => daysFrom(from, to)))
  return { holidays, workdays: years.flatMap(({ workdays = [] }) => workdays) }
}

function daysFrom(from: string, to: string): string[] {
  const count = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1
  return Array.from({ length: count }, (_, n) => new Date(Date.parse(from) + n * 86_400_000).toISOString().slice(0, 10))
}

/** Days spread over all of them; the house is killed some time after each. */
function daysToKill({ first, last, kills }: ClocksAsked, random: Random): string[] {
  const [from, to] = [Date.parse(first), Date.parse(last)]
  const instants = Array.from({ length: kills }, () => from + random.share() * 0.98 * (to - from))
  return instants.sort((a, b) => a - b).map((instant) => new Date(instant).toISOString().slice(0, 10))
}

type Child = { readonly said: () => string; readonly ended: Promise<number>; kill(): void }

function child(dataDir: string, { first, last, seed }: ClocksAsked, more: readonly string[] = []): Child {
  const args = ['--import', 'tsx', 'soak/clocks-child.ts', dataDir, first, last, String(seed), ...more]
  const process_ = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [process_.stdout, process_.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  const ended = new Promise<number>((resolve) => process_.once('close', (code) => resolve(code ?? -1)))
  return { said: () => said, ended, kill: () => process_.kill('SIGKILL') }
}

async function liveUntil(
  dataDir: string,
  asked: ClocksAsked,
  { random, day }: { random: Random; day: string | undefined },
): Promise<string> {
  const one = child(dataDir, asked)
  let isOver = false
  const code = one.ended.then((status) => {
    isOver = true
    return status
  })
  while (!isOver && !one.said().includes('started')) await sleep(20)
  while (!isOver && day !== undefined && !((await dayIn(dataDir)) >= day)) await sleep(50)
  if (!isOver && day !== undefined) {
    await Promise.race([code, sleep(random.whole(0, 1500))])
    if (!isOver) {
      const processes = random.share() < 0.25 ? await databaseProcesses(dataDir) : []
      one.kill()
      for (const pid of processes) endProcess(pid)
      await code
      return 'killed'
    }
  }
  const status = await code
  return status === 0 ? 'finished' : `the house ended with ${status}:\n${one.said().slice(-2000)}`
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself in between.
  }
}

async function dayIn(dataDir: string): Promise<string> {
  return readFile(path.join(dataDir, 'day'), 'utf8').catch(() => '')
}

async function verify(dataDir: string, asked: ClocksAsked): Promise<string[]> {
  const one = child(dataDir, asked, ['verify'])
  const code = await one.ended
  const line = one.said().trim().split('\n').at(-1) ?? ''
  if (code !== 0 || !line.startsWith('{')) return [`the count ended with ${code}:\n${one.said().slice(-2000)}`]
  const { faults, ...counted } = JSON.parse(line) as { faults: string[] }
  console.log(JSON.stringify(counted))
  for (const fault of faults.slice(0, 20)) console.log(`FAULT ${fault}`)
  return faults
}
