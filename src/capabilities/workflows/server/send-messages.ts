import { sql } from 'kysely'
import { Counter, Gauge } from 'prom-client'
import { listMailOf } from '#capabilities/people/server/service.ts'
import type { Delivery } from '#kit/server/delivery.ts'
import type { House } from '#kit/server/house.ts'
import { createMailer, type Mailer } from '#kit/server/mail.ts'
import { secretFile } from '#kit/server/secret-file.ts'
import { callWebhook } from '#kit/server/webhook.ts'
import { claimMessages, type MessageMove, type MessageRow, moveMessage } from './message-store.ts'
import { mailOf, webhookBody } from './message-words.ts'
import { notify } from './notices.ts'

type SendHouse = Pick<House, 'record' | 'settings' | 'programme' | 'clock' | 'log' | 'metrics'>

/** What a round did. */
export type Round = { sent: number; later: number; ended: number }

const atOnce = 40
/** A message that was taken and not marked is taken again after this: whoever took it has died. */
const leaseMinutes = 5
const pausesInMinutes = [1, 5, 15, 60, 180, 360]

/**
 * Sends what waits in the outbox and whose time has come. A message is handed over first and marked after, so a death in between sends it
 * again, under the same Message-ID or Idempotency-Key: at least once, never lost. Safe to run in several processes.
 */
export async function sendMessages(house: SendHouse, signal?: AbortSignal): Promise<Round> {
  const round: Round = { sent: 0, later: 0, ended: 0 }
  const mailer = house.settings.mail === undefined ? undefined : createMailer(house.settings.mail)
  try {
    for (;;) {
      const now = house.clock.now()
      const until = minutesAfter(now, leaseMinutes)
      const taken = await house.record.asSystem((tx) => claimMessages(tx, { now, until, limit: atOnce }))
      const ways = new Map<string, MessageRow[]>()
      for (const message of taken) {
        const way = message.channel === 'mail' ? 'mail' : `webhook ${message.recipient}`
        ways.set(way, [...(ways.get(way) ?? []), message])
      }
      await Promise.all([...ways.values()].map((messages) => sendOneWay({ house, mailer, signal, round }, messages)))
      if (taken.length < atOnce || signal?.aborted === true) break
    }
    await measure(house)
    return round
  } finally {
    mailer?.close()
  }
}

type Accounts = Awaited<ReturnType<typeof listMailOf>>

type Sending = {
  readonly house: SendHouse
  readonly mailer: Mailer | undefined
  readonly signal: AbortSignal | undefined
  readonly round: Round
}

/** Messages that go the same way, one after another. When nobody answers there, the rest wait without being tried. */
async function sendOneWay(sending: Sending, messages: readonly MessageRow[]): Promise<void> {
  let down: Delivery | undefined
  const mails = messages.filter(({ channel }) => channel === 'mail')
  const accounts = await listMailOf(
    sending.house.record.owner,
    mails.map(({ recipient }) => recipient),
  )
  for (const message of messages) {
    if (sending.signal?.aborted === true) {
      await move(sending.house, message, { next_try_at: sending.house.clock.now(), tries: message.tries - 1 })
      continue
    }
    const delivery = down ?? (await handOver(sending, message, accounts))
    if (delivery !== 'no_address' && delivery.outcome === 'later' && delivery.down === true) down = delivery
    await settle(sending, message, delivery)
  }
}

async function handOver(
  { house, mailer }: Sending,
  message: MessageRow,
  accounts: Accounts,
): Promise<Delivery | 'no_address'> {
  const { settings, clock } = house
  if (message.channel === 'webhook') {
    const target = settings.webhooks.find(({ name }) => name === message.recipient)
    if (target === undefined) return { outcome: 'refused', error: 'no webhook of this name' }
    const secret = await secretFile(settings.dataDir, `webhook-${target.name}.key`)
    const body = webhookBody(message, settings.publicUrl)
    const agent = `Jidi/${settings.version}`
    return callWebhook({ url: target.url, secret, body, key: message.id, at: clock.now(), agent })
  }
  if (mailer === undefined) return { outcome: 'later', error: 'this installation sends no mail', down: true }
  const account = accounts.get(message.recipient)
  if (account?.mail === undefined || account.closed) return 'no_address'
  const { language } = account
  const { subject, text } = mailOf(message, { language, publicUrl: settings.publicUrl })
  return mailer.send({ to: account.mail, subject, text, messageId: message.message_id, date: message.written_at })
}

