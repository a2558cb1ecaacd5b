import { createHmac, timingSafeEqual } from 'node:crypto'

/** One period of a code, in seconds (RFC 6238 §4.1). */
const periodSeconds = 30
/** A code of one period before or after is taken as well: clocks of phones differ (RFC 6238 §5.2). */
const drift = 1

export type CodeForm = { readonly digits: number; readonly algorithm: 'sha1' | 'sha256' | 'sha512' }

/** What every app for codes understands. */
const usual: CodeForm = { digits: 6, algorithm: 'sha1' }

/** The code of one counter (RFC 4226 §5.3). */
export function codeOf(secret: Buffer, counter: number, { digits, algorithm }: CodeForm = usual): string {
  const message = Buffer.alloc(8)
  message.writeBigUInt64BE(BigInt(counter))
  const mac = createHmac(algorithm, secret).update(message).digest()
  const offset = mac.readUInt8(mac.length - 1) & 0x0f
  const number = mac.readUInt32BE(offset) & 0x7fffffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

/** The period that an instant lies in, counted from 1970. */
export function stepOf(instant: Date): number {
  return Math.floor(instant.getTime() / 1000 / periodSeconds)
}

/** The period whose code this is, around now and after the last that was taken; undefined for every other code. */
export function findStep(
  secret: Buffer,
  code: string,
  { now, after }: { now: Date; after: number },
): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined
  const given = Buffer.from(code)
  const around = stepOf(now)
  for (let step = around - drift; step <= around + drift; step += 1)
    if (step > after && timingSafeEqual(Buffer.from(codeOf(secret, step)), given)) return step
  return undefined
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The secret as apps take it typed (RFC 4648 base 32, without padding). */
export function toBase32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const groups = bits.match(/.{1,5}/g) ?? []
  return groups.map((group) => letters[Number.parseInt(group.padEnd(5, '0'), 2)]).join('')
}

/** The address that an app reads from a QR code. */
export function enrolmentAddress(secret: Buffer, { issuer, login }: { issuer: string; login: string }): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(login)}`
  return `otpauth://totp/${label}?secret=${toBase32(secret)}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=6&period=${periodSeconds}`
}
