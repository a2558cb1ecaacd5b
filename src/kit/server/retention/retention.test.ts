import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../testing.ts'
import { eraseDue, listDue } from './sweep.ts'
import { readTablePages } from './table-pages.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse({ now: new Date('2026-03-02T02:00:00Z') })
})
afterAll(() => house.close())

const run = (text: string) => sql.raw(text).execute(house.record.owner)
const count = async (table: string) =>
  Number(
    (await sql<{ n: string }>`select count(*) as n from ${sql.table(table)}`.execute(house.record.owner)).rows[0]?.n,
  )
const use = (day: string, thing: string) =>
  `insert into kit_use (day, thing, how, role, organisation, times, last_at) values ('${day}', '${thing}', 'query', '', '', 1, '${day}')`

describe('what is due goes', () => {
  beforeEach(async () => {
    await run('delete from kit_use')
    await run('delete from kit_look')
    await run(use('2010-01-01', 'old'))
    await run(use('2016-03-01', 'just over'))
    await run(use('2016-03-03', 'not yet'))
    await run(`insert into kit_look (at, person, roles, request_id, kind, what)
      values ('2023-03-01', 'somebody', '{}', 'r', 'micro', 'returns.show'), ('2023-03-03', 'somebody', '{}', 'r', 'micro', 'returns.show')`)
  })

  test('is said before anything happens: how many now, and when the next', async () => {
    const due = new Map((await listDue(house)).map((one) => [one.table, one]))
    expect(due.get('kit_use')).toMatchObject({ after: 'P10Y', due: 2, columns: [] })
    expect(due.get('kit_use')?.next?.toISOString().slice(0, 10)).toBe('2026-03-03')
    expect(due.get('kit_look')).toMatchObject({ after: 'P3Y', due: 1 })
    expect(await count('kit_use')).toBe(3)
  })

  test('is erased once, with an act that names the table and how many, never what', async () => {
    expect(await eraseDue(house)).toEqual({ kit_use: 2, kit_look: 1 })
    expect(await eraseDue(house)).toEqual({})
    expect(await count('kit_use')).toBe(1)
    expect(await count('kit_look')).toBe(1)
    const acts = await house.record.owner
      .selectFrom('act')
      .select(['actor', 'subject_id', 'detail'])
      .where('name', '=', 'kit.erased')
      .orderBy('subject_id')
      .execute()
    expect(acts).toEqual([
      { actor: 'system', subject_id: 'kit_look', detail: { rows: 1, columns: [], after: 'P3Y' } },
      { actor: 'system', subject_id: 'kit_use', detail: { rows: 2, columns: [], after: 'P10Y' } },
    ])
    await house.acts.seal()
    expect((await house.acts.verify()).faults).toEqual([])
  })

  test('the contact of a firm goes the night after it closed, the firm stays', async () => {
    const firm = (name: string, status: string) => `insert into enterprise_enterprise
      (id, name, town, status, contact_name, contact_phone, synthetic, version, places, search, updated_at, updated_by)
      values (gen_random_uuid(), '${name}', 'kite', '${status}', '李工', '0769-1234567', false, 1, '{kite}', '', '2026-03-01', 'x')`
    await run(firm('关门厂', 'closed'))
    await run(firm('开门厂', 'operating'))
    await eraseDue(house)
    const { rows } = await sql<{ name: string; contact_name: string | null; contact_phone: string | null }>`
      select name, contact_name, contact_phone from enterprise_enterprise order by name`.execute(house.record.owner)
    expect(rows).toEqual([
      { name: '关门厂', contact_name: null, contact_phone: null },
      { name: '开门厂', contact_name: '李工', contact_phone: '0769-1234567' },
    ])
  })

  test('what an import changed goes five years after it; the import stays', async () => {
    await run(`insert into import_run (id, kind, permission, file_id, file_name, status, counts, by, created_at)
      values ('00000000-0000-4000-8000-00000000000a', 'enterprises', 'enterprises.import', gen_random_uuid(), 'a.csv', 'confirmed', '{}', 'x', '2021-02-01')`)
    await run(`insert into import_change (run, position, subject, after, after_version)
      values ('00000000-0000-4000-8000-00000000000a', 1, gen_random_uuid(), '{}', 1)`)
    expect(await eraseDue(house)).toMatchObject({ import_change: 1 })
    expect([await count('import_change'), await count('import_run')]).toEqual([0, 1])
  })
})

describe('the pages of the tables', () => {
  test('every table says when its rows go, and every rule leads somewhere', async () => {
    const pages = await readTablePages(house.settings.migrationsDir)
    const byTable = new Map(pages.map((page) => [page.table, page]))
    const faults = pages.flatMap(({ table, erase, columns, persons }) => {
      const wrong = Object.keys(persons).filter((column) => !(column in columns))
      if (typeof erase === 'string') return wrong
      if ('with' in erase) return byTable.has(erase.with) ? wrong : [...wrong, `${table}: ${erase.with}`]
      if ('by' in erase) return wrong
      const named = [...erase.clear, ...erase.empty, ...(erase.mark === undefined ? [] : [erase.mark])]
      return [...wrong, ...named.filter((column) => !(column in columns)).map((column) => `${table}.${column}`)]
    })
    expect(faults).toEqual([])
    expect(pages.length).toBeGreaterThan(100)
  })

  test('acts and their seals are never erased', async () => {
    const pages = await readTablePages(house.settings.migrationsDir)
    expect(pages.filter(({ table }) => /^act(_seal)?$/.test(table)).map(({ erase }) => erase)).toEqual([
      'never',
      'never',
    ])
  })
})
