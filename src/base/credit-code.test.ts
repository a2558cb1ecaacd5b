import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkCreditCode, creditCheck, organisationCheck, toCreditCode } from './credit-code.ts'

describe('a unified social credit code', () => {
  it.each([
    '91110108551385082Q',
    '11441900007330010D',
    '11441900007345503X',
    ' 91110108551385082q ',
    '９１１１０１０８５５１３８５０８２Ｑ',
  ])('%s is well made', (code) => {
    expect(checkCreditCode(code)).toEqual([])
  })

  it('a code in lawful use may fail the check, which is a finding for a clerk to judge', () => {
    expect(checkCreditCode('91350203M0001QAY9B')).toEqual([{ text: 'credit_code.check', found: 'B', expected: '9' }])
  })

  it.each([
    ['9111010855138508', [{ text: 'credit_code.length', found: '16', expected: '18' }]],
    ['', [{ text: 'credit_code.length', found: '0', expected: '18' }]],
    [
      '91110108551385O82Q',
      [{ text: 'credit_code.character', found: 'O', expected: '0123456789ABCDEFGHJKLMNPQRTUWXY' }],
    ],
    [
      '91110108551385083Q',
      expect.arrayContaining([{ text: 'credit_code.organisation_check', found: '3', expected: '2' }]),
    ],
  ])('"%s" is odd and says where', (code, findings) => {
    expect(checkCreditCode(code)).toEqual(findings)
  })

  it('is kept in capital half-width letters', () => {
    expect(toCreditCode(' 91110108 551385082q')).toBe('91110108551385082Q')
  })

  it('made with its checks is well made, also where the check is 0', () => {
    const letters = fc.constantFrom(...'0123456789ABCDEFGHJKLMNPQRTUWXY')
    const made = fc.array(letters, { minLength: 16, maxLength: 16 }).map((characters) => {
      const first16 = characters.join('')
      const first17 = `${first16}${organisationCheck(first16.slice(8))}`
      return `${first17}${creditCheck(first17)}`
    })
    const checks = new Set<string>()
    fc.assert(
      fc.property(made, (code) => {
        checks.add(code.charAt(17))
        expect(checkCreditCode(code)).toEqual([])
      }),
      { numRuns: 1000 },
    )
    expect(checks.has('0')).toBe(true)
  })
})
