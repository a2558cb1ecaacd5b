import { type Period, periodKind, toOrdinal } from '#base/period.ts'
import type { Text } from '#base/text.ts'
import type { House } from '#kit/server/house.ts'
import type { ReleaseCited } from '../contract.ts'
import { editionsPosition, figuresOf, listEditions, type StoredCell, type StoredEdition } from './store.ts'

/** One published cell: its amount, or that it was suppressed, and the edition that says so. */
export type PublishedCell = StoredCell & { readonly edition: StoredEdition }

/** Everything that readers without sight of single values may see. It never changes; a further edition makes a further one. */
export type PublishedFigures = {
  /** What was published of a cell in a stored period; undefined where nothing was. */
  find(
    indicator: string,
    period: { readonly kind: string; readonly ordinal: number },
    cell: string,
  ): PublishedCell | undefined
  /** The last period of a kind that anything was published of; 0 where nothing was. */
  latest(kind: string): number
  readonly editions: readonly StoredEdition[]
}

type Kept = {
  position: string
  figures: PublishedFigures
  readonly cells: Map<string, readonly [string, PublishedCell][]>
}

const kept = new WeakMap<House, Kept>()

/** The latest editions of everything, read once and kept until there is a new one. */
export async function publishedFigures(house: House): Promise<PublishedFigures> {
  return house.record.asSystem(async (tx) => {
    const position = await editionsPosition(tx)
    const known = kept.get(house)
    if (known?.position === position) return known.figures
    const editions = await listEditions(tx)
    const cells = known?.cells ?? new Map<string, readonly [string, PublishedCell][]>()
    const latest = latestOf(editions)
    const missing = latest.filter(({ id }) => !cells.has(id))
    const found = await figuresOf(
      tx,
      missing.map(({ id }) => id),
    )
    for (const edition of missing) {
      cells.set(
        edition.id,
        (found.get(edition.id) ?? []).flatMap((figure) =>
          figure.cells.map((cell): [string, PublishedCell] => [
            addressOf(figure.indicator, keyOf(edition.period), cell.name),
            { ...cell, edition },
          ]),
        ),
      )
    }
    const figures = lookup(
      latest,
      latest.map(({ id }) => cells.get(id) ?? []),
    )
    kept.set(house, { position, figures, cells })
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
  editions: readonly StoredEdition[],
  cells: readonly (readonly [string, PublishedCell][])[],
): PublishedFigures {
  const by = new Map<string, PublishedCell>()
  for (const each of cells) for (const [address, cell] of each) by.set(address, cell)
  const ends = new Map<string, number>()
  for (const { period } of editions) {
    const kind = periodKind(period as Period)
    ends.set(kind, Math.max(ends.get(kind) ?? 0, toOrdinal(period as Period)))
  }
  return {
    editions,
    find: (indicator, { kind, ordinal }, cell) => by.get(addressOf(indicator, `${kind}:${ordinal}`, cell)),
    latest: (kind) => ends.get(kind) ?? 0,
  }
}

function keyOf(period: string): string {
  return `${periodKind(period as Period)}:${toOrdinal(period as Period)}`
}

function addressOf(indicator: string, period: string, cell: string): string {
  return `${indicator}|${period}|${cell}`
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
