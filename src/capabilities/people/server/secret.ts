import { randomInt } from 'node:crypto'
import { secretFile } from '#kit/server/secret-file.ts'

/** The key that signs session cookies. */
export function sessionSecret(dataDir: string): Promise<string> {
  return secretFile(dataDir, 'session.key')
}

/** Letters and digits that nobody confuses when reading a printout. */
const readable = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A random password of four groups of four, 79 bits: `k7mq-x2pd-9wva-hn4t`. */
export function randomPassword(): string {
  const group = () => Array.from({ length: 4 }, () => readable[randomInt(readable.length)]).join('')
  return Array.from({ length: 4 }, group).join('-')
}
