import { sql } from 'kysely'
import { refreshDimensions } from '#capabilities/indicators/server/service.ts'
import { casesMade, populateCases, populateLand, stockMade } from '#capabilities/map/server/service.ts'
import { type DemoAccount, ensureDemoAccounts } from '#capabilities/people/server/service.ts'
import { publishPopulation } from '#capabilities/releases/server/service.ts'
import { populate, populationSizes } from '#capabilities/returns/server/populate.ts'
import type { House } from '#kit/server/house.ts'

/** Nothing was ever done in this house. */
export async function isFirstStart({ record }: House): Promise<boolean> {
  const row = await record.owner.selectFrom('act').select('id').limit(1).executeTakeFirst()
  return row === undefined
}

/** Fills an empty house with the synthetic population of the settings and one demo account for each role. */
export async function fillAtFirstStart(house: House, say: (line: string) => void): Promise<DemoAccount[]> {
  const { population } = house.settings
  if (population === 'none' || house.programme().population === undefined) return []
  const size = populationSizes(house.programme())[population]
  say(`making a synthetic population of ${size.enterprises} enterprises × ${size.months} months  正在生成合成数据`)
  await clearUnfinished(house)
  const { enterprise } = await populate(house, size)
  await populateLand(house)
  await refreshDimensions(house)
  await publishPopulation(house, { most: 1 })
  return ensureDemoAccounts(house, { enterprise, town: enterprise.place })
}

/** A first start that was interrupted left part of a population and no act; it begins anew. */
export async function clearUnfinished({ record }: Pick<House, 'record'>): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select quote_ident(tablename) as name from pg_tables
    where schemaname = current_schema() and tablename ~ '^(enterprise|parcel|observation|return)_'`.execute(
    record.owner,
  )
  if (rows.length > 0)
    await sql.raw(`truncate ${rows.map((row) => row.name).join(', ')} restart identity cascade`).execute(record.owner)
}

/** The other months of a made-up population are published while the house is open already; `end` waits for the one at hand. */
export function publishInBackground(house: House): Background {
  return inBackground(house, 'releases of the population', (signal) => publishPopulation(house, { signal }))
}

/**
 * The cases of made-up land are opened while the house is open already, and so is all of its land where a first start was interrupted before it was
 * made; `end` waits for the one at hand.
 */
export function completeLandInBackground(house: House): Background {
  return inBackground(house, 'land of the population', async (signal) => {
    if (!(await wasDone(house, stockMade))) await populateLand(house)
    if (!(await wasDone(house, casesMade))) await populateCases(house, { signal })
  })
}

async function wasDone({ record }: House, name: string): Promise<boolean> {
  const row = await record.owner.selectFrom('act').select('id').where('name', '=', name).limit(1).executeTakeFirst()
  return row !== undefined
}

type Background = { end(): Promise<void> }

function inBackground(house: House, what: string, work: (signal: AbortSignal) => Promise<unknown>): Background {
  const ending = new AbortController()
  const done = work(ending.signal).then(
    () => undefined,
    (error: unknown) => house.log.error({ error }, what),
  )
  return {
    async end() {
      ending.abort()
      await done
    },
  }
}
