import { cellsOfSource } from '#capabilities/observations/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { listVersions, type Return, type Version } from './store.ts'

/** What a return says in a version, and what other versions there are. */
export type Content = {
  readonly version: number
  readonly cells: Readonly<Record<string, string>>
  readonly versions: readonly Version[]
  /** It came with a population: what it says stands only in the observations. */
  readonly loaded: boolean
}

/** The text that a respondent would have typed for a stored value. */
export function textOf(content: { value: string } | { blank: string } | { withdrawn: true }): string {
  if ('value' in content) return content.value
  return 'blank' in content && content.blank === 'not_applicable' ? '不适用' : ''
}

/** The content of a version, the current one when none is named; nothing is read that the policies hide. */
export async function contentOf(tx: Transaction, one: Return, version: number = one.version): Promise<Content> {
  const versions = await listVersions(tx, one.id)
  const found = versions.find((each) => each.version === version)
  if (found !== undefined) return { version, cells: found.cells, versions, loaded: false }
  const stored = await cellsOfSource(tx, {
    subject: one.subject,
    period: one.period,
    source: one.id,
    sourceVersion: version,
  })
  const cells = Object.fromEntries([...(stored ?? [])].map(([key, content]) => [key, textOf(content)]))
  return { version, cells, versions, loaded: one.caseId === undefined }
}
