import { type Generated, sql } from 'kysely'
import { type Actor, facesOf } from '#base/decision.ts'
import type { PlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import type { Text } from '#base/text.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { Notice } from '../contract.ts'
import type { CaseHouse } from './cases.ts'

export type NoticeTables = {
  workflow_notice: {
    id: Generated<string>
    key: string
    kind: string
    text: Text
    subject_kind: string
    subject: string
    permissions: string[]
    places: string[]
    organisations: string[]
    to_organisation: boolean
    persons: string[]
    due: string | null
    at: Date
    settled_at: Date | null
  }
  workflow_notice_read: { notice: string; person: string; at: Date }
}

/** What is to be said on desks, once. */
export type NewNotice = {
  /** What it is about; a notice with a key that was used is not written again. */
  readonly key: string
  readonly kind: string
  readonly text: Text
  /** Decides the page that opens. */
  readonly subject: { readonly kind: string; readonly id: string }
  /** Whoever holds one of them in reach is to read it. */
  readonly permissions: readonly string[]
  readonly places?: readonly string[]
  readonly organisations?: readonly string[]
  /** Only the people of the organisations are to read it; those who hold the permission by place merely see that it was sent. */
  readonly toOrganisation?: boolean
  /** Single people who are to read it besides, by id. */
  readonly persons?: readonly string[]
  readonly due?: PlainDate
}

/** Writes notices that were not written before; answers how many. */
export async function notify(house: CaseHouse, tx: Transaction, notices: readonly NewNotice[]): Promise<number> {
  const at = house.clock.now()
  let written = 0
  for (let from = 0; from < notices.length; from += 1000) {
    const rows = notices.slice(from, from + 1000).map((notice) => ({
      key: notice.key,
      kind: notice.kind,
      text: sql<Text>`${JSON.stringify(notice.text)}::jsonb`,
      subject_kind: notice.subject.kind,
      subject: notice.subject.id,
      permissions: [...notice.permissions],
      places: [...(notice.places ?? [])],
      organisations: [...(notice.organisations ?? [])],
      to_organisation: notice.toOrganisation ?? false,
      persons: [...(notice.persons ?? [])],
      due: notice.due ?? null,
      at,
      settled_at: null,
    }))
    // Neither a named column nor an answer: either would ask whether the writer may read what is said to others.
    const { numInsertedOrUpdatedRows } = await tx
      .withTables<NoticeTables>()
      .insertInto('workflow_notice')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow()
    written += Number(numInsertedOrUpdatedRows ?? 0n)
  }
  return written
}

/** What a notice asks for was done: it leaves every desk. Only the house settles. */
export async function settleNotices(
  house: CaseHouse,
  tx: Transaction,
  subject: { readonly kind: string; readonly id: string },
): Promise<void> {
  await tx
    .withTables<NoticeTables>()
    .updateTable('workflow_notice')
    .set({ settled_at: house.clock.now() })
    .where('subject_kind', '=', subject.kind)
    .where('subject', '=', subject.id)
    .where('settled_at', 'is', null)
    .execute()
}

/** When and how each of some subjects was noticed, by subject, as far as the actor of the transaction may see. */
export async function noticesAbout(
  tx: Transaction,
  kind: string,
  subjects: readonly string[],
): Promise<Map<string, { kind: string; at: Date }[]>> {
  const found = new Map<string, { kind: string; at: Date }[]>()
  if (subjects.length === 0) return found
  const rows = await tx
    .withTables<NoticeTables>()
    .selectFrom('workflow_notice')
    .select(['kind', 'subject', 'at'])
    .where('subject_kind', '=', kind)
    .where('subject', '=', sql<string>`any(${[...subjects]}::text[])`)
    .orderBy('id')
    .execute()
  for (const row of rows) found.set(row.subject, [...(found.get(row.subject) ?? []), { kind: row.kind, at: row.at }])
  return found
}

/** A permission that is held everywhere reads what is said to the whole programme, not what each of its places is told. */
function isFor(permission: string, root: string) {
  return sql`(permissions @> array[${permission}]::text[] and (
    organisations && (select may_organisations(${permission}))
    or (not to_organisation and (
      places && (select may_places(${permission}))
      or (places @> array[${root}]::text[] and (select may_everywhere(${permission})))))))`
}

/** The notices that an actor has not read and nobody has settled, latest first. */
export async function listNotices(
  house: CaseHouse,
  tx: Transaction,
  asked: { readonly actor: Actor; readonly limit: number },
): Promise<{ total: number; items: Notice[] }> {
  const permissions = [...new Set(asked.actor.grants.map((grant) => grant.permission))]
  const faces = facesOf(asked.actor).map((face) => face.actor.id)
  const root = house.programme().rootPlace
  const where = sql<boolean>`settled_at is null
    and not exists (select from workflow_notice_read r where r.notice = workflow_notice.id and r.person = ${asked.actor.id})
    and (${sql.join(
      [sql`persons && ${faces}::text[]`, ...permissions.map((permission) => isFor(permission, root))],
      sql` or `,
    )})`
  const query = tx.withTables<NoticeTables>().selectFrom('workflow_notice').where(where)
  const { total } = await query.select(sql<number>`count(*)::integer`.as('total')).executeTakeFirstOrThrow()
  const rows = await query
    .select(['id', 'kind', 'text', 'subject_kind', 'subject', 'at'])
    .select(sql<string | null>`due::text`.as('due'))
    .select(
      sql<
        Notice['sent']
      >`coalesce((select json_agg(json_build_object('channel', m.channel, 'state', m.state) order by m.channel)
        from workflow_message m where m.key = workflow_notice.key and m.recipient = ${asked.actor.id}), '[]')`.as(
        'sent',
      ),
    )
    .orderBy('id', 'desc')
    .limit(asked.limit)
    .execute()
  return {
    total,
    items: rows.map((row) => ({
      id: String(row.id),
      kind: row.kind,
      text: row.text,
      subjectKind: row.subject_kind,
      subject: row.subject,
      ...(row.due === null ? {} : { due: row.due }),
      at: row.at.toISOString(),
      sent: row.sent,
    })),
  }
}

/** The actor has read a notice. @throws Problem not_found for what the actor may not see */
export async function readNotice(
  house: CaseHouse,
  tx: Transaction,
  { id, actor }: { readonly id: string; readonly actor: Actor },
): Promise<void> {
  const tables = tx.withTables<NoticeTables>()
  const found = await tables.selectFrom('workflow_notice').select('id').where('id', '=', id).executeTakeFirst()
  if (found === undefined) throw new Problem('not_found', { details: { kind: 'notice', id } })
  await tables
    .insertInto('workflow_notice_read')
    .values({ notice: id, person: actor.id, at: house.clock.now() })
    .onConflict((conflict) => conflict.columns(['notice', 'person']).doNothing())
    .execute()
}
