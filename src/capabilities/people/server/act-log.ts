import type { Transaction } from '#kit/server/db.ts'
import type { ActShown } from '../contract.ts'
import { listNames } from './store.ts'

export type ActsAsked = {
  readonly before?: string | undefined
  readonly name?: string | undefined
  readonly subject?: string | undefined
  readonly actor?: string | undefined
  readonly limit: number
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The audit log, latest first, with the names of those who acted. */
export async function listActsShown(tx: Transaction, asked: ActsAsked): Promise<ActShown[]> {
  let query = tx
    .selectFrom('act')
    .leftJoin('act_seal', 'act_seal.act', 'act.id')
    .select([
      'act.id',
      'act.at',
      'act.actor',
      'act.name',
      'act.subject_kind',
      'act.subject_id',
      'act.detail',
      'act.request_id',
      'act_seal.position',
    ])
    .orderBy('act.id', 'desc')
    .limit(asked.limit)
  if (asked.before !== undefined) query = query.where('act.id', '<', asked.before)
  if (asked.name !== undefined) query = query.where('act.name', 'like', `${asked.name.replaceAll(/[\\%_]/g, '\\$&')}%`)
  if (asked.subject !== undefined) query = query.where('act.subject_id', '=', asked.subject)
  if (asked.actor !== undefined) query = query.where('act.actor', '=', asked.actor)
  const rows = await query.execute()
  const names = await listNames(
    tx,
    [...new Set(rows.map((row) => row.actor))].filter((id) => uuid.test(id)),
  )
  return rows.map((row) => ({
    id: row.id,
    at: row.at.toISOString(),
    actor: row.actor,
    actorName: names.get(row.actor) ?? null,
    name: row.name,
    subjectKind: row.subject_kind,
    subject: row.subject_id,
    detail: row.detail,
    requestId: row.request_id,
    sealed: row.position !== null,
  }))
}
