import { type Period, periodKind, toOrdinal } from '#base/period.ts'
import type { Text } from '#base/text.ts'
import type { House } from '#kit/server/house.ts'
import type { ReleaseCited } from '../contract.ts'
import { cellName } from '../rules/groupings.ts'
import { editionsPosition, figuresOf, listEditions, type StoredCell, type StoredEdition } from './store.ts'

/** One published cell: its amount, or that it was suppressed, and the edition that says so. */
export type PublishedCell = StoredCell & { readonly edition: StoredEdition }

/** What was published of a cell: the cell, that nobody reports in it, or that no release shows it. */
export type Published = PublishedCell | 'nobody' | 'not_released'

/** A stored period: its kind and `toOrdinal`. */
export type PublishedPeriod = { readonly kind: string; readonly ordinal: number }

/** What is asked of the respondents of a cell: the grouping, and the term of its class. */
export type Asking = { readonly grouping: string; readonly term: string }

/** Everything that readers without sight of single values may see. It never changes; a further edition makes a further one. */
export type PublishedFigures = {
  find(indicator: string, period: PublishedPeriod, asked: readonly Asking[]): Published
  /** The last period of a kind that anything was published of; 0 where nothing was. */
  latest(kind: string): number
}

type EditionCells = ReadonlyMap<string, ReadonlyMap<string, StoredCell>>
type Kept = { position: string; figures: PublishedFigures; readonly cells: Map<string, EditionCells> }

const kept = new WeakMap<House, Kept>()

/** What was published last of everything, or by a moment; read once and kept, since it never changes. */
export async function publishedFigures(house: House, by: Date | null): Promise<PublishedFigures> {
  return house.record.asSystem(async (tx) => {
    const position = await editionsPosition(tx)
    const known = kept.get(house)
    if (by === null && known?.position === position) return known.figures
    const editions = await listEditions(tx)
    const cells = known?.cells ?? new Map<string, EditionCells>()
    const latest = latestOf(by === null ? editions : editions.filter(({ publishedAt }) => publishedAt <= by))
    const missing = latest.filter(({ id }) => !cells.has(id)).map(({ id }) => id)
    for (const [id, figures] of await figuresOf(tx, missing)) {
      const ofEdition = figures.map(({ indicator, cells: all }) => [
        indicator,
        new Map(all.map((each) => [each.name, each])),
      ])
      cells.set(id, new Map(ofEdition as [string, Map<string, StoredCell>][]))
    }
    const figures = lookup(house, latest, cells)
    if (by === null) kept.set(house, { position, figures, cells })
    return figures
  })
}

/** The last edition of each release and period, in the order of their publication. */
export function latestOf(editions: readonly StoredEdition[]): StoredEdition[] {
  const last = new Map<string, StoredEdition>()
  for (const edition of editions) {
    const key = `${edition.release} ${edition.period}`
    if ((last.get(key)?.number ?? 0) < edition.number) {
      last.delete(key)
      last.set(key, edition)
    }
  }
  return [...last.values()]
}

function lookup(
  house: House,
  editions: readonly StoredEdition[],
  cells: ReadonlyMap<string, EditionCells>,
): PublishedFigures {
  const byPeriod = new Map<string, StoredEdition[]>()
  const ends = new Map<string, number>()
  for (const edition of editions) {
    const [kind, ordinal] = [periodKind(edition.period as Period), toOrdinal(edition.period as Period)]
    const key = `${kind}:${ordinal}`
    byPeriod.set(key, [edition, ...(byPeriod.get(key) ?? [])])
    ends.set(kind, Math.max(ends.get(kind) ?? 0, ordinal))
  }
  return {
    latest: (kind) => ends.get(kind) ?? 0,
    find(indicator, { kind, ordinal }, asked) {
      const name = cellName(asked.map(({ term }) => term))
      let isDeclared = false
      for (const edition of byPeriod.get(`${kind}:${ordinal}`) ?? []) {
        const all = cells.get(edition.id)?.get(indicator)
        if (all === undefined) continue
        const cell = all.get(name)
        if (cell !== undefined) return { ...cell, edition }
        isDeclared ||= isShownBy(house, edition, asked)
      }
      return isDeclared ? 'nobody' : 'not_released'
    },
  }
}

/** Whether a release has a table with these groupings: a cell that is not there is then one that nobody reports in. */
function isShownBy(house: House, { release }: StoredEdition, asked: readonly Asking[]): boolean {
  const tables = house.programme().releases[release]?.tables ?? []
  return tables.some((table) => asked.every(({ grouping }) => table.includes(grouping)))
}

/** An edition as figures cite it. */
export function toCited(edition: StoredEdition, name: Text | undefined): ReleaseCited {
  return {
    id: edition.id,
    release: edition.release,
    name: name ?? { zh: edition.release, en: edition.release },
    period: edition.period,
    edition: edition.number,
    publishedAt: edition.publishedAt.toISOString(),
  }
}
