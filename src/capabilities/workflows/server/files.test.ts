import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Actor, anonymous, system } from '#base/decision.ts'
import { countyProgramme } from '#capabilities/people/server/testing.ts'
import { openTestApp, openTestHouse, testActor, type TestApp, type TestHouse } from '#kit/server/testing.ts'
import { workflowsContract } from '../contract.ts'
import type { FileShown } from '../contract-messages.ts'
import { type Case, openCase } from './cases.ts'
import { workflowsPlainRoutes } from './file-routes.ts'
import { attachFiles, caseContents, givenFiles, sweepFiles } from './files.ts'
import { workflowsRoutes } from './routes.ts'
import { withErrand } from './testing-errand.ts'

let house: TestHouse
let ask: TestApp['ask']
let one: Case

beforeAll(async () => {
  house = await openTestHouse({ programme: withErrand(countyProgramme), env: { UPLOAD_MB: '2' } })
  const room = { name: 'workflows', contract: workflowsContract, routes: workflowsRoutes }
  ask = openTestApp(house, [{ ...room, plainRoutes: workflowsPlainRoutes }]).ask
})
afterAll(() => house.close())

const open = (): Promise<Case> =>
  house.record.asSystem((tx) =>
    openCase(house, tx, {
      workflow: 'errand',
      subject: { kind: 'errand', id: randomUUID() },
      title: { zh: '跑腿', en: 'Errand' },
      place: 'east',
      actor: system,
    }),
  )
beforeEach(async () => {
  one = await open()
})

