import type { Actor } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'
import { demandFileKind } from '#kit/server/file-kind.ts'
import { fileName } from '#kit/server/files.ts'
import type { House } from '#kit/server/house.ts'
import type { WorkflowFile } from '#pack/schema/workflow.ts'
import { isMine } from '../rules/offers.ts'
import { caseOf } from './cases.ts'
import { countPending, insertFile, lockContents } from './file-store.ts'
import { caseContents, type CaseFile, letGo, toCaseFile } from './files.ts'

const mostPending = 50
const longestName = 200
const mebibyte = 2 ** 20

export type FileToSend = {
  readonly caseId: string
  /** For which act; without it any act now possible that asks for such a file. */
  readonly act?: string | undefined
  /** Which file of the act. */
  readonly ask: string
  readonly name: string
  readonly content: AsyncIterable<Uint8Array>
  readonly actor: Actor
}

/**
 * Takes a file in for an act that the actor may perform now or, but for its conditions, could. It waits until the act names it. Problems:
 * `not_found`, `wrong_state`, `forbidden`, `too_many`, `too_large`, `unsupported_file`, `invalid_input`.
 */
export async function takeFile(house: House, file: FileToSend): Promise<CaseFile> {
  const { record, settings, clock } = house
  const name = demandName(file.name)
  const { act, ask } = await record.withActor(file.actor, (tx) => askedFile(house, tx, file))
  const contents = caseContents(house)
  const limit = Math.min(settings.uploadBytes, (ask.max_mb ?? Number.POSITIVE_INFINITY) * mebibyte)
  const { hash, bytes } = await contents.put(file.content, limit)
  try {
    if (bytes === 0) throw wrong('file.empty', 'body')
    const mediaType = await demandFileKind({ path: contents.pathOf(hash), name }, ask.types)
    return await record.withActor(file.actor, async (tx) => {
      await lockContents(tx, 'shared')
      if (!(await contents.has(hash))) throw new Problem('unavailable')
      const at = clock.now()
      return toCaseFile(
        await insertFile(tx, { caseId: file.caseId, act, ask: ask.id, name, mediaType, bytes, hash, at }),
      )
    })
  } catch (error) {
    await record.asSystem((tx) => letGo(house, tx, [hash]))
    throw error
  }
}

async function askedFile(
  house: House,
  tx: Transaction,
  { caseId, act, ask, actor }: FileToSend,
): Promise<{ act: string; ask: WorkflowFile }> {
  const { offered, case: one } = await caseOf(house, tx, { id: caseId, actor })
  const asking = offered.filter((offer) => (act === undefined || offer.act.id === act) && asksFor(offer.act.files, ask))
  const [first] = asking
  if (first === undefined)
    throw new Problem('wrong_state', { details: { act, ask, state: one.state, reason: 'workflows.file_not_asked' } })
  const mine = asking.find(isMine)
  if (mine === undefined) {
    const { decision } = first
    throw new Problem('forbidden', {
      details: decision.allowed ? {} : { ...decision.details, reason: decision.reason },
    })
  }
  if ((await countPending(tx, caseId, actor.id)) >= mostPending)
    throw new Problem('too_many', { details: { limit: mostPending, reason: 'workflows.files_waiting' } })
  return { act: mine.act.id, ask: asksFor(mine.act.files, ask) as WorkflowFile }
}

function asksFor(files: readonly WorkflowFile[] | undefined, ask: string): WorkflowFile | undefined {
  return files?.find(({ id }) => id === ask)
}

/** A name as people gave it, without folders and control characters; never cut, for its ending says what it is. */
function demandName(given: string): string {
  if (given.trim() === '') throw wrong('file.name_missing', 'header.x-file-name')
  if (given.includes('\ufffd')) throw wrong('file.name_unreadable', 'header.x-file-name')
  const last = given.split(/[/\\]/).at(-1) ?? ''
  if (last.length > longestName)
    throw new Problem('invalid_input', {
      issues: [{ text: 'file.name_too_long', where: 'header.x-file-name', expected: String(longestName) }],
    })
  return fileName(given)
}

function wrong(text: string, where: string): Problem {
  return new Problem('invalid_input', { issues: [{ text, where }] })
}
