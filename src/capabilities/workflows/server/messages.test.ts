import { createHmac, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Actor, anonymous, system } from '#base/decision.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import { peopleContract } from '#capabilities/people/contract.ts'
import { peopleRoutes } from '#capabilities/people/server/routes.ts'
import { createPerson } from '#capabilities/people/server/service.ts'
import { countyProgramme } from '#capabilities/people/server/testing.ts'
import { openTestApp, openTestHouse, testActor, type TestApp, type TestHouse } from '#kit/server/testing.ts'
import { workflowsContract } from '../contract.ts'
import type { Message, MessageState } from '../contract-messages.ts'
import { type Case, openCase } from './cases.ts'
import { listMessages, type MessageRow } from './message-store.ts'
import { type Announcement, announce } from './messages.ts'
import { workflowsRoutes } from './routes.ts'
import { forgetMessages, sendMessages } from './send-messages.ts'
import { type CallReceiver, type MailReceiver, openCallReceiver, openMailReceiver } from './testing-receivers.ts'
import { withErrand } from './testing-errand.ts'

let house: TestHouse
let ask: TestApp['ask']
let post: MailReceiver
let hook: CallReceiver
let one: Case

const start = new Date('2026-03-02T02:00:00Z')
const manager = testActor(['people.see', 'people.manage', 'workflows.see', 'workflows.messages'], { id: 'manager' })
const rooms = [
  { name: 'people', contract: peopleContract, routes: peopleRoutes },
  { name: 'workflows', contract: workflowsContract, routes: workflowsRoutes },
]

beforeAll(async () => {
  post = await openMailReceiver()
  hook = await openCallReceiver()
})
afterAll(async () => {
  await post.close()
  await hook.close()
})
beforeEach(async () => {
  house = await openTestHouse({
    programme: withErrand(countyProgramme),
    env: {
      SMTP_URL: `smtp://127.0.0.1:${post.port}`,
      MAIL_FROM: 'Jidi <jidi@example.org>',
      PUBLIC_URL: 'https://jidi.example.org',
      WEBHOOKS: `board=${hook.url}`,
      MESSAGE_DAYS: '2',
    },
  })
  ask = openTestApp(house, rooms).ask
  one = await house.record.asSystem((tx) =>
    openCase(house, tx, {
      workflow: 'errand',
      subject: { kind: 'errand', id: randomUUID() },
      title: { zh: '跑腿', en: 'Errand' },
      place: 'east',
      actor: system,
    }),
  )
})
afterEach(async () => {
  post.mails.length = 0
  post.refuse = undefined
  hook.calls.length = 0
  hook.answer = { status: 204 }
  await house.close()
})

let entered = 0

/** Somebody with a role and, unless told otherwise, an address of mail. */
async function enter(
  role: string,
  more: { place?: string; organisation?: string; language?: 'zh' | 'en'; mail?: string | null } = {},
): Promise<{ id: string; mail: string; actor: Actor }> {
  entered += 1
  const { place, organisation = 'bureau', language = 'zh', mail = `p${entered}@example.org` } = more
  const membership = { role, organisation, ...(place === undefined ? {} : { place }) }
  const person = { login: `person-${entered}`, name: `Person ${entered}`, language, membership, demo: true }
  const { id } = await house.record.withActor(manager, (tx) => createPerson(house, tx, { ...person, actor: manager }))
  const actor = testActor(['workflows.see'], { id })
  if (mail !== null) await ask(actor, '/api/account/mail', { method: 'PUT', body: { mail } })
  return { id, mail: mail ?? '', actor }
}

const say = (more: Partial<Announcement> = {}): Announcement => ({
  key: `act ${randomUUID()}`,
  kind: 'moved',
  text: { zh: '跑腿：已办结', en: 'Errand: done' },
  case: one.id,
  workflow: 'errand',
  subject: one.subject,
  by: ['mail'],
  to: {},
  ...more,
})
const tell = (more: Partial<Announcement>, actor: Actor = system) =>
  house.record.withActor(actor, (tx) => announce(house, tx, [say(more)]))
const outbox = async (): Promise<MessageRow[]> =>
  (await house.record.asSystem((tx) => listMessages(tx, { offset: 0, limit: 200 }))).rows
const states = async (): Promise<MessageState[]> => (await outbox()).map(({ state }) => state)
const minutes = (n: number) => house.clock.advance(n * 60_000)
const noticed = async (actor: Actor) => {
  const { items } = (await (await ask(actor, '/api/notices')).json()) as { items: { kind: string; text: object }[] }
  return items.map(({ kind }) => kind)
}

