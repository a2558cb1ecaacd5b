import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createActs, listActs, recordAct } from './acts.ts'
import type { Acts, ActRow } from './acts.ts'
import type { RecordStore } from './db.ts'
import { createMetrics } from './metrics.ts'
import { inRequestScope } from './request-scope.ts'
import { openTestRecord, testActor } from './testing.ts'

let record: RecordStore
let dataDir: string
const opened: Acts[] = []
const clerk = testActor([], { id: 'clerk-7' })

const open = (): Acts => {
  const acts = createActs({ record, dataDir, log: pino({ level: 'silent' }), metrics: createMetrics() })
  opened.push(acts)
  return acts
}
const approve = (id: string): Promise<ActRow> =>
  record.withActor(clerk, (tx) =>
    recordAct(tx, { name: 'returns.approved', subject: { kind: 'return', id }, detail: { version: 1 } }),
  )

beforeEach(async () => {
  record = await openTestRecord()
  dataDir = await mkdtemp(path.join(tmpdir(), 'jidi-acts-'))
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((acts) => acts.stop()))
  await record.close()
  await rm(dataDir, { recursive: true })
})

describe('an act', () => {
  test('names who, what, when and in which request', async () => {
    const act = await inRequestScope({ requestId: 'request-1' }, () => approve('r1'))
    expect(act).toMatchObject({
      actor: 'clerk-7',
      name: 'returns.approved',
      requestId: 'request-1',
      detail: { version: 1 },
    })
    const listed = await record.withActor(clerk, (tx) => listActs(tx, { kind: 'return', id: 'r1' }))
    expect(listed).toEqual([act])
  })

  test('is not there when its transaction fails', async () => {
    const answered: string[] = []
    const acts = open()
    acts.onAct('returns.approved', 'test.note', async (act) => void answered.push(act.id))
    await acts.start()
    const failing = record.withActor(clerk, async (tx) => {
      await recordAct(tx, { name: 'returns.approved', subject: { kind: 'return', id: 'r1' } })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await acts.settled()
    expect(answered).toEqual([])
    expect((await acts.verify()).waiting).toBe(0)
  })
})

describe('a reaction', () => {
  test('answers within milliseconds of the commit', async () => {
    const acts = open()
    const times: number[] = []
    let heard: () => void = () => {}
    acts.onAct('returns.approved', 'test.note', async () => heard())
    await acts.start()
    for (let count = 0; count < 20; count += 1) {
      const answered = new Promise<void>((resolve) => {
        heard = resolve
      })
      await approve(`r${count}`)
      const committed = performance.now()
      await answered
      times.push(performance.now() - committed)
    }
    times.sort((a, b) => a - b)
    expect(times[10]).toBeLessThan(50)
  })

  test('catches up at start with what was committed while nobody listened, in order', async () => {
    const answered: string[] = []
    for (const id of ['a', 'b', 'c']) await approve(id)
    const acts = open()
    acts.onAct('returns.approved', 'test.note', async (act) => void answered.push(act.subject.id))
    await acts.start()
    expect(answered).toEqual(['a', 'b', 'c'])
  })

  test('that fails is tried again, holds back its own subject and nobody else, and others of the act run once', async () => {
    const acts = open()
    const answered: string[] = []
    const counted: string[] = []
    let broken = true
    acts.onAct('returns.approved', 'test.count', async (act) => void counted.push(act.id))
    acts.onAct('returns.approved', 'test.fragile', async (act) => {
      if (act.subject.id === 'bad' && broken) throw new Error('not yet')
      answered.push(`${act.subject.id} ${act.id}`)
    })
    const bad = await approve('bad')
    const good = await approve('good')
    const later = await approve('bad')
    await acts.start()
    expect(answered).toEqual([`good ${good.id}`])
    broken = false
    await expect
      .poll(() => answered, { timeout: 5_000 })
      .toEqual([`good ${good.id}`, `bad ${bad.id}`, `bad ${later.id}`])
    expect(counted).toEqual([bad.id, good.id, later.id])
  })

  test('that was put off before the clock was set back does not wait for it', async () => {
    const answered: string[] = []
    for (const id of ['a', 'b']) await approve(id)
    const acts = open()
    acts.onAct('returns.approved', 'test.note', async (act) => void answered.push(act.subject.id))
    await record.ownerPool.query(`update act_outbox set next_try_at = now() + interval '1 day'`)
    await acts.start()
    expect(answered).toEqual(['a', 'b'])
  })

  test('runs in one process at a time; when it ends, another takes over', async () => {
    const answered: string[] = []
    const [first, second] = [open(), open()]
    for (const [name, acts] of [
      ['first', first],
      ['second', second],
    ] as const) {
      acts.onAct('returns.approved', 'test.note', async (act) => void answered.push(`${name} ${act.subject.id}`))
      await acts.start()
    }
    await approve('a')
    await first.settled()
    await second.settled()
    expect(answered).toEqual(['first a'])
    await first.stop()
    await approve('b')
    await expect.poll(() => answered, { timeout: 5_000 }).toEqual(['first a', 'second b'])
  })
})

describe('the chain', () => {
  test('covers every committed act once, and a walk over it finds nothing wrong', async () => {
    const acts = open()
    await Promise.all(Array.from({ length: 30 }, (_, index) => approve(`r${index}`)))
    expect(await acts.seal()).toBe(30)
    expect(await acts.seal()).toBe(0)
    await approve('late')
    expect(await acts.verify()).toMatchObject({ sealed: 30, waiting: 1, faults: [] })
    await acts.seal()
    const verdict = await acts.verify()
    expect(verdict).toMatchObject({ sealed: 31, waiting: 0, faults: [] })
    const heads = (await readFile(path.join(dataDir, 'act-heads.jsonl'), 'utf8')).trim().split('\n')
    expect(JSON.parse(heads.at(-1) ?? '')).toMatchObject({ ...verdict.head, algorithm: 'sha256' })
  })

  const tampered = async (statement: string): Promise<string[]> => {
    const acts = open()
    for (const id of ['a', 'b', 'c']) await approve(id)
    await acts.seal()
    await record.owner.transaction().execute(async (tx) => {
      await sql`set local session_replication_role = replica`.execute(tx)
      await sql.raw(statement).execute(tx)
    })
    return (await acts.verify()).faults.map((fault) => fault.kind)
  }

  test.each([
    ['an act changed by an administrator', `update act set actor = 'mayor' where subject_id = 'b'`, ['altered']],
    ['an act removed', `delete from act where subject_id = 'b'`, ['missing']],
    [
      'an act slipped in',
      `insert into act (actor, name, subject_kind, subject_id) values ('x', 'a.b', 'c', 'd')`,
      ['unsealed'],
    ],
    [
      'the end of the chain cut off',
      `delete from act_seal where position = 3; delete from act where subject_id = 'c'`,
      ['truncated'],
    ],
    [
      'two acts exchanged',
      `create temp table exchanged on commit drop as select * from act_seal where position in (1, 2);
        delete from act_seal where position in (1, 2);
        insert into act_seal select 3 - position, act, algorithm, hash, sealed_at from exchanged`,
      ['altered', 'altered', 'altered'],
    ],
    ['an act moved in time', `update act set at = at - interval '1 day' where subject_id = 'a'`, ['altered']],
    ['words of a detail changed', `update act set detail = '{"version": 2}' where subject_id = 'c'`, ['altered']],
    ['a seal taken out of the middle', `delete from act_seal where position = 2`, ['broken_chain', 'unsealed']],
    ['a seal written anew', `update act_seal set hash = 'ff' where position = 2`, ['altered', 'altered']],
  ])('shows %s', async (_what, statement, faults) => {
    expect(await tampered(statement)).toEqual(faults)
  })

  test('that was cut off and forged with all in DATA_DIR is found by the heads in AUDIT_DIR', async () => {
    const auditDir = await mkdtemp(path.join(tmpdir(), 'jidi-audit-'))
    const lines: string[] = []
    const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
    const acts = createActs({ record, dataDir, auditDir, log, metrics: createMetrics() })
    for (const id of ['a', 'b']) {
      await approve(id)
      await acts.seal()
    }
    expect((await acts.verify()).faults).toEqual([])
    await record.owner.transaction().execute(async (tx) => {
      await sql`set local session_replication_role = replica`.execute(tx)
      await sql`delete from act_seal where position = 2`.execute(tx)
      await sql`delete from act where subject_id = 'b'`.execute(tx)
    })
    await writeFile(path.join(dataDir, 'act-heads.jsonl'), '')
    expect((await acts.verify()).faults).toEqual([{ kind: 'truncated', position: '2' }])
    // Something else sealed in its place has another hash than the one that was written down.
    await approve('forged')
    await acts.seal()
    expect((await acts.verify()).faults).toMatchObject([{ kind: 'broken_chain', position: '2' }])
    // The log says a head too, for whoever collects it.
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([{ position: '1', algorithm: 'sha256' }])
    await acts.stop()
    await rm(auditDir, { recursive: true })
  })

  test('a half-written last line of the heads is no fault', async () => {
    const acts = open()
    await approve('a')
    await acts.seal()
    await appendFile(path.join(dataDir, 'act-heads.jsonl'), '{"position":"2","ha')
    expect((await acts.verify()).faults).toEqual([])
  })

  test('a head after a half-written one stands on a line of its own', async () => {
    const acts = open()
    await approve('a')
    await acts.seal()
    await appendFile(path.join(dataDir, 'act-heads.jsonl'), '{"position":"2","ha')
    await approve('b')
    await acts.seal()
    const lines = (await readFile(path.join(dataDir, 'act-heads.jsonl'), 'utf8')).trim().split('\n')
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ position: '2' })
    expect((await acts.verify()).faults).toEqual([])
  })
})
