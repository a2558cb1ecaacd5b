import type pg from 'pg'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import { copyChunks, quoteName } from '../copy.ts'
import { listPartitions, listTables, plainSession, weigh } from './contents.ts'
import type { Manifest } from './manifest.ts'
import type { TarEntry } from './tar.ts'

export type Loading = {
  readonly client: pg.Client
  readonly manifest: Manifest
  tell?(done: number, total: number): void
}

/**
 * Fills empty tables from the entries of an archive in one transaction: rules between tables are let go of, and made again when
 * all rows are there, which proves that they hold. What is in the tables afterwards is weighed against the archive.
 * @throws Problem unreadable_file where a table does not come out as it went in
 */
export async function loadTables(loading: Loading, entries: AsyncIterable<TarEntry>): Promise<void> {
  const { client, manifest } = loading
  await client.query(plainSession)
  await client.query('begin')
  try {
    await makePartitions(client, manifest)
    await refuseOtherTables(client, manifest)
    const names = manifest.tables.map(({ name }) => quoteName(name)).join(', ')
    const rules = await dropRules(client)
    await setTriggers(client, manifest, 'disable')
    await client.query(`truncate ${names}`)
    await copyAll(loading, entries)
    await setTriggers(client, manifest, 'enable')
    for (const { table, name, definition } of rules) {
      await client.query(`alter table ${table} add constraint ${quoteName(name)} ${definition}`)
    }
    for (const { name, value } of manifest.sequences) {
      await client.query('select setval(quote_ident($1)::regclass, $2::bigint)', [name, value])
    }
    await refuseDifferences(client, manifest)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}

/** Parts of tables that the program makes as it goes on are not made by migrations. Nobody asks a part directly. */
async function makePartitions(client: pg.Client, { partitions }: Manifest): Promise<void> {
  const there = new Set((await listPartitions(client)).map(({ name }) => name))
  for (const { name, of, bound } of partitions.filter((one) => !there.has(one.name))) {
    await client.query(`create table ${quoteName(name)} partition of ${quoteName(of)} ${bound}`)
    await client.query(`alter table ${quoteName(name)} enable row level security`)
  }
}

/** The schema that the migrations of the archive make must be the one it was taken from. */
async function refuseOtherTables(client: pg.Client, manifest: Manifest): Promise<void> {
  const shape = (tables: readonly { name: string; columns: readonly string[] }[]): string[] =>
    tables.map(({ name, columns }) => `${name} (${columns.toSorted().join(', ')})`)
  const here = new Set(shape(await listTables(client)))
  const there = new Set(shape(manifest.tables))
  const different = [...here, ...there].filter((one) => !here.has(one) || !there.has(one))
  if (different.length === 0) return
  throw new Problem('unreadable_file', {
    issues: different.slice(0, 20).map((where) => ({ text: 'backup.other_schema', where })),
  })
}

type Rule = { readonly table: string; readonly name: string; readonly definition: string }

async function dropRules(client: pg.Client): Promise<Rule[]> {
  const { rows } = await client.query<Rule>(
    `select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition
     from pg_constraint where contype = 'f' and conparentid = 0 and connamespace = current_schema()::regnamespace order by 1, 2`,
  )
  for (const { table, name } of rows) await client.query(`alter table ${table} drop constraint ${quoteName(name)}`)
  return rows
}

async function setTriggers(client: pg.Client, { tables }: Manifest, state: 'enable' | 'disable'): Promise<void> {
  for (const { name } of tables) await client.query(`alter table ${quoteName(name)} ${state} trigger user`)
}

/** Portions of one table follow each other; all of them are one COPY. */
async function copyAll({ client, manifest, tell }: Loading, entries: AsyncIterable<TarEntry>): Promise<void> {
  const columnsOf = new Map(manifest.tables.map(({ name, columns }) => [name, columns]))
  const iterator = entries[Symbol.asyncIterator]()
  try {
    let done = 0
    for await (const { table, portions } of tablesAmong(iterator)) {
      const columns = columnsOf.get(table)
      if (columns === undefined) continue
      await copyChunks(client, `copy ${quoteName(table)} (${columns.map(quoteName).join(', ')}) from stdin`, portions)
      done += 1
      tell?.(done, manifest.tables.length)
    }
  } finally {
    await iterator.return?.()
  }
}

type TablePortions = { readonly table: string; readonly portions: AsyncIterable<Buffer> }

async function* tablesAmong(iterator: AsyncIterator<TarEntry>): AsyncGenerator<TablePortions> {
  let next = await iterator.next()
  while (!next.done) {
    const table = tableOf(next.value.name)
    if (table === undefined) {
      next = await iterator.next()
      continue
    }
    const portions = (async function* () {
      while (!next.done && tableOf(next.value.name) === table) {
        yield* next.value.body
        next = await iterator.next()
      }
    })()
    yield { table, portions }
    // What nobody wanted of it is passed over.
    for await (const rest of portions) void rest
  }
}

function tableOf(entry: string): string | undefined {
  return /^tables\/([a-z_][a-z0-9_]*)\/\d+$/.exec(entry)?.[1]
}

async function refuseDifferences(client: pg.Client, { tables }: Manifest): Promise<void> {
  const issues: ProblemIssue[] = []
  for (const { name, rows, digest } of tables) {
    const here = await weigh(client, name)
    if (here.rows !== rows || here.digest !== digest) {
      issues.push({ text: 'backup.table_differs', where: name, found: here.rows, expected: rows })
    }
  }
  if (issues.length > 0) throw new Problem('unreadable_file', { issues })
}
