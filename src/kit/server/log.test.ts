import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { openLog } from './log.ts'
import { inRequestScope } from './request-scope.ts'

function collecting() {
  const lines: string[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString())
      done()
    },
  })
  return { lines, log: openLog({ logLevel: 'info' }, stream) }
}

test('a line is JSON with its request; secrets in known fields are never written', async () => {
  const { lines, log } = collecting()
  await inRequestScope({ requestId: 'request-1' }, async () =>
    log.info({ password: 'p1', user: { token: 't1' } }, 'said'),
  )
  const line = JSON.parse(lines[0] ?? '') as object
  expect(line).toMatchObject({
    requestId: 'request-1',
    msg: 'said',
    password: '[redacted]',
    user: { token: '[redacted]' },
  })
})

test('of an error of the database stand code and place, not the values that it quotes', () => {
  const { lines, log } = collecting()
  const refused = Object.assign(new Error('invalid input syntax for type integer: "张伟"'), {
    severity: 'ERROR',
    code: '23505',
    table: 'people_person',
    constraint: 'people_person_login_key',
    detail: 'Key (login)=(zhang.wei) already exists.',
    where: `unnamed portal parameter $1 = '李娜'`,
    parameters: ['13900001234'],
  })
  log.error({ err: new Error('a job failed', { cause: refused }), error: refused }, 'failed')
  const [line = ''] = lines
  expect(line).not.toMatch(/张伟|李娜|zhang\.wei|13900001234/)
  expect(JSON.parse(line)).toMatchObject({
    err: { type: 'Error', message: 'a job failed', cause: { code: '23505', table: 'people_person' } },
    error: { constraint: 'people_person_login_key', stack: expect.stringContaining('log.test.ts') },
  })
})

test.each([
  ['550 5.1.1 <zhang.wei+1@mail.example.org>: no such user', '550 5.1.1 <…@…>: no such user'],
  ['called 13900001234 and +86 13900001234', 'called … and …'],
  ['card 44190019900101123X', 'card …'],
  ['batch 139000012345 of 2026-11-24', 'batch 139000012345 of 2026-11-24'],
])('%j is written as %j', (said, written) => {
  const { lines, log } = collecting()
  log.warn({ err: new Error(said), error: said }, 'said')
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ err: { message: written }, error: { message: written } })
})
