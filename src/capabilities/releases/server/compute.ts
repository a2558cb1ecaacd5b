import { setImmediate } from 'node:timers/promises'
import { Decimal } from '#base/decimal.ts'
import { type Period, type PeriodKind, periodKind, periodYear, toOrdinal } from '#base/period.ts'
import { Problem } from '#base/problem.ts'
import type { House } from '#kit/server/house.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { Direction } from '../rules/model.ts'
import type { StandingCell } from '../rules/new-edition.ts'
import type { Contribution, ReleaseCell } from '../rules/release-cells.ts'
import { type Structure, structureOf } from '../rules/structure.ts'
import {
  getRelease,
  indicatorsOf,
  parametersOf,
  type ProgrammeRelease,
  type ReleasedIndicator,
  worldOf,
} from './declared.ts'
import { type Knowledge, presentKnowledge, type Report, reportsOf } from './micro.ts'
import type { Protecting } from './protect-aside.ts'
import { figuresOf, listEditions, type NewStored, type StoredCell, type StoredEdition, toStored } from './store.ts'

/** An edition that could be kept, and whether it says anything new. */
export type DraftEdition = NewStored & { readonly isNew: boolean }

/** Which editions are wanted; `learned` is added to. */
export type DraftAsked = {
  readonly release: string
  readonly periods: readonly Period[]
  readonly protecting: Protecting
  readonly learned?: Learned
}

/** Of an indicator in a year: which cells were suppressed to protect others, and the ways amounts could move. */
type Habits = { readonly cells: Set<string>; readonly directions: Direction[] }

/** What is learned of one period helps with the next. */
export type Learned = Map<string, Habits>

/** Everything that is the same for all periods of one go. */
type Going = {
  readonly house: House
  readonly release: ProgrammeRelease
  readonly kind: PeriodKind
  readonly indicators: readonly ReleasedIndicator[]
  readonly editions: readonly StoredEdition[]
  readonly figures: ReadonlyMap<string, readonly { indicator: string; cells: readonly StoredCell[] }[]>
  readonly now: Knowledge
  readonly structures: Map<string, Structure>
  readonly habits: Learned
  readonly protecting: Protecting
}

/**
 * Works out editions of a release for periods of one kind, each protected together with everything that was published of the same
 * amounts before.
 * @throws Problem not_found, invalid_period when the release has no such periods or nothing is known of one
 */
export async function draftEditions(
  house: House,
  tx: Transaction,
  { release: id, periods, protecting, learned }: DraftAsked,
): Promise<DraftEdition[]> {
  const programme = house.programme()
  const release = getRelease(programme, id)
  const kind = periodKind(periods[0] as Period)
  const indicators = indicatorsOf(programme, release, kind)
  const now = await presentKnowledge(house, kind)
  if (indicators.length === 0 || now === null) throw noFigures(periods[0])
  const editions = (await listEditions(tx)).filter(({ period }) => periodKind(period as Period) === kind)
  const concerned = editions.filter(({ period }) => periods.includes(period as Period))
  const figures = await figuresOf(
    tx,
    concerned.map((each) => each.id),
  )
  const going: Going = {
    house,
    release,
    kind,
    indicators,
    editions: concerned,
    figures,
    now,
    structures: new Map(),
    habits: learned ?? (await learnedBefore(tx, editions, periods)),
    protecting,
  }
  const moments = momentsOf(going, periods)
  const reports = await reportsAt(going, moments)
  const everybody = [...reports.values()].flat()
  const inOrder = [...periods].sort((a, b) => toOrdinal(a) - toOrdinal(b))
  const drafts: DraftEdition[] = []
  for (const period of inOrder)
    drafts.push(await draftOf(going, { period, everybody, reportsOf: (batch) => within(reports, period, batch) }))
  return drafts
}

function noFigures(period: Period | undefined): Problem {
  return new Problem('invalid_period', { details: { found: period ?? '' } })
}

/** The moments whose knowledge matters: the present, and that of every earlier edition. */
function momentsOf({ editions, now }: Going, periods: readonly Period[]): Map<bigint, Period[]> {
  const moments = new Map<bigint, Period[]>([[now.batch, [...periods]]])
  for (const { batch, period } of editions) moments.set(batch, [...(moments.get(batch) ?? []), period as Period])
  return moments
}

