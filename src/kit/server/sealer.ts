import { createHash } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { ActsParts } from './acts.ts'
import type { Database } from './db.ts'

export type ActsFault = {
  /**
   * altered: an act is not what was sealed. missing: a sealed act is gone. unsealed: an act outside chain and queue.
   * broken_chain: a seal does not follow its predecessor. truncated: the chain is shorter than a head written outside.
   */
  readonly kind: 'altered' | 'missing' | 'unsealed' | 'broken_chain' | 'truncated'
  readonly act?: string
  readonly position?: string
}

/** What a walk over the whole chain found. */
export type ActsVerdict = {
  readonly sealed: number
  readonly waiting: number
  readonly head: { readonly position: string; readonly hash: string } | null
  /** The first hundred. */
  readonly faults: readonly ActsFault[]
}

export type Sealer = {
  start(): void
  seal(): Promise<number>
  verify(): Promise<ActsVerdict>
  stop(): Promise<void>
}

const algorithm = 'sha256'
const batchSize = 5_000
const everyMilliseconds = 1_000
const sayEveryMilliseconds = 60_000
const headsName = 'act-heads.jsonl'
const faultsListed = 100

type Sealable = { id: string; canonical: string }
type Sealed = { position: string; act: string; hash: string; canonical: string | null }
type Head = { readonly position: string; readonly hash: string }

/**
 * Chains committed acts: each hash covers the act and the hash before it. Heads are also written outside the database: to a file in DATA_DIR, to
 * one in AUDIT_DIR where that is set, and once a minute to the log.
 */
export function createSealer({ record, dataDir, auditDir, log }: ActsParts): Sealer {
  const headsFiles = [dataDir, ...(auditDir === undefined ? [] : [auditDir])].map((dir) => path.join(dir, headsName))
  let said = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  let running: Promise<number> = Promise.resolve(0)

  const publish = async (head: Head): Promise<void> => {
    if (performance.now() - said > sayEveryMilliseconds) {
      said = performance.now()
      log.info({ ...head, algorithm }, 'acts are sealed up to here')
    }
    for (const file of headsFiles) await writeHead(file, head)
  }
  const sealAll = async (): Promise<number> => {
    let total = 0
    for (;;) {
      const { count, head } = await sealBatch(record.owner)
      total += count
      if (count > 0 && head) await publish(head)
      if (count < batchSize) return total
    }
  }
  const seal = (): Promise<number> => {
    running = running.catch(() => 0).then(sealAll)
    return running
  }
  return {
    start() {
      timer = setInterval(() => {
        seal().catch((error: unknown) => log.error({ err: error }, 'acts could not be sealed'))
      }, everyMilliseconds)
      timer.unref()
    },
    seal,
    verify: async () => verifyChain(record.owner, (await Promise.all(headsFiles.map(readHeads))).flat()),
    async stop() {
      clearInterval(timer)
      await running.catch(() => 0)
    },
  }
}

/** The text that is hashed: every column, instants to the microsecond in UTC, details as PostgreSQL orders them. */
const canonical = sql<string>`jsonb_build_array(act.id::text,
  to_char(act.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  act.actor, act.name, act.subject_kind, act.subject_id, act.detail, act.request_id)::text`

async function sealBatch(owner: Kysely<Database>): Promise<{ count: number; head: Head | undefined }> {
  return owner.transaction().execute(async (tx) => {
    const { rows: locks } = await sql<{ held: boolean }>`
      select pg_try_advisory_xact_lock(hashtextextended('jidi.seal', 0)) as held`.execute(tx)
    if (!locks[0]?.held) return { count: 0, head: undefined }
    const { rows } = await sql<Sealable>`select act.id, ${canonical} as canonical
      from act_unsealed waiting join act on act.id = waiting.act order by act.id limit ${batchSize}`.execute(tx)
    if (rows.length === 0) return { count: 0, head: undefined }
    let head = await tx
      .selectFrom('act_seal')
      .select(['position', 'hash'])
      .orderBy('position', 'desc')
      .limit(1)
      .executeTakeFirst()
    const positions: string[] = []
    const hashes: string[] = []
    for (const row of rows) {
      head = { position: String(BigInt(head?.position ?? 0) + 1n), hash: chain(head?.hash ?? '', row.canonical) }
      positions.push(head.position)
      hashes.push(head.hash)
    }
    const ids = rows.map((row) => row.id)
    await sql`insert into act_seal (position, act, algorithm, hash)
      select position, act, ${algorithm}, hash
      from unnest(${positions}::bigint[], ${ids}::bigint[], ${hashes}::text[]) as seal (position, act, hash)`.execute(
      tx,
    )
    await sql`delete from act_unsealed where act = any(${ids}::bigint[])`.execute(tx)
    return { count: rows.length, head }
  })
}

