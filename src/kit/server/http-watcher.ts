import { createHash, timingSafeEqual } from 'node:crypto'
import { Problem } from '#base/problem.ts'
import type { Settings } from './settings.ts'

/** What a gateway before us adds: the address we see is then its own, not that of who asks. */
const forwarding = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip']

/**
 * Lets in who watches over the server: whoever bears METRICS_TOKEN; where none is set, programs of this very machine. `address` is that of the
 * connection, undefined for a call within the process. Throws Problem `not_signed_in`, or `forbidden` where a token would have to be set first.
 */
export function demandWatcher(
  request: Request,
  address: string | undefined,
  { metricsToken, trustProxy }: Pick<Settings, 'metricsToken' | 'trustProxy'>,
): void {
  if (metricsToken !== undefined) {
    const borne = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
    if (borne === undefined || !isSame(borne, metricsToken))
      throw new Problem('not_signed_in', { details: { reason: 'decision.metrics_token' } })
    return
  }
  const forwarded = trustProxy || forwarding.some((name) => request.headers.has(name))
  if (forwarded || !(address === undefined || isLoopback(address)))
    throw new Problem('forbidden', { details: { reason: 'decision.metrics_elsewhere' } })
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address)
}

/** In a time that says nothing about where they differ. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest())
  return a !== undefined && b !== undefined && timingSafeEqual(a, b)
}
