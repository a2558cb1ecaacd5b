import type { AnyContractRouter } from '@orpc/contract'
import type { Hono } from 'hono'
import { sql } from 'kysely'
import { listBackups } from './archive/schedule.ts'
import { clientAddress } from './client-address.ts'
import type { House } from './house.ts'
import type { Env } from './http.ts'
import { describeApi } from './http-api.ts'
import { demandWatcher } from './http-watcher.ts'

const healthMilliseconds = 2_000

/** What is asked without sign-in by those who watch over the server: health, metrics, the document of the API. */
export function addStatus(app: Hono<Env>, house: House, contracts: Readonly<Record<string, AnyContractRouter>>): void {
  let described: Promise<object> | undefined
  app.get('/api/health', async (c) => {
    c.set('endpoint', 'health')
    const [record, mirror] = await Promise.all([
      isWell(() => sql`select 1`.execute(house.record.owner)),
      isWell(() => house.facts.query('select 1 as one')),
    ])
    const status = record === 'ok' && mirror === 'ok' ? 'ok' : 'failing'
    const { version, packs } = house.settings
    const backup = await backupAt(house)
    c.header('cache-control', 'no-store')
    const looks = house.looks.held() === 0 ? 'ok' : 'degraded'
    return c.json(
      { status, version, record, mirror, pack: packs.join(','), backup, looks },
      status === 'ok' ? 200 : 503,
    )
  })
  app.get('/api/openapi.json', async (c) => {
    c.set('endpoint', 'openapi')
    described ??= describeApi(contracts, house.settings.version)
    return c.json(await described)
  })
  app.get('/metrics', async (c) => {
    c.set('endpoint', 'metrics')
    demandWatcher(c.req.raw, clientAddress({ env: c.env, forwarded: undefined, trustProxy: false }), house.settings)
    return c.text(await house.metrics.registry.metrics(), 200, { 'content-type': house.metrics.registry.contentType })
  })
}

/** The instant of the last archive; `none` where there should be one, `off` where the office has set no folder. */
async function backupAt(house: House): Promise<string> {
  if (house.settings.backup === undefined) return 'off'
  const [last] = await listBackups(house)
  return last?.at.toISOString() ?? 'none'
}

async function isWell(ask: () => Promise<unknown>): Promise<'ok' | 'failing'> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('late')), healthMilliseconds).unref()
  })
  try {
    await Promise.race([ask(), late])
    return 'ok'
  } catch {
    return 'failing'
  }
}
