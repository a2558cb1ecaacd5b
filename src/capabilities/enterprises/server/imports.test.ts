import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { creditCheck, organisationCheck } from '#base/credit-code.ts'
import type { Actor } from '#base/decision.ts'
import type { ProblemBody } from '#base/problem.ts'
import { openTestApp, openTestHouse, type TestApp, type TestHouse, testActor } from '#kit/server/testing.ts'
import { writeWorkbook } from '#kit/server/workbook.ts'
import {
  type EnterpriseDetail,
  enterprisesContract,
  type EnterpriseSummary,
  type ImportPreview,
  type ImportRun,
} from '../contract.ts'
import { enterprisesPlainRoutes, enterprisesRoutes } from './routes.ts'

let house: TestHouse
let app: TestApp
beforeAll(async () => {
  house = await openTestHouse()
  app = openTestApp(house, [
    {
      name: 'enterprises',
      contract: enterprisesContract,
      routes: enterprisesRoutes,
      plainRoutes: enterprisesPlainRoutes,
    },
  ])
})
afterAll(() => house.close())

const permissions = ['enterprises.see', 'enterprises.edit', 'enterprises.import']
const clerk = testActor(permissions, { id: 'analyst' })
const flute = testActor(
  permissions.map((permission) => ({ permission, scope: 'place' as const, place: 'flute' })),
  { id: 'clerk-flute' },
)

function codeOf(organisation: string): string {
  const first = `91990001${organisation}${organisationCheck(organisation)}`
  return `${first}${creditCheck(first)}`
}
const json = async <T>(answer: Response): Promise<T> => (await answer.json()) as T
const problemOf = async (answer: Response) => ({ status: answer.status, ...(await json<ProblemBody>(answer)) })
const head = '企业名称,统一社会信用代码,所属镇街,行业代码,企业规模'

async function upload(actor: Actor, body: string | Uint8Array, name = 'enterprises.csv'): Promise<Response> {
  return app.ask(actor, '/api/enterprises/imports/files', {
    method: 'POST',
    body,
    headers: { 'x-file-name': encodeURIComponent(name), 'content-type': 'application/octet-stream' },
  })
}
async function previewOf(actor: Actor, body: string | Uint8Array, name?: string): Promise<Response> {
  const file = await json<{ fileId: string; fileName: string }>(await upload(actor, body, name))
  return app.ask(actor, '/api/enterprises/imports', { body: file })
}
const preview = async (actor: Actor, body: string | Uint8Array, name?: string) =>
  json<ImportPreview>(await previewOf(actor, body, name))
const confirm = (actor: Actor, { run, digest }: ImportPreview, more: Record<string, unknown> = {}) =>
  app.ask(actor, `/api/enterprises/imports/${run.id}/confirm`, { body: { digest, ...more } })
const undo = (actor: Actor, id: string) =>
  app.ask(actor, `/api/enterprises/imports/${id}/undo`, { body: { reason: '文件有误' } })
const list = async (query: string) =>
  await json<{ rows: EnterpriseSummary[]; total: number }>(await app.ask(clerk, `/api/enterprises?${query}`))

