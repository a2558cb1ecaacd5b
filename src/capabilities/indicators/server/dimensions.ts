import { aboveScaleColumns, aboveScaleCsv, aboveScaleMark } from '#capabilities/enterprises/server/service.ts'
import { type MirrorTable, mirrorTables } from '#capabilities/observations/server/service.ts'
import { placesOf } from '#capabilities/places/server/service.ts'
import type { FactsParam } from '#kit/server/facts.ts'
import { loadChunks } from '#kit/server/facts-load.ts'
import type { House } from '#kit/server/house.ts'
import { takeTurns } from '#kit/server/turns.ts'
import type { Programme } from '#pack/programme.ts'
import { expectedTable, literal, unitDimensions } from './facts.sql.ts'
import { membersFor, townsOf } from './groups.ts'
import { ordinalSql } from './ordinals.sql.ts'
import { refreshRungs } from './rung-dimension.ts'
import { forever } from './rungs.sql.ts'

const tables = `
create table if not exists dim_class (taxonomy varchar(64), class varchar(64), leaf boolean, industry varchar(64));
create table if not exists dim_member (kind varchar(64), place varchar(64), town varchar(64));
create table if not exists dim_unit (of_table varchar(64), subject varchar(64), town varchar(64), base varchar(64), industry varchar(64), size varchar(64), ownership varchar(64), first_period integer, last_period integer);
create table if not exists dim_mark (mark varchar);
`

const staging = 'dim_staging'
const dimensions = unitDimensions.join(', ')

/**
 * Writes into the mirror what figures are grouped by: classes and members from the programme, who is expected and who stood on which rung
 * from the register. Where neither has changed since, nothing is written.
 */
export async function refreshDimensions(house: House): Promise<void> {
  const programme = house.programme()
  const reported = enterpriseTables(programme)
  await house.facts.exec([tables, ...reported.map(({ name }) => expectedDdl(name))].join('\n'))
  await inTurn(house, async () => {
    await refreshRungs(house, reported)
    const mark = `${house.programme().hash} ${await aboveScaleMark(house)}`
    const [held] = await house.facts.query<{ mark: string }>('select mark from dim_mark')
    if (held?.mark === mark) return
    const columns = Object.entries(aboveScaleColumns)
    const ddl = columns.map(([name, type]) => `${name} ${type}`).join(', ')
    await house.facts.exec(`drop table if exists ${staging}; create table ${staging} (${ddl})`)
    await loadChunks(house, { table: staging, columns: columns.map(([name]) => name) }, aboveScaleCsv(house))
    await house.facts.transaction(async (session) => {
      await session.exec('delete from dim_class; delete from dim_member; delete from dim_unit; delete from dim_mark;')
      await session.append('dim_class', ['taxonomy', 'class', 'leaf', 'industry'], classRows(programme))
      await session.append('dim_member', ['kind', 'place', 'town'], memberRows(programme))
      for (const table of reported) await session.exec(expectSql(table))
      await session.append('dim_mark', ['mark'], [[mark]])
      await session.exec(`drop table ${staging}`)
    })
  })
}

const turns = new WeakMap<object, ReturnType<typeof takeTurns>>()

/** One refresh after another: they share a table on their way. */
function inTurn<T>({ facts }: House, work: () => Promise<T>): Promise<T> {
  const turn = turns.get(facts) ?? takeTurns()
  turns.set(facts, turn)
  return turn(work)
}

/** Above-scale enterprises are expected each period they are on the list, under the classes they had then: who begins, and who ends again. */
function expectSql({ name, periodKind }: MirrorTable): string {
  const begins = ordinalSql(periodKind, 'from_day')
  const ends = `case when end_day is null then ${forever} else ${ordinalSql(periodKind, 'end_day - 1')} end`
  const expected = expectedTable(name)
  const mine = `from dim_unit where of_table = ${literal(name)}`
  return `insert into dim_unit (of_table, subject, ${dimensions}, first_period, last_period)
    select ${literal(name)}, subject, ${dimensions}, ${begins}, ${ends} from ${staging};
  delete from ${expected};
  insert into ${expected} (subject, ${dimensions}, from_period, n)
    select subject, ${dimensions}, first_period, 1 ${mine}
    union all select subject, ${dimensions}, last_period + 1, -1 ${mine} and last_period < ${forever};`
}

function expectedDdl(table: string): string {
  const classes = unitDimensions.map((name) => `${name} varchar(64)`)
  return `create table if not exists ${expectedTable(table)} (subject varchar(64), ${classes.join(', ')}, from_period integer, n integer);`
}

function enterpriseTables(programme: Programme): readonly MirrorTable[] {
  return mirrorTables(programme).filter((table) => table.subjectKind === 'enterprise')
}

function classRows(programme: Programme): FactsParam[][] {
  const { of } = membersFor(programme)
  const parents = new Set(
    Object.values(programme.taxonomies).flatMap((each) => each.classes.map((one) => `${each.id}/${one.parent ?? ''}`)),
  )
  return [...of].flatMap(([address, industries]) => {
    const [taxonomy = '', id = ''] = address.split('/')
    return [...industries].map((industry) => [taxonomy, id, !parents.has(address), industry])
  })
}

function memberRows(programme: Programme): FactsParam[][] {
  const book = placesOf(programme)
  return book.list().flatMap((place) => townsOf(programme, place.id).map((town) => [place.kind, place.id, town]))
}
