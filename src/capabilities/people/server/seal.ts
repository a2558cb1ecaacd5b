import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { secretFile } from '#kit/server/secret-file.ts'

const cipher = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/** A key of its own for each purpose, all from one secret in the data folder. */
async function keyFor(dataDir: string, purpose: string): Promise<Buffer> {
  const secret = await secretFile(dataDir, 'accounts.key')
  return Buffer.from(hkdfSync('sha256', secret, '', `jidi ${purpose}`, 32))
}

/** Text that only this installation can read or make, for one purpose. */
export async function sealText(dataDir: string, purpose: string, text: string): Promise<string> {
  const nonce = randomBytes(nonceBytes)
  const made = createCipheriv(cipher, await keyFor(dataDir, purpose), nonce)
  const body = Buffer.concat([made.update(text, 'utf8'), made.final()])
  return Buffer.concat([nonce, made.getAuthTag(), body]).toString('base64url')
}

/** What was sealed, or undefined: sealed elsewhere, for something else, or changed on the way. */
export async function openText(dataDir: string, purpose: string, sealed: string): Promise<string | undefined> {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length < nonceBytes + tagBytes) return undefined
  const opened = createDecipheriv(cipher, await keyFor(dataDir, purpose), bytes.subarray(0, nonceBytes))
  opened.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
  try {
    return Buffer.concat([opened.update(bytes.subarray(nonceBytes + tagBytes)), opened.final()]).toString('utf8')
  } catch {
    return undefined
  }
}

/** A hash that nobody without the data folder can compare with a guess. */
export async function keyedHash(dataDir: string, purpose: string, text: string): Promise<string> {
  return createHmac('sha256', await keyFor(dataDir, purpose))
    .update(text)
    .digest('base64url')
}