function chain(previous: string, text: string): string {
  return createHash(algorithm).update(`${previous}\n${text}`).digest('hex')
}

/** A line that was cut off, by a kill or a full disk, is left as it is: the next head begins a line of its own. */
async function writeHead(file: string, head: Head): Promise<void> {
  const handle = await open(file, 'a+')
  try {
    const { size } = await handle.stat()
    const last = size === 0 ? undefined : (await handle.read(Buffer.alloc(1), 0, 1, size - 1)).buffer.toString()
    const begin = last === undefined || last === '\n' ? '' : '\n'
    await handle.appendFile(`${begin}${JSON.stringify({ ...head, algorithm, at: new Date() })}\n`)
  } finally {
    await handle.close()
  }
}

async function readHeads(file: string): Promise<Head[]> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const heads: Head[] = []
  for (const line of text.split('\n')) {
    try {
      if (line) heads.push(JSON.parse(line) as Head)
    } catch {
      // The last line may be half written after a kill; the seal it names is in the database.
    }
  }
  return heads
}

async function verifyChain(owner: Kysely<Database>, heads: readonly Head[]): Promise<ActsVerdict> {
  const faults: ActsFault[] = []
  const outside = new Map<string, Set<string>>()
  for (const { position, hash } of heads) outside.set(position, (outside.get(position) ?? new Set()).add(hash))
  let last: Head = { position: '0', hash: '' }
  let sealed = 0
  for (;;) {
    const batch = await listSealed(owner, last.position)
    for (const row of batch) {
      faults.push(...faultsOf(row, last, outside.get(row.position)))
      outside.delete(row.position)
      last = { position: row.position, hash: row.hash }
    }
    sealed += batch.length
    if (batch.length < batchSize) break
  }
  for (const position of outside.keys()) faults.push({ kind: 'truncated', position })
  for (const act of await listUnsealed(owner)) faults.push({ kind: 'unsealed', act })
  const waiting = await owner
    .selectFrom('act_unsealed')
    .select(sql<string>`count(*)`.as('count'))
    .executeTakeFirstOrThrow()
  return {
    sealed,
    waiting: Number(waiting.count),
    head: sealed > 0 ? last : null,
    faults: faults.slice(0, faultsListed),
  }
}

async function listSealed(owner: Kysely<Database>, after: string): Promise<Sealed[]> {
  const { rows } = await sql<Sealed>`
    select seal.position, seal.act, seal.hash, case when act.id is not null then ${canonical} end as canonical
    from act_seal seal left join act on act.id = seal.act
    where seal.position > ${after} order by seal.position limit ${batchSize}`.execute(owner)
  return rows
}

function faultsOf(row: Sealed, last: Head, outside: ReadonlySet<string> | undefined): ActsFault[] {
  const { position, act } = row
  if (BigInt(position) !== BigInt(last.position) + 1n) return [{ kind: 'broken_chain', act, position }]
  if (outside !== undefined && [...outside].some((hash) => hash !== row.hash))
    return [{ kind: 'broken_chain', act, position }]
  if (row.canonical === null) return [{ kind: 'missing', act, position }]
  return chain(last.hash, row.canonical) === row.hash ? [] : [{ kind: 'altered', act, position }]
}

async function listUnsealed(owner: Kysely<Database>): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from act where not exists (select from act_seal where act_seal.act = act.id)
      and not exists (select from act_unsealed where act_unsealed.act = act.id)
    order by id limit ${faultsListed}`.execute(owner)
  return rows.map((row) => row.id)
}
