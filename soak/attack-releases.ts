// Attacks everything that a made-up population of the demo pack releases, all releases and editions of a month together.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fillAtFirstStart } from '#app/first-start.ts'
import { prepareHouse } from '#app/house.ts'
import { parsePeriod, periodKind, toOrdinal } from '#base/period.ts'
import { kindsOf, indicatorsOf, type ReleasedIndicator, worldOf } from '#capabilities/releases/server/declared.ts'
import { type Report, reportsOf } from '#capabilities/releases/server/micro.ts'
import { publishPopulation } from '#capabilities/releases/server/publish.ts'
import { figuresOf, listEditions, type StoredCell } from '#capabilities/releases/server/store.ts'
import { extremesOf, termsOf } from '#capabilities/releases/server/testing.ts'
import { type Dimensions, sideOf } from '#capabilities/releases/rules/groupings.ts'
import { openLog } from '#kit/server/log.ts'
import type { House } from '#kit/server/house.ts'
import { readSettings } from '#kit/server/settings.ts'

/** Fills a house of its own, publishes, and bounds every suppressed cell; answers those that were worked out. */
export async function attackReleases(): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'jidi-attack-'))
  const settings = readSettings({ ...process.env, DATA_DIR: join(folder, 'data'), PACK: 'demo', POPULATION: 'full' })
  const open = await prepareHouse(settings, openLog({ logLevel: 'warn' }))
  try {
    await fillAtFirstStart(open.house, (line) => console.log(line))
    const began = performance.now()
    const published = 1 + (await publishPopulation(open.house))
    console.log(`${published} editions published in ${Math.round(performance.now() - began)} ms`)
    return await attackHouse(open.house)
  } finally {
    await open.close()
    await rm(folder, { recursive: true, force: true })
  }
}

type Loot = { cells: number; suppressed: number; faults: string[] }

async function attackHouse(house: House): Promise<string[]> {
  const programme = house.programme()
  const loot: Loot = { cells: 0, suppressed: 0, faults: [] }
  const editions = await house.record.asSystem(listEditions)
  for (const kind of kindsOf(programme)) {
    const indicators = [
      ...new Map(
        Object.values(programme.releases)
          .flatMap((release) => indicatorsOf(programme, release, kind))
          .map((each) => [each.id, each]),
      ).values(),
    ]
    for (const edition of editions.filter(({ period }) => periodKind(parsePeriod(period)) === kind)) {
      const ordinal = toOrdinal(parsePeriod(edition.period))
      const reports = await reportsOf(house, { kind, periods: [ordinal], indicators, batch: edition.batch })
      const figures = (await house.record.asSystem((tx) => figuresOf(tx, [edition.id]))).get(edition.id) ?? []
      for (const { indicator, cells } of figures) {
        const at = indicators.findIndex(({ id }) => id === indicator)
        const world = {
          house,
          indicator: indicators[at] as ReleasedIndicator,
          at,
          pPercent: edition.parameters.pPercent,
        }
        await attackCells({ ...world, name: `${edition.period} ${indicator}` }, { reports, cells, loot })
      }
    }
  }
  console.log(`${loot.cells} cells, ${loot.suppressed} of them suppressed, ${loot.faults.length} recovered`)
  for (const fault of loot.faults.slice(0, 20)) console.log(fault)
  return loot.faults
}

type Target = {
  readonly house: House
  readonly indicator: ReleasedIndicator
  readonly at: number
  readonly pPercent: number
  readonly name: string
}
type Seen = { readonly reports: readonly Report[]; readonly cells: readonly StoredCell[]; readonly loot: Loot }

/** Everybody who is told apart by any grouping is a variable; every published cell is an equation over them. */
async function attackCells({ house, indicator, at, pPercent, name }: Target, { reports, cells, loot }: Seen) {
  const terms = termsFor(house)
  const variables = new Map<string, { truth: number; terms: ReadonlySet<string> }>()
  for (const { of, amounts } of reports) {
    const amount = amounts[at] ?? null
    if (amount === null) continue
    const own = terms(of)
    const key = `${amount < 0 ? '-' : '+'}${[...own].sort().join('&')}`
    const known = variables.get(key) ?? { truth: 0, terms: own }
    variables.set(key, { ...known, truth: known.truth + amount })
  }
  const all = [...variables.entries()]
  const within = (cell: string) =>
    all.flatMap(([key, { terms: own }], i) =>
      cell === '' || cell.split('&').every((term) => own.has(term)) ? [[i, key.startsWith('-') ? -1 : 1] as const] : [],
    )
  const scale = 10 ** indicator.scale
  const equations = cells.flatMap(({ name: cell, amount }) =>
    amount === null ? [] : [` ${termsOf(within(cell))} = ${Math.round(Number(amount) * scale)}`],
  )
  loot.cells += cells.length
  for (const { name: cell, amount } of cells) {
    if (amount !== null) continue
    loot.suppressed++
    const truth = within(cell).reduce((sum, [i]) => sum + (all[i]?.[1].truth ?? 0), 0)
    const [least, most] = await extremesOf(termsOf(within(cell)), equations)
    const near = (Math.abs(truth) * pPercent) / 100 + 1e-6 * Math.max(1, Math.abs(truth))
    if (least >= truth - near && most <= truth + near)
      loot.faults.push(`${name} ${cell} is ${truth}, found between ${least} and ${most}`)
  }
}

function termsFor(house: House): (of: Dimensions) => ReadonlySet<string> {
  const world = worldOf(house.programme())
  const groupings = new Set(Object.values(house.programme().releases).flatMap(({ tables }) => tables.flat()))
  const sides = [...groupings].map((grouping) => sideOf(world, grouping))
  return (of) => new Set(sides.flatMap((side) => side.terms(of)))
}
