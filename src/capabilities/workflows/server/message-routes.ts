import type { Actor } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { listMailOf, namesOfPeople } from '#capabilities/people/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { implementContract } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { type Message, messageKinds, messagesContract, messageStates } from '../contract-messages.ts'
import { dropPendingFile, filesShown } from './files.ts'
import {
  countMessages,
  listKindsOff,
  listMessages,
  type MessageQuery,
  type MessageRow,
  replaceKindsOff,
  reviveMessage,
} from './message-store.ts'

/** Procedures of messages, of the mail that people want, and of files. */
export function messagesRoutes(house: House) {
  const gate = implementContract(messagesContract)
  const { record, clock } = house
  return gate.router({
    list: gate.list.handler(({ input, context: { actor } }) =>
      record.withActor(actor, (tx) => outboxView(house, tx, input)),
    ),
    retry: gate.retry.handler(({ input: { id }, context: { actor } }) =>
      record.withActor(actor, async (tx) => {
        const row = await reviveMessage(tx, id, clock.now())
        if (row === undefined) throw new Problem('not_found', { details: { kind: 'message', id } })
        if (row.state !== 'waiting')
          throw new Problem('wrong_state', { details: { kind: 'message', id, reason: 'workflows.message_sent' } })
        await recordAct(tx, { name: 'workflows.message_retried', subject: { kind: 'message', id } })
        return (await toMessages(tx, [row]))[0] as Message
      }),
    ),
    choices: gate.choices.handler(({ context: { actor } }) =>
      record.withActor(actor, (tx) => choicesOf(house, tx, actor)),
    ),
    choose: gate.choose.handler(({ input: { off }, context: { actor } }) =>
      record.withActor(actor, async (tx) => {
        await replaceKindsOff(tx, { person: actor.id, kinds: [...new Set(off)], at: clock.now() })
        return choicesOf(house, tx, actor)
      }),
    ),
    files: gate.files.handler(({ input: { id }, context: { actor } }) =>
      record.withActor(actor, async (tx) => ({ files: await filesShown(tx, id) })),
    ),
    fileRemove: gate.fileRemove.handler(async ({ input: { id, file }, context: { actor } }) => {
      await dropPendingFile(house, { caseId: id, file, actor })
      return record.withActor(actor, async (tx) => ({ files: await filesShown(tx, id) }))
    }),
  })
}

async function outboxView(house: House, tx: Transaction, query: MessageQuery) {
  const states = Object.fromEntries(messageStates.map((state) => [state, 0]))
  for (const { state, n } of await countMessages(tx)) states[state] = (states[state] ?? 0) + n
  const { total, rows } = await listMessages(tx, query)
  return {
    mailOn: house.settings.mail !== undefined,
    webhooks: house.settings.webhooks.map(({ name }) => name),
    states: states as Record<(typeof messageStates)[number], number>,
    total,
    items: await toMessages(tx, rows),
  }
}

async function toMessages(tx: Transaction, rows: readonly MessageRow[]): Promise<Message[]> {
  const people = rows.filter(({ channel }) => channel === 'mail').map(({ recipient }) => recipient)
  const names = await namesOfPeople(tx, people)
  return rows.map((row) => ({
    id: row.id,
    channel: row.channel,
    recipient: row.recipient,
    recipientName: names.get(row.recipient) ?? row.recipient,
    kind: row.kind,
    text: row.text,
    ...(row.case_id === null ? {} : { case: row.case_id }),
    state: row.state,
    tries: row.tries,
    ...(row.state === 'waiting' ? { nextTryAt: row.next_try_at.toISOString() } : {}),
    writtenAt: row.written_at.toISOString(),
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at.toISOString() }),
    ...(row.last_error === null ? {} : { lastError: row.last_error }),
  }))
}

async function choicesOf(house: House, tx: Transaction, actor: Actor) {
  const off = await listKindsOff(tx, actor.id)
  const isPerson = /^[0-9a-f-]{36}$/.test(actor.id)
  const account = isPerson ? (await listMailOf(tx, [actor.id])).get(actor.id) : undefined
  return {
    mailOn: house.settings.mail !== undefined,
    address: account?.mail !== undefined,
    kinds: messageKinds.map((kind) => ({ kind, wanted: !off.has(kind) })),
  }
}
