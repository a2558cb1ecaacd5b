/**
 * What a question may bind. Exact decimals are bound as text and cast in the SQL: `cast($1 as decimal(38, 4))`.
 * A Date is bound as a timestamp in UTC; a list serves `column = any($1)`.
 */
export type FactsParam = string | number | bigint | boolean | Date | null | readonly string[] | readonly number[]

/**
 * What a question answers, the same on every engine: decimals, big integers and sums as exact text, small integers and
 * doubles as numbers, dates as 'YYYY-MM-DD', timestamps as ISO text in UTC.
 */
export type FactsValue = string | number | boolean | null

export type FactsRow = Record<string, FactsValue>

/** What can be asked and told inside and outside a transaction. */
export type FactsSession = {
  /** Asks one question. One SQL text for every engine, parameters `$1`, `$2`. */
  query<Row extends object = FactsRow>(sql: string, params?: readonly FactsParam[]): Promise<Row[]>
  /** Runs one or more statements without parameters (DDL, deletes). */
  exec(sql: string): Promise<void>
  /** Adds rows, fast; answers how many. Decimals as text; missing values as null. */
  append(table: string, columns: readonly string[], rows: FactsRows): Promise<number>
}

export type FactsRows = Iterable<readonly FactsParam[]> | AsyncIterable<readonly FactsParam[]>

/** The mirror: one narrow interface, two engines, one suite. */
export type Facts = FactsSession & {
  readonly engine: 'duckdb' | 'postgres'
  /** Writes that all become visible together, or not at all. Transactions run one after another. */
  transaction<T>(work: (session: FactsSession) => Promise<T>): Promise<T>
  /** Loads a CSV file (UTF-8, header line, empty = null) that this process can read; answers how many rows. */
  loadCsv(table: string, columns: readonly string[], file: string): Promise<number>
  /** Writes what is pending to disk (a no-op where the engine does it itself). */
  checkpoint(): Promise<void>
  close(): Promise<void>
}