describe('importing a file of enterprises', () => {
  it('shows what would be done and stores nothing, then does it as one act; the same file again does nothing; undo takes it back', async () => {
    const file = `${head}\r\n渡口灯厂,${codeOf('MA500001')},纸鸢镇,1011,小型\r\n渡口织厂,,990100102,功能织物,medium\r\n`
    const seen = await preview(clerk, file)
    expect(seen).toMatchObject({
      run: { status: 'previewed', counts: { created: 2, changed: 0, unchanged: 0, refused: 0 } },
      fileProblems: [],
      total: 2,
    })
    expect((await list(`q=${encodeURIComponent('渡口')}`)).total).toBe(0)

    const run = await json<ImportRun>(await confirm(clerk, seen))
    expect(run).toMatchObject({ status: 'confirmed', counts: { created: 2 }, by: 'analyst' })
    expect((await list(`q=${encodeURIComponent('渡口')}`)).rows.map((row) => [row.town, row.industry])).toEqual(
      expect.arrayContaining([
        ['kite', '1011'],
        ['firefly', '2011'],
      ]),
    )
    const acts = await house.record.owner.selectFrom('act').selectAll().where('subject_id', '=', run.id).execute()
    expect(acts).toMatchObject([{ name: 'enterprises.imported', detail: { created: 2, register: 'enterprises' } }])

    const again = await preview(clerk, file)
    expect(again.run.counts).toEqual({ created: 0, changed: 0, unchanged: 2, refused: 0 })
    expect(await problemOf(await confirm(clerk, again))).toMatchObject({
      status: 422,
      details: { reason: 'import.nothing_to_do' },
    })

    expect(await json<ImportRun>(await undo(clerk, run.id))).toMatchObject({ status: 'undone', undoReason: '文件有误' })
    expect((await list(`q=${encodeURIComponent('渡口')}`)).total).toBe(0)
    expect(await problemOf(await undo(clerk, run.id))).toMatchObject({ status: 409, code: 'wrong_state' })
  })

  it('changes field by field, and undo puts the record and its history back', async () => {
    const code = codeOf('MA500002')
    await confirm(clerk, await preview(clerk, `${head}\n湖心灯厂,${code},kite,1011,small\n`))
    const [before] = (await list(`q=${code}`)).rows
    const seen = await preview(clerk, `${head},分类生效日期\n湖心集团,${code},kite,1021,,2024-01-01\n`)
    expect(seen.lines).toMatchObject([
      {
        line: 2,
        outcome: 'changed',
        changes: expect.arrayContaining([
          { field: 'industry', before: '1011', after: '1021' },
          { field: 'name', before: '湖心灯厂', after: '湖心集团' },
        ]),
      },
    ])
    const run = await json<ImportRun>(await confirm(clerk, seen))
    const detail = async () => json<EnterpriseDetail>(await app.ask(clerk, `/api/enterprises/${before?.id}`))
    expect((await detail()).history).toHaveLength(2)
    const done = await json<ImportPreview>(await app.ask(clerk, `/api/enterprises/imports/${run.id}`))
    expect(done.lines).toMatchObject([{ outcome: 'changed', label: '湖心集团', subject: before?.id }])
    await undo(clerk, run.id)
    expect(await detail()).toMatchObject({
      enterprise: { name: '湖心灯厂', formerNames: [], industry: '1011', version: 3 },
      history: [{ from: '1900-01-01', to: null, industry: '1011' }],
    })
  })

  it('refuses to undo what was changed since, naming the record', async () => {
    const code = codeOf('MA500003')
    const run = await json<ImportRun>(
      await confirm(clerk, await preview(clerk, `${head}\n后改厂,${code},kite,1011,small\n`)),
    )
    const [row] = (await list(`q=${code}`)).rows
    const { enterprise } = await json<EnterpriseDetail>(await app.ask(clerk, `/api/enterprises/${row?.id}`))
    const { id: _id, synthetic: _synthetic, version, updatedAt: _updatedAt, ...fields } = enterprise
    await app.ask(clerk, `/api/enterprises/${row?.id}`, {
      method: 'PUT',
      body: { version, fields: { ...fields, address: '湖滨路 1 号' } },
    })
    expect(await problemOf(await undo(clerk, run.id))).toMatchObject({
      status: 409,
      code: 'conflict',
      details: { reason: 'import.changed_since', records: 1 },
      issues: [{ text: 'import.changed_since', where: 'line 2', found: '后改厂' }],
    })
    expect((await list(`q=${code}`)).total).toBe(1)
  })

  it('stops at refused lines unless the clerk leaves them out, and then takes only the good ones', async () => {
    const seen = await preview(
      clerk,
      `${head}\n好厂,,kite,1011,small\n坏厂,,atlantis,1011,small\n好厂二,,kite,9999,small\n`,
    )
    expect(seen.run.counts).toEqual({ created: 1, changed: 0, unchanged: 0, refused: 2 })
    expect(seen.lines.map((line) => line.problems.map(({ where, found }) => [where, found]))).toEqual([
      [['line 3', 'atlantis']],
      [['line 4', '9999']],
    ])
    expect(await problemOf(await confirm(clerk, seen))).toMatchObject({
      status: 422,
      details: { reason: 'import.has_refused', refused: 2 },
    })
    expect((await list(`q=${encodeURIComponent('好厂')}`)).total).toBe(0)
    expect(await json(await confirm(clerk, seen, { leaveOutRefused: true }))).toMatchObject({ leftOut: 2 })
    expect((await list(`q=${encodeURIComponent('好厂')}`)).rows.map((row) => row.name)).toEqual(['好厂'])
  })

  it('does not do what was not seen: a register that moved after the preview stops the import', async () => {
    const file = `${head}\n争先厂,${codeOf('MA500004')},kite,1011,small\n`
    const first = await preview(clerk, file)
    const second = await preview(clerk, file)
    expect((await confirm(clerk, first)).status).toBe(200)
    expect(await problemOf(await confirm(clerk, second))).toMatchObject({
      status: 409,
      code: 'stale',
      details: { reason: 'import.register_changed' },
    })
  })

  it('lets two clerks import the same file at once, and enters everything once', async () => {
    const file = `${head}\n同时厂,${codeOf('MA500005')},kite,1011,small\n`
    const seen = await Promise.all([preview(clerk, file), preview(clerk, file)])
    const answers = await Promise.all(seen.map((each) => confirm(clerk, each)))
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409])
    expect((await list(`q=${encodeURIComponent('同时厂')}`)).total).toBe(1)
  })

  it('keeps a town clerk to the own town, and says of a hidden holder of a code only that the code is taken', async () => {
    const code = codeOf('MA500006')
    await confirm(clerk, await preview(clerk, `${head}\n隐身厂,${code},kite,1011,small\n`))
    const seen = await preview(
      flute,
      `${head}\n笛镇厂,${code},flute,3011,small\n外镇厂,,kite,1011,small\n笛镇二厂,,flute,3011,small\n`,
    )
    expect(seen.run.counts).toEqual({ created: 1, changed: 0, unchanged: 0, refused: 2 })
    expect(seen.lines.map((line) => line.problems[0]?.code)).toEqual(['import.code_taken', 'import.out_of_reach'])
    expect(JSON.stringify(seen)).not.toContain('隐身厂')
    expect(
      (
        await app.ask(
          testActor(
            permissions.map((permission) => ({ permission, scope: 'place' as const, place: 'kite' })),
            { id: 'clerk-kite' },
          ),
          `/api/enterprises/imports/${seen.run.id}`,
        )
      ).status,
    ).toBe(404)
  })

  it('reads a workbook, names its cells, and reads again what it exported', async () => {
    const heads = head.split(',')
    const book = await writeWorkbook([
      {
        name: '企业',
        rows: [
          ['本表为示例'],
          heads,
          ['簿中厂', codeOf('MA500007'), '纸鸢镇', '1011', '小型'],
          ['簿中二厂', '', '纸鸢镇', '9999', ''],
        ],
      },
    ])
    const seen = await preview(clerk, book, '企业.xlsx')
    expect(seen.run).toMatchObject({ fileName: '企业.xlsx', counts: { created: 1, refused: 1 } })
    expect(seen.lines[0]).toMatchObject({ line: 4, problems: [{ where: 'D4', found: '9999' }] })
    await confirm(clerk, seen, { leaveOutRefused: true })
    for (const format of ['xlsx', 'csv'] as const) {
      const exported = new Uint8Array(await (await app.ask(clerk, `/api/enterprises/export.${format}`)).arrayBuffer())
      // Who took it stands in it, and is taken for no enterprise.
      if (format === 'csv')
        expect(Buffer.from(exported).toString()).toMatch(/\r\n#jidi 导出 Exported: .+ \d{4}-\d\d-\d\d \d\d:\d\d\r\n$/)
      const back = await preview(clerk, exported, `export.${format}`)
      expect(back.run.counts).toMatchObject({ created: 0, changed: 0, refused: 0 })
      expect(back.run.counts.unchanged).toBe((await list('')).total)
    }
  })
})

