import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { DuckDBConnection, DuckDBMaterializedResult, DuckDBPreparedStatement } from '@duckdb/node-api'
import { Problem } from '#base/problem.ts'
import { quoteName } from './copy.ts'
import { columnsOf, type FactsColumns } from './facts-columns.ts'
import { appendRows, bindParam, valuesIn } from './facts-duckdb-values.ts'
import type { Facts, FactsParam, FactsRow, FactsSession } from './facts.ts'
import { keepEngine } from './facts-duckdb-engine.ts'
import { takeTurns } from './turns.ts'

export type DuckDbOptions = {
  /** Folder of `facts.duckdb`; undefined keeps the mirror in memory. */
  readonly folder?: string
  readonly threads: number
  readonly memoryMb: number
}

const readers = 4
const preparedPerConnection = 200

/** The mirror in DuckDB: one process, several reading connections, one that writes. */
export async function openDuckDbFacts({ folder, threads, memoryMb }: DuckDbOptions): Promise<Facts> {
  const options: Record<string, string> = {
    threads: String(threads),
    memory_limit: `${memoryMb}MB`,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  }
  if (folder) {
    await mkdir(folder, { recursive: true })
    options.temp_directory = path.join(folder, 'facts-temporary')
  }
  const file = folder ? path.join(folder, 'facts.duckdb') : ':memory:'
  const writes: Writes = { count: 0 }
  const inTurn = takeTurns()
  const engine = await keepEngine<Connection, Engine>(() => openEngine(file, options, writes), inTurn)
  const write = <T>(work: (writer: Connection) => Promise<T>): Promise<T> =>
    engine.use(({ writer }) =>
      inTurn(() =>
        work(writer).finally(() => {
          writes.count += 1
        }),
      ),
    )
  return {
    engine: 'duckdb',
    writes: () => writes.count,
    query: (sql, params) => engine.ask((connection) => connection.query(sql, params)),
    columns: (sql, params) => engine.ask((connection) => connection.columns(sql, params)),
    exec: (sql) => write((writer) => sessionOn(writer, writes).exec(sql)),
    append: (table, columns, rows) =>
      write((writer) => transactionOn(writer, () => sessionOn(writer, writes).append(table, columns, rows))),
    transaction: (work) => write((writer) => transactionOn(writer, () => work(sessionOn(writer, writes)))),
    loadCsv: (table, columns, from) => write((writer) => loadCsv(writer, { table, columns, file: from })),
    checkpoint: () => engine.use(({ writer }) => inTurn(() => sessionOn(writer, writes).exec('checkpoint'))),
    close: () => inTurn(() => engine.close()),
  }
}

/** The file as it is open now. */
type Engine = { readonly writer: Connection; readonly pool: ReturnType<typeof createPool>; close(): Promise<void> }

async function openEngine(file: string, options: Record<string, string>, writes: Writes): Promise<Engine> {
  const instance = await openInstance(file, options)
  const writer = await openConnection(instance, writes)
  const pool = createPool(await Promise.all(Array.from({ length: readers }, () => openConnection(instance, writes))))
  return {
    writer,
    pool,
    async close() {
      await pool.close()
      writer.close()
      instance.closeSync()
    },
  }
}

async function openInstance(file: string, options: Record<string, string>): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(file, options)
  } catch (error) {
    const said = (error as Error).message
    if (said.includes('Could not set lock')) {
      const found = /held in (.*?\(PID \d+\))/.exec(said)?.[1] ?? said
      throw new Problem('locked', { issues: [{ text: 'facts.file_in_use', where: file, found }], cause: error })
    }
    throw new Problem('unavailable', { details: { reason: 'facts.cannot_open', engine: 'DuckDB', said }, cause: error })
  }
}

type Connection = {
  readonly raw: DuckDBConnection
  query<Row extends object = FactsRow>(sql: string, params?: readonly FactsParam[]): Promise<Row[]>
  columns(sql: string, params?: readonly FactsParam[]): Promise<FactsColumns>
  close(): void
}

/**
 * How often anything was written. A plan is made with the statistics of the data at that moment (`where period = 7` is planned as
 * empty while the greatest period is 6) and DuckDB does not make it anew, so no plan outlives a write.
 */
type Writes = { count: number }