describe('what is sent', () => {
  it('a mail says what it is about, until when and where to go, in the language of its reader, and names nobody', async () => {
    const [li, smith] = [await enter('analyst'), await enter('analyst', { language: 'en' })]
    await tell({ to: { persons: [li.id, smith.id] }, due: parsePlainDate('2026-03-10') })
    expect(await sendMessages(house)).toEqual({ sent: 2, later: 0, ended: 0 })
    const [row] = await outbox()
    const chinese = post.mails.find(({ to }) => to === li.mail)
    const english = post.mails.find(({ to }) => to === smith.mail)
    expect(chinese?.headers.subject).toBe('跑腿：已办结')
    expect(chinese?.text).toContain('期限：2026-03-10')
    expect(chinese?.text).toContain(`办理：https://jidi.example.org/cases/${one.id}`)
    expect(english?.headers.subject).toBe('Errand: done')
    expect(english?.text).toContain('Due: 2026-03-10')
    expect(english?.headers).toMatchObject({ 'auto-submitted': 'auto-generated', from: 'Jidi <jidi@example.org>' })
    expect(JSON.stringify(post.mails)).not.toContain('Person')
    expect(row?.message_id).toMatch(/^<[0-9a-f-]{36}@jidi\.example\.org>$/)
    expect(post.mails.map(({ headers }) => headers['message-id']).sort()).toEqual(
      (await outbox()).map((message) => message.message_id).sort(),
    )
  })

  it('a webhook is told ids and the sentence, signed with the secret of its file', async () => {
    await tell({ by: ['webhook'], act: 'finish', state: 'done', due: parsePlainDate('2026-03-10') })
    expect(await sendMessages(house)).toMatchObject({ sent: 1 })
    const [call] = hook.calls
    const [row] = await outbox()
    const { link, at, ...body } = JSON.parse(call?.body ?? '') as Record<string, unknown>
    expect(body).toEqual({
      id: row?.id,
      kind: 'moved',
      text: { zh: '跑腿：已办结', en: 'Errand: done' },
      case: one.id,
      workflow: 'errand',
      act: 'finish',
      state: 'done',
      subject: one.subject,
      due: '2026-03-10',
    })
    expect([link, at]).toEqual([`https://jidi.example.org/cases/${one.id}`, start.toISOString()])
    expect(call?.headers['idempotency-key']).toBe(row?.id)
    const secret = await readFile(path.join(house.settings.dataDir, 'keys', 'webhook-board.key'), 'utf8')
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(call?.headers['jidi-signature'])) ?? []
    expect(createHmac('sha256', secret).update(`${t}.${call?.body}`).digest('hex')).toBe(v1)
  })

  it('what was rolled back was never said; what was said is not said twice', async () => {
    const li = await enter('analyst')
    const said = say({ by: ['app', 'mail', 'webhook'], to: { persons: [li.id] } })
    const failing = house.record.withActor(li.actor, async (tx) => {
      await announce(house, tx, [said])
      throw new Error('the act failed')
    })
    await expect(failing).rejects.toThrow('the act failed')
    expect([await outbox(), await noticed(li.actor)]).toEqual([[], []])
    for (const times of [2, 0])
      expect(await house.record.withActor(li.actor, (tx) => announce(house, tx, [said]))).toBe(times)
    expect(await sendMessages(house)).toMatchObject({ sent: 2 })
    expect(await sendMessages(house)).toEqual({ sent: 0, later: 0, ended: 0 })
    expect(await noticed(li.actor)).toEqual(['moved'])
  })

  it('on the desk stands how else one was told, to nobody else', async () => {
    const [li, wang] = [await enter('analyst'), await enter('analyst', { mail: null })]
    await tell({ by: ['app', 'mail'], to: { persons: [li.id, wang.id] } })
    await sendMessages(house)
    const sentTo = async ({ actor }: { actor: Actor }) => {
      const { items } = (await (await ask(actor, '/api/notices')).json()) as { items: { sent: object[] }[] }
      return items.map(({ sent }) => sent)
    }
    expect(await sentTo(li)).toEqual([[{ channel: 'mail', state: 'sent' }]])
    expect(await sentTo(wang)).toEqual([[{ channel: 'mail', state: 'no_address' }]])
  })
})

