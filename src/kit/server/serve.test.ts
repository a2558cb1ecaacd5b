import { request } from 'node:http'
import { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anonymous } from '#base/decision.ts'
import { route } from './gate.ts'
import { createHttp } from './http.ts'
import type { CapabilityServer } from './http.ts'
import { listen } from './serve.ts'
import type { Listening, Patience } from './serve.ts'
import { openTestHouse } from './testing.ts'
import type { TestHouse } from './testing.ts'

let house: TestHouse
let server: Listening
let running = false
let release: () => void = () => {}
const uploads: CapabilityServer = {
  name: 'uploads',
  plainRoutes: () => [
    route({
      method: 'POST',
      path: '/api/upload',
      may: 'anyone',
      maxBytes: 100_000,
      handler: async ({ request: sent }) => new Response(String((await sent.arrayBuffer()).byteLength)),
    }),
    route({
      method: 'GET',
      path: '/api/slow',
      may: 'anyone',
      handler: async () => {
        await new Promise<void>((resolve) => {
          release = resolve
          running = true
        })
        return new Response('late but whole')
      },
    }),
  ],
}

const start = (patience?: Patience): Promise<Listening> =>
  listen(
    createHttp({ house, sessions: { actorOf: async () => anonymous }, capabilities: [uploads] }),
    { host: '127.0.0.1', port: 0 },
    patience,
  )

beforeAll(async () => {
  house = await openTestHouse()
  server = await start()
})
afterAll(async () => {
  await server.close()
  await house.close()
})

describe('the server', () => {
  test('keeps a connection longer than those who ask do', async () => {
    const response = await fetch(`${server.url}/api/nothing`)
    expect(Number(/timeout=(\d+)/.exec(response.headers.get('keep-alive') ?? '')?.[1])).toBeGreaterThan(60)
    await response.text()
  })

  test('refuses a long upload while it still comes, and does not swallow it', async () => {
    let sent = 0
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sending = request(`${server.url}/api/upload`, { method: 'POST' }, (response) => {
        response.resume()
        resolve(response.statusCode)
        clearInterval(timer)
      })
      sending.on('error', reject)
      const timer = setInterval(() => {
        sent += 20_000
        sending.write(Buffer.alloc(20_000))
      }, 5)
    })
    expect(status).toBe(413)
    expect(sent).toBeLessThan(3_000_000)
  })

  test('refuses a length it will not take before anything is sent', async () => {
    const status = await new Promise((resolve, reject) => {
      const sending = request(
        `${server.url}/api/upload`,
        { method: 'POST', headers: { 'content-length': 10 ** 9 } },
        (response) => {
          resolve(response.statusCode)
          sending.destroy()
        },
      )
      sending.on('error', reject)
      sending.flushHeaders()
    })
    expect(status).toBe(413)
  })

  test('takes an upload that fits, and serves the next request on the same connection', async () => {
    for (const length of [100_000, 5]) {
      const response = await fetch(`${server.url}/api/upload`, { method: 'POST', body: new Uint8Array(length) })
      expect(await response.text()).toBe(String(length))
    }
  })

  test('outlives nonsense on its port', async () => {
    await new Promise<void>((resolve) => {
      const socket = new Socket()
      socket.on('close', () => resolve())
      socket.on('error', () => {})
      socket.resume()
      socket.connect(server.port, '127.0.0.1', () => socket.end('GET \u0000 nonsense\r\n\r\n'))
    })
    expect((await fetch(`${server.url}/api/health`)).status).toBe(200)
  })

  test('ends with 408 who takes too long over head or body, and a head that is too long with 431', async () => {
    const impatient = await start({ headSeconds: 1, wholeSeconds: 1 })
    const said = (text: string): Promise<string> =>
      new Promise((resolve) => {
        let answer = ''
        const socket = new Socket()
        socket.on('data', (chunk) => (answer += chunk.toString()))
        socket.on('error', () => {})
        socket.on('close', () => resolve(answer.split('\r\n')[0] ?? ''))
        socket.connect(impatient.port, '127.0.0.1', () => socket.write(text))
      })
    const post = 'POST /api/upload HTTP/1.1\r\nHost: jidi\r\n'
    const [head, body, long] = await Promise.all([
      said(post),
      said(`${post}Content-Length: 50\r\n\r\nonly the beginning`),
      said(`${post}X-Long: ${'x'.repeat(20_000)}\r\n\r\n`),
    ])
    expect([head, body, long]).toEqual([
      'HTTP/1.1 408 Request Timeout',
      'HTTP/1.1 408 Request Timeout',
      'HTTP/1.1 431 Request Header Fields Too Large',
    ])
    expect((await fetch(`${impatient.url}/api/health`)).status).toBe(200)
    await impatient.close()
    // Nobody was left to answer: that is no failure of ours.
    const failures = await house.metrics.registry.getSingleMetricAsString('jidi_request_seconds')
    expect(failures).not.toMatch(/endpoint="POST \/api\/upload",method="POST",status="5/)
  })

  test('names the setting when its address is taken', async () => {
    const taken = listen({ fetch: () => new Response() }, { host: '127.0.0.1', port: server.port })
    await expect(taken).rejects.toMatchObject({
      code: 'unavailable',
      issues: [{ where: 'PORT', found: String(server.port) }],
    })
  })

  test('lets running requests end before it closes, and takes no new ones', async () => {
    const other = await start()
    const slow = fetch(`${other.url}/api/slow`)
    await expect.poll(() => running).toBe(true)
    const closed = other.close()
    await expect(fetch(`${other.url}/api/health`)).rejects.toThrow()
    release()
    expect(await (await slow).text()).toBe('late but whole')
    await closed
  })
})
