import type { Actor } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { namesOfPeople } from '#capabilities/people/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { createFiles, type Files } from '#kit/server/files.ts'
import type { House } from '#kit/server/house.ts'
import type { FileShown } from '../contract-messages.ts'
import type { GivenFile } from '../rules/model.ts'
import {
  deletePending,
  deletePendingBefore,
  type FileRow,
  findFileRow,
  listFileRows,
  listNamed,
  lockContents,
  nameFiles,
} from './file-store.ts'
import { findCaseRow } from './store.ts'

const pendingHours = 24

/** A file of a case: one that an act names, or one of the asker's that waits for its act. */
export type CaseFile = {
  readonly id: string
  readonly ask: string
  readonly name: string
  /** In bytes. */
  readonly size: number
  readonly type: string
  /** Who sent it. */
  readonly by: string
  readonly at: Date
  /** The number of the act; absent while it waits. */
  readonly act?: number
}

/** Contents of cases lie apart, so that one which no case names any more can go. */
export function caseContents(house: Pick<House, 'settings'>): Files {
  return createFiles(house.settings, 'cases')
}

/** Files that an act is about to name. Problem `invalid_input` for one that is not there, not the actor's, or for something else. */
export async function givenFiles(
  tx: Transaction,
  asked: {
    readonly caseId: string
    readonly act: string
    readonly files: Readonly<Record<string, readonly string[]>>
    readonly actor: Actor
  },
): Promise<GivenFile[]> {
  const named = Object.entries(asked.files).flatMap(([ask, ids]) => ids.map((id) => ({ ask, id })))
  if (named.length === 0) return []
  const rows = new Map((await listFileRows(tx, asked.caseId)).map((row) => [row.id, row]))
  return named.map(({ ask, id }, index) => {
    const row = rows.get(id)
    const twice = named.findIndex((other) => other.id === id) !== index
    const fits = row?.number === null && row.by === asked.actor.id && row.act === asked.act && row.ask === ask
    if (row === undefined || !fits || twice)
      throw new Problem('invalid_input', {
        issues: [{ text: 'workflows.file_unknown', where: `body.files.${ask}`, found: id.slice(0, 64) }],
      })
    return { id: ask, name: row.name, size: Number(row.bytes), hash: row.hash }
  })
}

/** The act names its files, which stay from then on. After the act was written, in its transaction. Problems as `givenFiles`. */
export async function attachFiles(
  tx: Transaction,
  asked: Parameters<typeof givenFiles>[1] & { readonly number: number },
): Promise<void> {
  const { caseId, number } = asked
  const ids = Object.values(asked.files).flat()
  if (ids.length === 0) return
  await givenFiles(tx, asked)
  if ((await nameFiles(tx, { caseId, number, ids })) !== ids.length)
    throw new Problem('conflict', { details: { kind: 'file', reason: 'workflows.file_unknown' } })
}

/** Files of a case as far as the actor of the transaction may see them. */
export async function listCaseFiles(tx: Transaction, caseId: string): Promise<CaseFile[]> {
  return (await listFileRows(tx, caseId)).map(toCaseFile)
}

/** The same with names, for pages. Problem `not_found` for a case that the actor may not see. */
export async function filesShown(tx: Transaction, caseId: string): Promise<FileShown[]> {
  if ((await findCaseRow(tx, caseId, { lock: false })) === undefined)
    throw new Problem('not_found', { details: { kind: 'case', id: caseId } })
  const files = await listCaseFiles(tx, caseId)
  const names = await namesOfPeople(
    tx,
    files.map(({ by }) => by),
  )
  return files.map(({ at, by, ...file }) => ({
    ...file,
    by: { id: by, name: names.get(by) ?? by },
    at: at.toISOString(),
  }))
}

/** A file for whoever may see its case. Problem `not_found`. */
export async function getFile(tx: Transaction, caseId: string, id: string) {
  const row = await findFileRow(tx, caseId, id)
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'file', id } })
  return { ...toCaseFile(row), hash: row.hash, workflow: row.workflow }
}

/** A file with its content, for an owner that keeps a copy of its own. Problem `not_found`. */
export async function openCaseFile(
  house: Pick<House, 'settings'>,
  tx: Transaction,
  { caseId, id }: { readonly caseId: string; readonly id: string },
): Promise<CaseFile & { readonly content: AsyncIterable<Uint8Array> }> {
  const { hash, workflow: _workflow, ...file } = await getFile(tx, caseId, id)
  return { ...file, content: await caseContents(house).stream(hash) }
}

/** The sender takes back a file that no act names. Problems `not_found`, `wrong_state`. */
export async function dropPendingFile(
  house: Pick<House, 'record' | 'settings'>,
  { caseId, file, actor }: { readonly caseId: string; readonly file: string; readonly actor: Actor },
): Promise<void> {
  const hash = await house.record.withActor(actor, async (tx) => {
    const { act, by } = await getFile(tx, caseId, file)
    if (act !== undefined)
      throw new Problem('wrong_state', { details: { kind: 'file', id: file, reason: 'workflows.file_named' } })
    return by === actor.id ? deletePending(tx, caseId, file) : undefined
  })
  if (hash === undefined) throw new Problem('not_found', { details: { kind: 'file', id: file } })
  await house.record.asSystem((tx) => letGo(house, tx, [hash]))
}

/** Drops files that no act has named for a day, and contents that no file names. Answers how many files. */
export async function sweepFiles(house: Pick<House, 'record' | 'settings' | 'clock'>): Promise<number> {
  const before = new Date(house.clock.now().getTime() - pendingHours * 3_600_000)
  return house.record.asSystem(async (tx) => {
    const hashes = await deletePendingBefore(tx, before)
    await letGo(house, tx, hashes)
    return hashes.length
  })
}

/** Removes contents that no file names any more. As the house, which sees every file. */
export async function letGo(house: Pick<House, 'settings'>, tx: Transaction, hashes: readonly string[]): Promise<void> {
  if (hashes.length === 0) return
  await lockContents(tx, 'alone')
  const named = await listNamed(tx, hashes)
  const contents = caseContents(house)
  for (const hash of hashes) if (!named.has(hash)) await contents.remove(hash)
}

/** The row as others see it. */
export function toCaseFile(row: FileRow): CaseFile {
  return {
    id: row.id,
    ask: row.ask,
    name: row.name,
    size: Number(row.bytes),
    type: row.media_type,
    by: row.by,
    at: row.at,
    ...(row.number === null ? {} : { act: row.number }),
  }
}
