import { sql } from 'kysely'
import type { Transaction } from '#kit/server/db.ts'
import type { FactsSession } from '#kit/server/facts.ts'
import type { MirrorState } from '../contract.ts'
import { mirrorTables } from '../rules/mirror.ts'
import { mirrorColumnNames } from '../rules/mirror-row.ts'
import { rebuildTables, type RebuildProgress, type RebuildResult } from './mirror-rebuild.ts'
import { type MirrorHouse, mirrorRowsOf } from './mirror-rows.ts'
import { prepareTables } from './mirror-tables.ts'
import { tablesOf } from './store.ts'

/** Keeps the mirror equal to the record. One per house; its work runs one piece after another. */
export type MirrorFeed = {
  /** Creates or adapts the tables, rebuilds when they do not belong to this record, applies what waits. Before the first question. */
  start(): Promise<void>
  /** Applies every committed batch that the mirror does not hold; answers how many. Safe to repeat. */
  catchUp(): Promise<number>
  /** Builds all tables anew from the record beside the old ones, then swaps. Questions are answered from the old ones meanwhile. */
  rebuild(progress?: RebuildProgress): Promise<RebuildResult>
  /** Does other work on the tables between two pieces of its own; the mirror counts as ready afterwards. */
  apart<T>(work: () => Promise<T>): Promise<T>
  state(): Promise<MirrorState>
  /** Whether the tables belong to this record, and whether they are just built anew. */
  standing(): { readonly ready: boolean; readonly rebuilding: boolean }
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
    apart: (work) =>
      inTurn(async () => {
        const result = await work()
        ready = true
        return result
      }),
    state: async () => stateOf(house, { ready, rebuilding }),
    standing: () => ({ ready, rebuilding }),
  }
}

const mostBatches = 100

async function listWaiting(tx: Transaction): Promise<string[]> {
  const rows = await tablesOf(tx)
    .selectFrom('observation_outbox')
    .select('batch')
    .orderBy('batch')
    .limit(mostBatches)
    .execute()
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
    tablesOf(tx)
      .deleteFrom('observation_outbox')
      .where('batch', '=', sql<string>`any(${[...batches]}::bigint[])`)
      .execute(),
  )
}

async function appliedAmong(session: FactsSession, batches: readonly string[]): Promise<Set<string>> {
  const list = batches.map((id) => BigInt(id).toString()).join(', ')
  const rows = await session.query<{ batch: string | number }>(
    `select batch from mirror_applied where batch in (${list})`,
  )
  return new Set(rows.map((row) => String(row.batch)))
}

async function stateOf(house: MirrorHouse, now: { ready: boolean; rebuilding: boolean }): Promise<MirrorState> {
  const waiting = await house.record.asSystem((tx) =>
    tablesOf(tx)
      .selectFrom('observation_outbox')
      .select((eb) => eb.fn.countAll<string>().as('n'))
      .executeTakeFirstOrThrow(),
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