const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`
const clerk = testActor(['workflows.see', 'returns.submit'], { id: id(1) })
const colleague = testActor(['workflows.see', 'returns.submit'], { id: id(2) })
const reader = testActor(['workflows.see'], { id: id(3) })
const west = testActor([{ permission: 'workflows.see', scope: 'place', place: 'west' }], { id: id(4) })

const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n')
type Sent = { name?: string; ask?: string; act?: string; body?: Uint8Array; raw?: string; to?: string }
const send = (
  actor: Actor,
  { name = 'a.pdf', ask: asked = 'evidence', act = 'report', body = pdf, raw, to }: Sent = {},
) =>
  ask(actor, `/api/cases/${to ?? one.id}/files?act=${act}&ask=${asked}`, {
    method: 'POST',
    body,
    headers: { 'x-file-name': raw ?? encodeURIComponent(name) },
  })
type Answer = { id: string; name: string; size: number; type: string }
const taken = async (actor: Actor, sent: Sent = {}): Promise<Answer> => {
  const response = await send(actor, sent)
  const answer = await response.json()
  expect([response.status, answer]).toMatchObject([200, { id: expect.any(String) }])
  return answer as Answer
}
const refusal = async (response: Response): Promise<[number, string, string]> => {
  const body = (await response.json()) as { code: string; issues?: { text: string }[]; details?: { reason?: string } }
  return [response.status, body.code, body.issues?.[0]?.text ?? body.details?.reason ?? '']
}
const listed = async (actor: Actor): Promise<FileShown[]> => {
  const response = await ask(actor, `/api/cases/${one.id}/files`)
  return ((await response.json()) as { files: FileShown[] }).files
}
const attach = (file: string, number = 1) =>
  house.record.withActor(clerk, (tx) =>
    attachFiles(tx, { caseId: one.id, number, act: 'report', files: { evidence: [file] }, actor: clerk }),
  )

/** A ZIP archive whose table of contents names these files; nothing is in them. */
function archive(...names: string[]): Buffer {
  const local: Buffer[] = []
  const central: Buffer[] = []
  let at = 0
  for (const name of names) {
    const head = Buffer.alloc(30)
    head.writeUInt32LE(0x04034b50, 0)
    head.writeUInt16LE(name.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt32LE(at, 42)
    local.push(head, Buffer.from(name))
    central.push(entry, Buffer.from(name))
    at += 30 + name.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(names.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...local, directory, end])
}

describe('a file waits for its act', () => {
  it('is kept by its content, under the name it was given, and only its sender sees it', async () => {
    const { id: file, ...rest } = await taken(clerk, { name: '二月 进展（终稿）.pdf' })
    expect(rest).toEqual({ name: '二月 进展（终稿）.pdf', size: pdf.length, type: 'application/pdf' })
    expect(await listed(clerk)).toMatchObject([{ id: file, ask: 'evidence', by: { id: clerk.id } }])
    expect(await listed(colleague)).toEqual([])
    expect((await ask(colleague, `/api/cases/${one.id}/files/${file}`)).status).toBe(404)
    expect((await ask(clerk, `/api/cases/${one.id}/files/${file}`)).status).toBe(200)
  })

  it('named by the act it is there for whoever sees the case, with its name and safe headers', async () => {
    const { id: file } = await taken(clerk, { name: '二月“进展”.pdf' })
    await attach(file)
    expect(await listed(reader)).toMatchObject([{ id: file, act: 1 }])
    const response = await ask(reader, `/api/cases/${one.id}/files/${file}`)
    expect(Buffer.from(await response.arrayBuffer()).equals(pdf)).toBe(true)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(pdf.length),
      'content-disposition': expect.stringContaining(`filename*=UTF-8''${encodeURIComponent('二月“进展”.pdf')}`),
      'x-content-type-options': 'nosniff',
      'content-security-policy': `default-src 'none'; sandbox`,
      'cache-control': 'private, no-store',
    })
    expect((await ask(west, `/api/cases/${one.id}/files/${file}`)).status).toBe(404)
    expect((await ask(west, `/api/cases/${one.id}/files`)).status).toBe(404)
  })

  it('what an act has named stays: it is neither dropped nor named again', async () => {
    const { id: file } = await taken(clerk)
    await attach(file)
    const drop = await ask(clerk, `/api/cases/${one.id}/files/${file}`, { method: 'DELETE' })
    expect(await refusal(drop)).toEqual([409, 'wrong_state', 'workflows.file_named'])
    await expect(attach(file)).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(sql`delete from workflow_file where id = ${file}`.execute(house.record.owner)).rejects.toThrow('never')
    await expect(
      sql`update workflow_file set name = 'b' where id = ${file}`.execute(house.record.owner),
    ).rejects.toThrow()
  })

  it('an act names only files of its actor, its own and its asks, each once', async () => {
    const { id: mine } = await taken(clerk)
    const { id: theirs } = await taken(colleague)
    const { id: other } = await taken(clerk, { ask: 'anything' })
    const given = (files: Record<string, string[]>) =>
      house.record.withActor(clerk, (tx) => givenFiles(tx, { caseId: one.id, act: 'report', files, actor: clerk }))
    expect(await given({ evidence: [mine], anything: [other] })).toMatchObject([
      { id: 'evidence', name: 'a.pdf', size: pdf.length },
      { id: 'anything' },
    ])
    for (const files of [
      { evidence: [theirs] },
      { evidence: [other] },
      { evidence: [mine, mine] },
      { evidence: ['x'] },
    ])
      await expect(given(files)).rejects.toMatchObject({ issues: [{ text: 'workflows.file_unknown' }] })
  })

  it('its sender takes it back, and the content goes unless another file has it', async () => {
    const { id: first } = await taken(clerk)
    const { id: second } = await taken(colleague)
    const contents = caseContents(house)
    const { hash } = await contents.put(pdf)
    const drop = (actor: Actor, file: string) => ask(actor, `/api/cases/${one.id}/files/${file}`, { method: 'DELETE' })
    expect((await drop(colleague, first)).status).toBe(404)
    expect((await drop(clerk, first)).status).toBe(200)
    expect(await contents.has(hash)).toBe(true)
    await sql`delete from workflow_file where number is null and id <> ${second}`.execute(house.record.owner)
    await sql`alter table workflow_file disable trigger workflow_file_stays`.execute(house.record.owner)
    await sql`delete from workflow_file where number is not null`.execute(house.record.owner)
    await sql`alter table workflow_file enable trigger workflow_file_stays`.execute(house.record.owner)
    expect((await drop(colleague, second)).status).toBe(200)
    expect(await contents.has(hash)).toBe(false)
  })

  it('after a day without an act it is removed, what acts have named is not', async () => {
    const [{ id: forgotten }, { id: named }] = [
      await taken(clerk, { body: Buffer.from('%PDF-forgotten') }),
      await taken(clerk),
    ]
    await attach(named)
    house.clock.advance(23 * 3_600_000)
    const { id: fresh } = await taken(clerk)
    expect(await sweepFiles(house)).toBe(0)
    house.clock.advance(2 * 3_600_000)
    expect(await sweepFiles(house)).toBe(1)
    const left = (await listed(clerk)).map((file) => file.id)
    expect(left.sort()).toEqual([fresh, named].sort())
    expect(left).not.toContain(forgotten)
    expect((await ask(clerk, `/api/cases/${one.id}/files/${named}`)).status).toBe(200)
  })
})

describe('refusals', () => {
  it('401, 403, 404 for who may not', async () => {
    expect((await send(anonymous)).status).toBe(401)
    expect((await send(testActor([]))).status).toBe(403)
    expect((await send(west)).status).toBe(404)
    expect((await send(clerk, { to: randomUUID() })).status).toBe(404)
    expect((await send(clerk, { to: 'one' })).status).toBe(404)
    expect((await send(reader)).status).toBe(403)
    expect((await ask(anonymous, `/api/cases/${one.id}/files`)).status).toBe(401)
    expect((await ask(anonymous, `/api/cases/${one.id}/files/${id(1)}`)).status).toBe(401)
    expect((await ask(clerk, `/api/cases/${one.id}/files/${id(1)}`)).status).toBe(404)
    expect((await ask(clerk, `/api/cases/${one.id}/files/${id(1)}`, { method: 'DELETE' })).status).toBe(404)
  })

  it('what no act asks for here', async () => {
    expect(await refusal(await send(clerk, { act: 'finish' }))).toEqual([
      409,
      'wrong_state',
      'workflows.file_not_asked',
    ])
    expect(await refusal(await send(clerk, { ask: 'nothing' }))).toEqual([
      409,
      'wrong_state',
      'workflows.file_not_asked',
    ])
    expect(await refusal(await send(clerk, { ask: '' }))).toEqual([400, 'invalid_input', 'value.required'])
  })

  it('no bytes, too many bytes: for the file asked, and for the house', async () => {
    expect(await refusal(await send(clerk, { body: new Uint8Array(0) }))).toEqual([400, 'invalid_input', 'file.empty'])
    const large = Buffer.concat([pdf, Buffer.alloc(2 ** 20)])
    expect((await refusal(await send(clerk, { body: large })))[1]).toBe('too_large')
    await taken(clerk, { ask: 'anything', body: large })
    expect((await refusal(await send(clerk, { ask: 'anything', body: Buffer.alloc(3 * 2 ** 20) })))[1]).toBe(
      'too_large',
    )
    expect(await listed(clerk)).toHaveLength(1)
  })

  it('a wrong kind, a forged ending, macros, a program, an ending nobody knows', async () => {
    const said = async (name: string, body: Buffer, asked = 'evidence') =>
      refusal(await send(clerk, { name, body, ask: asked }))
    const ending = [415, 'unsupported_file', 'file.ending_not_accepted']
    const forged = [415, 'unsupported_file', 'file.not_what_it_says']
    expect(await said('a.png', Buffer.from('89504e470d0a1a0a', 'hex'))).toEqual(ending)
    expect(await said('a', pdf)).toEqual(ending)
    expect(await said('a.pdf.exe', pdf, 'anything')).toEqual(ending)
    expect(await said('a.pdf', Buffer.from('MZ program'))).toEqual(forged)
    expect(await said('a.jpg', pdf)).toEqual(forged)
    expect(await said('a.txt', Buffer.from([0xff, 0xfe, 0x00, 0x01]))).toEqual(forged)
    expect(await said('a.docx', archive('[Content_Types].xml', 'word/document.xml', 'word/vbaProject.bin'))).toEqual(
      forged,
    )
    expect(await said('a.docx', archive('[Content_Types].xml', 'xl/workbook.xml'))).toEqual(forged)
    expect(await said('a.docx', Buffer.from('PK\u0003\u0004 nothing follows'))).toEqual(forged)
    expect(await said('a.dwg', Buffer.from('#!/bin/sh'))).toEqual(forged)
    expect(await listed(clerk)).toEqual([])
  })

  it('what is what it says is taken: documents, OFD, pictures, text in UTF-8 and GBK, an ending the pack asks for', async () => {
    const type = async (name: string, body: Buffer, asked = 'anything') =>
      (await taken(clerk, { name, body, ask: asked })).type
    expect(await type('a.DOCX', archive('[Content_Types].xml', 'word/document.xml'))).toContain('wordprocessingml')
    expect(await type('a.ofd', archive('OFD.xml', 'Doc_0/Document.xml'))).toBe('application/ofd')
    expect(await type('a.jpeg', Buffer.from('ffd8ffe000', 'hex'))).toBe('image/jpeg')
    expect(await type('a.txt', Buffer.from('进展顺利'))).toBe('text/plain')
    expect(await type('b.txt', Buffer.from('bdf8d5b9cbb3c0fb', 'hex'))).toBe('text/plain')
    expect(await type('a.dwg', Buffer.from('AC1032\0\0\0'), 'evidence')).toBe('application/octet-stream')
  })

  it('names: GBK bytes, none, too long, with folders and control characters', async () => {
    expect(await refusal(await send(clerk, { raw: '%BD%F8%D5%B9.pdf' }))).toEqual([
      400,
      'invalid_input',
      'file.name_unreadable',
    ])
    expect(await refusal(await send(clerk, { raw: '\u00bd\u00f8.pdf' }))).toEqual([
      400,
      'invalid_input',
      'file.name_unreadable',
    ])
    expect(await refusal(await send(clerk, { raw: ' ' }))).toEqual([400, 'invalid_input', 'file.name_missing'])
    expect(await refusal(await send(clerk, { name: `${'x'.repeat(300)}.pdf` }))).toEqual([
      400,
      'invalid_input',
      'file.name_too_long',
    ])
    expect((await taken(clerk, { raw: Buffer.from('进展.pdf').toString('latin1') })).name).toBe('进展.pdf')
    expect((await taken(clerk, { name: '..\\..\\etc/\u202efdp\u0000.pdf' })).name).toBe('fdp.pdf')
  })

  it('not more than fifty wait for one person', async () => {
    await house.record.withActor(clerk, (tx) =>
      sql`insert into workflow_file (case_id, act, ask, name, media_type, bytes, hash, at)
        select ${one.id}, 'report', 'evidence', 'x', 'text/plain', 1, ${'0'.repeat(64)}, now() from generate_series(1, 50)`.execute(
        tx,
      ),
    )
    expect(await refusal(await send(clerk))).toEqual([429, 'too_many', 'workflows.files_waiting'])
    expect((await send(colleague)).status).toBe(200)
  })
})
