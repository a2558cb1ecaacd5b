import { type Selectable, sql } from 'kysely'
import type { Text } from '#base/text.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { MessageState } from '../contract-messages.ts'

export type DbMessage = {
  id: string
  key: string
  channel: 'mail' | 'webhook'
  recipient: string
  stands_in_for: string | null
  kind: string
  text: Text
  case_id: string | null
  workflow: string | null
  act: string | null
  case_state: string | null
  subject_kind: string
  subject: string
  due: string | null
  message_id: string
  state: MessageState
  tries: number
  next_try_at: Date
  written_at: Date
  ended_at: Date | null
  last_error: string | null
}

type Tables = {
  workflow_message: DbMessage
  workflow_message_off: { person: string; kind: string; at: Date }
}

export type MessageRow = Selectable<Tables['workflow_message']>

const tables = (tx: Transaction) => tx.withTables<Tables>()
const dueText = sql<string | null>`to_char(due, 'YYYY-MM-DD')`

/** Columns with the date as text. */
const columns = [
  'id',
  'key',
  'channel',
  'recipient',
  'stands_in_for',
  'kind',
  'text',
  'case_id',
  'workflow',
  'act',
  'case_state',
  'subject_kind',
  'subject',
  'message_id',
  'state',
  'tries',
  'next_try_at',
  'written_at',
  'ended_at',
  'last_error',
] as const

/** What the messages of one announcement have in common. */
export type SharedMessage = Pick<
  DbMessage,
  | 'key'
  | 'channel'
  | 'kind'
  | 'text'
  | 'case_id'
  | 'workflow'
  | 'act'
  | 'case_state'
  | 'subject_kind'
  | 'subject'
  | 'due'
  | 'written_at'
>

/** One of them. */
export type MessageTo = Pick<DbMessage, 'id' | 'recipient' | 'stands_in_for' | 'message_id' | 'state'>

/**
 * Writes the messages of one announcement in one statement, however many it is for; what was said to a recipient through a channel before
 * is not said again. Answers how many are new.
 */
export async function insertMessages(tx: Transaction, one: SharedMessage, to: readonly MessageTo[]): Promise<number> {
  if (to.length === 0) return 0
  const ended = to.map(({ state }) => (state === 'waiting' ? null : one.written_at.toISOString()))
  const { numAffectedRows } = await sql`
    insert into workflow_message (id, key, channel, recipient, stands_in_for, kind, text, case_id, workflow, act, case_state, subject_kind,
      subject, due, message_id, state, next_try_at, written_at, ended_at)
    select t.id, ${one.key}, ${one.channel}, t.recipient, t.stands_in_for, ${one.kind}, ${JSON.stringify(one.text)}::jsonb,
      ${one.case_id}::uuid, ${one.workflow}, ${one.act}, ${one.case_state}, ${one.subject_kind}, ${one.subject}, ${one.due}::date,
      t.message_id, t.state, ${one.written_at}::timestamptz, ${one.written_at}::timestamptz, t.ended_at
    from unnest(${to.map(({ id }) => id)}::uuid[], ${to.map(({ recipient }) => recipient)}::text[],
      ${to.map(({ stands_in_for }) => stands_in_for)}::text[], ${to.map(({ message_id }) => message_id)}::text[],
      ${to.map(({ state }) => state)}::text[], ${ended}::timestamptz[])
      as t (id, recipient, stands_in_for, message_id, state, ended_at)
    on conflict do nothing`.execute(tx)
  return Number(numAffectedRows ?? 0n)
}