describe('who is told', () => {
  const told = async () => {
    await sendMessages(house)
    return post.mails.map(({ to }) => to).sort()
  }
  const at = { places: ['east', 'county'] }

  it('whoever holds the permission in reach today, but not who did it', async () => {
    const everywhere = await enter('analyst')
    const east = await enter('town_clerk', { place: 'east' })
    const itsOffice = await enter('town_clerk', { organisation: 'east-town' })
    await enter('town_clerk', { place: 'west' })
    await enter('leader')
    const actor = await enter('analyst')
    const closed = await enter('analyst')
    await ask(manager, `/api/people/${closed.id}`, { method: 'PATCH', body: { disabled: true } })
    await tell({ to: { permissions: ['returns.approve'], ...at }, except: actor.id }, actor.actor)
    expect(await told()).toEqual([everywhere.mail, east.mail, itsOffice.mail].sort())
  })

  it('people of a unit who may see cases, single people, and each of them once', async () => {
    const clerk = await enter('town_clerk', { organisation: 'east-town' })
    await enter('town_manager', { organisation: 'east-town' })
    await enter('analyst')
    await tell({ to: { members: ['east-town'], persons: [clerk.id] } })
    expect(await told()).toEqual([clerk.mail])
    expect(await noticed(clerk.actor)).toEqual([])
  })

  it('an enterprise is told of what is its own, and no other', async () => {
    const [own, other] = [`enterprise:${randomUUID()}`, `enterprise:${randomUUID()}`]
    const mine = await enter('enterprise_clerk', { organisation: own })
    await enter('enterprise_clerk', { organisation: other })
    await tell({ to: { permissions: ['returns.submit'], places: [], organisations: [own], toOrganisation: true } })
    expect(await told()).toEqual([mine.mail])
  })

  it('the substitute of who is absent, who reads that it is as a substitute', async () => {
    const [absent, substitute] = [await enter('analyst'), await enter('leader')]
    await ask(manager, '/api/substitutions', {
      body: { person: absent.id, substitute: substitute.id, from: '2026-03-02', to: '2026-03-03', reason: 'leave' },
    })
    await tell({ to: { persons: [absent.id] } })
    expect(await told()).toEqual([absent.mail, substitute.mail].sort())
    expect(post.mails.find(({ to }) => to === substitute.mail)?.text).toContain('代理人')
    expect(post.mails.find(({ to }) => to === absent.mail)?.text).not.toContain('代理人')
  })

  it('not who does not want this kind; who has no address is shown as such', async () => {
    const [unwilling, silent] = [await enter('analyst'), await enter('analyst', { mail: null })]
    const chosen = await ask(unwilling.actor, '/api/account/mail-kinds', { method: 'PUT', body: { off: ['moved'] } })
    expect(await chosen.json()).toMatchObject({
      mailOn: true,
      address: true,
      kinds: [{ kind: 'moved', wanted: false }, {}, {}, {}, {}],
    })
    await tell({ to: { persons: [unwilling.id, silent.id] } })
    expect(await told()).toEqual([])
    expect(await outbox()).toMatchObject([{ recipient: silent.id, state: 'no_address', tries: 0 }])
    await tell({ kind: 'late', to: { persons: [unwilling.id] } })
    expect(await told()).toEqual([unwilling.mail])
  })

  it('an address given later is used by what is tried again; one taken back meanwhile is not', async () => {
    const [silent, leaver] = [await enter('analyst', { mail: null }), await enter('analyst')]
    await tell({ to: { persons: [silent.id, leaver.id] } })
    await ask(leaver.actor, '/api/account/mail', { method: 'PUT', body: { mail: null } })
    await ask(silent.actor, '/api/account/mail', { method: 'PUT', body: { mail: 'new@example.org' } })
    const [row] = (await outbox()).filter(({ recipient }) => recipient === silent.id)
    expect((await ask(manager, `/api/messages/${row?.id}/retry`, { method: 'POST', body: {} })).status).toBe(200)
    expect(await told()).toEqual(['new@example.org'])
    expect((await outbox()).find(({ recipient }) => recipient === leaver.id)?.state).toBe('no_address')
  })
})

