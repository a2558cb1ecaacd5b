import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, anonymous, system } from '#base/decision.ts'
import { openTestApp, openTestHouse, type TestApp, testActor, type TestHouse } from '#kit/server/testing.ts'
import { readWorkbook, writeWorkbook } from '#kit/server/workbook.ts'
import { observationsContract } from '../contract.ts'
import { observationsPlainRoutes, observationsRoutes } from './routes.ts'
import { record, startMirror } from './service.ts'
import { amount, askMirror, enterTwoFirms, monthBatch } from './testing.ts'

let house: TestHouse
let ask: TestApp['ask']
let a: string
let b: string
const bureau = testActor(['observations.import', 'enterprises.see'], { id: '00000000-0000-4000-8000-00000000000b' })
const analyst = testActor(['observations.see_micro', 'enterprises.see'], { id: 'analyst' })
const stranger = testActor(['indicators.see'], { id: 'stranger' })

beforeAll(async () => {
  house = await openTestHouse()
  ask = openTestApp(house, [
    {
      name: 'observations',
      contract: observationsContract,
      routes: observationsRoutes,
      plainRoutes: observationsPlainRoutes,
    },
  ]).ask
  ;[a, b] = await enterTwoFirms(house)
  await startMirror(house)
})
afterAll(() => house.close())

const body = async <T>(response: Response): Promise<T> => (await response.json()) as T
type Preview = {
  run: { id: string; status: string; counts: Record<string, number> }
  digest: string
  fileProblems: { code: string; where: string; found?: string; expected?: string }[]
  lines: { line: number; outcome: string; label: string; problems: { code: string; where: string; found?: string }[] }[]
}
const nobody = '00000000-0000-4000-8000-000000000000'

const preview = async (
  content: string | Uint8Array,
  name = 'tax-2024.csv',
  actor: Actor = bureau,
): Promise<Preview> => {
  const headers = { 'x-file-name': name, 'content-type': 'application/octet-stream' }
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  const stored = await body<{ fileId: string; fileName: string }>(
    await ask(actor, '/api/observations/imports/files', { method: 'POST', body: bytes, headers }),
  )
  return body(await ask(actor, '/api/observations/imports', { body: stored }))
}
const confirm = (seen: Preview, more: object = {}) =>
  ask(bureau, `/api/observations/imports/${seen.run.id}/confirm`, { body: { digest: seen.digest, ...more } })
const sum = (column: string) => askMirror(house, `select sum(${column}) as n from fact_enterprise_year`)

describe('refusals', () => {
  const asked: [string, string, object | undefined][] = [
    ['GET', `/api/observations/enterprise/${nobody}`, undefined],
    ['GET', `/api/observations/enterprise/${nobody}/2024`, undefined],
    ['GET', '/api/observations/mirror', undefined],
    ['POST', '/api/observations/imports', { fileId: nobody, fileName: 'x.csv' }],
    ['GET', `/api/observations/imports/${nobody}`, undefined],
    ['POST', `/api/observations/imports/${nobody}/confirm`, { digest: 'x' }],
    ['POST', `/api/observations/imports/${nobody}/undo`, { reason: 'wrong file' }],
    ['GET', '/api/observations/imports', undefined],
    ['POST', '/api/observations/imports/files', {}],
    ['GET', '/api/observations/imports/template.csv', undefined],
    ['GET', '/api/observations/imports/template.xlsx', undefined],
  ]
  const send = (actor: Actor, [method, path, sent]: (typeof asked)[number]) =>
    ask(actor, path, { method, ...(sent === undefined ? {} : { body: sent }) })

  test.each(asked)('401 for somebody not signed in: %s %s', async (...one) => {
    expect((await send(anonymous, one)).status).toBe(401)
  })
  test.each(asked)('403 for somebody without the permission: %s %s', async (...one) => {
    expect((await send(stranger, one)).status).toBe(403)
  })
  test('400 for what is no period and no import', async () => {
    expect((await ask(analyst, `/api/observations/enterprise/${a}/2024-13`)).status).toBe(400)
    expect((await ask(bureau, '/api/observations/imports/nothing')).status).toBe(400)
  })
})

