import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { saidBy } from './delivery.ts'
import { createMailer } from './mail.ts'

const mail = {
  to: 'li@example.org',
  subject: '跑腿：已办结\r\nBcc: everybody@example.org',
  text: 'text',
  messageId: '<1@jidi.example.org>',
  date: new Date('2026-03-02T02:00:00Z'),
}

/** A server that knows one account and refuses texts that say so. */
const raws: string[] = []
const envelopes: string[][] = []
const server = new SMTPServer({
  logger: false,
  closeTimeout: 100,
  disabledCommands: ['STARTTLS'],
  allowInsecureAuth: true,
  onAuth({ username, password }, _session, done) {
    if (username === 'jidi' && password === 'p@ss/word') return done(null, { user: username })
    return done(new Error('535 no'))
  },
  onMailFrom({ address }, _session, done) {
    if (address === 'jidi@example.org') return done()
    return done(Object.assign(new Error('sender refused'), { responseCode: 550 }))
  },
  onData(stream, session, done) {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => {
      const raw = Buffer.concat(chunks).toString('utf8')
      if (raw.includes('unwanted')) return done(Object.assign(new Error('refused by content'), { responseCode: 554 }))
      raws.push(raw)
      envelopes.push(session.envelope.rcptTo.map(({ address }) => address))
      return done()
    })
  },
})
server.on('error', () => {})
let port = 0

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.server.address() as AddressInfo).port
})
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())))

const send = async (login: string, more: { from?: string; text?: string } = {}) => {
  const mailer = createMailer({ url: `smtp://${login}127.0.0.1:${port}`, from: more.from ?? 'jidi@example.org' })
  const delivery = await mailer.send({ ...mail, text: more.text ?? 'text' })
  mailer.close()
  return delivery
}
const login = 'jidi:p%40ss%2Fword@'

describe('mail', () => {
  test('is handed over with a password whose odd characters are percent-encoded; a subject adds no header', async () => {
    expect(await send(login)).toEqual({ outcome: 'sent' })
    expect(envelopes).toEqual([['li@example.org']])
    expect(raws[0]).not.toMatch(/^Bcc:/m)
    expect(raws[0]).toMatch(/^Message-ID: <1@jidi\.example\.org>\r$/m)
    expect(raws[0]).toMatch(/^Date: Mon, 02 Mar 2026 02:00:00 \+0000\r$/m)
  })

  test('waits while the operator’s password or sender is refused, and is refused for good with its text', async () => {
    expect(await send('jidi:wrong@')).toMatchObject({ outcome: 'later', down: true })
    expect(await send('')).toMatchObject({ outcome: 'later', down: true })
    expect(await send(login, { from: 'other@example.org' })).toMatchObject({ outcome: 'later', down: true })
    expect(await send(login, { text: 'unwanted' })).toMatchObject({ outcome: 'refused' })
  })
})

test('what a receiver said is kept without addresses, on one line, not long', () => {
  expect(saidBy('550 5.1.1 <li@example.org>:\r\n user unknown, try li.wang@mail.example.org')).toBe(
    '550 5.1.1 <…@…>: user unknown, try …@…',
  )
  expect(saidBy('x'.repeat(1000))).toHaveLength(300)
})
