import pg from 'pg'
import type { Log } from './log.ts'

const textTypes = new Set<number>([pg.types.builtins.INT8, pg.types.builtins.NUMERIC, pg.types.builtins.DATE])
const textArrays = new Set<number>([1016, 1231, 1182])
const textArrayOid: number = 1009

/** How rows of PostgreSQL are read: 64-bit integers, decimals and dates as exact text, alone and in arrays. */
export const exactTypes: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (textTypes.has(oid)) return (value: string) => value
    if (textArrays.has(oid)) return pg.types.getTypeParser(textArrayOid, format)
    return pg.types.getTypeParser(oid, format)
  },
}

/**
 * A lost connection fails the statement that runs on it and nothing else: without a listener, an error on a connection
 * that waits inside a transaction would end the process.
 */
export function keepCalm(pool: pg.Pool, log: Log): void {
  pool.on('error', (error) => log.warn({ error: error.message }, 'an idle database connection was lost'))
  pool.on('connect', (client) => {
    client.on('error', (error) => log.warn({ error: error.message }, 'a database connection was lost'))
  })
}
