import { readFileSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { Problem } from '#base/problem.ts'
import type { KeepRule } from './archive/rotation.ts'

/** How this installation runs. All of it comes from the environment; everything has a default. */
export type Settings = {
  /** The version of Jidi itself. */
  readonly version: string
  readonly host: string
  readonly port: number
  /** Absolute path of the folder of engines, files and keys. */
  readonly dataDir: string
  /** Where the heads of the chain of acts are written as well. */
  readonly auditDir?: string
  /** The record's server; without it Jidi starts its own in `dataDir`. */
  readonly databaseUrl?: string
  readonly databaseAppUrl?: string
  /** The mirror's server; without it DuckDB in `dataDir`. */
  readonly factsUrl?: string
  readonly factsThreads: number
  readonly factsMemoryMb: number
  /** The root pack, then its overlays. */
  readonly packs: readonly string[]
  readonly packsDir: string
  readonly migrationsDir: string
  readonly webDir: string
  readonly population: 'small' | 'full' | 'none'
  /** The address people type, without a slash at the end; undefined when it is the one listened on. */
  readonly publicUrl?: string
  readonly trustProxy: boolean
  readonly logLevel: string
  readonly uploadBytes: number
  /** Who bears it may read /metrics; without it only programs of this machine. */
  readonly metricsToken?: string
  /** Where mail is handed over and whom it comes from; without it no mail is sent. */
  readonly mail?: { readonly url: string; readonly from: string }
  /** How long a sign-in holds at most, and how long without a request. */
  readonly session: { readonly hours: number; readonly idleMinutes: number }
  /** Who must have a second factor: `administrators`, roles by id, everybody (`all`), nobody (`none`). */
  readonly secondFactor: readonly string[]
  /** A provider of sign-ins (OpenID Connect); without it there are passwords only. */
  readonly oidc?: { readonly issuer: string; readonly clientId: string; readonly secret: string }
  /** Requests that one key may make in a minute. */
  readonly keyRequestsPerMinute: number
  /** Addresses that are called when something is to be known outside, by name. */
  readonly webhooks: readonly { readonly name: string; readonly url: string }[]
  /** After so many days without success a message is given up. */
  readonly messageDays: number
  /** Where an archive is put each day at which time, and how many stay; without it none is made by itself. */
  readonly backup?: {
    readonly dir: string
    readonly at: string
    readonly keep: KeepRule
    /** When the last archive is older than so many hours, something is wrong. */
    readonly lateHours: number
  }
  /** The background of maps, where the installation has one of its own. */
  readonly map: {
    readonly tiles?: string | undefined
    readonly attribution?: string | undefined
    readonly approvalNumber?: string | undefined
  }
}

const flag = z.enum(['true', 'false', '1', '0'], 'true or false').transform((text) => text === 'true' || text === '1')
const serverAddress = z
  .string()
  .regex(/^postgres(ql)?:\/\/.+/, 'an address like postgres://user:password@host:5432/database')
const packIds = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]*(,[a-z0-9][a-z0-9_-]*)*$/, 'pack ids separated by commas, the root pack first')
const mailServer = z.string().regex(/^smtps?:\/\/[^\s/]+/, 'an address like smtps://user:password@mail.example.org:465')
const mailFrom = z
  .string()
  .regex(/^([^<>@\r\n"]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, 'an address like Jidi <jidi@example.org>')
const webhook = /^([a-z0-9][a-z0-9_-]{0,39})=(https?:\/\/\S+)$/
const webhooks = z
  .string()
  .refine(
    (text) => wordsOf(text).every((word) => webhook.test(word) && URL.canParse(word.slice(word.indexOf('=') + 1))),
    {
      error: 'name=https://host/path, several separated by spaces',
    },
  )
  .refine((text) => new Set(wordsOf(text).map((word) => word.split('=')[0])).size === wordsOf(text).length, {
    error: 'each name once',
  })
  .transform((text) =>
    wordsOf(text).map((word) => ({ name: word.split('=')[0] ?? '', url: word.slice(word.indexOf('=') + 1) })),
  )
const keepRule = z
  .string()
  .regex(/^\d{1,4}d \d{1,3}w \d{1,3}m$/, 'days, weeks and months like 7d 4w 12m')
  .transform((text): KeepRule => {
    const [days = 0, weeks = 0, months = 0] = text.split(' ').map((part) => Number.parseInt(part, 10))
    return { days, weeks, months }
  })
const mapTiles = z
  .string()
  .regex(/^(https?:\/\/[^\s;,'"]+|\/[^\s;,'"]*)$/, 'an address like https://tiles.example.org/{z}/{x}/{y}.png')
  .refine((text) => ['{z}', '{x}', '{y}'].every((part) => text.includes(part)), { error: 'with {z}, {x} and {y}' })
const roleIds = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_-]*(,[a-z0-9][a-z0-9_-]*)*$/,
    'administrators, all, none, or ids of roles separated by commas',
  )
  .transform((text) => (text === 'none' ? [] : text.split(',')))
const issuer = z.string().refine((text) => isIssuer(text), {
  error: 'an address like https://sso.example.org/realms/office, without query; http on this machine only',
})
const whole = (from: number, to: number) => {
  const text = `a whole number from ${from} to ${to}`
  return z.string().regex(/^\d+$/, text).transform(Number).pipe(z.number().min(from, text).max(to, text))
}

const variables = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: whole(0, 65535).default(8080),
  DATA_DIR: z.string().default('data'),
  AUDIT_DIR: z.string().optional(),
  DATABASE_URL: serverAddress.optional(),
  DATABASE_APP_URL: serverAddress.optional(),
  FACTS_URL: serverAddress.optional(),
  FACTS_THREADS: whole(1, 256).optional(),
  FACTS_MEMORY_MB: whole(64, 4_000_000).optional(),
  PACK: packIds.optional(),
  PACKS_DIR: z.string().default('packs'),
  MIGRATIONS_DIR: z.string().default('db'),
  WEB_DIR: z.string().default('dist/web'),
  POPULATION: z.enum(['small', 'full', 'none'], 'small, full or none').default('small'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'an address like https://jidi.example' })
    .transform((text) => text.replace(/\/+$/, ''))
    .optional(),
  TRUST_PROXY: flag.default(false),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  UPLOAD_MB: whole(1, 2048).default(50),
  METRICS_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{16,200}$/, 'at least 16 characters without blanks')
    .optional(),
  SMTP_URL: mailServer.optional(),
  MAIL_FROM: mailFrom.optional(),
  SESSION_HOURS: whole(1, 168).default(12),
  SESSION_IDLE_MINUTES: whole(5, 1440).default(60),
  SECOND_FACTOR: roleIds.default(['administrators']),
  OIDC_ISSUER: issuer.optional(),
  OIDC_CLIENT_ID: z.string().trim().min(1).max(200).optional(),
  OIDC_CLIENT_SECRET: z.string().min(8).max(500).optional(),
  KEY_REQUESTS_PER_MINUTE: whole(1, 100_000).default(600),
  WEBHOOKS: webhooks.default([]),
  MESSAGE_DAYS: whole(1, 60).default(7),
  BACKUP_DIR: z.string().optional(),
  BACKUP_AT: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day like 02:30')
    .default('02:30'),
  BACKUP_KEEP: keepRule.default({ days: 7, weeks: 4, months: 12 }),
  BACKUP_LATE_HOURS: whole(1, 8760).default(36),
  MAP_TILES: mapTiles.optional(),
  MAP_ATTRIBUTION: z.string().trim().max(300).optional(),
  MAP_APPROVAL: z.string().trim().max(100).optional(),
})

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}

