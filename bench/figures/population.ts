import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { clearUnfinished, isFirstStart } from '#app/first-start.ts'
import { prepareHouse } from '#app/house.ts'
import { system } from '#base/decision.ts'
import { refreshDimensions } from '#capabilities/indicators/server/service.ts'
import { createPerson } from '#capabilities/people/server/service.ts'
import { populate, populationSizes } from '#capabilities/returns/server/populate.ts'
import type { House } from '#kit/server/house.ts'
import { openLog } from '#kit/server/log.ts'
import { readSettings, type Settings } from '#kit/server/settings.ts'
import type { PopulationSize } from '#capabilities/returns/rules/population/plan.ts'
import { load } from './rounds.ts'

/** A data folder with a population in it, and somebody who may ask everything of it. */
export type BenchPopulation = {
  readonly settings: Settings
  readonly account: { readonly login: string; readonly password: string }
}

const stages = ['enterprises', 'values', 'returns', 'yearly', 'mirror'] as const
const account = 'bench-account.json'

/** How a population is made where there is none: in which folder of the bench, how large, and by what. */
export type Making = {
  readonly folder: string
  size(programme: ReturnType<House['programme']>): PopulationSize
  readonly make: typeof populate
}

/** The population in DATA_DIR, or in a folder of the bench; where that is empty it is made first, which takes minutes when it is full. */
export function benchPopulation(quick: boolean): Promise<BenchPopulation> {
  return populationBy({
    folder: quick ? 'small' : 'full',
    size: (programme) => populationSizes(programme)[quick ? 'small' : 'full'],
    make: populate,
  })
}

/** The same for a population of another kind. */
export async function populationBy(making: Making): Promise<BenchPopulation> {
  const folder = path.resolve(process.env.DATA_DIR ?? path.join('.cache', 'bench', making.folder))
  await mkdir(folder, { recursive: true })
  const settings = readSettings({ ...process.env, DATA_DIR: folder, LOG_LEVEL: 'warn' })
  const open = await prepareHouse(settings, openLog(settings))
  try {
    if (await isFirstStart(open.house)) await fill(open.house, making)
    return { settings, account: await accountIn(open.house) }
  } finally {
    await open.close()
  }
}

async function fill(house: House, making: Making): Promise<void> {
  const size = making.size(house.programme())
  console.log(
    `making a population of ${size.enterprises} enterprises × ${size.months} months in ${house.settings.dataDir}`,
  )
  await clearUnfinished(house)
  const began = new Map<string, number>()
  const started = Date.now()
  let peak = 0
  const made = await making.make(house, size, (stage) => {
    peak = Math.max(peak, process.memoryUsage.rss())
    if (!began.has(stage)) began.set(stage, Date.now())
  })
  await refreshDimensions(house)
  const ends = [...began.values(), Date.now()].sort((a, b) => a - b)
  for (const stage of stages) {
    const from = began.get(stage)
    if (from !== undefined)
      console.log(`  ${stage.padEnd(12)}${seconds((ends.find((end) => end > from) ?? from) - from)}`)
  }
  const disk = await diskOf(house.settings)
  console.log(
    `  in all      ${seconds(Date.now() - started)}, ${made.values} values, memory ${mega(peak)}, record ${mega(disk.record)}, mirror ${mega(disk.mirror)}, load ${load()}`,
  )
}

/** Bytes of the record and of the mirror. */
export async function diskOf({ dataDir }: Pick<Settings, 'dataDir'>): Promise<{ record: number; mirror: number }> {
  return {
    record: await sizeOf(path.join(dataDir, 'postgres')),
    mirror: await sizeOf(path.join(dataDir, 'facts.duckdb')),
  }
}

/** Made once and kept in the data folder, readable by its owner only. */
async function accountIn(house: House): Promise<BenchPopulation['account']> {
  const file = path.join(house.settings.dataDir, account)
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8')) as BenchPopulation['account']
  const { roles, organisations } = house.programme()
  const role = Object.values(roles).find(
    ({ permissions }) => holds(permissions, 'indicators.see') && holds(permissions, 'observations.see_micro'),
  )
  const [organisation = ''] = Object.keys(organisations)
  if (role === undefined) throw new Error('no role of the pack sees figures and single values everywhere')
  const login = `bench-${Date.now().toString(36)}`
  const person = {
    login,
    name: login,
    language: 'en' as const,
    membership: { role: role.id, organisation },
    demo: true,
    actor: system,
  }
  const { password } = await house.record.asSystem((tx) => createPerson(house, tx, person))
  await writeFile(file, JSON.stringify({ login, password }), { mode: 0o600 })
  return { login, password }
}

function holds(permissions: readonly { readonly may: string; readonly scope: string }[], may: string): boolean {
  return permissions.some((each) => each.may === may && each.scope === 'all')
}

/** Bytes of a file, or of everything in a folder. */
async function sizeOf(name: string): Promise<number> {
  const found = await stat(name).catch(() => undefined)
  if (found === undefined || !found.isDirectory()) return found?.size ?? 0
  const entries = await readdir(name, { recursive: true, withFileTypes: true }).catch(() => [])
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      stat(path.join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    )
  return (await Promise.all(sizes)).reduce((a, b) => a + b, 0)
}

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`
export const mega = (bytes: number) => `${Math.round(bytes / 1e6)} MB`
