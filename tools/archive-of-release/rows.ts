import type { Client } from 'pg'
import { listTables } from '#kit/server/archive/contents.ts'
import { quoteName } from '#kit/server/copy.ts'

// Rows that mean nothing and break no rule of the database, for tables in which a population leaves none: what migrations do with a table is
// seen only where it has rows.

type Column = { readonly name: string; readonly type: string; readonly needed: boolean; readonly at: number }
type Key = { readonly columns: string[]; readonly table: string; readonly theirs: string[] }

const words = [
  'a',
  'ab',
  'a.b',
  'a_b',
  '2026',
  '2026-01',
  '2026-Q1',
  '441900',
  'zh',
  '/a',
  'a@b.cd',
  '1',
  'https://a.example',
  'M',
]
const hashes = [64, 40, 32, 16].map((length) => 'a'.repeat(length))

/** Puts one row into each table that has none, as far as its rules allow; answers the tables that stayed empty. */
export async function fillEmptyTables(client: Client): Promise<string[]> {
  await client.query(`select set_config('jidi.actor', 'system', false)`)
  const names = (await listTables(client)).map(({ name }) => name)
  // Acts wait here only until they are sealed and answered.
  let empty = await emptyAmong(
    client,
    names.filter((name) => !name.startsWith('act_')),
  )
  for (;;) {
    for (const table of empty) await tryRow(client, table)
    const left = await emptyAmong(client, empty)
    if (left.length === empty.length) return left
    empty = left
  }
}

async function emptyAmong(client: Client, tables: readonly string[]): Promise<string[]> {
  const left: string[] = []
  for (const table of tables) {
    const { rowCount } = await client.query(`select from ${quoteName(table)} limit 1`)
    if (rowCount === 0) left.push(table)
  }
  return left
}

/** With the columns that must be said alone, or else with every column. */
async function tryRow(client: Client, table: string): Promise<void> {
  const checks = await checksOf(client, table)
  const columns = await columnsOf(client, table)
  const complaints: string[] = []
  for (const isSaid of [({ needed }: Column) => needed, () => true]) {
    const said = columns.filter(isSaid)
    const row = await referenced(client, table, new Set(said.map(({ name }) => name)))
    if (row === undefined) continue
    for (const column of said) if (!row.has(column.name)) row.set(column.name, await valueFor(client, column, checks))
    const names = [...row.keys()]
    const values = names.map((_name, at) => `$${at + 1}`).join(', ')
    const into =
      names.length === 0
        ? 'default values'
        : `(${names.map(quoteName).join(', ')}) overriding system value values (${values})`
    const complaint = await client
      .query(`insert into ${quoteName(table)} ${into}`, [...row.values()])
      .then(() => '')
      .catch((error: Error) => error.message)
    if (complaint === '') return
    complaints.push(complaint)
  }
  if (process.argv.includes('--why')) console.log(`${table}: ${complaints.join('; ')}`)
}

async function columnsOf(client: Client, table: string): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    `select attname as name, format_type(atttypid, null) as type,
       attnotnull and not atthasdef and attidentity = '' as needed, attnum::int as at
     from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
    [quoteName(table)],
  )
  return rows
}

/** Values that lead to rows of other tables; undefined while one of those that must be named has no row. */
async function referenced(
  client: Client,
  table: string,
  said: ReadonlySet<string>,
): Promise<Map<string, unknown> | undefined> {
  const { rows: keys } = await client.query<Key>(
    `select confrelid::regclass::text as table,
       array(select attname::text from unnest(conkey) with ordinality k (n, i) join pg_attribute on attrelid = conrelid and attnum = n order by i) as columns,
       array(select attname::text from unnest(confkey) with ordinality k (n, i) join pg_attribute on attrelid = confrelid and attnum = n order by i) as theirs
     from pg_constraint where contype = 'f' and conrelid = $1::regclass`,
    [quoteName(table)],
  )
  const row = new Map<string, unknown>()
  for (const { table: other, columns, theirs } of keys.filter((key) => key.columns.some((name) => said.has(name)))) {
    const { rows } = await client.query(`select ${theirs.map(quoteName).join(', ')} from ${other} limit 1`)
    if (rows[0] === undefined) return undefined
    for (const [at, name] of columns.entries()) row.set(name, (rows[0] as Record<string, unknown>)[theirs[at] ?? ''])
  }
  return row
}

async function checksOf(client: Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ text: string }>(
    `select pg_get_constraintdef(oid) as text from pg_constraint where contype = 'c' and conrelid = $1::regclass`,
    [quoteName(table)],
  )
  return rows.map(({ text }) => text)
}

const plain: Readonly<Record<string, unknown>> = {
  boolean: false,
  jsonb: '{}',
  uuid: '00000000-0000-4000-8000-000000000001',
  bytea: Buffer.from('a'),
}

/** The first word that the checks of a column let pass. */
async function valueFor(client: Client, { name, type, at }: Column, checks: readonly string[]): Promise<unknown> {
  if (type in plain) return plain[type]
  // What is said later of a row mostly happens later.
  if (type === 'date' || type.startsWith('timestamp')) return `2026-${String((at % 12) + 1).padStart(2, '0')}-05`
  if (type.endsWith('[]'))
    return type === 'text[]' && checks.some((one) => one.includes(`cardinality(${name})`)) ? ['a'] : []
  if (name.endsWith('year')) return 2026
  if (type !== 'text') return 1
  const mine = checks.filter((one) => one.includes(name))
  const lists = mine.filter((one) => one.includes('ANY (ARRAY['))
  const listed = lists.flatMap((one) => [...one.matchAll(/'([^']+)'::text/g)].map(([, word = '']) => word))
  const tested = mine.flatMap((one) => /~ '([^']*)'::text/.exec(one)?.[1] ?? [])
  for (const word of [...listed, ...words, ...hashes]) {
    if (tested.includes(word)) continue
    const { rows } = await client.query<{ fits: boolean }>(
      'select coalesce(bool_and($1 ~ t), true) as fits from unnest($2::text[]) t',
      [word, tested],
    )
    if (rows[0]?.fits === true) return word
  }
  return 'a'
}