/** Takes messages whose time has come, for as long as `until`: who dies meanwhile leaves them to the next round. */
export async function claimMessages(
  tx: Transaction,
  { now, until, limit }: { readonly now: Date; readonly until: Date; readonly limit: number },
): Promise<MessageRow[]> {
  return tables(tx)
    .updateTable('workflow_message')
    .set({ tries: sql<number>`tries + 1`, next_try_at: until })
    .where(
      'id',
      'in',
      tables(tx)
        .selectFrom('workflow_message')
        .select('id')
        .where('state', '=', 'waiting')
        .where('next_try_at', '<=', now)
        .orderBy('next_try_at')
        .orderBy('id')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .returning(columns)
    .returning(dueText.as('due'))
    .execute()
}

export type MessageMove = Partial<Pick<DbMessage, 'state' | 'tries' | 'next_try_at' | 'ended_at' | 'last_error'>>

/** What became of a message in a try; nothing for one that has ended meanwhile. */
export async function moveMessage(tx: Transaction, id: string, move: MessageMove): Promise<void> {
  await tables(tx)
    .updateTable('workflow_message')
    .set(move)
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .execute()
}

/** Puts a message that has ended without success back; undefined where there is none. */
export async function reviveMessage(tx: Transaction, id: string, now: Date): Promise<MessageRow | undefined> {
  await tables(tx)
    .updateTable('workflow_message')
    .set({ state: 'waiting', next_try_at: now, ended_at: null })
    .where('id', '=', id)
    .where('state', 'in', ['refused', 'given_up', 'no_address'])
    .execute()
  return tables(tx)
    .selectFrom('workflow_message')
    .select(columns)
    .select(dueText.as('due'))
    .where('id', '=', id)
    .executeTakeFirst()
}

export type MessageQuery = {
  readonly state?: MessageState | undefined
  readonly channel?: 'mail' | 'webhook' | undefined
  readonly case?: string | undefined
  readonly offset: number
  readonly limit: number
}

export async function listMessages(
  tx: Transaction,
  query: MessageQuery,
): Promise<{ total: number; rows: MessageRow[] }> {
  const where = sql<boolean>`(${query.state ?? null}::text is null or state = ${query.state ?? null})
    and (${query.channel ?? null}::text is null or channel = ${query.channel ?? null})
    and (${query.case ?? null}::uuid is null or case_id = ${query.case ?? null}::uuid)`
  const from = tables(tx).selectFrom('workflow_message').where(where)
  const { total } = await from.select(sql<number>`count(*)::integer`.as('total')).executeTakeFirstOrThrow()
  const rows = await from
    .select(columns)
    .select(dueText.as('due'))
    .orderBy('written_at', 'desc')
    .orderBy('id')
    .limit(query.limit)
    .offset(query.offset)
    .execute()
  return { total, rows }
}

/** How many messages are in each state, by channel. */
export async function countMessages(
  tx: Transaction,
): Promise<{ channel: 'mail' | 'webhook'; state: MessageState; n: number }[]> {
  return tables(tx)
    .selectFrom('workflow_message')
    .select(['channel', 'state', sql<number>`count(*)::integer`.as('n')])
    .groupBy(['channel', 'state'])
    .execute()
}

/** Of these people those who do not want this kind of mail. */
export async function listUnwilling(tx: Transaction, people: readonly string[], kind: string): Promise<Set<string>> {
  if (people.length === 0) return new Set()
  const rows = await tables(tx)
    .selectFrom('workflow_message_off')
    .select('person')
    .where('kind', '=', kind)
    .where(sql<boolean>`person = any(${[...people]}::text[])`)
    .execute()
  return new Set(rows.map(({ person }) => person))
}

export async function listKindsOff(tx: Transaction, person: string): Promise<Set<string>> {
  const rows = await tables(tx).selectFrom('workflow_message_off').select('kind').where('person', '=', person).execute()
  return new Set(rows.map(({ kind }) => kind))
}

export async function replaceKindsOff(
  tx: Transaction,
  { person, kinds, at }: { readonly person: string; readonly kinds: readonly string[]; readonly at: Date },
): Promise<void> {
  await tables(tx).deleteFrom('workflow_message_off').where('person', '=', person).execute()
  if (kinds.length === 0) return
  await tables(tx)
    .insertInto('workflow_message_off')
    .values(kinds.map((kind) => ({ person, kind, at })))
    .execute()
}
