import { Problem } from '#base/problem.ts'
import type { Settings } from './settings.ts'

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses what another site makes a browser send: a writing request must come from our own pages. Programs (no Origin,
 * or with an Authorization header that no foreign page can send unasked) pass. Throws Problem `forbidden`.
 */
export function demandSameOrigin(request: Request, settings: Pick<Settings, 'publicUrl' | 'trustProxy'>): void {
  if (safe.has(request.method) || request.headers.has('authorization')) return
  const site = request.headers.get('sec-fetch-site')
  const origin = request.headers.get('origin')
  const foreign =
    site === 'cross-site' || site === 'same-site' || (origin !== null && !isOurs(origin, request, settings))
  if (foreign) throw new Problem('forbidden', { details: { reason: 'decision.foreign_page' } })
}

function isOurs(origin: string, request: Request, settings: Pick<Settings, 'publicUrl' | 'trustProxy'>): boolean {
  const host = URL.canParse(origin) ? new URL(origin).host : ''
  const ours = [request.headers.get('host')]
  if (settings.publicUrl) ours.push(new URL(settings.publicUrl).host)
  if (settings.trustProxy) ours.push(request.headers.get('x-forwarded-host'))
  return host !== '' && ours.includes(host)
}
