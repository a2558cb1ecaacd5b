import type { DuckDBConnection } from '@duckdb/node-api'
import type { firms } from './population.ts'

/** The firms as a table of doubles, which is what a statement by hand would take. */
export async function intoTable(
  connection: DuckDBConnection,
  { units, texts }: ReturnType<typeof firms>,
): Promise<void> {
  const names = Object.keys(texts) as (keyof typeof texts)[]
  await connection.run(
    `create table firm (id varchar, unsafe boolean, star boolean, ${names.map((name) => `${name} double`).join(', ')})`,
  )
  const appender = await connection.createAppender('firm')
  for (const [at, id] of units.ids.entries()) {
    appender.appendVarchar(id)
    appender.appendBoolean(units.facts?.unsafe?.[at] ?? false)
    appender.appendBoolean(units.facts?.star?.[at] ?? false)
    for (const name of names) {
      const text = texts[name][at] ?? ''
      if (text === 'not_reported') appender.appendNull()
      else appender.appendDouble(Number(text))
    }
    appender.endRow()
  }
  appender.closeSync()
}

const ratios = [
  ['tax', 'land', 30],
  ['added', 'land', 20],
  ['added', 'energy', 20],
  ['added', 'emitted', 10],
  ['added', 'staff', 10],
  ['research', 'revenue', 10],
] as const

/** Grades by rank of the bench's scheme as one statement. */
export async function gradesInSql(connection: DuckDBConnection): Promise<Map<string, string>> {
  const shares = ratios.map(
    ([over, under], at) =>
      `if(${under} is null, null, least(1.5, greatest(0, (${over} / ${under}) / (sum(${over}) filter (${under} is not null) over () / sum(${under}) over ())))) as s${at}`,
  )
  const points = ratios.map(([, , weight], at) => `${weight} * coalesce(s${at}, avg(s${at}) over ())`)
  const reader = await connection.runAndReadAll(`
    with share as (select id, unsafe, star, tax / land as first, added / land as second, ${shares.join(', ')} from firm),
    total as (select id, unsafe, first, second, round(${points.join(' + ')} + if(star, 5, 0), 9) as total from share),
    ranked as (select id, unsafe, rank() over w as rank, count(*) over () as n from total window w as (order by total desc, round(first, 9) desc, round(second, 9) desc)),
    placed as (select *, coalesce(sum(if(unsafe, 0, 1)) over (order by rank groups between unbounded preceding and 1 preceding), 0) as place from ranked)
    select id, case
      when rank > n - ceil(n * 0.05) then 'D'
      when place < floor(n * 0.2) then 'A'
      when place < floor(n * 0.2) + floor(n * 0.4) then 'B'
      else 'C' end as grade
    from placed`)
  return new Map(reader.getRows().map(([id, grade]) => [String(id), String(grade)]))
}
