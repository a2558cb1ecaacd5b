import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** A mail as it came in, with its headers unfolded. */
export type ReceivedMail = {
  readonly to: string
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

export type MailReceiver = {
  readonly port: number
  readonly mails: ReceivedMail[]
  /** What the server answers to a recipient; undefined takes the mail. */
  refuse: ((to: string) => { code: number; message: string } | undefined) | undefined
  /** Called when a mail is there whole, before the server says so. */
  arrived: (() => void) | undefined
  close(): Promise<void>
}

/** A real SMTP server on loopback that keeps what it is given. */
export async function openMailReceiver(at = 0): Promise<MailReceiver> {
  const mails: ReceivedMail[] = []
  const receiver: Pick<MailReceiver, 'refuse' | 'arrived'> = { refuse: undefined, arrived: undefined }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    closeTimeout: 100,
    onRcptTo({ address }, _session, done) {
      const refused = receiver.refuse?.(address)
      if (refused === undefined) return done()
      return done(Object.assign(new Error(refused.message), { responseCode: refused.code }))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        mails.push(parse(session.envelope.rcptTo[0]?.address ?? '', Buffer.concat(chunks).toString('utf8')))
        receiver.arrived?.()
        done()
      })
    },
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return Object.assign(receiver, {
    port,
    mails,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  })
}

function parse(to: string, raw: string): ReceivedMail {
  const [head = '', ...rest] = raw.split('\r\n\r\n')
  const headers = Object.fromEntries(
    head
      .replaceAll(/\r\n[ \t]+/g, ' ')
      .split('\r\n')
      .map((line): [string, string] => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon).toLowerCase(), decodeWords(line.slice(colon + 1).trim())]
      }),
  )
  const body = rest.join('\r\n\r\n').replaceAll('\r\n', '\n')
  return { to, headers, text: decodeBody(body, headers['content-transfer-encoding'] ?? '7bit') }
}

function decodeBody(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8')
  return encoding === 'quoted-printable' ? unquote(body.replaceAll('=\n', '')) : body
}

/** RFC 2047: `=?UTF-8?B?…?=` and `=?UTF-8?Q?…?=`. */
function decodeWords(value: string): string {
  return value
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_word, how: string, text: string) =>
      how.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString('utf8') : unquote(text.replaceAll('_', ' ')),
    )
}

function unquote(text: string): string {
  const bytes = text.replaceAll(/=([0-9A-F]{2})/gi, (_match, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

export type Call = {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export type CallReceiver = {
  readonly url: string
  readonly calls: Call[]
  /** What it answers, 204 unless told otherwise. */
  answer: { status: number; headers?: Record<string, string> }
  /** Called when a call is there whole, before it is answered. */
  arrived: (() => void) | undefined
  close(): Promise<void>
}

/** A real HTTP server on loopback that keeps what it is sent. */
export async function openCallReceiver(at = 0): Promise<CallReceiver> {
  const calls: Call[] = []
  const receiver: Pick<CallReceiver, 'answer' | 'arrived'> = { answer: { status: 204 }, arrived: undefined }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      calls.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') })
      receiver.arrived?.()
      response.writeHead(receiver.answer.status, { connection: 'close', ...receiver.answer.headers }).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve))
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    calls,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  })
}