describe('a file of the size of a city', () => {
  it('is previewed, done and taken back in seconds', async () => {
    const lines = Array.from(
      { length: 14_000 },
      (_, at) =>
        `大批厂${at},${codeOf(`MB${String(at).padStart(6, '0')}`)},${at % 2 === 0 ? '纸鸢镇' : 'flute'},1011,小型`,
    )
    const started = performance.now()
    const seen = await preview(clerk, `${head}\n${lines.join('\n')}\n`)
    expect(seen.run.counts.created).toBe(14_000)
    const run = await json<ImportRun>(await confirm(clerk, seen))
    expect(run.status).toBe('confirmed')
    expect(
      (await json<ImportPreview>(await app.ask(clerk, `/api/enterprises/imports/${run.id}?page=280&pageSize=50`)))
        .lines,
    ).toHaveLength(50)
    expect((await undo(clerk, run.id)).status).toBe(200)
    expect(performance.now() - started).toBeLessThan(30_000)
  })
})

describe('files that cannot be imported', () => {
  it('reads GB18030 as it reads UTF-8', async () => {
    const gb = new Uint8Array([
      0xc6, 0xf3, 0xd2, 0xb5, 0xc3, 0xfb, 0xb3, 0xc6, 0x2c, 0xd5, 0xf2, 0xbd, 0xd6, 0x0a, 0xb5, 0xc6, 0xb3, 0xa7, 0x2c,
      0x6b, 0x69, 0x74, 0x65, 0x0a,
    ])
    const seen = await preview(clerk, gb)
    expect(seen).toMatchObject({ fileProblems: [], lines: [{ label: '灯厂', outcome: 'created' }] })
  })

  it('says which head is missing and that nothing is known of a file without any known head', async () => {
    const seen = await preview(clerk, 'a,b\n1,2\n')
    expect(seen.fileProblems).toMatchObject([
      { code: 'import.missing_column', expected: '企业名称 / name', remedy: 'import.remedy.use_template' },
    ])
    expect(await problemOf(await confirm(clerk, seen))).toMatchObject({
      status: 422,
      details: { reason: 'import.file_problems' },
    })
  })

  it.each([
    ['an old workbook', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3]), 'old.xls', 415],
    ['a PDF', new TextEncoder().encode('%PDF-1.7 ...'), 'list.pdf', 415],
    ['a torn workbook', new Uint8Array([0x50, 0x4b, 0x03, 0x04, 1, 2, 3, 4]), 'torn.xlsx', 415],
    ['an empty file', new Uint8Array([]), 'empty.csv', 400],
  ])('refuses %s with a clear problem', async (_what, bytes, name, status) => {
    const stored = await upload(clerk, bytes, name)
    const answer = stored.ok ? await app.ask(clerk, '/api/enterprises/imports', { body: await stored.json() }) : stored
    const problem = await problemOf(answer)
    expect(problem.status).toBe(status)
    expect(problem.code).not.toBe('internal')
  })

  it('refuses a file beyond the limit before it is read, with nothing kept', async () => {
    const answer = await upload(clerk, new Uint8Array(house.settings.uploadBytes + 1), 'huge.csv')
    expect((await problemOf(answer)).code).toBe('too_large')
  })

  it('refuses a file of another clerk', async () => {
    const file = await json<{ fileId: string }>(await upload(clerk, `${head}\n我的厂,,kite,,\n`))
    expect((await app.ask(flute, '/api/enterprises/imports', { body: { ...file, fileName: 'a.csv' } })).status).toBe(
      404,
    )
  })
})