const secret = new Set(['METRICS_TOKEN', 'OIDC_CLIENT_SECRET'])

/** A setting as a complaint may show it: without the password of an address. */
function shown(value: string): string {
  return value.replaceAll(/\/\/[^\s/@]*@/g, '//…@')
}

/** Mail needs all three, for it says whom it comes from and leads to a page. */
function mailOf(read: z.output<typeof variables>): Settings['mail'] {
  if (read.SMTP_URL === undefined) return undefined
  const missing = [
    ...(read.MAIL_FROM === undefined ? ['MAIL_FROM'] : []),
    ...(read.PUBLIC_URL === undefined ? ['PUBLIC_URL'] : []),
  ]
  if (missing.length > 0 || read.MAIL_FROM === undefined) {
    const issues = missing.map((where) => ({
      text: 'settings.not_understood',
      where,
      found: '',
      expected: 'needed with SMTP_URL',
    }))
    throw new Problem('invalid_input', { issues })
  }
  return { url: read.SMTP_URL, from: read.MAIL_FROM }
}

function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, search, hash } = new URL(text)
  const here = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)
  return (protocol === 'https:' || (protocol === 'http:' && here)) && search === '' && hash === ''
}

/** A provider of sign-ins needs all four: it sends people back to the address they type. */
function oidcOf(read: z.output<typeof variables>): Settings['oidc'] {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, PUBLIC_URL } = read
  const given = { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET }
  if (Object.values(given).every((one) => one === undefined)) return undefined
  const missing = Object.entries({ ...given, PUBLIC_URL }).flatMap(([where, value]) =>
    value === undefined
      ? [{ text: 'settings.not_understood', where, found: '', expected: 'needed with OIDC_ISSUER' }]
      : [],
  )
  if (missing.length > 0 || !OIDC_ISSUER || !OIDC_CLIENT_ID || !OIDC_CLIENT_SECRET)
    throw new Problem('invalid_input', { issues: missing })
  return { issuer: OIDC_ISSUER, clientId: OIDC_CLIENT_ID, secret: OIDC_CLIENT_SECRET }
}