describe('a file of a bureau', () => {
  let first: Preview

  test('the template names every indicator with its unit', async () => {
    const text = await (await ask(bureau, '/api/observations/imports/template.csv')).text()
    expect(text).toContain('（万元）')
    const [sheet] = await readWorkbook(
      new Uint8Array(await (await ask(bureau, '/api/observations/imports/template.xlsx')).arrayBuffer()),
    )
    expect(sheet?.rows[0]?.length).toBeGreaterThan(8)
  })

  test('is previewed line by line and nothing is stored', async () => {
    const names = await namesOf('tax_paid', 'land_in_use')
    first = await preview(
      [
        `企业名称,报告期,${names}`,
        '云渚灯彩厂,2024,120.50,30',
        '云渚光源厂,2024,80,不适用',
        '云渚无名厂,2024,1,1',
      ].join('\n'),
    )
    expect(first.fileProblems).toEqual([])
    expect(first.run.counts).toEqual({ created: 2, changed: 0, unchanged: 0, refused: 1 })
    expect(first.lines).toMatchObject([
      { line: 4, problems: [{ code: 'import.unknown_enterprise', where: 'line 4', found: '云渚无名厂' }] },
    ])
    expect(await sum('v_tax_paid')).toBe(null)
  })

  test('one refused line stops it unless it is left out', async () => {
    expect((await confirm(first)).status).toBe(422)
    expect((await confirm(first, { leaveOutRefused: true })).status).toBe(200)
    expect(await sum('v_tax_paid')).toBe('200.50')
    expect(await sum('c_land_in_use')).toBe('1')
    expect(
      await askMirror(
        house,
        `select v_tax_paid as n from fact_enterprise_year where subject = '${b}' and town = 'kite'`,
      ),
    ).toBe('80.00')
  })

  test('the same file twice changes nothing', async () => {
    const names = await namesOf('tax_paid', 'land_in_use')
    const again = await preview(
      [`企业名称,报告期,${names}`, '云渚灯彩厂,2024,120.50,30', '云渚光源厂,2024,80,不适用'].join('\n'),
    )
    expect(again.run.counts).toEqual({ created: 0, changed: 0, unchanged: 2, refused: 0 })
    expect((await confirm(again)).status).toBe(422)
  })

  test('a correction replaces only what it names, and is taken back as one act', async () => {
    const names = await namesOf('tax_paid')
    const second = await preview([`企业名称,报告期,${names}`, '云渚灯彩厂,2024,130'].join('\n'))
    expect(second.run.counts).toMatchObject({ changed: 1 })
    expect((await confirm(second)).status).toBe(200)
    expect([await sum('v_tax_paid'), await sum('v_land_in_use'), await sum('c_land_in_use')]).toEqual([
      '210.00',
      '30.00',
      '1',
    ])
    const undone = await ask(bureau, `/api/observations/imports/${second.run.id}/undo`, {
      body: { reason: '文件有误' },
    })
    expect(undone.status).toBe(200)
    expect(await sum('v_tax_paid')).toBe('200.50')
  })

  test('an import that was corrected since is not taken back over it', async () => {
    const names = await namesOf('tax_paid')
    const later = await preview([`企业名称,报告期,${names}`, '云渚光源厂,2024,81'].join('\n'))
    expect((await confirm(later)).status).toBe(200)
    const undone = await ask(bureau, `/api/observations/imports/${first.run.id}/undo`, { body: { reason: '文件有误' } })
    expect(undone.status).toBe(409)
    expect(await sum('v_tax_paid')).toBe('201.50')
  })

  test('heads without a unit or with another one are refused with the head that is expected', async () => {
    const zh = house.programme().indicators.tax_paid?.name.zh
    const plain = await preview([`企业名称,报告期,${zh}`, '云渚灯彩厂,2023,1'].join('\n'))
    expect(plain.fileProblems).toMatchObject([{ code: 'observations.head_without_unit', where: 'line 1', found: zh }])
    const other = await preview([`企业名称,报告期,${zh}（亿元）`, '云渚灯彩厂,2023,1'].join('\n'))
    expect(other.fileProblems).toMatchObject([
      {
        code: 'observations.head_wrong_unit',
        found: `${zh}（亿元）`,
        expected: expect.stringContaining(`${zh}（万元）`),
      },
    ])
    expect((await confirm(other)).status).toBe(422)
  })

  test('bad cells of a workbook are named by cell', async () => {
    const names = await namesOf('tax_paid', 'staff_average')
    const bytes = await writeWorkbook([
      {
        name: 'x',
        rows: [
          ['企业名称', '报告期', ...names.split(',')],
          ['云渚灯彩厂', '去年', '1', '1'],
          ['云渚灯彩厂', '2023', '一百', '1.5'],
          ['云渚光源厂', '2023-07', '5', '1'],
          ['云渚光源厂', '2022', '5', '1'],
          ['云渚光源厂', '2022', '6', '1'],
        ],
      },
    ])
    const seen = await preview(bytes, 'bad.xlsx')
    expect(seen.run.counts).toMatchObject({ created: 0, refused: 5 })
    expect(seen.lines.flatMap((line) => line.problems.map(({ code, where }) => [code, where]))).toEqual(
      expect.arrayContaining([
        ['value.not_a_period', 'B2'],
        ['value.not_a_number', 'C3'],
        ['observations.too_many_places', 'D3'],
        ['observations.other_period_kind', 'C4'],
        ['import.line_twice', 'B5'],
      ]),
    )
  })

  async function namesOf(...ids: string[]): Promise<string> {
    const text = await (await ask(bureau, '/api/observations/imports/template.csv')).text()
    const all = text
      .replace(/^\ufeff/, '')
      .trim()
      .split(',')
    return ids
      .map((id) => all.find((head) => head.startsWith(`${house.programme().indicators[id]?.name.zh}（`)))
      .join(',')
  }
})

