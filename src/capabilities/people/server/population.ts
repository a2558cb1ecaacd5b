import { sql } from 'kysely'
import { isPeriod, type Period } from '#base/period.ts'
import type { House } from '#kit/server/house.ts'

type PopulationHouse = Pick<House, 'record'>

/** What is known of the population of this installation. */
export type Population = { readonly synthetic: boolean; readonly lastMonth?: Period }

const name = 'population'
const declared = new WeakMap<object, Population>()

/** Says that the population is made up, and which month is the last with values. Once said it holds for this installation. */
export async function declareSynthetic(house: PopulationHouse, { lastMonth }: { lastMonth: string }): Promise<void> {
  const value = JSON.stringify({ synthetic: true, lastMonth })
  await house.record.asSystem((tx) =>
    tx
      .insertInto('kit_setting')
      .values({ name, value })
      .onConflict((conflict) =>
        conflict
          .column('name')
          .doUpdateSet({ value, changed_at: sql<Date>`now()`, changed_by: sql<string>`actor_id()` }),
      )
      .execute(),
  )
  declared.delete(house.record)
}

/** Whether enterprises and values of this installation are made up; every page and export says so. */
export async function isSynthetic(house: PopulationHouse): Promise<boolean> {
  return (await populationOf(house)).synthetic
}

/** A declared population is remembered; an installation without one is asked again. */
export async function populationOf(house: PopulationHouse): Promise<Population> {
  const known = declared.get(house.record)
  if (known !== undefined) return known
  const row = await house.record.owner
    .selectFrom('kit_setting')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirst()
  if (row?.value.synthetic !== true) return { synthetic: false }
  const { lastMonth } = row.value
  const found = { synthetic: true, ...(typeof lastMonth === 'string' && isPeriod(lastMonth) ? { lastMonth } : {}) }
  declared.set(house.record, found)
  return found
}