describe('at least once', () => {
  it('killed between sending and marking: it comes again, under the same Message-ID and the same key', async () => {
    const li = await enter('analyst')
    await tell({ by: ['mail', 'webhook'], to: { persons: [li.id] } })
    let transactions = 0
    const dying: TestHouse = {
      ...house,
      record: {
        ...house.record,
        asSystem: (work) => {
          transactions += 1
          return transactions === 1 ? house.record.asSystem(work) : new Promise(() => {})
        },
      },
    }
    void sendMessages(dying)
    await expect.poll(() => post.mails.length + hook.calls.length, { timeout: 5000 }).toBe(2)
    expect(await states()).toEqual(['waiting', 'waiting'])
    expect(await sendMessages(house)).toEqual({ sent: 0, later: 0, ended: 0 })
    minutes(5)
    expect(await sendMessages(house)).toMatchObject({ sent: 2 })
    expect(new Set(post.mails.map(({ headers }) => headers['message-id'])).size).toBe(1)
    expect(new Set(hook.calls.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
    expect([post.mails.length, hook.calls.length, await states()]).toEqual([2, 2, ['sent', 'sent']])
  })

  it('two processes at work send each message once', async () => {
    for (let n = 0; n < 12; n += 1) await tell({ by: ['webhook'] })
    const rounds = await Promise.all([sendMessages(house), sendMessages(house), sendMessages(house)])
    expect(rounds.reduce((sum, { sent }) => sum + sent, 0)).toBe(12)
    expect(hook.calls).toHaveLength(12)
  })

  it('while the mail server is down everything waits, longer each time, and then arrives in one piece', async () => {
    const [li, wang] = [await enter('analyst'), await enter('analyst')]
    await tell({ to: { persons: [li.id, wang.id] } })
    const { port } = post
    await post.close()
    expect(await sendMessages(house)).toEqual({ sent: 0, later: 2, ended: 0 })
    expect(await sendMessages(house)).toEqual({ sent: 0, later: 0, ended: 0 })
    minutes(1)
    expect(await sendMessages(house)).toEqual({ sent: 0, later: 2, ended: 0 })
    const [row] = await outbox()
    expect(row?.next_try_at).toEqual(new Date(house.clock.now().getTime() + 5 * 60_000))
    expect(row?.last_error).toMatch(/ECONNREFUSED|connect/)
    post = await openMailReceiver(port)
    minutes(5)
    expect(await sendMessages(house)).toEqual({ sent: 2, later: 0, ended: 0 })
    expect(post.mails.map(({ to }) => to).sort()).toEqual([li.mail, wang.mail].sort())
  })

  it('a house that is closing leaves what it has taken for the next start', async () => {
    await tell({ by: ['webhook'] })
    await sendMessages(house, AbortSignal.abort())
    expect(await outbox()).toMatchObject([{ state: 'waiting', tries: 0 }])
    expect(await sendMessages(house)).toMatchObject({ sent: 1 })
  })
})

describe('what receivers say', () => {
  it('mail: 4xx is for now, 5xx about a person for good, and the operator is told once a day', async () => {
    const [busy, gone] = [await enter('analyst'), await enter('analyst')]
    post.refuse = (to) =>
      to === busy.mail ? { code: 450, message: 'mailbox busy' } : { code: 550, message: `no such user <${to}> here` }
    await tell({ to: { persons: [busy.id, gone.id] } })
    expect(await sendMessages(house)).toEqual({ sent: 0, later: 1, ended: 1 })
    const rows = await outbox()
    expect(rows.find(({ recipient }) => recipient === busy.id)).toMatchObject({ state: 'waiting', tries: 1 })
    const refused = rows.find(({ recipient }) => recipient === gone.id)
    expect(refused?.state).toBe('refused')
    expect(refused?.last_error).toContain('550')
    expect(JSON.stringify(rows)).not.toContain('@example.org>"')
    expect(refused?.last_error).not.toContain(gone.mail)
    await tell({ to: { persons: [gone.id] } })
    await sendMessages(house)
    expect(await noticed(manager)).toEqual(['undelivered'])
    post.refuse = undefined
    minutes(1)
    expect(await sendMessages(house)).toMatchObject({ sent: 1 })
  })

  it('webhook: 503 for now and as long as it asks, 404 for good, a redirect is not followed', async () => {
    await tell({ by: ['webhook'] })
    hook.answer = { status: 503, headers: { 'retry-after': '7200' } }
    expect(await sendMessages(house)).toEqual({ sent: 0, later: 1, ended: 0 })
    expect((await outbox())[0]?.next_try_at).toEqual(new Date(start.getTime() + 7_200_000))
    minutes(120)
    hook.answer = { status: 302, headers: { location: `${hook.url}/elsewhere` } }
    expect(await sendMessages(house)).toEqual({ sent: 0, later: 0, ended: 1 })
    expect(hook.calls.map((call) => call.path)).toEqual(['/hook', '/hook'])
    expect(await outbox()).toMatchObject([{ state: 'refused', last_error: 'HTTP 302' }])
    hook.answer = { status: 404 }
    await tell({ by: ['webhook'] })
    expect(await sendMessages(house)).toEqual({ sent: 0, later: 0, ended: 1 })
    hook.answer = { status: 204 }
    const { id } = (await outbox())[0] as MessageRow
    expect((await ask(manager, `/api/messages/${id}/retry`, { method: 'POST', body: {} })).status).toBe(200)
    expect(await sendMessages(house)).toEqual({ sent: 1, later: 0, ended: 0 })
  })

  it('after two days without success it is given up, and says so', async () => {
    await tell({ by: ['webhook'] })
    hook.answer = { status: 500 }
    for (let hour = 0; hour < 60; hour += 1) {
      await sendMessages(house)
      minutes(60)
    }
    const [row] = await outbox()
    expect(row).toMatchObject({ state: 'given_up', last_error: 'HTTP 500' })
    expect(row?.tries).toBeGreaterThan(9)
    expect((row?.ended_at?.getTime() ?? Number.NaN) - start.getTime()).toBeLessThanOrEqual(2 * 86_400_000)
    expect(await noticed(manager)).toEqual(['undelivered'])
    house.clock.advance(366 * 86_400_000)
    expect(await forgetMessages(house)).toBe(1)
  })

  it('how many wait and what became of tries is counted', async () => {
    await tell({ by: ['webhook'] })
    hook.answer = { status: 500 }
    await sendMessages(house)
    const text = await house.metrics.registry.metrics()
    expect(text).toContain('jidi_messages_waiting{channel="webhook"} 1')
    expect(text).toContain('jidi_messages_total{channel="webhook",outcome="later"} 1')
  })
})

describe('without a mail server', () => {
  it('what would have gone by mail is said in the app, and the outbox says that mail is off', async () => {
    const bare = await openTestHouse({ programme: withErrand(countyProgramme) })
    const { ask: asked } = openTestApp(bare, rooms)
    const opened = await bare.record.asSystem((tx) =>
      openCase(bare, tx, {
        workflow: 'errand',
        subject: { kind: 'errand', id: 'e' },
        title: { zh: '跑', en: 'E' },
        actor: system,
      }),
    )
    const reader = testActor(['workflows.see'], { id: randomUUID() })
    await bare.record.asSystem((tx) =>
      announce(bare, tx, [say({ case: opened.id, by: ['mail', 'webhook'], to: { persons: [reader.id] } })]),
    )
    const { items } = (await (await asked(reader, '/api/notices')).json()) as { items: object[] }
    expect(items).toHaveLength(1)
    expect(await (await asked(manager, '/api/messages')).json()).toMatchObject({
      mailOn: false,
      webhooks: [],
      total: 0,
    })
    await bare.close()
  })
})

describe('endpoints', () => {
  it('refuse who is not signed in, who may not, and what is not as it should be', async () => {
    const asked: [string, string, object | undefined][] = [
      ['GET', '/api/messages', undefined],
      ['POST', `/api/messages/${randomUUID()}/retry`, {}],
      ['GET', '/api/account/mail-kinds', undefined],
      ['PUT', '/api/account/mail-kinds', { off: [] }],
    ]
    for (const [method, address, body] of asked)
      expect((await ask(anonymous, address, { method, ...(body === undefined ? {} : { body }) })).status).toBe(401)
    const stranger = testActor(['workflows.see'])
    expect((await ask(stranger, '/api/messages')).status).toBe(403)
    expect((await ask(stranger, `/api/messages/${randomUUID()}/retry`, { body: {} })).status).toBe(403)
    expect((await ask(manager, '/api/messages?state=lost')).status).toBe(400)
    expect((await ask(manager, `/api/messages/${randomUUID()}/retry`, { body: {} })).status).toBe(404)
    expect((await ask(stranger, '/api/account/mail-kinds', { method: 'PUT', body: { off: ['all'] } })).status).toBe(400)
  })

  it('the outbox lists what became of each message, by name of the person, never by address', async () => {
    const li = await enter('analyst')
    await tell({ by: ['mail', 'webhook'], to: { persons: [li.id] } })
    await sendMessages(house)
    const text = await (await ask(manager, '/api/messages?state=sent')).text()
    const { items, states: counted } = JSON.parse(text) as { items: Message[]; states: object }
    expect(counted).toEqual({ waiting: 0, sent: 2, no_address: 0, refused: 0, given_up: 0 })
    expect(items.map(({ recipientName }) => recipientName).sort()).toEqual([`Person ${entered}`, 'board'])
    expect(text).not.toContain('@')
    const sent = items[0] as Message
    expect((await ask(manager, `/api/messages/${sent.id}/retry`, { body: {} })).status).toBe(409)
  })
})