describe('single values', () => {
  const own = (enterprise: string, permission: string) =>
    testActor([{ permission, scope: 'organisation', organisation: `enterprise:${enterprise}` }], {
      id: `clerk-${enterprise}`,
    })

  test('are for those who may see them, in their place, and for the respondent itself', async () => {
    await house.record.withActor(system, (tx) =>
      record(
        house,
        tx,
        monthBatch([{ subject: a, period: '2025-07', output: amount(5), sales: { blank: 'not_applicable' } }]),
      ),
    )
    const series = await body<{ periodKind: string; indicators: { indicator: string; cells: object[] }[] }[]>(
      await ask(analyst, `/api/observations/enterprise/${a}`),
    )
    expect(series[0]).toMatchObject({
      periodKind: 'month',
      indicators: [
        { indicator: 'output', cells: [{ period: '2025-07', value: '5' }] },
        { indicator: 'sales', cells: [{ blank: 'not_applicable' }] },
      ],
    })
    expect(
      await body<object[]>(await ask(own(a, 'observations.see_micro'), `/api/observations/enterprise/${a}`)),
    ).toHaveLength(2)
    expect(await body(await ask(own(b, 'observations.see_micro'), `/api/observations/enterprise/${a}`))).toEqual([])
    const town = testActor([{ permission: 'observations.see_micro', scope: 'place', place: 'flute' }], { id: 'town' })
    expect(await body(await ask(town, `/api/observations/enterprise/${a}`))).toEqual([])
    expect((await ask(town, `/api/observations/enterprise/${a}/2025-07`)).status).toBe(404)
  })

  test('keep everything that was ever said, newest first', async () => {
    house.clock.advance(1000)
    await house.record.withActor(system, (tx) =>
      record(house, tx, monthBatch([{ subject: a, period: '2025-07', output: amount(6), sales: amount(1) }])),
    )
    const history = await body<object[]>(
      await ask(analyst, `/api/observations/enterprise/${a}/2025-07?indicator=output`),
    )
    expect(history).toMatchObject([
      { value: '6', superseded: false, unit: 'CNY_1k' },
      { value: '5', superseded: true },
    ])
  })

  test('the mirror says how far it is', async () => {
    const state = await body<{ waiting: number; ready: boolean }>(await ask(bureau, '/api/observations/mirror'))
    expect(state).toMatchObject({ ready: true, waiting: 2 })
  })
})
