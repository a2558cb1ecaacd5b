import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import type { Hono } from 'hono'
import { Problem } from '#base/problem.ts'
import type { Settings } from './settings.ts'

/** A server that answers. */
export type Listening = {
  /** `http://HOST:PORT` as it can be opened. */
  readonly url: string
  readonly port: number
  /** Takes no more connections, lets running requests end, at most for ten seconds. */
  close(): Promise<void>
}

const patienceMilliseconds = 10_000
/** Longer than browsers and the gateways before us keep a connection: whoever closes first must not be the one who is just being asked. */
const keptMilliseconds = 75_000

/** Seconds that somebody may take to say what they ask, head and whole; longer is answered with 408 and the connection ends. */
export type Patience = { readonly headSeconds: number; readonly wholeSeconds: number }

/** A megabyte a second is a slow line for an upload of the largest size set by default. */
const usualPatience: Patience = { headSeconds: 20, wholeSeconds: 300 }
const headBytes = 16 * 2 ** 10

/** Listens. Throws Problem `unavailable` naming HOST or PORT when the address cannot be had. */
export async function listen(
  app: Pick<Hono, 'fetch'>,
  { host, port }: Pick<Settings, 'host' | 'port'>,
  patience: Patience = usualPatience,
): Promise<Listening> {
  const server = await new Promise<Server>((resolve, reject) => {
    const serverOptions = {
      headersTimeout: patience.headSeconds * 1000,
      requestTimeout: patience.wholeSeconds * 1000,
      connectionsCheckingInterval: Math.min(5, patience.headSeconds) * 1000,
      maxHeaderSize: headBytes,
    }
    const starting = serve({ fetch: app.fetch, hostname: host, port, serverOptions }, () => resolve(starting)) as Server
    starting.once('error', (error: NodeJS.ErrnoException) => {
      const where = error.code === 'EADDRINUSE' || error.code === 'EACCES' ? 'PORT' : 'HOST'
      const found = where === 'PORT' ? String(port) : host
      reject(
        new Problem('unavailable', {
          issues: [{ text: `settings.${error.code === 'EADDRINUSE' ? 'port_taken' : 'cannot_listen'}`, where, found }],
          cause: error,
        }),
      )
    })
  })
  server.keepAliveTimeout = keptMilliseconds
  const address = server.address() as AddressInfo
  const name = address.family === 'IPv6' ? `[${host}]` : host
  return {
    url: `http://${name}:${address.port}`,
    port: address.port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      // A connection is idle only after the request that runs on it.
      const idle = setInterval(() => server.closeIdleConnections(), 50)
      const timer = setTimeout(() => server.closeAllConnections(), patienceMilliseconds)
      await closed
      clearInterval(idle)
      clearTimeout(timer)
    },
  }
}

/** Calls back once when the process is asked to end (SIGTERM, SIGINT); a second SIGINT ends it at once. */
export function onEnd(end: (signal: NodeJS.Signals) => void): void {
  let asked = false
  const hear = (signal: NodeJS.Signals): void => {
    if (asked) process.exit(130)
    asked = true
    end(signal)
  }
  process.on('SIGTERM', hear)
  process.on('SIGINT', hear)
}
