import { listCaseFiles } from '#capabilities/workflows/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { FileShown } from '../contract/words.ts'

/** The files of a case with the act that they hang on. Whoever sees the thing sees its files. */
export async function filesOfCase(
  house: House,
  caseId: string,
): Promise<(FileShown & { readonly act: number | null })[]> {
  const files = await house.record.asSystem((tx) => listCaseFiles(tx, caseId))
  return files.map(({ id, name, size, act }) => ({ id, name, bytes: size, act: act ?? null }))
}

/** The files that hang on acts of a case, as the transaction sees them. */
export async function attachedTo(tx: Transaction, caseId: string): Promise<string[]> {
  return (await listCaseFiles(tx, caseId)).flatMap(({ id, act }) => (act === undefined ? [] : [id]))
}

/** Files by their ids, in that order. */
export async function filesByIds(house: House, caseId: string, ids: readonly string[]): Promise<FileShown[]> {
  if (ids.length === 0) return []
  const files = await filesOfCase(house, caseId)
  return ids.flatMap((id) => files.filter((file) => file.id === id).map(({ act: _act, ...file }) => file))
}