async function reportsAt(
  { house, kind, indicators }: Going,
  moments: ReadonlyMap<bigint, readonly Period[]>,
): Promise<Map<bigint, Report[]>> {
  const each = [...moments].map(async ([batch, periods]) => {
    const ordinals = [...new Set(periods.map(toOrdinal))]
    return [batch, await reportsOf(house, { kind, periods: ordinals, indicators, batch })] as const
  })
  return new Map(await Promise.all(each))
}

function within(reports: ReadonlyMap<bigint, readonly Report[]>, period: Period, batch: bigint): Report[] {
  const ordinal = toOrdinal(period)
  return (reports.get(batch) ?? []).filter((report) => report.period === ordinal)
}

type Drafting = {
  readonly period: Period
  readonly everybody: readonly Report[]
  readonly reportsOf: (batch: bigint) => Report[]
}

async function draftOf(going: Going, drafting: Drafting): Promise<DraftEdition> {
  const { house, release, editions, now } = going
  const { period } = drafting
  const mine = editions.filter((each) => each.period === period)
  const own = mine.filter((each) => each.release === release.id)
  // A second release of the same period shows what was known at the first, so that nothing can be read from the difference.
  const { batch, asOf } = own.length === 0 ? (mine.at(-1) ?? now) : now
  const structure = structureFor(going, drafting, mine)
  const reports = drafting.reportsOf(batch)
  if (reports.length === 0) throw noFigures(period)
  const figures: NewStored['figures'][number][] = []
  for (const [i, indicator] of going.indicators.entries()) {
    // Others are served between two indicators.
    await setImmediate()
    const contributions = contributionsOf(structure, reports, i)
    const cells = await cellsOf(going, {
      ...drafting,
      structure,
      contributions,
      at: i,
      mine,
      isFirst: own.length === 0,
    })
    const amountOf = (sum: number) => new Decimal(sum).div(10 ** indicator.scale).toFixed(indicator.scale)
    const declared = declaredCells(going, drafting)
    figures.push({
      indicator: indicator.id,
      cells: cells.filter(({ name }) => declared.has(name)).map((cell) => toStored(cell, amountOf)),
    })
  }
  const last = own.at(-1)
  const draft = { release: release.id, period, number: own.length + 1, batch, asOf, figures }
  return {
    ...draft,
    pack: house.programme().hash,
    parameters: parametersOf(release),
    isNew: last === undefined || isChanged(going.figures.get(last.id) ?? [], figures),
  }
}

/** The tables of this release, and of others that were published for the period: what is seen together is protected together. */
function structureFor(going: Going, { everybody }: Drafting, mine: readonly StoredEdition[]): Structure {
  const programme = going.house.programme()
  const others = mine.flatMap((each) =>
    Object.hasOwn(programme.releases, each.release) ? [programme.releases[each.release] as ProgrammeRelease] : [],
  )
  const releases = [...new Set([going.release, ...others])]
  return known(going, releases, everybody)
}

function known(going: Going, releases: readonly ProgrammeRelease[], everybody: readonly Report[]): Structure {
  const key = releases.map(({ id }) => id).join()
  const tables = releases.flatMap((each) => each.tables)
  const structure =
    going.structures.get(key) ??
    structureOf(
      worldOf(going.house.programme()),
      tables,
      everybody.map(({ of }) => of),
    )
  going.structures.set(key, structure)
  return structure
}

function declaredCells(going: Going, { everybody }: Drafting): ReadonlySet<string> {
  return new Set(known(going, [going.release], everybody).cells.map(({ name }) => name))
}

function contributionsOf(structure: Structure, reports: readonly Report[], at: number): Contribution[] {
  return reports.flatMap(({ of, amounts }) => {
    const atom = structure.atomOf(of)
    const amount = amounts[at] ?? null
    return atom === undefined || amount === null ? [] : [{ atom, amount }]
  })
}

type CellsAsked = Drafting & {
  readonly structure: Structure
  readonly contributions: readonly Contribution[]
  /** Which indicator. */
  readonly at: number
  readonly mine: readonly StoredEdition[]
  readonly isFirst: boolean
}

