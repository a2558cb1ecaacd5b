import { copyFile, link, mkdir, readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'

/** One upload as it is held: where it lies for as long as the archive is written, and what it is called there. */
export type HeldFile = { readonly name: string; readonly file: string; readonly size: number }

const contentForm = /^[0-9a-f]{64}$/
const folderForm = /^files-held-(\d+)$/
const staleMilliseconds = 24 * 3_600_000

/**
 * Holds the uploads of an installation while an archive is written: each gets a second name, so that whatever is let go of meanwhile is still
 * there for the rows of the snapshot that name it.
 */
export class HeldFiles {
  readonly #from: string
  readonly #to: string
  readonly #names = new Set<string>()

  constructor(dataDir: string) {
    this.#from = path.join(dataDir, 'files')
    this.#to = path.join(dataDir, `files-held-${Date.now()}`)
  }

  /** Holds what has come since the last call. Once before the snapshot, for what it names may be let go of; once after it, for what came in between. */
  async hold(): Promise<void> {
    for (const file of await contentsOf(this.#from)) {
      const name = path.relative(this.#from, file).split(path.sep).join('/')
      if (this.#names.has(name)) continue
      const to = path.join(this.#to, name)
      await mkdir(path.dirname(to), { recursive: true })
      // Where a file system knows no second names, a copy does the same; what is gone already was never named.
      const isHeld = await link(file, to)
        .catch((error: unknown) => (isGone(error) ? Promise.reject(error as Error) : copyFile(file, to)))
        .then(
          () => true,
          (error: unknown) => (isGone(error) ? false : Promise.reject(error as Error)),
        )
      if (isHeld) this.#names.add(name)
    }
  }

  async *all(): AsyncGenerator<HeldFile> {
    for (const name of [...this.#names].toSorted()) {
      const file = path.join(this.#to, name)
      yield { name, file, size: (await stat(file)).size }
    }
  }

  /** Lets go of them, and of what a backup that was killed a day ago or earlier still holds. */
  async release(): Promise<void> {
    await rm(this.#to, { recursive: true, force: true })
    const beside = path.dirname(this.#to)
    for (const name of await readdir(beside).catch(() => [])) {
      const [, at] = folderForm.exec(name) ?? []
      if (at !== undefined && Number(at) < Date.now() - staleMilliseconds)
        await rm(path.join(beside, name), { recursive: true, force: true })
    }
  }
}

const isGone = (error: unknown): boolean => (error as { code?: string }).code === 'ENOENT'

/** What is still arriving has another name and is passed over. */
async function contentsOf(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return found
    .filter((each) => each.isFile() && contentForm.test(each.name))
    .map((each) => path.join(each.parentPath, each.name))
}
