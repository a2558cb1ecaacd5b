/** What the server hands over beside a request: the connection it came on. Absent in tests without a server. */
type Connection = { readonly incoming?: { readonly socket?: { readonly remoteAddress?: string | undefined } } }

export type CameFrom = { readonly env: unknown; readonly forwarded: string | undefined; readonly trustProxy: boolean }

/**
 * The address that a request came from; undefined when nobody knows. Behind a gateway that is trusted it is the last one in
 * `X-Forwarded-For`, which the gateway itself wrote: what stands before it is whatever the sender claims.
 */
export function clientAddress({ env, forwarded, trustProxy }: CameFrom): string | undefined {
  const written = trustProxy ? forwarded?.split(',').at(-1)?.trim() : undefined
  const address = written || (env as Connection | undefined)?.incoming?.socket?.remoteAddress
  return address?.replace(/^::ffff:(?=\d+\.)/i, '').slice(0, 64)
}
