import type { AnyContractRouter } from '@orpc/contract'
import type { Hono } from 'hono'
import { listBackups } from './archive/schedule.ts'
import { clientAddress } from './client-address.ts'
import type { House } from './house.ts'
import type { Env } from './http.ts'
import { describeApi } from './http-api.ts'
import { demandWatcher } from './http-watcher.ts'
import { worstOf } from './watch.ts'

/** What is asked without sign-in by those who watch over the server: health, metrics, the document of the API. */
export function addStatus(app: Hono<Env>, house: House, contracts: Readonly<Record<string, AnyContractRouter>>): void {
  let described: Promise<object> | undefined
  app.get('/api/health', async (c) => {
    c.set('endpoint', 'health')
    const signs = await house.watch.look()
    const level = (id: string) => signs.find((sign) => sign.id === id)?.level ?? 'failing'
    const causes = signs.flatMap(({ cause }) => (cause === undefined ? [] : [cause]))
    const { version, packs } = house.settings
    const [status, record, mirror] = [worstOf(signs), level('record'), level('mirror')]
    const body = { status, causes, version, record, mirror, pack: packs.join(','), backup: await backupAt(house) }
    return c.json(body, status === 'failing' ? 503 : 200)
  })
  app.get('/api/openapi.json', async (c) => {
    c.set('endpoint', 'openapi')
    described ??= describeApi(contracts, house.settings.version)
    return c.json(await described)
  })
  app.get('/metrics', async (c) => {
    c.set('endpoint', 'metrics')
    const address = clientAddress({ env: c.env, forwarded: undefined, trustProxy: false })
    demandWatcher(c.req.raw, address, house.settings)
    return c.text(await house.metrics.registry.metrics(), 200, { 'content-type': house.metrics.registry.contentType })
  })
}

/** The instant of the last archive; `none` where there should be one, `off` where the office has set no folder. */
async function backupAt(house: House): Promise<string> {
  if (house.settings.backup === undefined) return 'off'
  const [last] = await listBackups(house)
  return last?.at.toISOString() ?? 'none'
}
