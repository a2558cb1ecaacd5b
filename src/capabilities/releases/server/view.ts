import { isSynthetic, namesOfPeople } from '#capabilities/people/server/service.ts'
import type { Period } from '#base/period.ts'
import { Problem } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { getDoc } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import type { DeclaredRelease, Edition, ReleasedTable } from '../contract.ts'
import { draftEditions } from './compute.ts'
import { withProtecting } from './protect-aside.ts'
import { getRelease, parametersOf, type ProgrammeRelease } from './declared.ts'
import { namesOfCell, nameOfGrouping } from './names.ts'
import { latestOf, toCited } from './published.ts'
import { publishablePeriods } from './publish.ts'
import { figuresOf, listEditions, type StoredEdition, type StoredFigure } from './store.ts'

/** What may be published, and what has been. */
export async function showReleases(house: House, tx: Transaction) {
  const programme = house.programme()
  const editions = await listEditions(tx)
  const declared = await Promise.all(
    Object.values(programme.releases).map(async (release) => ({
      ...declaredOf(programme, release),
      periods: (await publishablePeriods(house, release.id)).map((period) => ({
        period,
        editions: editions.filter((each) => each.release === release.id && each.period === period).length,
      })),
    })),
  )
  const shown = await toEditions(programme, tx, editions)
  return { declared, editions: shown.sort(byPeriod), synthetic: await isSynthetic(house) }
}

/** The latest period first, its latest edition first. */
function byPeriod(a: Edition, b: Edition): number {
  if (a.period !== b.period) return a.period < b.period ? 1 : -1
  return b.edition - a.edition
}

function declaredOf(programme: Programme, release: ProgrammeRelease): Omit<DeclaredRelease, 'periods'> {
  const { id, name, note, source, tables } = release
  return {
    release: id,
    name,
    note: note ?? null,
    source,
    indicators: indicatorHeads(programme, release.indicators),
    tables: tables.map((table) => table.map((grouping) => ({ grouping, name: nameOfGrouping(programme, grouping) }))),
    parameters: parametersOf(release),
  }
}

function indicatorHeads(programme: Programme, ids: readonly string[]): DeclaredRelease['indicators'] {
  return ids.map((id) => {
    if (!Object.hasOwn(programme.indicators, id)) return { id, name: { zh: id, en: id }, unit: 'one', scale: 0 }
    const { name, unit, scale } = getDoc(programme, 'indicators', id)
    return { id, name, unit, scale }
  })
}

/** Editions with the names of who published them. */
export async function toEditions(
  programme: Programme,
  tx: Transaction,
  editions: readonly StoredEdition[],
): Promise<Edition[]> {
  const people = await namesOfPeople(
    tx,
    editions.map((each) => each.publishedBy),
  )
  const latest = new Set(latestOf(editions).map(({ id }) => id))
  return editions.map((each) => ({
    ...toCited(each, programme.releases[each.release]?.name),
    publishedBy: people.get(each.publishedBy) ?? null,
    asOf: each.asOf.toISOString(),
    shown: each.shown,
    suppressed: each.suppressed,
    isLatest: latest.has(each.id),
  }))
}

/** @throws Problem not_found */
export async function showEdition(house: House, tx: Transaction, id: string) {
  const programme = house.programme()
  const editions = await listEditions(tx)
  const edition = editions.find((each) => each.id === id)
  if (edition === undefined) throw new Problem('not_found', { details: { what: 'edition', id } })
  const shown = (await toEditions(programme, tx, editions)).find((each) => each.id === id) as Edition
  const figures = (await figuresOf(tx, [id])).get(id) ?? []
  return {
    edition: shown,
    parameters: edition.parameters,
    table: tableOf(programme, figures),
    synthetic: await isSynthetic(house),
  }
}

/** What a publication would show, without keeping it. @throws Problem not_found, invalid_period */
export async function previewRelease(house: House, tx: Transaction, asked: { release: string; period: Period }) {
  const programme = house.programme()
  const [draft] = await withProtecting((protecting) =>
    draftEditions(house, tx, { release: asked.release, periods: [asked.period], protecting }),
  )
  if (draft === undefined) throw new Problem('invalid_period', { details: { found: asked.period } })
  const all = draft.figures.flatMap(({ cells }) => cells)
  const shown = all.filter(({ amount }) => amount !== null).length
  return {
    release: asked.release,
    name: getRelease(programme, asked.release).name,
    period: asked.period,
    edition: draft.number,
    shown,
    suppressed: all.length - shown,
    isNew: draft.isNew,
    table: tableOf(programme, draft.figures),
  }
}

/** Cells in the order of the programme: the whole first, then by how much they ask. */
function tableOf(programme: Programme, figures: readonly StoredFigure[]): ReleasedTable {
  const ordered = [...figures].sort((a, b) => (a.indicator < b.indicator ? -1 : 1))
  const by = ordered.map(({ cells }) => new Map(cells.map((cell) => [cell.name, cell])))
  const names = [...new Set(ordered.flatMap(({ cells }) => cells.map(({ name }) => name)))]
  const asks = (name: string) => (name === '' ? 0 : name.split('&').length)
  names.sort((a, b) => asks(a) - asks(b) || (a < b ? -1 : 1))
  return {
    indicators: indicatorHeads(
      programme,
      ordered.map(({ indicator }) => indicator),
    ),
    cells: names.map((cell) => ({
      cell,
      names: namesOfCell(programme, cell),
      amounts: by.map((cells) => cells.get(cell)?.amount ?? null),
      reasons: by.map((cells) => cells.get(cell)?.reason ?? null),
    })),
  }
}
