import { spawnSync } from 'node:child_process'
import { closeSync, openSync, writeSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, type Person, signIn } from '../../e2e/person.ts'
import { type Account, type Server, type ServerParts, startServer } from '../../e2e/server.ts'
import { Book, Refused } from '../book.ts'
import { type Random, randomFrom } from '../random.ts'
import { parcelsTrade, uploadsTrade } from '../trades/figures.ts'
import { lotsTrade } from '../trades/land.ts'
import { meetingsTrade, tasksTrade } from '../trades/supervision.ts'
import type { People, Trade } from '../trades/trade.ts'

/** An installation of its own, on which one thing is tried. */
export type Ground = {
  readonly parts: ServerParts
  readonly accounts: readonly Account[]
  readonly random: Random
  /** Folders mounted for it, to be let go of at the end. */
  readonly mounted: string[]
}

/** One thing that can happen to an installation; answers what was not as it should be. */
export type Drill = {
  readonly name: string
  /** Needs a small disk of its own, which only root can mount. */
  readonly disk: boolean
  run(ground: Ground): Promise<string[]>
}

export const canMount = (): boolean => process.getuid?.() === 0 && spawnSync('mount', ['--version']).status === 0

/** A disk of so many megabytes in the place of a folder, with what stood there. */
export async function smallDisk(ground: Ground, folder: string, megabytes: number): Promise<void> {
  await mkdir(folder, { recursive: true })
  const aside = `${folder}.aside`
  run('cp', ['-a', folder, aside])
  run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', folder])
  ground.mounted.push(folder)
  run('cp', ['-a', `${aside}/.`, folder])
  await rm(aside, { recursive: true, force: true })
}

export function run(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`)
}

const ballast = (folder: string): string => join(folder, 'ballast')

/** Writes until the disk of a folder is full. */
export function fill(folder: string): void {
  const file = openSync(ballast(folder), 'a')
  try {
    for (let size = 2 ** 20; size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      try {
        for (;;) writeSync(file, Buffer.alloc(size))
      } catch {
        // So many bytes do not fit any more.
      }
    }
  } finally {
    closeSync(file)
  }
}

export const makeRoom = (folder: string): Promise<void> => rm(ballast(folder), { force: true })

export type Health = { status: string; record: string; mirror: string }

/** What a server wrote about failures of its own, each once. */
export function failuresOf(server: Server): string[] {
  const said = server
    .said()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.includes('"internal"'))
  const messages = said.map((line) => /"message":"((?:[^"\\]|\\.)*)"/.exec(line)?.[1] ?? line.slice(0, 300))
  return [...new Set(messages)].map((message) => `the log says: ${message}`)
}

export async function healthOf(server: Server): Promise<Health | undefined> {
  return fetch(`${server.url}/api/health`)
    .then((answer) => answer.json() as Promise<Health>)
    .catch(() => undefined)
}

/** Waits until something is so; answers after how many seconds, nothing when it never was. */
export async function until(is: () => Promise<boolean>, seconds: number): Promise<number | undefined> {
  const began = Date.now()
  while (Date.now() - began < seconds * 1000) {
    if (await is().catch(() => false)) return Math.round((Date.now() - began) / 100) / 10
    await sleep(200)
  }
  return undefined
}

/** People at work, and what was acknowledged to them. */
export class Office {
  readonly book = new Book({})
  readonly #ground: Ground
  readonly #trades: readonly Trade[] = [tasksTrade(), meetingsTrade(), lotsTrade(), uploadsTrade(), parcelsTrade()]
  #people: People = new Map()
  /** Answers of 500, and refusals that say nothing. */
  readonly odd: string[] = []
  readonly refused = new Map<string, number>()

  constructor(ground: Ground) {
    this.#ground = ground
  }

  async open(env: Readonly<Record<string, string>> = {}): Promise<Server> {
    const { parts } = this.#ground
    const server = await startServer({ ...parts, env: { ...parts.env, ...env } })
    await this.signIn(server)
    return server
  }

  async signIn(server: Server): Promise<void> {
    const people = new Map<string, Person>()
    for (const account of this.#ground.accounts) people.set(account.login, await signIn(server.url, account))
    const isFirst = this.#people.size === 0
    this.#people = people
    if (isFirst) for (const trade of this.#trades) await trade.prepare(people)
  }

  person(login: string): Person {
    const found = this.#people.get(login)
    if (found === undefined) throw new Error(`nobody is ${login}`)
    return found
  }

  /** Each trade so many acts, one after another; refusals of the machine (413, 503) are counted, others are odd. */
  async work(steps: number): Promise<void> {
    for (let step = 0; step < steps; step += 1) {
      for (const trade of this.#trades) {
        try {
          await trade.step(this.#people, this.book, this.#ground.random)
        } catch (error) {
          this.#hear(trade.name, error)
        }
      }
    }
  }

  #hear(name: string, error: unknown): void {
    const status = /: (\d{3}) /.exec(String(error))?.[1] ?? 'no answer'
    const isMachine = status === '503' || status === '413'
    const said = /"reason":"([a-z_.]+)"/.exec(String(error))?.[1] ?? 'unsaid'
    if (isMachine) this.refused.set(`${status} ${said}`, (this.refused.get(`${status} ${said}`) ?? 0) + 1)
    else if (error instanceof Refused || status !== 'no answer')
      this.odd.push(`${name}: ${String(error).slice(0, 300)}`)
  }

  async ask<Body>(login: string, method: string, path: string, body?: unknown): Promise<Answer<Body>> {
    return this.person(login).ask<Body>(method, path, body)
  }

  compare(): Promise<string[]> {
    return this.book.compare(this.#people)
  }
}

export const randomOf = (seed: number): Random => randomFrom(seed)
