import type { Hono } from 'hono'
import { system } from '#base/decision.ts'
import { createHttp } from '#kit/server/http.ts'
import type { TestHouse } from '#kit/server/testing.ts'
import { peopleContract, type Session } from '../contract.ts'
import { changePassword, createPerson, type RoleToGive } from './persons.ts'
import { providerRoutes } from './provider-sign-in.ts'
import { peopleRoutes } from './routes.ts'
import { createSessions } from './who-asks.ts'

export type Answer = {
  readonly status: number
  readonly body: Record<string, unknown> & { details?: Record<string, unknown> }
  readonly headers: Headers
}

/** The whole application with real sessions, over HTTP in process. */
export function openPeopleApp(house: TestHouse) {
  const people = { name: 'people', contract: peopleContract, routes: peopleRoutes, plainRoutes: providerRoutes }
  return createHttp({ house, sessions: createSessions(house), capabilities: [people] })
}

export type App = Pick<Hono, 'request'>

/** Somebody before a browser, which keeps cookies; each comes from an address of their own. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly app: App
  readonly address: string

  constructor(app: App, address = '10.0.0.1') {
    this.app = app
    this.address = address
  }

  async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const sent: RequestInit = {
      method,
      headers: { ...(cookie === '' ? {} : { cookie }), 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }
    const response = await this.app.request(path, sent, { incoming: { socket: { remoteAddress: this.address } } })
    for (const one of response.headers.getSetCookie()) this.keep(one)
    const text = await response.text()
    return {
      status: response.status,
      body: text.startsWith('{') ? JSON.parse(text) : { text },
      headers: response.headers,
    }
  }

  keep(line: string): void {
    const [pair = '', ...rest] = line.split(';')
    const at = pair.indexOf('=')
    const gone = rest.some((part) => /^\s*max-age=0$/i.test(part))
    if (gone) this.cookies.delete(pair.slice(0, at))
    else this.cookies.set(pair.slice(0, at), pair.slice(at + 1))
  }

  signIn(login: string, password: string): Promise<Answer> {
    return this.ask('POST', '/api/session', { login, password })
  }

  async session(): Promise<Session> {
    return (await this.ask('GET', '/api/session')).body as unknown as Session
  }
}

let made = 0

export type Entered = { readonly id: string; readonly login: string; readonly password: string }

/** Somebody with a password of their own. */
export async function enterPerson(house: TestHouse, membership?: RoleToGive): Promise<Entered> {
  made += 1
  const login = `someone-${made}`
  const password = `the password of ${login}`
  const created = await house.record.asSystem((tx) =>
    createPerson(house, tx, { login, name: `Someone ${made}`, language: 'zh', membership, actor: system }),
  )
  await house.record.withActor({ ...system, id: created.id }, (tx) =>
    changePassword(house, tx, { person: created.id, current: created.password, next: password }),
  )
  return { id: created.id, login, password }
}
