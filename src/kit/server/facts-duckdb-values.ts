import {
  DuckDBDataChunk,
  DuckDBDateValue,
  DuckDBDecimalType,
  DuckDBDecimalValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTypeId,
  INTEGER,
  LIST,
  listValue,
  VARCHAR,
} from '@duckdb/node-api'
import type { DuckDBConnection, DuckDBPreparedStatement, DuckDBType, DuckDBValue } from '@duckdb/node-api'
import { Problem } from '#base/problem.ts'
import type { FactsParam, FactsRows, FactsValue } from './facts.ts'

const chunkRows = 2048
const millisecondsPerDay = 86_400_000

/** The values of one column of a chunk. */
export function valuesIn(chunk: DuckDBDataChunk, column: number): FactsValue[] {
  const vector = chunk.getColumnVector(column)
  const values: FactsValue[] = []
  for (let index = 0; index < vector.itemCount; index += 1) values.push(toFactsValue(vector.getItem(index)))
  return values
}

/** One value of DuckDB as every engine answers it. */
function toFactsValue(value: DuckDBValue): FactsValue {
  if (value === null || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string')
    return value
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) return isoOfMicros(value.micros)
  return value.toString()
}

let lastInstant = { micros: 0n, iso: '1970-01-01T00:00:00.000Z' }

/** Neighbours in a result mostly hold the same instant, which is written once. */
function isoOfMicros(micros: bigint): string {
  if (micros !== lastInstant.micros) lastInstant = { micros, iso: writtenInstant(micros) }
  return lastInstant.iso
}

function writtenInstant(micros: bigint): string {
  const milliseconds = Number((micros - (((micros % 1000n) + 1000n) % 1000n)) / 1000n)
  const rest = Number(((micros % 1000n) + 1000n) % 1000n)
  const iso = new Date(milliseconds).toISOString()
  return rest === 0 ? iso : `${iso.slice(0, -1)}${String(rest).padStart(3, '0')}Z`
}

/** Binds a parameter as the type its place expects, so that the prepared plan is used as it is. */
export function bindParam(statement: DuckDBPreparedStatement, index: number, value: FactsParam): void {
  if (value === null) return statement.bindNull(index)
  if (typeof value === 'boolean') return statement.bindBoolean(index, value)
  if (typeof value === 'bigint') return statement.bindBigInt(index, value)
  if (typeof value === 'number') return bindNumber(statement, index, value)
  if (value instanceof Date) return statement.bindTimestamp(index, timestampOf(value.toISOString()))
  if (typeof value === 'string') return bindText(statement, index, value)
  const type = LIST(typeof value[0] === 'number' ? INTEGER : VARCHAR)
  return statement.bindList(index, listValue(value), type)
}

function bindNumber(statement: DuckDBPreparedStatement, index: number, value: number): void {
  const expected = statement.parameterTypeId(index)
  if (!Number.isInteger(value)) statement.bindDouble(index, value)
  else if (expected === DuckDBTypeId.SMALLINT && Math.abs(value) <= 32_767) statement.bindSmallInt(index, value)
  else if (Math.abs(value) <= 2_147_483_647) statement.bindInteger(index, value)
  else statement.bindBigInt(index, BigInt(value))
}

function bindText(statement: DuckDBPreparedStatement, index: number, value: string): void {
  const expected = statement.parameterTypeId(index)
  if (expected === DuckDBTypeId.TIMESTAMP && isoInstant.test(value)) statement.bindTimestamp(index, timestampOf(value))
  else if (expected === DuckDBTypeId.DATE && isoDate.test(value)) statement.bindDate(index, dateOf(value))
  else statement.bindVarchar(index, value)
}

const isoDate = /^\d{4}-\d{2}-\d{2}$/
const isoInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?Z$/

function timestampOf(iso: string): DuckDBTimestampValue {
  const [, fraction = ''] = iso.slice(0, -1).split('.')
  const seconds = BigInt(Date.parse(`${iso.slice(0, 19)}Z`)) * 1000n
  return new DuckDBTimestampValue(seconds + BigInt(fraction.padEnd(6, '0')))
}

function dateOf(iso: string): DuckDBDateValue {
  return new DuckDBDateValue(Date.parse(`${iso}T00:00:00Z`) / millisecondsPerDay)
}

/** Adds rows chunk by chunk in the transaction of the connection. */
export async function appendRows(
  connection: DuckDBConnection,
  { table, columns }: { table: string; columns: readonly string[] },
  rows: FactsRows,
): Promise<number> {
  const appender = await connection.createAppender(table)
  try {
    const names = await listColumns(connection, table)
    const types = names.map((_, index) => appender.columnType(index))
    const places = columns.map((column) => placeOf(names, column, table))
    const write = (batch: readonly (readonly FactsParam[])[]): void => {
      const chunk = DuckDBDataChunk.create(types, batch.length)
      types.forEach((type, index) => {
        const place = places.indexOf(index)
        chunk.setColumnValues(
          index,
          batch.map((row) => (place < 0 ? null : toDuckDb(row[place] ?? null, type))),
        )
      })
      appender.appendDataChunk(chunk)
    }
    let count = 0
    let batch: (readonly FactsParam[])[] = []
    for await (const row of rows) {
      batch.push(row)
      count += 1
      if (batch.length === chunkRows) {
        write(batch)
        batch = []
      }
    }
    if (batch.length > 0) write(batch)
    appender.flushSync()
    return count
  } finally {
    appender.closeSync()
  }
}

async function listColumns(connection: DuckDBConnection, table: string): Promise<string[]> {
  const result = await connection.run(
    'select column_name from duckdb_columns() where table_name = $1 and not internal order by column_index',
    [table],
  )
  return (await result.getRows()).map(([name]) => String(name))
}

function placeOf(names: readonly string[], column: string, table: string): number {
  const place = names.indexOf(column)
  if (place < 0) throw new Problem('internal', { details: { table, column } })
  return place
}

function toDuckDb(value: FactsParam, type: DuckDBType): DuckDBValue {
  if (value === null) return null
  if (type instanceof DuckDBDecimalType) return decimalOf(String(value), type)
  switch (type.typeId) {
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.HUGEINT:
      return BigInt(value as string | number | bigint)
    case DuckDBTypeId.TIMESTAMP:
      return timestampOf(value instanceof Date ? value.toISOString() : String(value))
    case DuckDBTypeId.DATE:
      return dateOf(String(value))
    case DuckDBTypeId.VARCHAR:
      return String(value)
    default:
      return value as DuckDBValue
  }
}

const decimalText = /^(-?)(\d+)(?:\.(\d+))?$/

function decimalOf(text: string, { width, scale }: DuckDBDecimalType): DuckDBDecimalValue {
  const [, sign, whole = '', fraction = ''] = decimalText.exec(text) ?? []
  const kept = fraction.replace(/0+$/, '')
  if (sign === undefined || kept.length > scale || whole.replace(/^0+/, '').length > width - scale) {
    throw new Problem('invalid_number', { details: { found: text, expected: `decimal(${width}, ${scale})` } })
  }
  const digits = BigInt(`${whole}${kept.padEnd(scale, '0')}`)
  return new DuckDBDecimalValue(sign ? -digits : digits, width, scale)
}
