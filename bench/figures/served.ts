import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { fileURLToPath } from 'node:url'
import type { BenchPopulation } from './population.ts'

/** The product itself, built and started as `npm start` does, with somebody signed in. */
export type Served = {
  readonly url: string
  /** From the start of the process to the line that names the address, in ms. */
  readonly startedIn: number
  /** The most memory the process has held so far, in bytes; 0 where the system does not tell. */
  memory(): number
  /** Sends a question and answers the whole text of the answer; fails on anything but 200. */
  ask(question: Asking): Promise<string>
  close(): Promise<void>
}

export type Asking = { readonly path: string; readonly body?: object }

const agent = new Agent({ keepAlive: true, maxSockets: 1 })

/** Starts the server on a free port of this machine and signs in. */
export async function serve({ settings, account }: BenchPopulation): Promise<Served> {
  const command = [fileURLToPath(new URL('../../tools/jidi.mjs', import.meta.url)), 'start']
  const env = { ...process.env, DATA_DIR: settings.dataDir, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'warn' }
  const started = performance.now()
  const child = spawn(process.execPath, command, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const found = /listening on (http:\S+)/.exec(said)
      if (found?.[1] !== undefined) resolve(found[1])
    })
    void ended.then(() => reject(new Error(`the server did not start:\n${said}`)))
  })
  const startedIn = performance.now() - started
  const { headers } = await send(url, { path: '/api/session', body: account })
  const cookie = (headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ')
  return {
    url,
    startedIn,
    memory: () => mostMemory(child.pid ?? 0),
    ask: async (question) => (await send(url, question, { cookie })).text,
    async close() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

function mostMemory(pid: number): number {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kilobytes ?? 0) * 1024
  } catch {
    return 0
  }
}

type Answer = {
  readonly text: string
  readonly headers: Readonly<Record<string, string[] | string | undefined>> & { 'set-cookie'?: string[] }
}

function send(url: string, { path, body }: Asking, more: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const payload = body === undefined ? undefined : JSON.stringify(body)
  const headers = {
    ...more,
    origin: url,
    ...(payload === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
  }
  return new Promise((resolve, reject) => {
    const sent = request(
      `${url}${path}`,
      { method: payload === undefined ? 'GET' : 'POST', headers, agent },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('error', reject)
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          if (answer.statusCode === 200) resolve({ text, headers: answer.headers })
          else reject(new Error(`${path}: ${answer.statusCode} ${text.slice(0, 500)}`))
        })
      },
    )
    sent.on('error', reject)
    sent.end(payload)
  })
}
