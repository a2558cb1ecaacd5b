import type { Actor } from '#base/decision.ts'
import { type Transaction } from '#kit/server/db.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { House } from '#kit/server/house.ts'
import type { Moved } from '../contract/words.ts'
import { workflowOf } from './engine.ts'
import { escalate, type IssuedNow } from './issue-slip.ts'
import {
  act,
  actTo,
  deadlineOf,
  fieldsFor,
  filesFor,
  type Moved as MovedCase,
  viewOf,
} from '#capabilities/workflows/server/service.ts'
import { slipStates } from './slips.ts'
import { getRow, tables } from './store.ts'

/** The act that answers a slip. */
export const replyingAct = 'reply'

type Versioned = { readonly id: string; readonly expectedVersion: number; readonly actor: Actor }

/** Replies to a slip. @throws Problem as the engine does */
export async function replyToSlip(
  house: House,
  tx: Transaction,
  { text, files, ...asked }: Versioned & { readonly text: string; readonly files: readonly string[] },
): Promise<Moved> {
  const row = await getRow(tx, 'supervision_slip', asked.id)
  const workflow = workflowOf(house.programme(), 'slip')
  const moved = await act(house, tx, {
    caseId: row.case_id,
    act: replyingAct,
    actor: asked.actor,
    expectedVersion: asked.expectedVersion,
    fields: fieldsFor(workflow, replyingAct, { words: text, reply: text }),
    files: filesFor(workflow, replyingAct, files),
    reason: text,
  })
  return { state: moved.state, version: moved.version }
}

/** Met, or not met: then the next level is issued. @throws Problem as the engine does */
export async function decideSlip(
  house: House,
  tx: Transaction,
  { met, reason, ...asked }: Versioned & { readonly met: boolean; readonly reason: string },
): Promise<Moved & { next: IssuedNow | null }> {
  const row = await getRow(tx, 'supervision_slip', asked.id)
  const workflow = workflowOf(house.programme(), 'slip')
  const name = actTo(workflow, row.state, met ? slipStates.settled : slipStates.unmet)
  return actOnSlip(house, tx, { ...asked, act: name, reason })
}

/** Withdraws a slip; it stays on record. @throws Problem as the engine does */
export async function withdrawSlip(
  house: House,
  tx: Transaction,
  { reason, ...asked }: Versioned & { readonly reason: string },
): Promise<Moved> {
  const row = await getRow(tx, 'supervision_slip', asked.id)
  const workflow = workflowOf(house.programme(), 'slip')
  const name = actTo(workflow, row.state, slipStates.withdrawn)
  const { state, version } = await actOnSlip(house, tx, { ...asked, act: name, reason })
  return { state, version }
}

export type SlipActing = Versioned & {
  readonly act: string
  readonly reason?: string | undefined
  readonly fields?: Readonly<Record<string, string>> | undefined
  readonly files?: Readonly<Record<string, readonly string[]>> | undefined
  readonly unit?: string | undefined
}

/** The next step of a slip; one that was judged as not met leads to the next level. @throws Problem as the engine does */
export async function actOnSlip(
  house: House,
  tx: Transaction,
  asked: SlipActing,
): Promise<Moved & { next: IssuedNow | null }> {
  const row = await getRow(tx, 'supervision_slip', asked.id)
  await act(house, tx, { ...asked, caseId: row.case_id })
  const now = await getRow(tx, 'supervision_slip', asked.id)
  const next = await tables(tx)
    .selectFrom('supervision_slip')
    .select(['id', 'number'])
    .where('escalated_from', '=', row.id)
    .executeTakeFirst()
  return { state: now.state, version: now.revision, next: row.state === now.state ? null : (next ?? null) }
}

/** Keeps the row of a slip in step with its case: reply, decision, withdrawal; what was not met is escalated at once. */
export async function followSlip(house: House, tx: Transaction, moved: MovedCase): Promise<void> {
  const { after, before, act: name, at, actor, reason, fields = {} } = moved
  const id = after.subject.id
  const known = await tables(tx).selectFrom('supervision_slip').selectAll().where('id', '=', id).executeTakeFirst()
  if (known === undefined) return
  const workflow = workflowOf(house.programme(), 'slip')
  const { due } = deadlineOf(house.programme(), await viewOf(house, tx, after.id))
  const entered = before?.state !== after.state
  const isMet = after.state === slipStates.settled
  const isDecided = entered && (isMet || after.state === slipStates.unmet)
  await tables(tx)
    .updateTable('supervision_slip')
    .set({
      state: after.state,
      revision: after.version,
      is_final: workflow.states.some((state) => state.id === after.state && state.final === true),
      ...(due === null ? {} : { deadline: due }),
      ...(name === replyingAct
        ? {
            replied_at: at,
            replied_by: actor.id,
            reply: fields.words ?? fields.reply ?? reason ?? '',
            reply_act: after.version,
            decided_at: null,
            decided_by: null,
            met: null,
            decision: null,
          }
        : {}),
      ...(isDecided ? { decided_at: at, decided_by: actor.id, met: isMet, decision: reason ?? '' } : {}),
      ...(entered && after.state === slipStates.withdrawn
        ? { withdrawn_at: at, withdrawn_by: actor.id, withdrawn_for: reason ?? '' }
        : {}),
    })
    .where('id', '=', id)
    .execute()
  if (!entered) return
  await recordAct(tx, {
    name: isDecided ? 'supervision.slip_decided' : 'supervision.slip_moved',
    subject: { kind: 'slip', id },
    detail: { act: name, to: after.state, task: known.task },
  })
  if (after.state === slipStates.unmet) await escalate(house, tx, await getRow(tx, 'supervision_slip', id))
}
