import type { FactsColumns } from './facts-columns.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Settings } from './settings.ts'
import { openDuckDbFacts } from './facts-duckdb.ts'
import { openPostgresFacts } from './facts-postgres.ts'

/**
 * What a question may bind. Texts take the type the place expects (a date, a timestamp, a decimal); say it where it is
 * not plain: `cast($1 as decimal(38, 4))`. A Date is bound as a timestamp in UTC; a list serves `column = any($1)`.
 */
export type FactsParam = string | number | bigint | boolean | Date | null | readonly string[] | readonly number[]

/**
 * What a question answers, the same on every engine: decimals, 64-bit integers, counts and sums as exact text, smaller
 * integers and doubles as numbers, dates as 'YYYY-MM-DD', timestamps as ISO text in UTC.
 */
export type FactsValue = string | number | boolean | null

export type FactsRow = Record<string, FactsValue>

export type FactsRows = Iterable<readonly FactsParam[]> | AsyncIterable<readonly FactsParam[]>

/** What can be asked and told inside and outside a transaction. */
export type FactsSession = {
  /** Asks one question: one SQL text for every engine, parameters `$1`, `$2`. Outside a transaction many run at once. */
  query<Row extends object = FactsRow>(sql: string, params?: readonly FactsParam[]): Promise<Row[]>
  /** Runs one or more statements without parameters (DDL, deletes). */
  exec(sql: string): Promise<void>
  /**
   * Adds rows, fast; answers how many. Decimals as text with no more places than the column (Problem `invalid_number`);
   * columns not named stay null.
   */
  append(table: string, columns: readonly string[], rows: FactsRows): Promise<number>
}

/**
 * The mirror: one narrow interface, two engines, one suite. Its text columns are declared `varchar collate "C"`, so that
 * both engines sort them alike.
 */
export type Facts = FactsSession & {
  /** Asks one question and answers it by columns. */
  columns(sql: string, params?: readonly FactsParam[]): Promise<FactsColumns>
  readonly engine: 'duckdb' | 'postgres'
  /** Grows with whatever is written; null where others may write too, so that nothing that was read can be kept. */
  writes(): number | null
  /** Writes that all become visible together, or not at all. Writers take turns; readers never wait. */
  transaction<T>(work: (session: FactsSession) => Promise<T>): Promise<T>
  /** Loads a CSV file (UTF-8, header line, unquoted empty = null) that this process can read; answers how many rows. */
  loadCsv(table: string, columns: readonly string[], file: string): Promise<number>
  /** Brings what is committed into the main file (a no-op where the engine does it by itself). */
  checkpoint(): Promise<void>
  close(): Promise<void>
}

/** Opens the mirror that the settings name. Throws Problem `locked` when another process holds it, else `unavailable`. */
export async function openFacts(settings: Settings, log: Log, metrics: Metrics): Promise<Facts> {
  const facts = settings.factsUrl
    ? await openPostgresFacts({ connectionString: settings.factsUrl }, log)
    : await openDuckDbFacts({
        folder: settings.dataDir,
        threads: settings.factsThreads,
        memoryMb: settings.factsMemoryMb,
      })
  const timed = async <T>(work: () => Promise<T>): Promise<T> => {
    const end = metrics.facts.startTimer({ engine: facts.engine })
    try {
      return await work()
    } finally {
      end()
    }
  }
  return {
    ...facts,
    query: (sql, params) => timed(() => facts.query(sql, params)),
    columns: (sql, params) => timed(() => facts.columns(sql, params)),
  }
}
