import type { Account } from './server.ts'

/** What a server answered. */
export type Answer<Body = unknown> = { readonly status: number; readonly body: Body }

/** Somebody who is signed in, asking over HTTP as any program would. */
export type Person = {
  readonly login: string
  /** The session as a browser would keep it. */
  readonly cookies: ReadonlyMap<string, string>
  ask<Body>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer<Body>>
  /** Asks and demands a status of 200. @throws with the answer */
  get<Body>(path: string): Promise<Body>
  send<Body>(method: string, path: string, body: unknown): Promise<Body>
}

/** Signs in with a password. @throws when it does not fit */
export async function signIn(url: string, { login, password }: Account): Promise<Person> {
  const person = stranger(url, login)
  await person.send('POST', '/api/session', { login, password })
  return person
}

/** Somebody who has not signed in. */
export function stranger(url: string, login = 'nobody'): Person {
  const cookies = new Map<string, string>()
  const ask: Person['ask'] = async <Body>(
    method: string,
    path: string,
    body?: unknown,
    further: Readonly<Record<string, string>> = {},
  ): Promise<Answer<Body>> => {
    const isRaw = typeof body === 'string' || body instanceof Uint8Array
    const kind: Record<string, string> = body === undefined || isRaw ? {} : { 'content-type': 'application/json' }
    const headers = { ...kind, ...further }
    if (cookies.size > 0) headers.cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const sent = body === undefined ? null : isRaw ? (body as RequestInit['body']) : JSON.stringify(body)
    const response = await fetch(`${url}${path}`, { method, headers, body: sent, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s)
      cookies.set(name, value)
    }
    const text = await response.text()
    return { status: response.status, body: parsed(text) as Body }
  }
  const demand = async <Body>(method: string, path: string, body?: unknown): Promise<Body> => {
    const answer = await ask<Body>(method, path, body)
    if (answer.status === 200) return answer.body
    throw new Error(`${login} ${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  }
  return { login, cookies, ask, get: (path) => demand('GET', path), send: demand }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
