import { createHash, createPublicKey, type JsonWebKey, constants, verify } from 'node:crypto'
import { z } from 'zod'

/** A provider of sign-ins (OpenID Connect), as the settings name it. */
export type Provider = { readonly issuer: string; readonly clientId: string; readonly secret: string }

/** Why a sign-in by the provider came to nothing; the page has a sentence for each. */
export type ProviderFailure =
  | 'provider_refused'
  | 'provider_late'
  | 'provider_unreachable'
  | 'provider_answer'
  | 'provider_nobody'

export class ProviderProblem extends Error {
  readonly failure: ProviderFailure

  constructor(failure: ProviderFailure, message: string, cause?: unknown) {
    super(message, { cause })
    this.failure = failure
  }
}

const Address = z.url({ protocol: /^https?$/ })
const Discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: Address,
  token_endpoint: Address,
  jwks_uri: Address,
})
export type Discovery = z.infer<typeof Discovery>

const Tokens = z.object({ id_token: z.string().min(1).max(20_000) })
const Key = z.looseObject({ kty: z.string(), kid: z.string().optional(), use: z.string().optional() })
const Keys = z.object({ keys: z.array(Key) })
const Claims = z.object({
  iss: z.string(),
  sub: z.string().min(1).max(255),
  aud: z.union([z.string(), z.array(z.string())]),
  azp: z.string().optional(),
  exp: z.number(),
  nonce: z.string(),
})

const patienceMilliseconds = 10_000
/** Clocks of two houses differ a little. */
const clockSeconds = 60

/** What the provider says of itself. It must be the one that the settings name, to the letter. */
export async function discover({ issuer }: Provider): Promise<Discovery> {
  const found = read(Discovery, await ask(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`))
  if (found.issuer !== issuer) throw new ProviderProblem('provider_answer', `the provider calls itself ${found.issuer}`)
  return found
}

export type Asked = { readonly state: string; readonly nonce: string; readonly verifier: string }

/** Where the browser is sent: code flow with PKCE, state and nonce (OpenID Connect Core §3.1, RFC 7636). */
export function authorisationAddress(
  provider: Provider,
  discovery: Discovery,
  { state, nonce, verifier, back }: Asked & { back: string },
): string {
  const address = new URL(discovery.authorization_endpoint)
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const asked = {
    response_type: 'code',
    client_id: provider.clientId,
    redirect_uri: back,
    scope: 'openid',
    state,
    nonce,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value)
  return address.href
}

/** Who signed in there: exchanges the code and checks the token, signature included. Answers `sub`. */
export async function subjectOf(
  provider: Provider,
  { code, verifier, nonce, back, now }: { code: string; verifier: string; nonce: string; back: string; now: Date },
): Promise<string> {
  const discovery = await discover(provider)
  const encoded = [provider.clientId, provider.secret].map((part) => encodeURIComponent(part)).join(':')
  const answer = await ask(discovery.token_endpoint, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(encoded).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: back,
      code_verifier: verifier,
    }).toString(),
  })
  const { id_token } = read(Tokens, answer)
  const { keys } = read(Keys, await ask(discovery.jwks_uri))
  return checkToken(id_token, { provider, nonce, now, keys: keys as JsonWebKey[] })
}

export type TokenFrame = {
  readonly provider: Provider
  readonly nonce: string
  readonly now: Date
  readonly keys: readonly (JsonWebKey & { kid?: string; use?: string })[]
}

/** Checks a token of the provider (OpenID Connect Core §3.1.3.7); answers `sub`. Throws what is wrong with it. */
export function checkToken(token: string, { provider, nonce, now, keys }: TokenFrame): string {
  const parts = token.split('.')
  const [head = '', body = '', signature = ''] = parts
  const header = read(z.object({ alg: z.string(), kid: z.string().optional() }), jsonOf(head))
  const claims = read(Claims, jsonOf(body))
  const algorithm = Object.hasOwn(algorithms, header.alg) ? algorithms[header.alg] : undefined
  if (parts.length !== 3 || algorithm === undefined) throw wrong(`signed by ${header.alg}`)
  const fitting = keys.filter(
    ({ kid, kty, use }) =>
      kty === algorithm.kty && (header.kid === undefined || kid === header.kid) && (use === undefined || use === 'sig'),
  )
  const signed = Buffer.from(`${head}.${body}`)
  const isSigned = fitting.some((key) => {
    try {
      const publicKey = createPublicKey({ key, format: 'jwk' })
      return verify(algorithm.hash, signed, { key: publicKey, ...algorithm.how }, Buffer.from(signature, 'base64url'))
    } catch {
      return false
    }
  })
  if (!isSigned) throw wrong('the signature does not fit')
  if (claims.iss !== provider.issuer) throw wrong('issued by somebody else')
  const audience = [claims.aud].flat()
  if (!audience.includes(provider.clientId)) throw wrong('meant for somebody else')
  if ((audience.length > 1 || claims.azp !== undefined) && claims.azp !== provider.clientId)
    throw wrong('given to somebody else')
  if (claims.exp + clockSeconds <= now.getTime() / 1000) throw wrong('no longer valid')
  if (claims.nonce !== nonce) throw wrong('of another sign-in')
  return claims.sub
}

type Algorithm = {
  readonly kty: string
  readonly hash: string | null
  readonly how?: { padding?: number; saltLength?: number; dsaEncoding?: 'ieee-p1363' }
}

const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
const ec = { dsaEncoding: 'ieee-p1363' } as const

/** Signatures with a public key only: a token signed with a shared secret, or not at all, is none. */
const algorithms: Readonly<Record<string, Algorithm>> = {
  RS256: { kty: 'RSA', hash: 'sha256' },
  RS384: { kty: 'RSA', hash: 'sha384' },
  RS512: { kty: 'RSA', hash: 'sha512' },
  PS256: { kty: 'RSA', hash: 'sha256', how: pss },
  PS384: { kty: 'RSA', hash: 'sha384', how: pss },
  PS512: { kty: 'RSA', hash: 'sha512', how: pss },
  ES256: { kty: 'EC', hash: 'sha256', how: ec },
  ES384: { kty: 'EC', hash: 'sha384', how: ec },
  ES512: { kty: 'EC', hash: 'sha512', how: ec },
  EdDSA: { kty: 'OKP', hash: null },
}

function jsonOf(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
  } catch (cause) {
    throw wrong('not readable', cause)
  }
}

function wrong(what: string, cause?: unknown): ProviderProblem {
  return new ProviderProblem('provider_answer', `the token is ${what}`, cause)
}

function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new ProviderProblem('provider_answer', 'the answer has not the form of OpenID Connect', parsed.error)
}

/** One question to the provider. Redirects are not followed: the addresses are the ones that it named itself. */
async function ask(address: string, init: RequestInit = {}): Promise<unknown> {
  const answer = await fetch(address, {
    ...init,
    redirect: 'error',
    signal: AbortSignal.timeout(patienceMilliseconds),
  }).catch((cause: unknown) => {
    throw new ProviderProblem('provider_unreachable', `no answer from ${new URL(address).host}`, cause)
  })
  if (!answer.ok) {
    const failure = answer.status >= 500 ? 'provider_unreachable' : 'provider_answer'
    throw new ProviderProblem(failure, `${new URL(address).host} answered ${answer.status}`)
  }
  return answer.json().catch((cause: unknown) => {
    throw new ProviderProblem('provider_answer', 'the answer is no JSON', cause)
  })
}