async function settle(
  { house, round }: Sending,
  message: MessageRow,
  delivery: Delivery | 'no_address',
): Promise<void> {
  const now = house.clock.now()
  const { total } = metersOf(house)
  const outcome = delivery === 'no_address' ? delivery : delivery.outcome
  total.inc({ channel: message.channel, outcome })
  if (delivery === 'no_address' || delivery.outcome === 'sent') {
    if (outcome === 'sent') round.sent += 1
    else round.ended += 1
    return move(house, message, { state: outcome === 'sent' ? 'sent' : 'no_address', ended_at: now, last_error: null })
  }
  const { error } = delivery
  house.log.warn(
    { message: message.id, channel: message.channel, kind: message.kind, tries: message.tries, error },
    'a message did not arrive',
  )
  const minutes = pausesInMinutes[message.tries - 1] ?? (pausesInMinutes.at(-1) as number)
  const pause = Math.max(minutes * 60, delivery.retryAfterSeconds ?? 0)
  const next = new Date(now.getTime() + pause * 1000)
  const last = minutesAfter(message.written_at, house.settings.messageDays * 24 * 60)
  if (delivery.outcome === 'later' && next <= last) {
    round.later += 1
    return move(house, message, { next_try_at: next, last_error: error })
  }
  round.ended += 1
  const state = delivery.outcome === 'refused' ? 'refused' : 'given_up'
  await move(house, message, { state, ended_at: now, last_error: error })
  await tellOperator(house, message)
}

async function move(house: SendHouse, message: MessageRow, change: MessageMove): Promise<void> {
  await house.record.asSystem((tx) => moveMessage(tx, message.id, change))
}

/** Once a day and way: whoever keeps the outbox looks at it then. */
async function tellOperator(house: SendHouse, { channel, recipient }: MessageRow): Promise<void> {
  const { timeZone, rootPlace } = house.programme()
  const way = channel === 'mail' ? 'mail' : recipient
  const named = channel === 'mail' ? { zh: '邮件', en: 'mail' } : { zh: `外部接口“${way}”`, en: `webhook “${way}”` }
  await house.record.asSystem((tx) =>
    notify(house, tx, [
      {
        key: `messages ${channel} ${way} ${house.clock.today(timeZone)}`,
        kind: 'undelivered',
        text: {
          zh: `${named.zh}有消息未能送达，请查看消息发送记录`,
          en: `Messages by ${named.en} could not be delivered: see the outbox`,
        },
        subject: { kind: 'messages', id: 'outbox' },
        permissions: ['workflows.messages'],
        places: [rootPlace],
      },
    ]),
  )
}

type Meters = { readonly waiting: Gauge<'channel'>; readonly total: Counter<'channel' | 'outcome'> }

/** Depth of the outbox, and what became of each try. */
export function metersOf({ metrics: { registry } }: Pick<House, 'metrics'>): Meters {
  const known = registry.getSingleMetric('jidi_messages_waiting') as Meters['waiting'] | undefined
  if (known !== undefined)
    return { waiting: known, total: registry.getSingleMetric('jidi_messages_total') as Meters['total'] }
  const registers = [registry]
  return {
    waiting: new Gauge({
      name: 'jidi_messages_waiting',
      help: 'Messages in the outbox that wait to be sent',
      labelNames: ['channel'],
      registers,
    }),
    total: new Counter({
      name: 'jidi_messages_total',
      help: 'Tries to send a message, by what became of them',
      labelNames: ['channel', 'outcome'],
      registers,
    }),
  }
}

async function measure(house: SendHouse): Promise<void> {
  const { rows } = await sql<{ channel: string; n: number }>`
    select c.channel, (select count(*)::integer from workflow_message m where m.state = 'waiting' and m.channel = c.channel) as n
    from (values ('mail'), ('webhook')) as c (channel)`.execute(house.record.owner)
  const { waiting } = metersOf(house)
  for (const { channel, n } of rows) waiting.set({ channel }, n)
}

const keptDays = 366

/** Removes messages that ended long ago, and the traces of rounds: one each minute is more than anybody wants to read. */
export async function forgetMessages({ record, clock }: Pick<House, 'record' | 'clock'>): Promise<number> {
  const before = minutesAfter(clock.now(), -keptDays * 24 * 60)
  const { rows } = await sql<{ id: string }>`
    delete from workflow_message where ended_at < ${before} returning id`.execute(record.owner)
  await sql`delete from kit_job where name = 'workflows.messages' and state = 'done'
    and finished_at < clock_timestamp() - interval '2 days'`.execute(record.owner)
  return rows.length
}

function minutesAfter(instant: Date, minutes: number): Date {
  return new Date(instant.getTime() + minutes * 60_000)
}
