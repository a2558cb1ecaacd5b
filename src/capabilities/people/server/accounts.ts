import { randomUUID } from 'node:crypto'
import { betterAuth, type BetterAuthPlugin } from 'better-auth'
import { APIError, createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { username } from 'better-auth/plugins/username'
import { z } from 'zod'
import type { House } from '#kit/server/house.ts'
import { sessionSecret } from './secret.ts'

/** What the accounts library needs of the house. */
export type AccountsHouse = Pick<House, 'record' | 'settings'>

const hours = 60 * 60

const timeColumns = { createdAt: 'created_at', updatedAt: 'updated_at' }

/** Begins a session for somebody who is known by other means than a password of this house. */
const beginFor = {
  id: 'begin-for',
  endpoints: {
    beginFor: createAuthEndpoint.serverOnly({ method: 'POST', body: z.object({ person: z.uuid() }) }, async (ctx) => {
      const user = await ctx.context.internalAdapter.findUserById(ctx.body.person)
      if (user === null) throw new APIError('NOT_FOUND')
      const session = await ctx.context.internalAdapter.createSession(user.id)
      await setSessionCookie(ctx, { session, user })
      return { token: session.token }
    }),
  },
} as const satisfies BetterAuthPlugin

/** The accounts library over our own tables. Its HTTP handler is not mounted: our contract is the only door. */
function openAccounts({ record, settings }: AccountsHouse, secret: string) {
  const address = settings.publicUrl ?? `http://${settings.host}:${settings.port}`
  return betterAuth({
    secret,
    baseURL: address,
    database: { db: record.owner, type: 'postgres' },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10, maxPasswordLength: 128 },
    plugins: [
      beginFor,
      username({
        displayUsername: false,
        minUsernameLength: 1,
        maxUsernameLength: 64,
        usernameValidator: (login) => /^[a-z0-9._-]+$/i.test(login),
      }),
    ],
    user: { modelName: 'people_user', fields: { emailVerified: 'email_verified', ...timeColumns } },
    session: {
      modelName: 'people_session',
      fields: {
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        userId: 'user_id',
        ...timeColumns,
      },
      expiresIn: settings.session.hours * hours,
      disableSessionRefresh: true,
    },
    account: {
      modelName: 'people_account',
      fields: {
        accountId: 'account_id',
        providerId: 'provider_id',
        userId: 'user_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        ...timeColumns,
      },
    },
    verification: { modelName: 'people_verification', fields: { expiresAt: 'expires_at', ...timeColumns } },
    advanced: {
      cookiePrefix: 'jidi',
      useSecureCookies: address.startsWith('https:'),
      ipAddress: { disableIpTracking: true },
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
      database: { generateId: () => randomUUID() },
    },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
  })
}

export type Accounts = ReturnType<typeof openAccounts>

const opened = new WeakMap<object, Promise<Accounts>>()

/** The accounts library of this house, opened at first use. */
export function accountsOf(house: AccountsHouse): Promise<Accounts> {
  const known = opened.get(house.record)
  if (known !== undefined) return known
  const made = sessionSecret(house.settings.dataDir).then((secret) => openAccounts(house, secret))
  opened.set(house.record, made)
  return made
}

export type BegunSession = { readonly token: string; readonly cookies: readonly string[] }

/** Begins a session for a person whom the provider of sign-ins has named. */
export async function beginSessionFor(house: AccountsHouse, person: string, headers: Headers): Promise<BegunSession> {
  const accounts = await accountsOf(house)
  const { headers: answer, response } = await accounts.api.beginFor({ body: { person }, headers, returnHeaders: true })
  return { token: response.token, cookies: answer.getSetCookie() }
}

/** Checks login and password and begins a session. Answers the cookies to set, or undefined when they do not fit. */
export async function beginSession(
  house: AccountsHouse,
  login: { login: string; password: string },
  headers: Headers,
): Promise<BegunSession | undefined> {
  const accounts = await accountsOf(house)
  try {
    const { headers: answer, response } = await accounts.api.signInUsername({
      body: { username: login.login, password: login.password },
      headers,
      returnHeaders: true,
    })
    return response === null ? undefined : { token: response.token, cookies: answer.getSetCookie() }
  } catch (thrown) {
    if (thrown instanceof APIError) return undefined
    throw thrown
  }
}

/** Ends the session of these headers; answers the cookies to clear. */
export async function endSession(house: AccountsHouse, headers: Headers): Promise<readonly string[]> {
  const accounts = await accountsOf(house)
  const { headers: answer } = await accounts.api.signOut({ headers, returnHeaders: true })
  return answer.getSetCookie()
}

/** What the cookie of these headers names, or undefined: no cookie, a forged one, one the library holds for ended. */
export async function findToken(
  house: AccountsHouse,
  headers: Headers,
): Promise<{ person: string; token: string } | undefined> {
  const accounts = await accountsOf(house)
  const session = await accounts.api.getSession({ headers, query: { disableCookieCache: true, disableRefresh: true } })
  return session === null ? undefined : { person: session.user.id, token: session.session.token }
}