/** A connection that keeps its last prepared statements: planning a wide question costs as much as answering it. */
async function openConnection(instance: DuckDBInstance, writes: Writes): Promise<Connection> {
  const raw = await instance.connect()
  await raw.run(`set TimeZone = 'UTC'`).catch(() => {})
  const prepared = new Map<string, DuckDBPreparedStatement>()
  let preparedAt = writes.count
  const prepare = async (sql: string): Promise<DuckDBPreparedStatement> => {
    if (preparedAt !== writes.count) {
      for (const statement of prepared.values()) statement.destroySync()
      prepared.clear()
      preparedAt = writes.count
    }
    const known = prepared.get(sql)
    prepared.delete(sql)
    const statement = known ?? (await raw.prepare(sql))
    prepared.set(sql, statement)
    const [oldest] = prepared.keys()
    if (prepared.size > preparedPerConnection && oldest !== undefined) {
      prepared.get(oldest)?.destroySync()
      prepared.delete(oldest)
    }
    return statement
  }
  const run = async (sql: string, params: readonly FactsParam[] = []): Promise<DuckDBMaterializedResult> => {
    const statement = await prepare(sql)
    for (let index = 0; index < params.length; index += 1) bindParam(statement, index + 1, params[index] ?? null)
    return statement.run()
  }
  return {
    raw,
    query: async <Row extends object>(sql: string, params?: readonly FactsParam[]) =>
      readRows(await run(sql, params)) as Row[],
    columns: async (sql, params) => readColumns(await run(sql, params)),
    close() {
      for (const statement of prepared.values()) statement.destroySync()
      prepared.clear()
      raw.closeSync()
    },
  }
}

/** The whole result is there when `run` resolves: its chunks are read without another turn of the event loop. */
function readRows(result: DuckDBMaterializedResult): FactsRow[] {
  const names = result.columnNames()
  const rows: FactsRow[] = []
  for (let part = 0; part < result.chunkCount; part += 1) {
    const chunk = result.getChunk(part)
    const columns = names.map((_, column) => valuesIn(chunk, column))
    for (let index = 0; index < chunk.rowCount; index += 1) {
      const row: FactsRow = {}
      for (let column = 0; column < names.length; column += 1)
        row[names[column] ?? ''] = columns[column]?.[index] ?? null
      rows.push(row)
    }
  }
  return rows
}

function readColumns(result: DuckDBMaterializedResult): FactsColumns {
  const chunks = Array.from({ length: result.chunkCount }, (_, part) => result.getChunk(part))
  const names = result.columnNames()
  return columnsOf(
    names,
    names.map((_, column) => {
      const [first = [], ...others] = chunks.map((chunk) => valuesIn(chunk, column))
      return others.length === 0 ? first : first.concat(...others)
    }),
  )
}

function sessionOn(writer: Connection, writes: Writes): FactsSession {
  return {
    query: (sql, params) => writer.query(sql, params),
    async exec(sql) {
      await writer.raw.run(sql)
      writes.count += 1
    },
    async append(table, columns, rows) {
      const added = await appendRows(writer.raw, { table, columns }, rows)
      writes.count += 1
      return added
    },
  }
}

async function transactionOn<T>(writer: Connection, work: () => Promise<T>): Promise<T> {
  await writer.raw.run('begin')
  try {
    const result = await work()
    await writer.raw.run('commit')
    return result
  } catch (error) {
    await writer.raw.run('rollback').catch(() => {})
    throw error
  }
}

async function loadCsv(
  writer: Connection,
  { table, columns, file }: { table: string; columns: readonly string[]; file: string },
): Promise<number> {
  const into = `${quoteName(table)} (${columns.map(quoteName).join(', ')})`
  const from = `'${file.replaceAll("'", "''")}'`
  const options = `(format csv, header true, delimiter ',', quote '"', escape '"', nullstr '', allow_quoted_nulls false, auto_detect false)`
  const result = await writer.raw.run(`copy ${into} from ${from} ${options}`)
  return Number(result.rowsChanged)
}

/** Hands out connections in turn; a question waits when all are busy. */
function createPool(connections: readonly Connection[]): {
  use<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  close(): Promise<void>
} {
  const idle = [...connections]
  const waiting: ((connection: Connection) => void)[] = []
  const take = (): Promise<Connection> => {
    const connection = idle.pop()
    return connection ? Promise.resolve(connection) : new Promise((resolve) => waiting.push(resolve))
  }
  const give = (connection: Connection): void => {
    const next = waiting.shift()
    if (next) next(connection)
    else idle.push(connection)
  }
  return {
    async use(work) {
      const connection = await take()
      try {
        return await work(connection)
      } finally {
        give(connection)
      }
    },
    async close() {
      for (let left = connections.length; left > 0; left -= 1) (await take()).close()
    },
  }
}
