import { type RawBuilder, sql } from 'kysely'
import { Problem } from '#base/problem.ts'
import { writeCsv } from '#kit/server/csv.ts'
import type { Transaction } from '#kit/server/db.ts'
import { type PlainRoute, route } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { noteRows } from '#kit/server/request-scope.ts'
import { LookFilter, type LookShown } from '../contract-privacy.ts'
import { listNames } from './store.ts'

type DbLook = {
  id: string
  at: Date
  person: string
  roles: string[]
  organisation: string | null
  on_behalf_of: string | null
  request_id: string
  kind: LookShown['kind']
  what: string
  subject: string | null
  rows: number | null
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const mostInFile = 100_000

type Asked = LookFilter & { readonly before?: string | undefined; readonly limit: number }

/** Who looked at what, the latest first, with the names of those who looked. Days are those of the programme. */
export async function listLooks(
  { programme }: Pick<House, 'programme'>,
  tx: Transaction,
  { limit, ...asked }: Asked,
): Promise<LookShown[]> {
  const { rows } = await sql<DbLook>`
    select id, at, person, roles, organisation, on_behalf_of, request_id, kind, what, subject, rows
    from kit_look where ${matches(asked, programme().timeZone)} order by id desc limit ${limit}`.execute(tx)
  const people = [...new Set(rows.map(({ person }) => person))].filter((id) => uuid.test(id))
  const names = await listNames(tx, people)
  return rows.map((row) => ({
    id: row.id,
    at: row.at.toISOString(),
    person: row.person,
    personName: names.get(row.person) ?? null,
    roles: row.roles,
    organisation: row.organisation,
    onBehalfOf: row.on_behalf_of,
    requestId: row.request_id,
    kind: row.kind,
    what: row.what,
    subject: row.subject,
    rows: row.rows,
  }))
}

function matches({ before, person, subject, kind, from, to }: Omit<Asked, 'limit'>, timeZone: string) {
  const parts: RawBuilder<unknown>[] = [sql`true`]
  if (before !== undefined) parts.push(sql`id < ${before}`)
  if (person !== undefined) parts.push(sql`person = ${person}`)
  if (subject !== undefined) parts.push(sql`subject = ${subject}`)
  if (kind !== undefined) parts.push(sql`kind = ${kind}`)
  if (from !== undefined) parts.push(sql`at >= ${from}::timestamp at time zone ${timeZone}`)
  if (to !== undefined) parts.push(sql`at < (${to}::timestamp + interval '1 day') at time zone ${timeZone}`)
  return sql<boolean>`${sql.join(parts, sql` and `)}`
}

const heads = ['时间 at', '人员 person', '姓名 name', '角色 roles', '单位 organisation', '代理 on behalf of'] as const
const more = ['类别 kind', '接口 what', '对象 subject', '条数 rows', '请求 request'] as const

/** @throws Problem invalid_input naming each part that cannot be read */
function filterOf(request: Request): LookFilter {
  const asked = Object.fromEntries(new URL(request.url).searchParams)
  const read = LookFilter.safeParse(asked)
  if (read.success) return read.data
  throw new Problem('invalid_input', {
    issues: read.error.issues.map(({ path: [name] }) => ({
      text: 'value.wrong_form',
      where: `query.${String(name)}`,
      found: String(asked[String(name)]).slice(0, 100),
    })),
  })
}

/** The log as a file. Taking it is itself a look. */
export function lookDownloads(house: House): PlainRoute[] {
  return [
    route({
      method: 'GET',
      path: '/api/looks/export.csv',
      may: 'looks.see',
      looks: 'personal',
      summary: 'Who looked at records of single firms and people, as filtered, as csv',
      async handler({ actor, request }) {
        const filter = filterOf(request)
        const looks = await house.record.withActor(actor, (tx) =>
          listLooks(house, tx, { ...filter, limit: mostInFile }),
        )
        noteRows(looks.length)
        const rows = looks.map((one) => [
          one.at,
          one.person,
          one.personName,
          one.roles.join(' '),
          one.organisation,
          one.onBehalfOf,
          one.kind,
          one.what,
          one.subject,
          one.rows === null ? null : String(one.rows),
          one.requestId,
        ])
        return new Response(writeCsv([...heads, ...more], rows), {
          headers: {
            'content-type': 'text/csv; charset=utf-8',
            'content-disposition': 'attachment; filename="looks.csv"',
          },
        })
      },
    }),
  ]
}
