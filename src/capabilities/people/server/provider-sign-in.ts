import { randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { recordAct } from '#kit/server/acts.ts'
import { type PlainContext, route } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { Problem } from '#base/problem.ts'
import { beginSessionFor } from './accounts.ts'
import { findIdentity } from './identities.ts'
import { hasFactor } from './factor-store.ts'
import { authorisationAddress, discover, ProviderProblem, subjectOf } from './provider.ts'
import { openText, sealText } from './seal.ts'
import { stampSession } from './session-store.ts'
import { noteSignIn } from './sign-in.ts'
import { findPerson } from './store.ts'

const begin = '/api/session/provider'
const back = '/api/session/provider/return'
const cookieName = 'jidi.provider'
const purpose = 'sign-ins by the provider'
/** So long somebody may take at the provider. */
const patienceSeconds = 600

const Waiting = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string(),
  at: z.number(),
})
type Waiting = z.infer<typeof Waiting>

/** Signing in by the provider of the office: there, and back. */
export function providerRoutes(house: House) {
  return [
    route({
      method: 'GET',
      path: begin,
      may: 'anyone',
      summary: 'Sign in by the provider of the office; leads there',
      handler: (context) => leadThere(house, context),
    }),
    route({
      method: 'GET',
      path: back,
      may: 'anyone',
      summary: 'Where the provider leads back to; sets the session cookie',
      handler: (context) => comeBack(house, context),
    }),
  ]
}

async function leadThere(house: House, { request }: PlainContext): Promise<Response> {
  const provider = providerOf(house)
  const next = insideAddress(new URL(request.url).searchParams.get('next'))
  try {
    const discovery = await discover(provider)
    const [state, nonce, verifier] = [0, 1, 2].map(() => randomBytes(32).toString('base64url')) as [
      string,
      string,
      string,
    ]
    const waiting: Waiting = { state, nonce, verifier, next, at: house.clock.now().getTime() }
    const sealed = await sealText(house.settings.dataDir, purpose, JSON.stringify(waiting))
    const address = authorisationAddress(provider, discovery, { state, nonce, verifier, back: backAddress(house) })
    return lead(address, [cookieLine(house, sealed, patienceSeconds)])
  } catch (thrown) {
    return refused(house, thrown, { next })
  }
}

async function comeBack(house: House, { request }: PlainContext): Promise<Response> {
  const provider = providerOf(house)
  const query = new URL(request.url).searchParams
  const waiting = await findWaiting(house, request.headers)
  const next = waiting?.next ?? '/'
  try {
    if (waiting === undefined || !isSame(waiting.state, query.get('state') ?? ''))
      throw new ProviderProblem('provider_late', 'no sign-in waits for this answer')
    if (query.has('error')) throw new ProviderProblem('provider_refused', query.get('error')?.slice(0, 60) ?? '')
    const named = query.get('iss')
    if (named !== null && named !== provider.issuer)
      throw new ProviderProblem('provider_answer', 'the answer comes from somebody else')
    const { verifier, nonce } = waiting
    const asked = { code: query.get('code') ?? '', verifier, nonce, back: backAddress(house), now: house.clock.now() }
    return await enter(house, { subject: await subjectOf(provider, asked), next, headers: request.headers })
  } catch (thrown) {
    return refused(house, thrown, { next })
  }
}

async function enter(
  house: House,
  { subject, next, headers }: { subject: string; next: string; headers: Headers },
): Promise<Response> {
  const { owner } = house.record
  const id = await findIdentity(owner, { issuer: providerOf(house).issuer, subject })
  const person = id === undefined ? undefined : await findPerson(owner, id)
  if (person === undefined || person.disabledAt !== undefined) {
    return refused(house, new ProviderProblem('provider_nobody', 'nobody here is bound to it'), { next, subject })
  }
  const begun = await beginSessionFor(house, person.id, headers)
  await stampSession(house, begun.token, { method: 'provider', factors: 1 })
  const awaitsCode = await hasFactor(owner, person.id)
  if (!awaitsCode) await noteSignIn(house, person, 'provider')
  const to = awaitsCode ? `/sign-in?${new URLSearchParams({ next }).toString()}` : next
  return lead(to, [...begun.cookies, cookieLine(house, '', 0)])
}

/** Back to the page of signing in, which says why; the act says it too, without whom. */
async function refused(
  house: House,
  thrown: unknown,
  { next, subject }: { next: string; subject?: string },
): Promise<Response> {
  if (!(thrown instanceof ProviderProblem)) throw thrown
  house.log.warn({ failure: thrown.failure, said: thrown.message, cause: causeOf(thrown) }, 'sign-in by the provider')
  await house.record.asSystem((tx) =>
    recordAct(tx, {
      name: 'people.provider_refused',
      subject: { kind: 'sign_in', id: 'provider' },
      detail: { reason: thrown.failure },
    }),
  )
  const said = new URLSearchParams({
    failed: thrown.failure,
    next,
    ...(subject === undefined ? {} : { subject }),
  })
  return lead(`/sign-in?${said.toString()}`, [cookieLine(house, '', 0)])
}

function causeOf({ cause }: ProviderProblem): string | undefined {
  return cause instanceof Error ? cause.message.slice(0, 300) : undefined
}

function providerOf({ settings }: House) {
  if (settings.oidc === undefined) throw new Problem('not_found', { details: { kind: 'provider' } })
  return settings.oidc
}

/** The exact address that is registered at the provider. */
function backAddress({ settings }: House): string {
  return `${settings.publicUrl}${back}`
}

async function findWaiting(house: House, headers: Headers): Promise<Waiting | undefined> {
  const sealed = new RegExp(`(?:^|;\\s*)${cookieName.replace('.', '\\.')}=([A-Za-z0-9_-]+)`).exec(
    headers.get('cookie') ?? '',
  )?.[1]
  const opened = sealed === undefined ? undefined : await openText(house.settings.dataDir, purpose, sealed)
  if (opened === undefined) return undefined
  const waiting = Waiting.parse(JSON.parse(opened))
  return house.clock.now().getTime() - waiting.at > patienceSeconds * 1000 ? undefined : waiting
}

function cookieLine({ settings }: House, value: string, seconds: number): string {
  const secure = settings.publicUrl?.startsWith('https:') === true ? '; Secure' : ''
  return `${cookieName}=${value}; Path=${begin}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`
}

/** An address of this site to go on to; anything else leads to the desk. */
function insideAddress(next: string | null): string {
  const inside = next !== null && /^\/(?![/\\])[^\\\s]*$/.test(next) && !next.startsWith('/api/')
  return inside ? next.slice(0, 1000) : '/'
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}

function lead(to: string, cookies: readonly string[]): Response {
  const headers = new Headers({ location: to, 'cache-control': 'no-store' })
  for (const cookie of cookies) headers.append('set-cookie', cookie)
  return new Response(null, { status: 302, headers })
}
