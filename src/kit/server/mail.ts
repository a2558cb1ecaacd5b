import { createTransport } from 'nodemailer'
import { type Delivery, saidBy } from './delivery.ts'
import type { Settings } from './settings.ts'

/** One mail of plain text. */
export type Mail = {
  readonly to: string
  readonly subject: string
  readonly text: string
  /** `<id@host>`; the same in every try, so that receivers recognise a repetition. */
  readonly messageId: string
  readonly date: Date
}

export type Mailer = {
  /** Hands one mail over to the server. Never throws for what the server says. */
  send(mail: Mail): Promise<Delivery>
  close(): void
}

const connectMilliseconds = 15_000
const answerMilliseconds = 30_000

/** The mail server of the settings. Connections are kept for a round and opened anew when they break. */
export function createMailer({ url, from }: NonNullable<Settings['mail']>): Mailer {
  const transport = createTransport(
    {
      ...optionsOf(url),
      pool: true,
      maxConnections: 2,
      connectionTimeout: connectMilliseconds,
      greetingTimeout: connectMilliseconds,
      socketTimeout: answerMilliseconds,
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from },
  )
  // A pool tells of broken connections when nobody waits for them: the next mail opens a new one.
  transport.on('error', () => {})
  return {
    async send({ to, subject, text, messageId, date }) {
      try {
        await transport.sendMail({
          to: { name: '', address: to },
          subject: subject.replaceAll(/\p{Cc}+/gu, ' '),
          text,
          messageId,
          date,
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
        return { outcome: 'sent' }
      } catch (error) {
        return deliveryOf(error as MailError)
      }
    },
    close: () => transport.close(),
  }
}

/** TLS from the first byte with smtps; with smtp the server is asked for it, and must have it unless it is this machine. */
function optionsOf(url: string) {
  const { protocol, hostname, port, username, password } = new URL(url)
  const secure = protocol === 'smtps:'
  const here = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    requireTLS: !secure && !here,
    ignoreTLS: here && !secure,
    ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
  }
}

type MailError = Error & { readonly code?: string; readonly command?: string; readonly responseCode?: number }

/**
 * RFC 5321: 4xx is for now, 5xx for good. But only about a recipient or a text: a refused sender or password is for the operator to put
 * right, and the mail waits for that.
 */
function deliveryOf(error: MailError): Delivery {
  const { responseCode = 0, command = '' } = error
  const said = saidBy(error.message)
  if (responseCode >= 500 && /^(RCPT TO|DATA)/.test(command)) return { outcome: 'refused', error: said }
  const aboutThis = /^(RCPT TO|DATA)/.test(command)
  return { outcome: 'later', error: said, down: !aboutThis }
}
