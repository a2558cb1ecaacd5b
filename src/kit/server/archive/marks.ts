import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Problem, type ProblemIssue } from '#base/problem.ts'

// Marks that keep anybody from serving what is not whole or not in use any more. They stand in the database itself, so that it does not matter
// from which machine or folder it is reached; while a folder is filled for the first time, in the folder too.

/** What a mark says, and the name of the schema that is the mark: it is made and removed in one statement and lies outside all tables. */
const marks = {
  'backup.unfinished_restore': 'jidi_restore_unfinished',
  'move.away': 'jidi_moved_away',
} as const
type Mark = keyof typeof marks

type Asks = { query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> }

export async function setMark(client: Asks, mark: Mark, said: string): Promise<void> {
  await client.query(`create schema if not exists ${marks[mark]}`)
  const { rows } = await client.query(`select format('comment on schema ${marks[mark]} is %L', $1::text) as text`, [
    said,
  ])
  await client.query((rows[0] as { text: string }).text)
}

export async function removeMark(client: Asks, mark: Mark): Promise<void> {
  await client.query(`drop schema if exists ${marks[mark]}`)
}

/** The mark of a database, with what it says. */
export async function findMark(client: Asks): Promise<{ mark: Mark; said: string } | undefined> {
  const { rows } = await client.query(
    `select nspname as name, coalesce(obj_description(oid, 'pg_namespace'), '') as said from pg_namespace where nspname = any ($1)`,
    [Object.values(marks)],
  )
  const found = rows[0] as { name: string; said: string } | undefined
  const mark = (Object.keys(marks) as Mark[]).find((one) => marks[one] === found?.name)
  return mark === undefined ? undefined : { mark, said: found?.said ?? '' }
}

/** @throws Problem unavailable where a restore was begun and not ended, or the record was moved elsewhere */
export async function refuseMarked(client: Asks, where: string): Promise<void> {
  const found = await findMark(client)
  if (found !== undefined) throw refusal({ text: found.mark, where, found: found.said })
}

const folderMark = (dataDir: string): string => path.join(dataDir, 'restore-unfinished')

export async function setFolderMark(dataDir: string, said: string): Promise<void> {
  await mkdir(dataDir, { recursive: true })
  await writeFile(folderMark(dataDir), `${said}\n`)
}

export async function removeFolderMark(dataDir: string): Promise<void> {
  await rm(folderMark(dataDir), { force: true })
}

/** @throws Problem unavailable where a restore was begun in this folder and not ended */
export async function refuseMarkedFolder(dataDir: string): Promise<void> {
  const said = await readFile(folderMark(dataDir), 'utf8').catch(() => undefined)
  if (said === undefined) return
  throw refusal({ text: 'backup.unfinished_restore', where: dataDir, found: said.trim() })
}

function refusal(issue: ProblemIssue): Problem {
  return new Problem('unavailable', { issues: [issue] })
}
