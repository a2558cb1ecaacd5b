import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import type { MirrorTable } from '#capabilities/observations/server/service.ts'
import type { Facts } from '#kit/server/facts.ts'
import type { Row } from './answers.ts'

/** The peer: ClickHouse in process, with a wide table equal to the mirror, ordered by period and subject. */
export type Chdb = {
  query(sql: string): Promise<Row[]>
  readonly version: string
  close(): void
}

type Session = { query(sql: string, format?: string): string; cleanup(): void }

// Half a gigabyte of a peer is no dependency of the product: whoever runs the bench puts it beside.
const library = { name: 'chdb', version: '3.4.0' }

async function peerLibrary(): Promise<{ Session: new (folder: string) => Session }> {
  try {
    return (await import(library.name)) as { Session: new (folder: string) => Session }
  } catch (cause) {
    throw new Error(`this bench needs a peer: npm install --no-save ${library.name}@${library.version}`, { cause })
  }
}

/** Opens the peer in a folder; at the first time it is loaded from the mirror. */
export async function openChdb(folder: string, mirror: Facts, table: MirrorTable): Promise<Chdb> {
  const chdb = await peerLibrary()
  await mkdir(folder, { recursive: true })
  const isNew = !existsSync(path.join(folder, 'data'))
  const session = new chdb.Session(path.join(folder, 'data'))
  if (isNew) {
    await load(session, folder, { mirror, name: table.name, order: 'period, subject' })
    await load(session, folder, { mirror, name: 'dim_class', order: 'taxonomy, industry' })
  }
  const ask = (sql: string): Row[] => {
    const text = session.query(toClickHouse(sql), 'JSONEachRow')
    return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Row]))
  }
  const [row] = ask('select version() as version')
  return { query: async (sql) => ask(sql), version: String(row?.version), close: () => session.cleanup() }
}

type Loading = { readonly mirror: Facts; readonly name: string; readonly order: string }

async function load(session: Session, folder: string, { mirror, name, order }: Loading): Promise<void> {
  const file = path.join(folder, `${name}.parquet`)
  await mirror.exec(`copy ${name} to '${file}' (format parquet)`)
  session.query(
    `create table ${name} engine = MergeTree order by (${order}) settings allow_nullable_key = 1 as select * from file('${file}', Parquet)`,
  )
  await rm(file)
}

/** What the queries by hand say otherwise in ClickHouse: division to whole numbers, and decimals as exact text. */
function toClickHouse(sql: string): string {
  const divided = sql.replace(/([\w.]+) \/\/ (\d+)/g, 'intDiv($1, $2)')
  return `${divided} settings output_format_json_quote_decimals = 1, output_format_json_quote_64bit_integers = 0`
}
