import type { Context } from 'hono'
import type { House } from './house.ts'

const own = `'self'`

/**
 * What a page may load, and from where: its own server, and the background of its maps where that stands elsewhere. No script stands in
 * the page itself; a style sheet that is made as the page draws must carry `nonce`, which differs from answer to answer.
 */
export function pagePolicy(tiles: string | undefined, nonce?: string): string {
  const background = tiles === undefined || !/^https?:/.test(tiles) ? own : `${own} ${originOf(tiles)}`
  return [
    `default-src ${own}`,
    `script-src ${own}`,
    `style-src-elem ${own}${nonce === undefined ? '' : ` 'nonce-${nonce}'`}`,
    // The hints of charts say their colours in attributes; an attribute reaches its own element only (decision 0108).
    `style-src-attr 'unsafe-inline'`,
    `style-src ${own}${nonce === undefined ? '' : ` 'nonce-${nonce}'`}`,
    `img-src ${background} data: blob:`,
    `connect-src ${background}`,
    `font-src ${own} data:`,
    `worker-src ${own} blob:`,
    `object-src 'none'`,
    `base-uri ${own}`,
    `form-action ${own}`,
    `frame-ancestors 'none'`,
  ].join('; ')
}

/** An answer with data is no page: opened as one, it loads and runs nothing. */
const dataPolicy = `default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

/** The origin of an address with gaps such as {z}. */
function originOf(template: string): string {
  return /^https?:\/\/[^/?#\s;,]+/.exec(template)?.[0] ?? ''
}

/** Where the background of maps comes from. */
export function tilesOf(house: Pick<House, 'settings' | 'programme'>): string | undefined {
  return house.settings.map.tiles ?? house.programme().land?.map.tiles
}

const withheld = ['camera', 'microphone', 'geolocation', 'payment', 'usb', 'serial', 'hid', 'midi', 'display-capture']
const permissionsPolicy = withheld.map((feature) => `${feature}=()`).join(', ')

/** Sets them in the answer itself: through `c.header` each of them would make a new answer and read the body as a stream. */
export function setHeaders(c: Context, house: Pick<House, 'settings' | 'programme'>, requestId: string): void {
  const { headers } = c.res
  const set = (name: string, value: string): void => {
    if (!headers.has(name)) headers.set(name, value)
  }
  const isData = c.req.path.startsWith('/api/') || c.req.path === '/metrics'
  headers.set('x-request-id', requestId)
  set('x-content-type-options', 'nosniff')
  set('referrer-policy', 'same-origin')
  set('cross-origin-opener-policy', 'same-origin')
  set('cross-origin-resource-policy', 'same-origin')
  set('permissions-policy', permissionsPolicy)
  set('content-security-policy', isData ? dataPolicy : pagePolicy(tilesOf(house)))
  set('x-frame-options', 'DENY')
  if (isData) set('cache-control', 'no-store')
  if (isSecure(c, house)) set('strict-transport-security', 'max-age=31536000')
}

/** Whether people reach this server over TLS, as the settings or a trusted proxy say. */
function isSecure(c: Context, { settings }: Pick<House, 'settings'>): boolean {
  if (settings.publicUrl?.startsWith('https:')) return true
  return settings.trustProxy && c.req.header('x-forwarded-proto') === 'https'
}
