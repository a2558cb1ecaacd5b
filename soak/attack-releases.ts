// Attacks everything that a made-up population of the demo pack releases, all releases and editions of a month together.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fillAtFirstStart } from '#app/first-start.ts'
import { prepareHouse } from '#app/house.ts'
import { type Period, type PeriodKind, parsePeriod, periodKind, toOrdinal } from '#base/period.ts'
import { Problem } from '#base/problem.ts'
import { mirrorCaughtUp, record } from '#capabilities/observations/server/service.ts'
import { kindsOf, indicatorsOf, type ReleasedIndicator, worldOf } from '#capabilities/releases/server/declared.ts'
import { presentKnowledge, type Report, reportsOf } from '#capabilities/releases/server/micro.ts'
import { publishPopulation, publishRelease } from '#capabilities/releases/server/publish.ts'
import { figuresOf, listEditions, type StoredCell, type StoredEdition } from '#capabilities/releases/server/store.ts'
import { extremesOf, termsOf } from '#capabilities/releases/server/testing.ts'
import { type Dimensions, sideOf } from '#capabilities/releases/rules/groupings.ts'
import { openLog } from '#kit/server/log.ts'
import type { House } from '#kit/server/house.ts'
import { readSettings } from '#kit/server/settings.ts'
import { type Random, randomFrom } from './random.ts'

/** Fills a house of its own, publishes, corrects and publishes again, and bounds every suppressed cell; answers those that were worked out. */
export async function attackReleases(seed: number): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'jidi-attack-'))
  const settings = readSettings({ ...process.env, DATA_DIR: join(folder, 'data'), PACK: 'demo', POPULATION: 'full' })
  const open = await prepareHouse(settings, openLog({ logLevel: 'warn' }))
  try {
    await fillAtFirstStart(open.house, (line) => console.log(line))
    const began = performance.now()
    await publishPopulation(open.house)
    const further = await correctAndPublish(open.house, randomFrom(seed))
    const { length } = await open.house.record.asSystem(listEditions)
    const took = Math.round(performance.now() - began)
    console.log(`${length} editions published in ${took} ms, ${further} of them after corrections`)
    return await attackHouse(open.house)
  } finally {
    await open.close()
    await rm(folder, { recursive: true, force: true })
  }
}

const correctedPeriods = 4
const corrections = [1, 2, 3, 5, 20, 60]

/** Rounds of corrections to the latest periods of each release, by few and by many, each published where it may be; answers how many were. */
async function correctAndPublish(house: House, random: Random): Promise<number> {
  let published = 0
  for (const kind of kindsOf(house.programme())) {
    const indicators = releasedOf(house, kind)
    const periods = new Set((await editionsOf(house, kind)).map(({ period }) => period))
    for (const period of [...periods].sort().slice(-correctedPeriods)) {
      for (const many of corrections) {
        await correct(house, { kind, period: parsePeriod(period), indicators, many, random })
        published += await publishAgain(house, kind, period)
      }
    }
  }
  return published
}

/** The next edition of every release that the period is in already; answers how many had anything new to say. */
async function publishAgain(house: House, kind: PeriodKind, period: string): Promise<number> {
  const editions = (await editionsOf(house, kind)).filter((each) => each.period === period)
  let published = 0
  for (const release of new Set(editions.map((each) => each.release))) {
    const edition = 1 + editions.filter((each) => each.release === release).length
    try {
      await house.record.asSystem((tx) => publishRelease(house, tx, { release, period: parsePeriod(period), edition }))
      published++
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'refused_by_rule')) throw error
    }
  }
  return published
}

type Correcting = {
  readonly kind: PeriodKind
  readonly period: Period
  readonly indicators: readonly ReleasedIndicator[]
  readonly many: number
  readonly random: Random
}

/** So many respondents, now and then all of one town, report other amounts of one indicator. */
async function correct(house: House, { kind, period, indicators, many, random }: Correcting): Promise<void> {
  const ordinal = toOrdinal(period)
  const known = await presentKnowledge(house, kind)
  if (known === null) return
  const reports = await reportsOf(house, { kind, periods: [ordinal], indicators, batch: known.batch })
  const at = random.whole(0, indicators.length - 1)
  const indicator = indicators[at] as ReleasedIndicator
  const town = random.share() < 0.5 ? random.one(reports).of.town : null
  const among = reports.filter(({ of, amounts }) => amounts[at] != null && (town === null || of.town === town))
  const chosen = new Map(Array.from({ length: many }, () => random.one(among)).map((each) => [each.subject, each]))
  const rows = [...chosen.values()].map(({ subject, amounts }) => ({
    subject,
    period,
    contents: [
      {
        value: ((Math.round((amounts[at] ?? 0) * (0.2 + 2 * random.share())) + 1) / 10 ** indicator.scale).toFixed(
          indicator.scale,
        ),
        status: 'normal' as const,
      },
    ],
    source: subject,
    sourceVersion: 1,
  }))
  await house.record.asSystem((tx) =>
    record(house, tx, {
      kind: 'return',
      domain: 'statistical',
      subjectKind: 'enterprise',
      periodKind: kind,
      cells: [{ indicator: indicator.id, span: 'this' }],
      rows,
      actor: 'attacker',
    }),
  )
  await mirrorCaughtUp(house)
}

