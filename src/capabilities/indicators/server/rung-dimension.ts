import { rungColumns, rungCsv, rungMark } from '#capabilities/enterprises/server/service.ts'
import type { MirrorTable } from '#capabilities/observations/server/service.ts'
import { loadChunks } from '#kit/server/facts-load.ts'
import type { House } from '#kit/server/house.ts'
import { ordinalSql } from './ordinals.sql.ts'
import { forever } from './rungs.sql.ts'
import { literal } from './sql-text.ts'

const tables = `
create table if not exists dim_rung (of_table varchar(64), firm varchar(64), address varchar(200), ladder varchar(100), rung varchar(100), first_period integer, last_period integer, known_from timestamp, known_until timestamp);
create table if not exists dim_rung_mark (mark varchar);
`

const staging = 'dim_rung_staging'
const columns = 'of_table, firm, address, ladder, rung, first_period, last_period, known_from, known_until'

/** Writes into the mirror who stood on which rung, where the register says anything else than it did. Not to be called twice at a time. */
export async function refreshRungs(house: House, reported: readonly MirrorTable[]): Promise<void> {
  await house.facts.exec(tables)
  const mark = `${reported.map(({ name }) => name).join()} ${await rungMark(house)}`
  const [held] = await house.facts.query<{ mark: string }>('select mark from dim_rung_mark')
  if (held?.mark === mark) return
  const staged = Object.entries(rungColumns)
  const ddl = staged.map(([name, type]) => `${name} ${type}`).join(', ')
  await house.facts.exec(`drop table if exists ${staging}; create table ${staging} (${ddl})`)
  await loadChunks(house, { table: staging, columns: staged.map(([name]) => name) }, rungCsv(house))
  await house.facts.transaction(async (session) => {
    await session.exec('delete from dim_rung; delete from dim_rung_mark;')
    for (const table of reported) await session.exec(stoodSql(table))
    await session.append('dim_rung_mark', ['mark'], [[mark]])
    await session.exec(`drop table ${staging}`)
  })
}

/** Like every other class of a row: who stood on a rung on the last day of a stored period stood on it in that period. */
function stoodSql({ name, periodKind }: MirrorTable): string {
  const first = ordinalSql(periodKind, 'from_day')
  const last = `case when end_day is null then ${forever} else ${ordinalSql(periodKind, 'end_day')} - 1 end`
  return `insert into dim_rung (${columns})
    select * from (select ${literal(name)} as of_table, firm, rung as address, split_part(rung, '/', 1) as ladder, split_part(rung, '/', 2) as rung,
      ${first} as first_period, ${last} as last_period, known_from, known_until from ${staging}) each_stay
    where first_period <= last_period;`
}
