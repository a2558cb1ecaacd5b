import type { TestProject } from 'vitest/node'
import { findBrowser, NoBrowser } from '../tools/browser.ts'
import { takeBuild } from './build.ts'
import { type Account, makeDataDir, populate, removeDataDir, startServer } from './server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    url: string
    accounts: Account[]
    hasBrowser: boolean
    /** Where the server keeps what it knows: a story may let time pass there. */
    dataDir: string
    /** The build that the server runs: a story may start a server of its own. */
    buildRoot: string
  }
}

/** One server for all stories: the built product, real engines, a small synthetic population. Ends with them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const hasBrowser = await isBrowserThere()
  const build = await takeBuild()
  const dataDir = await makeDataDir()
  const remove = async (): Promise<void> => {
    await removeDataDir(dataDir)
    await build.remove()
  }
  try {
    const parts = { build, dataDir, pack: 'dongguan' }
    const accounts = await populate(parts, { enterprises: 160, months: 24 })
    const server = await startServer(parts)
    project.provide('url', server.url)
    project.provide('accounts', accounts)
    project.provide('hasBrowser', hasBrowser)
    project.provide('dataDir', dataDir)
    project.provide('buildRoot', build.root)
    return async () => {
      await server.stop()
      await remove()
    }
  } catch (error) {
    await remove()
    throw error
  }
}

/** Without a browser the stories cannot be told: said loudly, and a failure where nobody would see it otherwise. */
async function isBrowserThere(): Promise<boolean> {
  try {
    await findBrowser()
    return true
  } catch (error) {
    if (!(error instanceof NoBrowser) || process.env.CI === 'true') throw error
    console.error(`\n!! The stories that need a browser are NOT run: ${error.message}\n`)
    return false
  }
}
