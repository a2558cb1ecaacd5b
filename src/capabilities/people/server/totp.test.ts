import { describe, expect, it } from 'vitest'
import { codeOf, enrolmentAddress, findStep, stepOf, toBase32 } from './totp.ts'

/** The seeds of the appendices: the same digits, as long as the hash. */
const seed = (bytes: number) => Buffer.from('1234567890'.repeat(7).slice(0, bytes))

describe('codes of RFC 4226 and RFC 6238', () => {
  it.each(
    ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'].map(
      (code, counter) => [counter, code] as const,
    ),
  )('RFC 4226 appendix D, counter %i', (counter, code) => {
    expect(codeOf(seed(20), counter)).toBe(code)
  })

  it.each([
    [59, '94287082', '46119246', '90693936'],
    [1111111109, '07081804', '68084774', '25091201'],
    [1111111111, '14050471', '67062674', '99943326'],
    [1234567890, '89005924', '91819424', '93441116'],
    [2000000000, '69279037', '90698825', '38618901'],
    [20000000000, '65353130', '77737706', '47863826'],
  ])('RFC 6238 appendix B, second %i', (second, sha1, sha256, sha512) => {
    const step = stepOf(new Date(second * 1000))
    expect(codeOf(seed(20), step, { digits: 8, algorithm: 'sha1' })).toBe(sha1)
    expect(codeOf(seed(32), step, { digits: 8, algorithm: 'sha256' })).toBe(sha256)
    expect(codeOf(seed(64), step, { digits: 8, algorithm: 'sha512' })).toBe(sha512)
  })

  it('a code is taken in its period and the ones beside it, and never again', () => {
    const secret = seed(20)
    const now = new Date('2026-03-02T02:00:10Z')
    const step = stepOf(now)
    const found = (at: number, after = 0) => findStep(secret, codeOf(secret, at), { now, after })
    expect([found(step - 1), found(step), found(step + 1)]).toEqual([step - 1, step, step + 1])
    expect([found(step - 2), found(step + 2)]).toEqual([undefined, undefined])
    expect([found(step, step), found(step - 1, step)]).toEqual([undefined, undefined])
  })

  it.each(['', '12345', '1234567', 'abcdef', '12345６', ' 123456'])('%j is no code', (code) => {
    expect(findStep(seed(20), code, { now: new Date(0), after: -5 })).toBeUndefined()
  })

  it('base 32 is that of RFC 4648', () => {
    expect(['f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) => toBase32(Buffer.from(text)))).toEqual([
      'MY',
      'MZXQ',
      'MZXW6',
      'MZXW6YQ',
      'MZXW6YTB',
      'MZXW6YTBOI',
    ])
  })

  it('the address for apps names programme and login', () => {
    expect(enrolmentAddress(Buffer.from('foobar'), { issuer: '基地 A', login: 'zhang' })).toBe(
      'otpauth://totp/%E5%9F%BA%E5%9C%B0%20A:zhang?secret=MZXW6YTBOI&issuer=%E5%9F%BA%E5%9C%B0%20A&algorithm=SHA1&digits=6&period=30',
    )
  })
})
