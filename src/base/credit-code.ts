/**
 * Unified social credit codes, GB 32100-2015: authority 1, kind 1, area 6, organisation code 9 (GB 11714, its last a check), check 1.
 * A wrong check is a finding and never a refusal: codes that fail it are in lawful use.
 */
export type CreditCodeFinding = {
  /** Key of the sentence. */
  readonly text: 'credit_code.length' | 'credit_code.character' | 'credit_code.organisation_check' | 'credit_code.check'
  readonly found: string
  readonly expected?: string
}

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
const organisationAlphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2]

/** What is odd about the code; nothing when it is well made. Letter case and surrounding space do not matter. */
export function checkCreditCode(text: string): CreditCodeFinding[] {
  const code = toCreditCode(text)
  if (code.length !== 18) return [{ text: 'credit_code.length', found: String(code.length), expected: '18' }]
  const stranger = [...code].find((character) => !alphabet.includes(character))
  if (stranger !== undefined) return [{ text: 'credit_code.character', found: stranger, expected: alphabet }]
  return [
    compareCheck('credit_code.organisation_check', code.charAt(16), organisationCheck(code.slice(8, 16))),
    compareCheck('credit_code.check', code.charAt(17), creditCheck(code.slice(0, 17))),
  ].flat()
}

/** The code as registers keep it: capital half-width letters, no space around or within. */
export function toCreditCode(text: string): string {
  return text.normalize('NFKC').replace(/\s/g, '').toUpperCase()
}

/** The eighteenth character, from the seventeen before it. */
export function creditCheck(first17: string): string {
  const sum = weightedSum(first17, alphabet, weights)
  return alphabet.charAt((31 - (sum % 31)) % 31)
}

/** The ninth character of an organisation code, from the eight before it (GB 11714). */
export function organisationCheck(first8: string): string {
  const check = (11 - (weightedSum(first8, organisationAlphabet, organisationWeights) % 11)) % 11
  return check === 10 ? 'X' : String(check)
}

function weightedSum(text: string, letters: string, by: readonly number[]): number {
  return by.reduce((sum, weight, at) => sum + weight * letters.indexOf(text.charAt(at)), 0)
}

function compareCheck(text: CreditCodeFinding['text'], found: string, expected: string): CreditCodeFinding[] {
  return found === expected ? [] : [{ text, found, expected }]
}
