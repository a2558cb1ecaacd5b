import { sql } from 'kysely'
import { parsePeriod, toOrdinal } from '#base/period.ts'
import type { House } from '#kit/server/house.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { FactsSession } from '#kit/server/facts.ts'
import type { MirrorState } from '../contract.ts'
import { type ChainRow, cellsOf, replacedBy } from '../rules/chain.ts'
import { mirrorTableName, type MirrorTable, mirrorTables } from '../rules/mirror.ts'
import { mirrorColumnNames, mirrorRow, type MirrorValue } from '../rules/mirror-row.ts'
import { classificationsById, layoutsById, type Layout, type SubjectClassification } from './layouts.ts'
import { prepareTables } from './mirror-tables.ts'
import { rebuildTables, type RebuildProgress, type RebuildResult } from './mirror-rebuild.ts'
import { chainKey, readChains } from './record.ts'
import { tablesOf } from './store.ts'

/** What the mirror needs of the house. */
export type MirrorHouse = Pick<House, 'programme' | 'record' | 'facts' | 'settings' | 'log'>

/** Keeps the mirror equal to the record. One per house; its work runs one piece after another. */
export type MirrorFeed = {
  /** Creates or adapts the tables, rebuilds when they do not belong to this record, applies what waits. Before the first question. */
  start(): Promise<void>
  /** Applies every committed batch that the mirror does not hold; answers how many. Safe to repeat. */
  catchUp(): Promise<number>
  /** Builds all tables anew from the record beside the old ones, then swaps. Questions are answered from the old ones meanwhile. */
  rebuild(progress?: RebuildProgress): Promise<RebuildResult>
  state(): Promise<MirrorState>
}

const feeds = new WeakMap<object, MirrorFeed>()

/** The feed of a house. */
export function mirrorFeed(house: MirrorHouse): MirrorFeed {
  const known = feeds.get(house.facts)
  if (known !== undefined) return known
  const feed = createFeed(house)
  feeds.set(house.facts, feed)
  return feed
}

function createFeed(house: MirrorHouse): MirrorFeed {
  let last: Promise<unknown> = Promise.resolve()
  let ready = false
  let rebuilding = false
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work, work)
    last = turn.catch(() => undefined)
    return turn
  }
  const rebuild = async (progress?: RebuildProgress): Promise<RebuildResult> => {
    rebuilding = true
    try {
      return await rebuildTables(house, progress)
    } finally {
      rebuilding = false
    }
  }
  const prepare = async (): Promise<void> => {
    if (ready) return
    if ((await prepareTables(house)) === 'rebuild') await rebuild()
    ready = true
  }
  const catchUp = async (): Promise<number> => {
    await prepare()
    let applied = 0
    for (;;) {
      const waiting = await house.record.asSystem(listWaiting)
      if (waiting.length === 0) return applied
      await applyBatches(house, waiting)
      applied += waiting.length
    }
  }
  return {
    start: () => inTurn(async () => void (await catchUp())),
    catchUp: () => inTurn(catchUp),
    rebuild: (progress) =>
      inTurn(async () => {
        const result = await rebuild(progress)
        ready = true
        await catchUp()
        return result
      }),
    state: async () => stateOf(house, { ready, rebuilding }),
  }
}

const mostBatches = 100

async function listWaiting(tx: Transaction): Promise<string[]> {
  const rows = await tablesOf(tx).selectFrom('observation_outbox').select('batch').orderBy('batch').limit(mostBatches).execute()
  return rows.map((row) => row.batch)
}

/** Puts batches into the mirror in one transaction of it, then strikes them off. A batch that is there already is only struck off. */
async function applyBatches(house: MirrorHouse, batches: readonly string[]): Promise<void> {
  const tables = mirrorTables(house.programme())
  await house.facts.transaction(async (session) => {
    const there = await appliedAmong(session, batches)
    for (const batch of batches.filter((id) => !there.has(id))) {
      const rows = await house.record.asSystem((tx) => mirrorRowsOf(tx, tables, batch))
      for (const [table, values] of rows) await session.append(table.name, mirrorColumnNames(table), values)
      await session.append('mirror_applied', ['batch'], [[batch]])
    }
  })
  await house.record.asSystem((tx) =>
    tablesOf(tx).deleteFrom('observation_outbox').where('batch', '=', sql<string>`any(${[...batches]}::bigint[])`).execute(),
  )
}

async function appliedAmong(session: FactsSession, batches: readonly string[]): Promise<Set<string>> {
  const list = batches.map((id) => BigInt(id).toString()).join(', ')
  const rows = await session.query<{ batch: string | number }>(`select batch from mirror_applied where batch in (${list})`)
  return new Set(rows.map((row) => String(row.batch)))
}

