import { createHash } from 'node:crypto'
import { lstat, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProblemIssue } from '#base/problem.ts'
import { canonicalText } from '#pack/canonical.ts'
import { type CheckOptions, checkPack } from '#pack/check.ts'
import type { PackLayer } from '#pack/layers.ts'
import type { Programme } from '#pack/programme.ts'
import { type PackFile, packBounds, readPack } from '#pack/read.ts'
import { idPattern } from '#pack/schema/values.ts'

export type LoadedProgramme =
  | { readonly programme: Programme; readonly hash: string; readonly problems: readonly [] }
  | { readonly programme?: undefined; readonly hash?: undefined; readonly problems: readonly ProblemIssue[] }

/**
 * Reads `<root>/packs/<id>` of the first pack with everything it extends, lays the others over it, and checks the whole.
 * Nothing is thrown for what is wrong with a pack: all problems come back at once.
 */
export async function loadProgramme(
  packIds: readonly string[],
  root: string,
  options: CheckOptions = {},
): Promise<LoadedProgramme> {
  const folders = join(root, 'packs')
  const found: PackLayer[] = []
  const problems: ProblemIssue[] = []
  for (const [at, id] of packIds.entries()) {
    const overlay = at > 0
    const known = new Set(found.map((layer) => layer.pack))
    const chain = await readChain(id, { read: (pack) => readPackFolder(join(folders, pack)), known, problems })
    found.push(...chain.map((layer) => ({ ...layer, overlay })))
  }
  if (packIds.length === 0) problems.push({ text: 'pack.none_named', where: 'PACK' })
  return problems.length > 0 ? { problems } : checked(found, options)
}

/** Checks the pack in one folder, wherever it lies; what it extends is looked for beside it. */
export async function checkPackFolder(folder: string, options: CheckOptions = {}): Promise<LoadedProgramme> {
  const parts = folder.replace(/\/+$/, '').split('/')
  const id = parts.at(-1) ?? ''
  const beside = parts.slice(0, -1).join('/')
  const problems: ProblemIssue[] = []
  const read = (pack: string) =>
    readPackFolder(pack === id ? folder : join(beside === '' && !folder.startsWith('/') ? '.' : beside, pack))
  const chain = await readChain(id, { read, known: new Set(), problems })
  return problems.length > 0
    ? { problems }
    : checked(
        chain.map((layer) => ({ ...layer, overlay: false })),
        options,
      )
}

/** The content hash under which a checked programme is stored. */
export function hashOfProgramme(programme: Programme): string {
  return hashOfText(canonicalText(programme))
}

export function hashOfText(canonical: string): string {
  return createHash('sha256').update(canonical).digest('hex')
}

function checked(layers: readonly PackLayer[], options: CheckOptions): LoadedProgramme {
  const result = checkPack(layers, options)
  if (result.programme === undefined) return { problems: result.problems }
  return { programme: result.programme, hash: hashOfProgramme(result.programme), problems: [] }
}

type Folder = { readonly files: PackFile[]; readonly problems: readonly ProblemIssue[] }
type Chain = { read: (pack: string) => Promise<Folder>; known: ReadonlySet<string>; problems: ProblemIssue[] }

const longestChain = 8

/** The pack and all below it, lowest first; packs that are already there are not read again. */
async function readChain(id: string, { read, known, problems }: Chain): Promise<{ pack: string; files: PackFile[] }[]> {
  const chain: { pack: string; files: PackFile[] }[] = []
  for (let pack: string | undefined = id; pack !== undefined && !known.has(pack); ) {
    const folder: Folder = await read(pack)
    problems.push(...folder.problems)
    if (folder.problems.length > 0) break
    const above = chain[0]?.pack ?? 'PACK'
    if (chain.some((layer) => layer.pack === pack) || chain.length >= longestChain) {
      problems.push({ text: 'pack.extends_cycle', where: `${above}/pack.yaml`, found: pack })
      break
    }
    chain.unshift({ pack, files: folder.files })
    pack = extendsOf(folder.files)
  }
  return chain
}

function extendsOf(files: readonly PackFile[]): string | undefined {
  const head = readPack(files.filter((file) => file.path === 'pack.yaml')).documents[0]?.value
  const below = typeof head === 'object' && head !== null && !Array.isArray(head) ? head.extends : undefined
  return typeof below === 'string' && idPattern.test(below) ? below : undefined
}

/** Every YAML file under a folder of a pack. Links are not followed, other files are left alone. */
async function readPackFolder(folder: string): Promise<Folder> {
  const name = folder.split('/').at(-1) ?? folder
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (!idPattern.test(name) || !isFolder)
    return { files: [], problems: [{ text: 'pack.no_folder', where: 'PACK', found: name }] }
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const yamls = entries.filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
  if (yamls.length > packBounds.files) {
    return {
      files: [],
      problems: [
        { text: 'pack.too_many_files', where: name, found: String(yamls.length), expected: String(packBounds.files) },
      ],
    }
  }
  const paths = yamls.map((entry) => join(entry.parentPath, entry.name))
  const read: PackFile[] = []
  const problems: ProblemIssue[] = []
  for (let at = 0; at < paths.length; at += filesAtOnce) {
    const some = paths.slice(at, at + filesAtOnce)
    const texts = await Promise.all(some.map(readText))
    for (const [index, full] of some.entries()) {
      const path = full.slice(folder.length).replaceAll('\\', '/').replace(/^\/+/, '')
      const text = texts[index]
      if (text === undefined) problems.push({ text: 'pack.unreadable_file', where: `${name}/${path}` })
      else read.push({ path, text })
    }
  }
  return { files: read, problems }
}

const filesAtOnce = 64
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The text of a file; undefined when it is not UTF-8 or far too large. */
async function readText(path: string): Promise<string | undefined> {
  const { size } = await lstat(path)
  if (size > packBounds.charactersOfFile * 4) return undefined
  try {
    return utf8.decode(await readFile(path))
  } catch {
    return undefined
  }
}
