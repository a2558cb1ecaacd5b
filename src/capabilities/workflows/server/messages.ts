import { randomUUID } from 'node:crypto'
import type { PlainDate } from '#base/plain-date.ts'
import type { Text } from '#base/text.ts'
import { listMailOf, membersOf, peopleWhoMay, withSubstitutes } from '#capabilities/people/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { Settings } from '#kit/server/settings.ts'
import type { MessageKind } from '../contract-messages.ts'
import { insertMessages, listUnwilling, type MessageTo, type SharedMessage } from './message-store.ts'
import { notify } from './notices.ts'

/** The house as far as messages need it; without settings nothing leaves it. */
export type MessageHouse = Pick<House, 'programme' | 'clock'> & Partial<Pick<House, 'settings'>>

/** Whoever fits any of it. */
export type Receivers = {
  /** Whoever holds one of them in reach of `places` and `organisations`; without both it reaches nobody. */
  readonly permissions?: readonly string[]
  /** The place and all that contain it. */
  readonly places?: readonly string[]
  readonly organisations?: readonly string[]
  /** Only people of `organisations`, not those who reach them by place or everywhere. */
  readonly toOrganisation?: boolean
  /** Everybody of these organisations who may see cases. */
  readonly members?: readonly string[]
  readonly persons?: readonly string[]
}

/** What is to be said of a case, to whom and how. */
export type Announcement = {
  /** What it is about; the same is never said twice. */
  readonly key: string
  readonly kind: MessageKind
  /** One sentence: the notice, and the subject of the mail. */
  readonly text: Text
  readonly case: string
  readonly workflow: string
  readonly act?: string
  readonly state?: string
  /** Decides the page that opens. */
  readonly subject: { readonly kind: string; readonly id: string }
  readonly due?: PlainDate
  readonly by: readonly ('app' | 'mail' | 'webhook')[]
  readonly to: Receivers
  /** Whoever did what is told of need not be told. */
  readonly except?: string
}

/**
 * Says something in the transaction in which it happened: a notice in the app at once, mail and webhooks through the outbox. Where this
 * installation sends no mail, what would have gone by mail is said in the app. Answers how many messages were written.
 */
export async function announce(
  house: MessageHouse,
  tx: Transaction,
  announcements: readonly Announcement[],
): Promise<number> {
  let written = 0
  for (const one of announcements) {
    const mail = one.by.includes('mail') && house.settings?.mail !== undefined
    const told = await peopleTold(house, tx, one)
    if (one.by.includes('app') || (one.by.includes('mail') && !mail)) await notifyOf(house, tx, one, told)
    if (mail) written += await insertMessages(tx, sharedOf(house, one, 'mail'), await mailsOf(house, tx, one, told))
    if (one.by.includes('webhook'))
      written += await insertMessages(tx, sharedOf(house, one, 'webhook'), webhooksOf(house))
  }
  return written
}

type Told = { readonly inReach: () => Promise<string[]>; readonly named: readonly string[] }

async function peopleTold(house: MessageHouse, tx: Transaction, { to, except }: Announcement): Promise<Told> {
  const members = await membersOf(house, tx, to.members ?? [])
  const named = [...new Set([...members, ...(to.persons ?? [])])].filter((person) => person !== except)
  const reach = reachOf(house, to)
  return {
    named,
    inReach: async () =>
      reach === undefined ? [] : (await peopleWhoMay(house, tx, reach)).filter((person) => person !== except),
  }
}

/** A case that belongs nowhere in particular belongs to the whole programme. */
function reachOf(house: MessageHouse, to: Receivers) {
  if ((to.permissions ?? []).length === 0 || (to.places === undefined && to.organisations === undefined))
    return undefined
  const { permissions = [], places = [], organisations = [], toOrganisation = false } = to
  return {
    permissions,
    organisations,
    toOrganisation,
    places: places.length === 0 ? [house.programme().rootPlace] : places,
  }
}

async function notifyOf(house: MessageHouse, tx: Transaction, one: Announcement, { named }: Told): Promise<void> {
  const reach = reachOf(house, one.to)
  if (reach === undefined && named.length === 0) return
  await notify(house, tx, [
    {
      key: one.key,
      kind: one.kind,
      text: one.text,
      subject: one.subject,
      permissions: [],
      ...reach,
      persons: named,
      ...(one.due === undefined ? {} : { due: one.due }),
    },
  ])
}

async function mailsOf(house: MessageHouse, tx: Transaction, one: Announcement, told: Told): Promise<MessageTo[]> {
  const people = await withSubstitutes(house, tx, [...told.named, ...(await told.inReach())])
  const ids = people.map(({ person }) => person)
  const unwilling = await listUnwilling(tx, ids, one.kind)
  const accounts = await listMailOf(tx, ids)
  return people.flatMap(({ person, standsInFor }): MessageTo[] => {
    const account = accounts.get(person)
    if (account === undefined || account.closed || unwilling.has(person) || person === one.except) return []
    const state = account.mail === undefined ? 'no_address' : 'waiting'
    return [{ ...messageTo(house, person), stands_in_for: standsInFor ?? null, state }]
  })
}

function webhooksOf(house: MessageHouse): MessageTo[] {
  return (house.settings?.webhooks ?? []).map(({ name }) => messageTo(house, name))
}

function messageTo(house: MessageHouse, recipient: string): MessageTo {
  const id = randomUUID()
  return { id, recipient, stands_in_for: null, message_id: `<${id}@${hostOf(house.settings)}>`, state: 'waiting' }
}

function sharedOf(house: MessageHouse, one: Announcement, channel: SharedMessage['channel']): SharedMessage {
  return {
    key: one.key,
    channel,
    kind: one.kind,
    text: one.text,
    case_id: one.case,
    workflow: one.workflow,
    act: one.act ?? null,
    case_state: one.state ?? null,
    subject_kind: one.subject.kind,
    subject: one.subject.id,
    due: one.due ?? null,
    written_at: house.clock.now(),
  }
}

function hostOf(settings: Settings | undefined): string {
  return settings?.publicUrl === undefined ? 'jidi.invalid' : new URL(settings.publicUrl).hostname
}
