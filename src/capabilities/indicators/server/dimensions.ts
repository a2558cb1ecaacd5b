import { addDays, type PlainDate } from '#base/plain-date.ts'
import { periodContaining, type PeriodKind, toOrdinal } from '#base/period.ts'
import { allClassifications, listEnterprises } from '#capabilities/enterprises/server/service.ts'
import { type MirrorTable, mirrorTables } from '#capabilities/observations/server/service.ts'
import { placesOf } from '#capabilities/places/server/service.ts'
import type { FactsParam } from '#kit/server/facts.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme } from '#pack/programme.ts'
import { expectedTable } from './facts.sql.ts'
import { membersFor, townsOf } from './groups.ts'

/** Beyond every period that will be asked for. */
const forever = 9_999 * 12

const tables = `
create table if not exists dim_class (taxonomy varchar(64), class varchar(64), leaf boolean, industry varchar(64));
create table if not exists dim_member (kind varchar(64), place varchar(64), town varchar(64));
create table if not exists dim_unit (of_table varchar(64), subject varchar(64), town varchar(64), base varchar(64), industry varchar(64), size varchar(64), ownership varchar(64), first_period integer, last_period integer);
`

const expectedColumns = ['subject', 'town', 'base', 'industry', 'size', 'ownership', 'from_period', 'n']

/** Writes into the mirror what figures are grouped by: classes and members from the programme, who is expected from the register. */
export async function refreshDimensions(house: House): Promise<void> {
  const programme = house.programme()
  const units = await unitRows(house, programme)
  const reported = enterpriseTables(programme).map(({ name }) => name)
  await house.facts.exec([tables, ...reported.map(expectedDdl)].join('\n'))
  await house.facts.transaction(async (session) => {
    await session.exec('delete from dim_class; delete from dim_member; delete from dim_unit;')
    await session.append('dim_class', ['taxonomy', 'class', 'leaf', 'industry'], classRows(programme))
    await session.append('dim_member', ['kind', 'place', 'town'], memberRows(programme))
    await session.append(
      'dim_unit',
      ['of_table', 'subject', 'town', 'base', 'industry', 'size', 'ownership', 'first_period', 'last_period'],
      units,
    )
    for (const table of reported) {
      await session.exec(`delete from ${expectedTable(table)}`)
      await session.append(expectedTable(table), expectedColumns, expectedRows(units, table))
    }
  })
}

function expectedDdl(table: string): string {
  const dimensions = ['town', 'base', 'industry', 'size', 'ownership'].map((name) => `${name} varchar(64)`)
  return `create table if not exists ${expectedTable(table)} (subject varchar(64), ${dimensions.join(', ')}, from_period integer, n integer);`
}

/** Who begins, and who of them ends again. */
function* expectedRows(units: readonly FactsParam[][], table: string): Generator<FactsParam[]> {
  for (const [of, ...unit] of units) {
    if (of !== table) continue
    const dimensions = unit.slice(0, 6)
    const [first = null, last = null] = unit.slice(6)
    yield [...dimensions, first, 1]
    if (Number(last) < forever) yield [...dimensions, Number(last) + 1, -1]
  }
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

/** Above-scale enterprises are expected each period they are on the list, under the classes they had then. */
async function unitRows(house: House, programme: Programme): Promise<FactsParam[][]> {
  const today = house.clock.today(programme.timeZone)
  const [enterprises, histories] = await house.record.asSystem(
    async (tx) => [await listEnterprises(tx, { today }), await allClassifications(tx)] as const,
  )
  const wanted = enterpriseTables(programme)
  return enterprises.flatMap((enterprise) => {
    const from = enterprise.aboveScaleSince
    if (from === null) return []
    const to = enterprise.aboveScaleUntil
    return (histories.get(enterprise.id) ?? []).flatMap((classes) => {
      const first = latestOf(from, classes.from)
      const last = earliestOf(to, classes.to)
      if (last !== null && last <= first) return []
      const { town, base, industry, size, ownership } = classes
      return wanted.map((table) => {
        const [begins, ends] = ordinals(table.periodKind, first, last)
        return [table.name, enterprise.id, town, base, industry, size, ownership, begins, ends]
      })
    })
  })
}

function ordinals(kind: PeriodKind, first: string, last: string | null): [number, number] {
  const begins = toOrdinal(periodContaining(kind, first as PlainDate))
  return [begins, last === null ? forever : toOrdinal(periodContaining(kind, addDays(last as PlainDate, -1)))]
}

function latestOf(a: string, b: string): string {
  return a > b ? a : b
}

function earliestOf(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b
  return a < b ? a : b
}
