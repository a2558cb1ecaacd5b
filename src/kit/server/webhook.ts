import { createHmac } from 'node:crypto'
import { type Delivery, saidBy } from './delivery.ts'

export type WebhookCall = {
  /** An address that the operator named; redirects are not followed. */
  readonly url: string
  readonly secret: string
  readonly body: object
  /** The same in every try, so that the receiver acts once. */
  readonly key: string
  readonly at: Date
  readonly agent: string
}

const answerMilliseconds = 10_000
const laterStatuses = new Set([408, 409, 425, 429])
const longestPauseSeconds = 6 * 3600

/** `t=<unix seconds>,v1=<hex>`: HMAC-SHA256 of `<t>.<body>` under the secret of the webhook. */
export function signatureOf(secret: string, at: Date, body: string): string {
  const t = Math.floor(at.getTime() / 1000)
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`
}

/** Posts JSON to a webhook. Any 2xx is an answer; never throws for what the receiver does. */
export async function callWebhook({ url, secret, body, key, at, agent }: WebhookCall): Promise<Delivery> {
  const text = JSON.stringify(body)
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: text,
      redirect: 'manual',
      signal: AbortSignal.timeout(answerMilliseconds),
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': agent,
        'idempotency-key': key,
        'jidi-signature': signatureOf(secret, at, text),
      },
    })
    await response.body?.cancel()
    return deliveryOf(response)
  } catch (error) {
    const { message, cause, name } = error as Error
    const why = name === 'TimeoutError' ? 'no answer in time' : ((cause as Error | undefined)?.message ?? message)
    return { outcome: 'later', error: saidBy(why), down: true }
  }
}

function deliveryOf(response: Response): Delivery {
  const { status } = response
  if (status >= 200 && status < 300) return { outcome: 'sent' }
  if (status < 500 && !laterStatuses.has(status)) return { outcome: 'refused', error: `HTTP ${status}` }
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  const pause =
    Number.isInteger(seconds) && seconds > 0 ? { retryAfterSeconds: Math.min(seconds, longestPauseSeconds) } : {}
  return { outcome: 'later', error: `HTTP ${status}`, ...pause }
}
