import type { Facts, FactsSession } from '#kit/server/facts.ts'
import { mirrorBookDdl, mirrorDdl, type MirrorTable } from '../rules/mirror.ts'
import { writeLayout } from './mirror-tables.ts'

/** Under what name a table is built beside the one that stands. */
export const nextName = ({ name }: Pick<MirrorTable, 'name'>): string => `${name}_next`

/** Puts the tables built beside in the place of those that stand, and writes down which batches they hold, in one transaction. */
export async function swapTables(
  facts: Facts,
  tables: readonly MirrorTable[],
  batches: readonly string[],
): Promise<void> {
  await facts.transaction(async (session: FactsSession) => {
    const held = await session.query<{ table: string }>('select distinct table_name as "table" from mirror_layout')
    for (const { table } of held) await session.exec(`drop table if exists ${table}`)
    for (const table of tables) {
      await session.exec(`drop table if exists ${table.name}`)
      await session.exec(`alter table ${nextName(table)} rename to ${table.name}`)
      for (const statement of mirrorDdl(table, facts.engine).slice(1)) await session.exec(statement)
    }
    await session.exec('delete from mirror_applied')
    await session.append(
      'mirror_applied',
      ['batch'],
      batches.map((id) => [id]),
    )
    await writeLayout(session, tables)
  })
}

/** The mirror belongs to no record any more: the next start builds it anew, whatever it holds. */
export async function disownMirror(facts: Facts): Promise<void> {
  for (const statement of mirrorBookDdl()) await facts.exec(statement)
  await facts.transaction(async (session) => {
    await session.exec('delete from mirror_applied')
    // A batch that no record ever has.
    await session.append('mirror_applied', ['batch'], [['-1']])
  })
}