async function cellsOf(going: Going, asked: CellsAsked): Promise<readonly ReleaseCell[]> {
  const { structure, contributions, at, mine, isFirst } = asked
  const indicator = going.indicators[at] as ReleasedIndicator
  const parameters = parametersOf(going.release)
  const published = mine.flatMap((edition) => {
    const figure = going.figures.get(edition.id)?.find((each) => each.indicator === indicator.id)
    return figure === undefined ? [] : [{ edition, cells: figure.cells }]
  })
  const standing = new Map<string, StandingCell>()
  for (const { cells } of published)
    for (const cell of cells) standing.set(cell.name, standingOf(cell, indicator.scale))
  if (isFirst || published.length === 0) {
    const decided = new Map(
      [...standing].map(([name, cell]) => [name, cell === 'suppressed' ? cell : ('published' as const)]),
    )
    const habits = habitsOf(going, indicator.id, asked.period)
    const found = await going.protecting.first({
      structure,
      contributions,
      parameters,
      decided,
      habits: habits.cells,
      directions: habits.directions,
    })
    for (const { name, reason } of found) if (reason === 'complement') habits.cells.add(name)
    return found
  }
  const now = asked.reportsOf(going.now.batch)
  const earlier = published.map(({ edition, cells }) => ({
    hidden: new Set(cells.flatMap(({ name, reason }) => (reason === null ? [] : [name]))),
    changes: changesOf(structure, [asked.reportsOf(edition.batch), now], at),
  }))
  return going.protecting.further({ structure, contributions, parameters, standing, earlier })
}

/** Of the last period before that was published in the same year. */
async function learnedBefore(
  tx: Transaction,
  editions: readonly StoredEdition[],
  periods: readonly Period[],
): Promise<Learned> {
  const [first] = [...periods].sort((a, b) => toOrdinal(a) - toOrdinal(b))
  const learned: Learned = new Map()
  if (first === undefined) return learned
  const before = editions
    .filter(
      ({ period }) =>
        periodYear(period as Period) === periodYear(first) && toOrdinal(period as Period) < toOrdinal(first),
    )
    .sort((a, b) => toOrdinal(a.period as Period) - toOrdinal(b.period as Period) || a.number - b.number)
    .at(-1)
  if (before === undefined) return learned
  for (const { indicator, cells } of (await figuresOf(tx, [before.id])).get(before.id) ?? []) {
    const suppressed = cells.flatMap(({ name, reason }) => (reason === 'complement' ? [name] : []))
    learned.set(habitKey(indicator, first), { cells: new Set(suppressed), directions: [] })
  }
  return learned
}

function habitKey(indicator: string, period: Period): string {
  return `${indicator} ${periodYear(period)}`
}

/** Within a year cells are suppressed alike, so that whatever is shown of one month is mostly shown of all. */
function habitsOf({ habits }: Going, indicator: string, period: Period): Habits {
  const key = habitKey(indicator, period)
  const known = habits.get(key) ?? { cells: new Set<string>(), directions: [] }
  habits.set(key, known)
  return known
}

function standingOf({ amount, units }: StoredCell, scale: number): StandingCell {
  if (amount === null) return 'suppressed'
  return { sum: new Decimal(amount).times(10 ** scale).toNumber(), units: units ?? 0 }
}

/** What each respondent reports differently: where it was and is, with the sign of the difference. */
function changesOf(
  structure: Structure,
  [before, after]: readonly [readonly Report[], readonly Report[]],
  at: number,
): Contribution[] {
  const changes = new Map<string, { atom: number; amount: number }>()
  const add = ({ subject, of, amounts }: Report, sign: 1 | -1) => {
    const atom = structure.atomOf(of)
    const amount = amounts[at] ?? null
    if (atom === undefined || amount === null) return
    const change = changes.get(`${subject} ${atom}`) ?? { atom, amount: 0 }
    change.amount += sign * amount
    changes.set(`${subject} ${atom}`, change)
  }
  for (const report of before) add(report, -1)
  for (const report of after) add(report, 1)
  return [...changes.values()].filter(({ amount }) => amount !== 0)
}

function isChanged(
  before: readonly { indicator: string; cells: readonly StoredCell[] }[],
  after: readonly { indicator: string; cells: readonly StoredCell[] }[],
): boolean {
  const told = (figures: typeof before) =>
    figures
      .flatMap(({ indicator, cells }) => cells.map(({ name, amount }) => `${indicator} ${name} ${amount ?? ''}`))
      .sort()
      .join('\n')
  return told(before) !== told(after)
}
