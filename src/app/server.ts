import { Problem } from '#base/problem.ts'
import { createSessions, type DemoAccount, isDemo, isSynthetic } from '#capabilities/people/server/service.ts'
import type { House } from '#kit/server/house.ts'
import { stockOf } from '#capabilities/map/server/service.ts'
import { createHttp } from '#kit/server/http.ts'
import { openLog } from '#kit/server/log.ts'
import { listen } from '#kit/server/serve.ts'
import type { Settings } from '#kit/server/settings.ts'
import { capabilities } from './capabilities.ts'
import { completeLandInBackground, fillAtFirstStart, isFirstStart, publishInBackground } from './first-start.ts'
import { prepareHouse } from './house.ts'

/** A server that listens. */
export type RunningServer = { readonly url: string; close(): Promise<void> }

const loopback = new Set(['127.0.0.1', '::1', 'localhost'])

/** Opens the house, fills it at its first start, and listens. @throws Problem with what must be repaired */
export async function startServer(settings: Settings, say: (line: string) => void): Promise<RunningServer> {
  const open = await prepareHouse(settings, openLog(settings))
  const { house } = open
  try {
    const demo = (await isFirstStart(house)) ? await fillAtFirstStart(house, say) : []
    await refuseOpenDemo(house)
    await open.start()
    const listening = await listen(createHttp({ house, sessions: createSessions(house), capabilities }), settings)
    sayAccounts(demo, say)
    say(`listening on ${listening.url}`)
    // Whoever opens the map first need not wait for all its parcels to be read.
    const map = house.programme().land === undefined ? undefined : stockOf(house)
    const working = (await isSynthetic(house)) ? [publishInBackground(house), completeLandInBackground(house)] : []
    return {
      url: listening.url,
      async close() {
        await listening.close()
        await Promise.all([...working.map((one) => one.end()), map?.end()])
        await open.close()
      },
    }
  } catch (error) {
    await open.close()
    throw error
  }
}

/** Accounts whose passwords were printed serve one machine only. */
async function refuseOpenDemo(house: House): Promise<void> {
  const { host } = house.settings
  if (loopback.has(host) || !(await isDemo(house))) return
  throw new Problem('refused_by_rule', {
    issues: [{ text: 'settings.demo_accounts', where: 'HOST', found: host, expected: '127.0.0.1' }],
  })
}

function sayAccounts(accounts: readonly DemoAccount[], say: (line: string) => void): void {
  if (accounts.length === 0) return
  const width = Math.max(...accounts.map((account) => account.login.length))
  say('demo accounts, shown this once  演示账号（仅显示一次）')
  for (const { login, password, roleName, reach } of accounts) {
    say(`  ${login.padEnd(width)}  ${password}  ${roleName.zh} ${roleName.en}${reach ? ` · ${reach.zh}` : ''}`)
  }
}
