import { randomBytes, randomInt } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** The key that signs session cookies: made at first start, kept in the data folder, readable by its owner only. */
export async function sessionSecret(dataDir: string): Promise<string> {
  const file = path.join(dataDir, 'keys', 'session.key')
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  try {
    await writeFile(file, randomBytes(48).toString('base64url'), { flag: 'wx', mode: 0o600 })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
  }
  return (await readFile(file, 'utf8')).trim()
}

/** Letters and digits that nobody confuses when reading a printout. */
const readable = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A random password of four groups of four, 79 bits: `k7mq-x2pd-9wva-hn4t`. */
export function randomPassword(): string {
  const group = () => Array.from({ length: 4 }, () => readable[randomInt(readable.length)]).join('')
  return Array.from({ length: 4 }, group).join('-')
}
