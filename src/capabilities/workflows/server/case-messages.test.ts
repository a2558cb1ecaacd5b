import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Actor, system } from '#base/decision.ts'
import { peopleContract } from '#capabilities/people/contract.ts'
import { peopleRoutes } from '#capabilities/people/server/routes.ts'
import { createPerson } from '#capabilities/people/server/service.ts'
import { actorOfPerson } from '#capabilities/people/server/sessions.ts'
import { countyProgramme } from '#capabilities/people/server/testing.ts'
import { listActs } from '#kit/server/acts.ts'
import { openTestApp, openTestHouse, testActor, type TestApp, type TestHouse } from '#kit/server/testing.ts'
import { type CaseDetail, workflowsContract } from '../contract.ts'
import { type Case, openCase } from './cases.ts'
import { workflowsPlainRoutes } from './file-routes.ts'
import { listMessages, type MessageRow } from './message-store.ts'
import { announce } from './messages.ts'
import { ownSubject } from './owners.ts'
import { workflowsReacts } from './reacts.ts'
import { workflowsRoutes } from './routes.ts'
import { sendMessages } from './send-messages.ts'
import { withErrand } from './testing-errand.ts'
import { type CallReceiver, type MailReceiver, openCallReceiver, openMailReceiver } from './testing-receivers.ts'

let house: TestHouse
let ask: TestApp['ask']
let post: MailReceiver
let hook: CallReceiver
let env: Record<string, string>

const manager = testActor(['people.see', 'people.manage', 'workflows.see'], { id: 'manager' })

beforeAll(async () => {
  post = await openMailReceiver()
  hook = await openCallReceiver()
  env = {
    SMTP_URL: `smtp://127.0.0.1:${post.port}`,
    MAIL_FROM: 'jidi@example.org',
    PUBLIC_URL: 'https://jidi.example.org',
    WEBHOOKS: `board=${hook.url}`,
  }
})
afterAll(async () => {
  await post.close()
  await hook.close()
})
beforeEach(async () => {
  house = await openTestHouse({ programme: withErrand(countyProgramme), env })
  ownSubject(house, { kind: 'errand' })
  ask = openTestApp(house, [
    { name: 'people', contract: peopleContract, routes: peopleRoutes },
    {
      name: 'workflows',
      contract: workflowsContract,
      routes: workflowsRoutes,
      plainRoutes: workflowsPlainRoutes,
      reacts: workflowsReacts,
    },
  ]).ask
})
afterEach(async () => {
  await house.close()
  post.arrived = undefined
  hook.arrived = undefined
  post.mails.length = 0
  hook.calls.length = 0
})

let entered = 0
async function enter(role: string): Promise<string> {
  entered += 1
  const membership = { role, organisation: 'bureau' }
  const person = { login: `p-${entered}`, name: `P ${entered}`, language: 'zh' as const, membership, demo: true }
  const { id } = await house.record.withActor(manager, (tx) => createPerson(house, tx, { ...person, actor: manager }))
  const body = { mail: `p${entered}@example.org` }
  await ask(testActor([], { id }), '/api/account/mail', { method: 'PUT', body })
  return id
}
const open = (actor: Actor): Promise<Case> =>
  house.record.withActor(actor, (tx) =>
    openCase(house, tx, {
      workflow: 'errand',
      subject: { kind: 'errand', id: randomUUID() },
      title: { zh: '跑腿', en: 'Errand' },
      place: 'county',
      actor,
    }),
  )
const outbox = async (): Promise<MessageRow[]> =>
  (await house.record.asSystem((tx) => listMessages(tx, { offset: 0, limit: 200 }))).rows

