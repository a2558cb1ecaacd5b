import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from '#base/random.ts'
import type { Measured } from './figures.ts'

export type Account = { readonly login: string; readonly password: string }

/** Somebody at a browser: asks, waits, thinks, asks again. */
export type Visitor = {
  readonly login: string
  /** One request; its time is noted. Answers the body, nothing when it was refused. */
  ask<Body>(
    kind: string,
    path: string,
    sent?: { readonly method: string; readonly body: unknown },
  ): Promise<Body | undefined>
}

/** Where times are noted at present. */
export type Ledger = { into: Measured }

/** What may be answered without being an error: two people at one thing, a right that is not held there. */
const expected = new Set([200, 204, 304, 409])

export async function enter(url: string, account: Account, ledger: Ledger): Promise<Visitor> {
  let cookie = ''
  const ask: Visitor['ask'] = async <Body>(kind: string, path: string, sent?: { method: string; body: unknown }) => {
    const began = performance.now()
    const headers = { cookie, ...(sent === undefined ? {} : { 'content-type': 'application/json' }) }
    const init = sent === undefined ? { headers } : { headers, method: sent.method, body: JSON.stringify(sent.body) }
    try {
      const answer = await fetch(`${url}${path}`, init)
      const bytes = await answer.arrayBuffer()
      const error = expected.has(answer.status) ? undefined : `${answer.status} ${kind} ${path.split('?')[0]}`
      ledger.into.note(kind, performance.now() - began, error)
      if (answer.status !== 200) return undefined
      const isJson = (answer.headers.get('content-type') ?? '').includes('json')
      if (path === '/api/session' && sent !== undefined)
        cookie = answer.headers
          .getSetCookie()
          .map((line) => line.split(';')[0])
          .join('; ')
      return (isJson ? JSON.parse(Buffer.from(bytes).toString()) : undefined) as Body
    } catch (error) {
      const { cause, message } = error as Error
      ledger.into.note(kind, performance.now() - began, `${kind}: ${cause === undefined ? message : String(cause)}`)
      return undefined
    }
  }
  await ask('sign in', '/api/session', { method: 'POST', body: account })
  return { login: account.login, ask }
}

export type World = {
  readonly indicators: readonly string[]
  readonly periods: readonly string[]
  readonly words: readonly string[]
  /** Tiles with parcels in them, by zoom. */
  readonly middle: { readonly lon: number; readonly lat: number }
  readonly form: string
}

type Page = {
  readonly name: string
  readonly share: number
  /** Who may open it; the others look at their desk. */
  readonly only?: readonly string[]
  open(visitor: Visitor, world: World, random: Random): Promise<void>
}

const desk: Page = {
  name: 'desk',
  share: 0.25,
  async open(visitor) {
    await Promise.all([
      visitor.ask('desk', '/api/session'),
      visitor.ask('desk', '/api/desk'),
      visitor.ask('desk', '/api/notices'),
    ])
  },
}

const figures: Page = {
  name: 'figures',
  share: 0.25,
  async open(visitor, { indicators, periods }, random) {
    const indicator = indicators[Math.floor(random.next() * indicators.length)]
    const from = Math.floor(random.next() * Math.max(1, periods.length - 12))
    const by = [[], ['place:town'], ['size'], ['ownership']][Math.floor(random.next() * 4)]
    const body = { indicators: [indicator], periods: periods.slice(from, from + 12), by }
    await visitor.ask('figures', '/api/figures', { method: 'POST', body })
    if (random.next() < 0.2) await visitor.ask('plan', '/api/plan')
  },
}

type Shown = {
  revision: number
  state: string
  parts: { lines: { cells: { key: string; text: string; grey?: boolean; derived?: object }[] }[] }[]
}

const forms: Page = {
  name: 'forms',
  share: 0.15,
  only: ['analyst', 'town-clerk', 'enterprise-clerk'],
  async open(visitor, { form }, random) {
    const page = 1 + Math.floor(random.next() * 20)
    const list = await visitor.ask<{ rows: { id: string; state: string }[] }>(
      'list',
      `/api/returns?form=${form}&pageSize=50&page=${page}`,
    )
    const row = list?.rows[Math.floor(random.next() * list.rows.length)]
    if (row === undefined) return
    const shown = await visitor.ask<Shown>('form', `/api/returns/${row.id}`)
    if (shown === undefined || shown.state !== 'draft') return
    const cells = shown.parts.flatMap(({ lines }) => lines.flatMap((line) => line.cells))
    const cell = cells.find(({ grey, derived }) => grey !== true && derived === undefined)
    if (cell === undefined) return
    const body = { revision: shown.revision, cells: { [cell.key]: String(Math.floor(random.next() * 1000)) } }
    await visitor.ask('save', `/api/returns/${row.id}/cells`, { method: 'PATCH', body })
  },
}

const search: Page = {
  name: 'search',
  share: 0.2,
  async open(visitor, { words }, random) {
    const word = words[Math.floor(random.next() * words.length)] ?? ''
    const list = await visitor.ask<{ rows: { id: string }[] }>(
      'search',
      `/api/enterprises?q=${encodeURIComponent(word)}&pageSize=50`,
    )
    const row = list?.rows[Math.floor(random.next() * list.rows.length)]
    if (row !== undefined) await visitor.ask('enterprise', `/api/enterprises/${row.id}`)
  },
}

const map: Page = {
  name: 'map',
  share: 0.15,
  async open(visitor, { middle }, random) {
    const zoom = 11 + Math.floor(random.next() * 5)
    const tiles = 2 ** zoom
    const lon = middle.lon + (random.next() - 0.5) * 0.3
    const lat = ((middle.lat + (random.next() - 0.5) * 0.3) * Math.PI) / 180
    const x = Math.floor(((lon + 180) / 360) * tiles)
    const y = Math.floor(((1 - Math.asinh(Math.tan(lat)) / Math.PI) / 2) * tiles)
    const around = [0, 1, 2, 3, 4, 5].map((at) => `${zoom}/${x + (at % 3)}/${y + Math.floor(at / 3)}`)
    await visitor.ask('map', '/api/map/settings')
    await Promise.all(around.map((tile) => visitor.ask('tile', `/api/map/tiles/parcels/${tile}`)))
  },
}

const pages: readonly Page[] = [desk, figures, forms, search, map]

/** Opens one page after another, with time to read between them, until told to end. */
export async function browse(
  visitor: Visitor,
  world: World,
  { random, until, think }: { random: Random; until: () => boolean; think: number },
): Promise<void> {
  await sleep(random.next() * think)
  while (!until()) {
    let left = random.next()
    const found = pages.find(({ share }) => (left -= share) < 0) ?? desk
    const page = found.only === undefined || found.only.includes(visitor.login) ? found : desk
    await page.open(visitor, world, random)
    await sleep(think * (0.4 + 1.2 * random.next()))
  }
}