function backupOf(read: z.output<typeof variables>, root: string): Pick<Settings, 'backup'> {
  if (read.BACKUP_DIR === undefined) return {}
  const dir = path.resolve(root, read.BACKUP_DIR)
  return { backup: { dir, at: read.BACKUP_AT, keep: read.BACKUP_KEEP, lateHours: read.BACKUP_LATE_HOURS } }
}

/**
 * Reads the settings; empty variables count as unset. Relative folders are taken from `root`, the project's folder.
 * Throws Problem `invalid_input` naming each variable that cannot be understood.
 */
export function readSettings(env: NodeJS.ProcessEnv, root = process.cwd()): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = variables.safeParse(given)
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0])
      return {
        text: 'settings.not_understood',
        where: name,
        found: secret.has(name) ? '…' : shown(given[name] ?? ''),
        expected: issue.message,
      }
    })
    throw new Problem('invalid_input', { issues })
  }
  const read = parsed.data
  const packsDir = path.resolve(root, read.PACKS_DIR)
  return {
    version: ownVersion(root),
    host: read.HOST,
    port: read.PORT,
    dataDir: path.resolve(root, read.DATA_DIR),
    ...(read.AUDIT_DIR === undefined ? {} : { auditDir: path.resolve(root, read.AUDIT_DIR) }),
    databaseUrl: read.DATABASE_URL,
    databaseAppUrl: read.DATABASE_APP_URL,
    factsUrl: read.FACTS_URL,
    factsThreads: read.FACTS_THREADS ?? Math.min(availableParallelism(), 16),
    factsMemoryMb: read.FACTS_MEMORY_MB ?? Math.max(512, Math.floor(totalmem() / 2 ** 20 / 4)),
    packs: (read.PACK ?? defaultPack(packsDir)).split(','),
    packsDir,
    migrationsDir: path.resolve(root, read.MIGRATIONS_DIR),
    webDir: path.resolve(root, read.WEB_DIR),
    population: read.POPULATION,
    publicUrl: read.PUBLIC_URL,
    trustProxy: read.TRUST_PROXY,
    logLevel: read.LOG_LEVEL,
    uploadBytes: read.UPLOAD_MB * 2 ** 20,
    metricsToken: read.METRICS_TOKEN,
    mail: mailOf(read),
    session: { hours: read.SESSION_HOURS, idleMinutes: read.SESSION_IDLE_MINUTES },
    secondFactor: read.SECOND_FACTOR,
    oidc: oidcOf(read),
    keyRequestsPerMinute: read.KEY_REQUESTS_PER_MINUTE,
    webhooks: read.WEBHOOKS,
    messageDays: read.MESSAGE_DAYS,
    ...backupOf(read, root),
    map: { tiles: read.MAP_TILES, attribution: read.MAP_ATTRIBUTION, approvalNumber: read.MAP_APPROVAL },
  }
}

/** The pack that runs when none is named stands in one line of `packs/default`, for the engine knows no pack. */
function defaultPack(packsDir: string): string {
  try {
    const line = readFileSync(path.join(packsDir, 'default'), 'utf8').trim()
    if (packIds.safeParse(line).success) return line
  } catch {
    // told below
  }
  throw new Problem('invalid_input', {
    issues: [{ text: 'settings.no_pack', where: 'PACK', expected: `a pack id, or one in ${packsDir}/default` }],
  })
}

function ownVersion(root: string): string {
  try {
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version?: string }
    return version ?? 'unknown'
  } catch {
    return 'unknown'
  }
}