/** The rows of the mirror that a batch makes, by table: what it takes out with sign -1, what it brings in with sign +1. */
export async function mirrorRowsOf(tx: Transaction, tables: readonly MirrorTable[], batch: string): Promise<Map<MirrorTable, MirrorValue[][]>> {
  const rows = await readBatchRows(tx, batch)
  const replacing = rows.filter((row) => row.replaces)
  const chains = replacing.length === 0 ? new Map<string, ChainRow[]>() : await readChains(tx, replacing)
  const layouts = await layoutsById(tx, rows.map((row) => row.layout))
  const used = [...rows, ...[...chains.values()].flat()].map((row) => row.classification)
  const classifications = await classificationsById(tx, used)
  const made = new Map<MirrorTable, MirrorValue[][]>()
  for (const row of rows) {
    const layout = layouts.get(row.layout)
    const table = layout === undefined ? undefined : tableOf(tables, layout)
    if (layout === undefined || table === undefined) continue
    const chain = chains.get(chainKey(row)) ?? []
    const own = { ...row, cells: layout.cells }
    const list = made.get(table) ?? []
    made.set(table, list)
    list.push(...negations(table, own, chain, classifications), ...additions(table, own, classifications))
  }
  return made
}

type BatchRow = Omit<ChainRow, 'cells'> & {
  readonly subject: string
  readonly period: string
  readonly batch: string
  readonly layout: number
  readonly replaces: boolean
  readonly knownAt: Date
}

async function readBatchRows(tx: Transaction, batch: string): Promise<BatchRow[]> {
  const rows = await tablesOf(tx)
    .selectFrom('observation_observation as o')
    .innerJoin('observation_batch as b', 'b.id', 'o.batch')
    .select(['o.subject', 'o.period', 'o.seq', 'o.batch', 'o.layout', 'o.classification', 'o.replaces', 'o.codes'])
    .select(['b.known_at', sql<(string | null)[]>`o.amounts::text[]`.as('amounts')])
    .where('o.batch', '=', batch)
    .orderBy('o.period')
    .orderBy('o.subject')
    .execute()
  return rows.map(({ known_at, ...row }) => ({ ...row, knownAt: known_at }))
}

type OwnRow = BatchRow & { readonly cells: readonly string[] }
type Classifications = ReadonlyMap<number, SubjectClassification>

const nowhere: SubjectClassification = { town: null, base: null, industry: null, size: null, ownership: null, places: [] }

/** The rows that take out what `row` replaces. */
export function negations(table: MirrorTable, row: OwnRow, chain: readonly ChainRow[], classifications: Classifications): MirrorValue[][] {
  const rows: MirrorValue[][] = []
  for (const [classification, cells] of replacedBy(row, chain)) {
    const made = mirrorRow(table, { ...headOf(row), sign: -1, dimensions: classifications.get(classification) ?? nowhere }, cells)
    if (made !== undefined) rows.push(made)
  }
  return rows
}

function additions(table: MirrorTable, row: OwnRow, classifications: Classifications): MirrorValue[][] {
  const made = mirrorRow(table, { ...headOf(row), sign: 1, dimensions: classifications.get(row.classification) ?? nowhere }, cellsOf(row))
  return made === undefined ? [] : [made]
}

function headOf(row: BatchRow) {
  return { subject: row.subject, period: toOrdinal(parsePeriod(row.period)), knownAt: row.knownAt, batch: row.batch }
}

function tableOf(tables: readonly MirrorTable[], layout: Layout): MirrorTable | undefined {
  const name = mirrorTableName(layout.subjectKind, layout.periodKind)
  return tables.find((table) => table.name === name)
}

async function stateOf(house: MirrorHouse, now: { ready: boolean; rebuilding: boolean }): Promise<MirrorState> {
  const waiting = await house.record.asSystem((tx) =>
    tablesOf(tx).selectFrom('observation_outbox').select((eb) => eb.fn.countAll<string>().as('n')).executeTakeFirstOrThrow(),
  )
  const state = { ...now, engine: house.facts.engine, waiting: Number(waiting.n) }
  if (!now.ready) return { ...state, applied: 0, tables: [] }
  const count = async (table: string): Promise<string> => {
    const [row] = await house.facts.query<{ n: string | number }>(`select count(*) as n from ${table}`)
    return String(row?.n ?? 0)
  }
  const tables: MirrorState['tables'] = []
  for (const { name } of mirrorTables(house.programme())) tables.push({ name, rows: await count(name) })
  return { ...state, applied: Number(await count('mirror_applied')), tables }
}
