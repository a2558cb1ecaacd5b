import { createReadStream } from 'node:fs'
import pg from 'pg'
import { Problem } from '#base/problem.ts'
import { copyChunks, copyIn, quoteName } from './copy.ts'
import type { Facts, FactsParam, FactsSession, FactsValue } from './facts.ts'
import { columnsOf } from './facts-columns.ts'
import type { Log } from './log.ts'
import { exactTypes, keepCalm } from './pg-types.ts'
import { takeTurns } from './turns.ts'

const schema = 'facts'

/** The mirror in PostgreSQL (or Citus), in a schema of its own. */
export async function openPostgresFacts(config: pg.PoolConfig, log: Log): Promise<Facts> {
  const options = `${config.options ?? ''} -c search_path=${schema} -c timezone=UTC`.trim()
  const pool = new pg.Pool({ max: 8, application_name: 'jidi facts', ...config, options, types: isoTypes })
  keepCalm(pool, log)
  try {
    await pool.query(`create schema if not exists ${schema}`)
  } catch (error) {
    await pool.end()
    const said = (error as Error).message
    throw new Problem('unavailable', { details: { engine: 'PostgreSQL', said }, cause: error })
  }
  const inTurn = takeTurns()
  const withClient = async <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const client = await pool.connect()
    try {
      return await work(client)
    } finally {
      client.release()
    }
  }
  const inTransaction = <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> =>
    inTurn(() => withClient((client) => transactionOn(client, () => work(client))))
  return {
    engine: 'postgres',
    writes: () => null,
    query: (sql, params) => ask(pool, sql, params),
    columns: async (sql, params = []) => {
      const { fields, rows } = await pool.query<FactsValue[]>({
        text: sql,
        values: params.map(toPostgres),
        rowMode: 'array',
      })
      return columnsOf(
        fields.map(({ name }) => name),
        fields.map((_, column) => rows.map((row) => row[column] ?? null)),
      )
    },
    exec: async (sql) => {
      await pool.query(sql)
    },
    append: (table, columns, rows) => inTransaction((client) => sessionOn(client).append(table, columns, rows)),
    transaction: (work) => inTransaction((client) => work(sessionOn(client))),
    loadCsv: (table, columns, file) =>
      inTransaction((client) => {
        const into = `${quoteName(table)} (${columns.map(quoteName).join(', ')})`
        return copyChunks(client, `copy ${into} from stdin with (format csv, header true)`, createReadStream(file))
      }),
    checkpoint: async () => {},
    close: () => pool.end(),
  }
}

async function transactionOn<T>(client: pg.PoolClient, work: () => Promise<T>): Promise<T> {
  await client.query('begin')
  try {
    const result = await work()
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}

function sessionOn(client: pg.PoolClient): FactsSession {
  return {
    query: (sql, params) => ask(client, sql, params),
    exec: async (sql) => {
      await client.query(sql)
    },
    append: (table, columns, rows) => copyIn(client, { table, columns }, rows),
  }
}

async function ask<Row extends object>(
  target: pg.Pool | pg.PoolClient,
  sql: string,
  params: readonly FactsParam[] = [],
): Promise<Row[]> {
  const { rows } = await target.query<Row>(sql, params.map(toPostgres))
  return rows
}

function toPostgres(value: FactsParam): unknown {
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'bigint') return value.toString()
  return value
}

const timestampOid = 1114
const timestampTzOid = 1184

/** '2026-01-01 10:00:00.5' of a session in UTC as ISO text: milliseconds, or microseconds where there are some. */
function isoOf(text: string): string {
  const [date = '', time = ''] = text.replace(/\+00$/, '').split(' ')
  const [clock, fraction = ''] = time.split('.')
  const micros = fraction.padEnd(6, '0')
  return `${date}T${clock}.${micros.endsWith('000') ? micros.slice(0, 3) : micros}Z`
}

const isoTypes: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === timestampOid || oid === timestampTzOid) return isoOf
    return exactTypes.getTypeParser(oid, format)
  },
}
