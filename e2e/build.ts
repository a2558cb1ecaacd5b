import { spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
export const projectRoot = fileURLToPath(new URL('..', import.meta.url))

/** A built copy of the product, which stays as it is while somebody goes on working on the sources. */
export type Build = { readonly root: string; remove(): Promise<void> }

const parts = ['dist', 'packs', 'db', 'src', 'soak', 'package.json']

/** Builds what is not built and takes a copy, under the project so that packages are found. @throws with what the build said */
export async function takeBuild(): Promise<Build> {
  const built = spawnSync(process.execPath, [join(projectRoot, 'tools/build.mjs')], {
    cwd: projectRoot,
    encoding: 'utf8',
  })
  if (built.status !== 0) throw new Error(`the product does not build:\n${built.stdout}${built.stderr}`)
  const folder = join(projectRoot, 'test-results')
  await mkdir(folder, { recursive: true })
  const root = await mkdtemp(join(folder, 'build-'))
  for (const part of parts) await cp(join(projectRoot, part), join(root, part), { recursive: true })
  return { root, remove: () => rm(root, { recursive: true, force: true }) }
}
