import { describe, expect, test } from 'vitest'
import { Problem } from '#base/problem.ts'
import { toProblem } from './problem-of.ts'

const error = (message: string, more: object = {}): Error => Object.assign(new Error(message), more)
const database = (code: string): Error => error('x', { code, severity: 'FATAL' })

describe('what the machine under the house does', () => {
  test.each([
    ['a full disk', error('ENOSPC: no space left on device, write', { code: 'ENOSPC' }), 'unavailable', 'disk.full'],
    ['a full disk of the database', database('53100'), 'unavailable', 'disk.full'],
    [
      'a full disk of the mirror',
      error('IO Error: Could not write file "facts.duckdb.wal"'),
      'unavailable',
      'disk.full',
    ],
    [
      'a disk that was mounted for reading',
      error('EROFS: read-only file system', { code: 'EROFS' }),
      'unavailable',
      'disk.failing',
    ],
    [
      'a question that is too large',
      error('Out of Memory Error: failed to allocate'),
      'too_large',
      'facts.too_much_memory',
    ],
    ['a database that starts', database('57P03'), 'unavailable', undefined],
    [
      'a database that is away',
      error('connect ENOENT /x', { code: 'ENOENT', syscall: 'connect' }),
      'unavailable',
      undefined,
    ],
    [
      'a library that could not ask it',
      new Error('Failed to get session', { cause: database('57P01') }),
      'unavailable',
      undefined,
    ],
    [
      'a file that is not there',
      error('ENOENT: no such file', { code: 'ENOENT', syscall: 'open' }),
      'internal',
      undefined,
    ],
    ['a fault of ours', new Error('x is not a function', { cause: new Error('y') }), 'internal', undefined],
  ])('%s', (_what, thrown, code, reason) => {
    const problem = toProblem(thrown)
    expect([problem.code, problem.details.reason]).toEqual([code, reason])
    expect(problem.cause).toBe(thrown)
  })

  test('what is a problem already stays as it is', () => {
    const problem = new Problem('stale')
    expect(toProblem(problem)).toBe(problem)
  })
})