describe('a case under way', () => {
  it('a substitute attaches a file and finishes it: the record says in whose place, and whoever it concerns is told', async () => {
    const [opener, absent, deputy] = [await enter('analyst'), await enter('analyst'), await enter('leader')]
    const one = await open(await actorOfPerson(house, opener))
    const substitution = { substitute: deputy, from: '2026-03-02', to: '2026-03-06', reason: 'leave' }
    await ask(await actorOfPerson(house, absent), '/api/substitutions', { body: substitution })
    const actor = await actorOfPerson(house, deputy)
    const sent = await ask(actor, `/api/cases/${one.id}/files?act=finish&ask=minutes`, {
      method: 'POST',
      body: Buffer.from('%PDF-1.7'),
      headers: { 'x-file-name': encodeURIComponent('纪要.pdf') },
    })
    expect(sent.status).toBe(200)
    const { id: file } = (await sent.json()) as { id: string }
    const without = await ask(actor, `/api/cases/${one.id}/acts`, { body: { act: 'finish', expectedVersion: 1 } })
    expect([without.status, await without.json()]).toMatchObject([400, { issues: [{ where: 'body.files.minutes' }] }])
    const done = await ask(actor, `/api/cases/${one.id}/acts`, {
      body: { act: 'finish', expectedVersion: 1, files: { minutes: [file] } },
    })
    expect(done.status).toBe(200)
    const detail = (await done.json()) as CaseDetail
    expect(detail.files).toMatchObject([{ id: file, ask: 'minutes', act: 2 }])
    expect(detail.timeline.at(-1)).toMatchObject({
      act: 'finish',
      actor: deputy,
      onBehalfOf: { id: absent },
      files: [{ id: file, name: '纪要.pdf' }],
    })
    const acts = await house.record.asSystem((tx) => listActs(tx, { kind: 'case', id: one.id }))
    expect(acts.at(-1)).toMatchObject({ actor: deputy, detail: { onBehalfOf: absent } })
    expect((await outbox()).map(({ recipient }) => recipient)).toEqual(
      expect.arrayContaining([opener, absent, 'board']),
    )
    expect(await sendMessages(house)).toMatchObject({ later: 0, ended: 0 })
    expect(post.mails.map(({ headers }) => headers.subject)).toContain('跑腿：finish（中文）')
    expect(JSON.parse(hook.calls[0]?.body ?? '{}')).toMatchObject({ act: 'finish', state: 'done', case: one.id })
  })

  it('an act that is refused has told nobody', async () => {
    const one = await open(await actorOfPerson(house, await enter('analyst')))
    const reader = await actorOfPerson(house, await enter('leader'))
    const refused = await ask(reader, `/api/cases/${one.id}/acts`, { body: { act: 'finish', expectedVersion: 1 } })
    expect([refused.status, await outbox()]).toEqual([403, []])
  })

  it('what waited when the house went down is sent when it comes up', async () => {
    const one = await open(system)
    await house.record.asSystem((tx) =>
      announce(house, tx, [
        {
          key: 'k',
          kind: 'moved',
          text: { zh: '跑', en: 'E' },
          case: one.id,
          workflow: 'errand',
          subject: one.subject,
          by: ['webhook'],
          to: {},
        },
      ]),
    )
    expect(hook.calls).toHaveLength(0)
    await house.start()
    await expect.poll(async () => (await outbox())[0]?.state, { timeout: 15_000 }).toBe('sent')
    expect(hook.calls).toHaveLength(1)
  })
})

describe('kill -9 when a message has arrived and its sender has not noted it', () => {
  /** A sender in a process of its own, on the same record. */
  const sender = () => {
    const { connectionString, host, database, user } = house.record.ownerPool.options
    const url = connectionString ?? `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host ?? '')}`
    const script = path.resolve('src/capabilities/workflows/server/fixtures/sender.ts')
    const more = { PACK: 'demo', DATA_DIR: house.settings.dataDir, DATABASE_URL: url, ...env }
    const child = spawn(process.execPath, ['--import', 'tsx', script], {
      env: { ...process.env, ...more },
      stdio: 'ignore',
    })
    return { child, ended: new Promise((resolve) => child.on('exit', (_code, signal) => resolve(signal))) }
  }

  it.each(['mail', 'webhook'] as const)(
    'a %s comes again with the same id, and no third time',
    async (channel) => {
      house.clock.set(new Date())
      const person = await enter('analyst')
      const one = await open(system)
      await house.record.asSystem((tx) =>
        announce(house, tx, [
          {
            key: 'k',
            kind: 'moved',
            text: { zh: '跑', en: 'E' },
            case: one.id,
            workflow: 'errand',
            subject: one.subject,
            by: [channel],
            to: { persons: [person] },
          },
        ]),
      )
      const { child, ended } = sender()
      const kill = () => child.kill('SIGKILL')
      post.arrived = kill
      hook.arrived = kill
      expect(await ended).toBe('SIGKILL')
      post.arrived = undefined
      hook.arrived = undefined
      expect(await outbox()).toMatchObject([{ state: 'waiting', tries: 1 }])
      house.clock.set(new Date(Date.now() + 6 * 60_000))
      expect(await sendMessages(house)).toEqual({ sent: 1, later: 0, ended: 0 })
      expect(await sendMessages(house)).toEqual({ sent: 0, later: 0, ended: 0 })
      const [row] = await outbox()
      expect(row).toMatchObject({ state: 'sent', tries: 2 })
      if (channel === 'mail')
        expect(post.mails.map(({ headers }) => headers['message-id'])).toEqual([row?.message_id, row?.message_id])
      else expect(hook.calls.map(({ headers }) => headers['idempotency-key'])).toEqual([row?.id, row?.id])
    },
    60_000,
  )
})
