import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** A secret of the installation: made at first use, kept in the data folder, readable by its owner only. Whoever puts one there first decides. */
export async function secretFile(dataDir: string, name: string): Promise<string> {
  const file = path.join(dataDir, 'keys', name)
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  try {
    await writeFile(file, randomBytes(48).toString('base64url'), { flag: 'wx', mode: 0o600 })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
  }
  return (await readFile(file, 'utf8')).trim()
}
