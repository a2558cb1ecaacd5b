import type { EventEmitter } from 'node:events'
import { once } from 'node:events'
import type { Client, Connection, PoolClient, Submittable } from 'pg'

/** A value of COPY; decimals as text, lists as PostgreSQL arrays. */
export type CopyValue = string | number | bigint | boolean | Date | null | readonly string[] | readonly number[]
export type CopyRows = Iterable<readonly CopyValue[]> | AsyncIterable<readonly CopyValue[]>

/** The part of pg's connection that speaks the COPY protocol and is not in its types. */
type CopyConnection = Connection & {
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
  sendCopyFail(reason: string): void
  readonly stream: EventEmitter & { readonly writableNeedDrain: boolean; pause(): void; resume(): void }
}

const chunkLength = 128 * 1024
const readAheadBytes = 4 * 2 ** 20

/** Loads rows into a table by COPY on one connection; answers how many. Fails as a whole, like any statement. */
export function copyIn(
  client: Client | PoolClient,
  target: { readonly table: string; readonly columns: readonly string[] },
  rows: CopyRows,
): Promise<number> {
  const columns = target.columns.map(quoteName).join(', ')
  return copyChunks(client, `copy ${quoteName(target.table)} (${columns}) from stdin`, linesOf(rows))
}

async function* linesOf(rows: CopyRows): AsyncGenerator<Buffer> {
  let waiting = ''
  for await (const row of rows) {
    waiting += copyLine(row)
    if (waiting.length < chunkLength) continue
    yield Buffer.from(waiting)
    waiting = ''
  }
  if (waiting !== '') yield Buffer.from(waiting)
}

/** Sends chunks to a COPY … FROM STDIN statement; answers how many rows the server took. */
export async function copyChunks(
  client: Client | PoolClient,
  statement: string,
  chunks: AsyncIterable<Buffer>,
): Promise<number> {
  const copy = new CopyQuery(statement)
  client.query(copy)
  const connection = await Promise.race([copy.ready, copy.finished])
  if (connection === undefined) return copy.rows
  try {
    for await (const chunk of chunks) {
      connection.sendCopyFromChunk(chunk)
      copy.throwFailure()
      if (connection.stream.writableNeedDrain) await Promise.race([once(connection.stream, 'drain'), copy.finished])
    }
    connection.endCopyFrom()
  } catch (error) {
    connection.sendCopyFail('the rows could not be read')
    await copy.finished.catch(() => {})
    throw error
  }
  await copy.finished
  return copy.rows
}

/** Streams the rows of a query as CSV with a header line. */
export function copyOut(client: Client | PoolClient, query: string): AsyncGenerator<Buffer> {
  return copyChunksOut(client, `copy (${query}) to stdout with (format csv, header true)`)
}

/** Streams what a COPY … TO STDOUT statement answers, as it arrives. */
export async function* copyChunksOut(client: Client | PoolClient, statement: string): AsyncGenerator<Buffer> {
  const copy = new CopyQuery(statement)
  client.query(copy)
  let ended = false
  const end = copy.finished.finally(() => {
    ended = true
    copy.wake()
  })
  end.catch(() => {})
  for (;;) {
    const chunk = copy.take()
    if (chunk) yield chunk
    else if (ended) break
    else await copy.more()
  }
  await end
}

/** One COPY statement as pg runs it: its query queue calls these methods. */
class CopyQuery implements Submittable {
  readonly text: string
  rows = 0
  readonly ready: Promise<CopyConnection>
  readonly finished: Promise<void>
  private isReady: (connection: CopyConnection) => void = () => {}
  private isFinished: () => void = () => {}
  private hasFailed: (error: Error) => void = () => {}
  private failure: Error | undefined
  private awaken: () => void = () => {}
  private readonly chunks: Buffer[] = []
  private waitingBytes = 0
  private connection: CopyConnection | undefined

  constructor(text: string) {
    this.text = text
    this.ready = new Promise((resolve) => {
      this.isReady = resolve
    })
    this.finished = new Promise((resolve, reject) => {
      this.isFinished = resolve
      this.hasFailed = reject
    })
    this.finished.catch(() => {})
  }

  submit(connection: Connection): void {
    this.connection = connection as CopyConnection
    this.connection.query(this.text)
  }

  handleCopyInResponse(connection: Connection): void {
    this.isReady(connection as CopyConnection)
  }

  handleCopyData(message: { chunk: Buffer }): void {
    this.chunks.push(Buffer.from(message.chunk))
    this.waitingBytes += message.chunk.length
    if (this.waitingBytes > readAheadBytes) this.connection?.stream.pause()
    this.wake()
  }

  /** The next chunk that has arrived; the server sends on when the reader has caught up. */
  take(): Buffer | undefined {
    const chunk = this.chunks.shift()
    this.waitingBytes -= chunk?.length ?? 0
    if (this.chunks.length === 0) this.connection?.stream.resume()
    return chunk
  }

  throwFailure(): void {
    if (this.failure) throw this.failure
  }

  handleCommandComplete(message: { text: string }): void {
    this.rows = Number(/^COPY (\d+)$/.exec(message.text)?.[1] ?? 0)
  }

  handleRowDescription(): void {}
  handleDataRow(): void {}

  handleError(error: Error): void {
    this.failure = error
    this.hasFailed(error)
  }

  handleReadyForQuery(): void {
    if (!this.failure) this.isFinished()
  }

  wake(): void {
    this.awaken()
  }

  more(): Promise<void> {
    return new Promise((resolve) => {
      this.awaken = resolve
    })
  }
}

/** A name of SQL in quotes. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** One line of COPY's text format. */
export function copyLine(row: readonly CopyValue[]): string {
  let line = ''
  for (let index = 0; index < row.length; index += 1) {
    if (index > 0) line += '\t'
    line += copyText(row[index] ?? null)
  }
  return `${line}\n`
}

const special = /[\\\n\r\t]/g
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function copyText(value: CopyValue): string {
  if (value === null) return '\\N'
  if (typeof value === 'string') return escapeText(value)
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'object') return escapeText(arrayText(value))
  return String(value)
}

function escapeText(text: string): string {
  return text.replace(special, (character) => escapes[character] ?? character)
}

function arrayText(values: readonly (string | number)[]): string {
  return `{${values
    .map(String)
    .map((value) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`)
    .join(',')}}`
}