function releasedOf(house: House, kind: PeriodKind): ReleasedIndicator[] {
  const programme = house.programme()
  const all = Object.values(programme.releases).flatMap((release) => indicatorsOf(programme, release, kind))
  return [...new Map(all.map((each) => [each.id, each])).values()]
}

async function editionsOf(house: House, kind: PeriodKind): Promise<StoredEdition[]> {
  const editions = await house.record.asSystem(listEditions)
  return editions.filter(({ period }) => periodKind(parsePeriod(period)) === kind)
}

type Loot = { cells: number; suppressed: number; faults: string[] }

async function attackHouse(house: House): Promise<string[]> {
  const loot: Loot = { cells: 0, suppressed: 0, faults: [] }
  for (const kind of kindsOf(house.programme())) {
    const indicators = releasedOf(house, kind)
    const editions = await editionsOf(house, kind)
    for (const period of new Set(editions.map((each) => each.period))) {
      const mine = editions.filter((each) => each.period === period).sort((a, b) => (a.batch < b.batch ? -1 : 1))
      const figures = await house.record.asSystem((tx) =>
        figuresOf(
          tx,
          mine.map(({ id }) => id),
        ),
      )
      const asked = { kind, periods: [toOrdinal(parsePeriod(period))], indicators }
      const known = await Promise.all(mine.map(({ batch }) => reportsOf(house, { ...asked, batch })))
      for (const [at, indicator] of indicators.entries()) {
        const views = mine.flatMap((edition, i) => {
          const cells = figures.get(edition.id)?.find((each) => each.indicator === indicator.id)?.cells
          return cells === undefined ? [] : [{ cells, reports: known[i] as Report[] }]
        })
        const pPercent = mine[0]?.parameters.pPercent ?? 0
        await attackViews({ house, indicator, at, pPercent, name: `${period} ${indicator.id}` }, views, loot)
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
/** What an edition shows, and what was known when it came out. */
type View = { readonly cells: readonly StoredCell[]; readonly reports: readonly Report[] }
type Variable = {
  readonly id: number
  readonly sign: 1 | -1
  readonly truth: number
  readonly terms: ReadonlySet<string>
}

/**
 * Everybody who is told apart by any grouping is a variable, the same one in all editions as long as nobody in it corrected anything:
 * the attacker knows who did. Every cell that an edition shows as it was is an equation over them.
 */
async function attackViews({ house, indicator, at, pPercent, name }: Target, views: readonly View[], loot: Loot) {
  const scale = 10 ** indicator.scale
  const editions = variablesOf(termsFor(house), views, at)
  const within = (cell: string, edition: readonly Variable[]) =>
    edition.filter(({ terms }) => cell === '' || cell.split('&').every((term) => terms.has(term)))
  const sumOf = (variables: readonly Variable[]) => termsOf(variables.map(({ id, sign }) => [id, sign] as const))
  const truthOf = (variables: readonly Variable[]) => variables.reduce((sum, { truth }) => sum + truth, 0)
  const equations = views.flatMap(({ cells }, i) =>
    cells.flatMap(({ name: cell, amount, reason }) => {
      if (amount === null || reason === 'kept_back') return []
      return [` ${sumOf(within(cell, editions[i] as Variable[]))} = ${Math.round(Number(amount) * scale)}`]
    }),
  )
  const unique = [...new Set(equations)]
  for (const [i, { cells }] of views.entries()) {
    loot.cells += cells.length
    for (const { name: cell, amount } of cells) {
      if (amount !== null) continue
      loot.suppressed++
      const variables = within(cell, editions[i] as Variable[])
      const truth = truthOf(variables)
      const [least, most] = await extremesOf(sumOf(variables), unique)
      const near = (Math.abs(truth) * pPercent) / 100 + 1e-6 * Math.max(1, Math.abs(truth))
      if (least >= truth - near && most <= truth + near)
        loot.faults.push(`${name} edition ${i + 1} ${cell} is ${truth}, found between ${least} and ${most}`)
    }
  }
}

function variablesOf(
  termsIn: (of: Dimensions) => ReadonlySet<string>,
  views: readonly View[],
  at: number,
): Variable[][] {
  const ids = new Map<string, number>()
  return views.map(({ reports }) => {
    const groups = new Map<string, { truth: number; terms: ReadonlySet<string>; who: string[] }>()
    for (const { subject, of, amounts } of reports) {
      const amount = amounts[at] ?? null
      if (amount === null) continue
      const terms = termsIn(of)
      const key = `${amount < 0 ? '-' : '+'}${[...terms].sort().join('&')}`
      const known = groups.get(key) ?? { truth: 0, terms, who: [] }
      known.who.push(`${subject}:${amount}`)
      groups.set(key, { ...known, truth: known.truth + amount })
    }
    return [...groups].map(([key, { truth, terms, who }]): Variable => {
      const same = `${key} ${who.sort().join()}`
      const id = ids.get(same) ?? ids.size
      ids.set(same, id)
      return { id, sign: key.startsWith('-') ? -1 : 1, truth, terms }
    })
  })
}

function termsFor(house: House): (of: Dimensions) => ReadonlySet<string> {
  const world = worldOf(house.programme())
  const groupings = new Set(Object.values(house.programme().releases).flatMap(({ tables }) => tables.flat()))
  const sides = [...groupings].map((grouping) => sideOf(world, grouping))
  return (of) => new Set(sides.flatMap((side) => side.terms(of)))
}
