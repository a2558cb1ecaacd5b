import { Problem, type ProblemIssue } from '#base/problem.ts'
import type { Span } from './node.ts'

/** A formula may have this many characters. */
export const mostCharacters = 10_000

export type Token = {
  readonly kind: 'number' | 'name' | 'word' | 'sign' | 'end'
  readonly text: string
  readonly at: Span
}

const keywords: readonly string[] = ['and', 'or', 'not', 'in']

const space = /\s+/y
const number = /\d+(\.\d+)?/y
const unit = /[A-Za-z][A-Za-z0-9_]*([/*·][A-Za-z][A-Za-z0-9_]*)*/y
const name = /([a-z][a-z0-9_-]*:)?[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*/y
const classRef = /([a-z0-9][a-z0-9_-]*:)?[a-z0-9][a-z0-9_-]*(\/[A-Za-z0-9][A-Za-z0-9_.-]*)?/y
const sign = /<=|>=|!=|[-+*/=<>(),]/y

/** Signs people type, and what this language calls them. */
const meantSigns = new Map([
  ...['（(', '）)', '，,', '＋+', '－-', '−-', '×*', '＊*', '÷/', '／/', '＝=', '＜<', '＞>'].map(pair),
  ['≥', '>='],
  ['≤', '<='],
  ['≠', '!='],
  ['&', 'and'],
  ['|', 'or'],
  ['!', 'not'],
  ['%', 'percent'],
])

function pair(two: string): [string, string] {
  return [two.charAt(0), two.charAt(1)]
}

/** A refusal of a formula, pointing at the character. */
export function formulaProblem(text: string, at: Span, parts: Omit<ProblemIssue, 'text' | 'where'> = {}): Problem {
  const issue: ProblemIssue = { text: `formula.${text}`, where: `char ${at[0] + 1}`, ...parts }
  return new Problem('invalid_formula', { details: { from: at[0], to: at[1] }, issues: [issue] })
}

/** Reads a formula word by word; what a word means depends on where it stands, so the parser asks for units and classes by name. */
export type Scanner = {
  peek(): Token
  take(): Token
  /** The unit after a number, `CNY_10k/mu`; undefined when none follows. */
  takeUnit(): Token | undefined
  /** A class `taxonomy/class` or an id, after `in`; undefined when none follows. */
  takeClass(): Token | undefined
}

/** @throws Problem invalid_formula, also later, at the sign that is no part of the language */
export function createScanner(text: string): Scanner {
  if (text.length > mostCharacters) {
    const at: Span = [mostCharacters, text.length]
    throw formulaProblem('too_long', at, { found: String(text.length), expected: String(mostCharacters) })
  }
  let position = 0
  let ahead: Token | undefined

  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position
    return pattern.exec(text)?.[0]
  }
  const skipSpace = (): void => {
    position += match(space)?.length ?? 0
  }
  const tokenOf = (kind: Token['kind'], found: string): Token => ({
    kind,
    text: found,
    at: [position, position + found.length],
  })

  const read = (): Token => {
    skipSpace()
    if (position >= text.length) return tokenOf('end', '')
    const digits = match(number)
    if (digits !== undefined) return tokenOf('number', digits)
    const word = match(name)
    if (word !== undefined) return tokenOf(keywords.includes(word) ? 'word' : 'name', word)
    const mark = match(sign)
    if (mark !== undefined) return tokenOf('sign', mark)
    throw strange(text, position)
  }
  const peek = (): Token => {
    ahead ??= read()
    return ahead
  }
  const special = (pattern: RegExp, kind: Token['kind'], accept: (found: string) => boolean): Token | undefined => {
    if (ahead !== undefined) return undefined
    skipSpace()
    const found = match(pattern)
    if (found === undefined || !accept(found)) return undefined
    const token = tokenOf(kind, found)
    position = token.at[1]
    return token
  }
  return {
    peek,
    take() {
      const token = peek()
      ahead = undefined
      position = token.at[1]
      return token
    },
    takeUnit: () => special(unit, 'name', (found) => !keywords.includes(found)),
    takeClass: () => special(classRef, 'name', () => true),
  }
}

function strange(text: string, position: number): Problem {
  const upper = /^[A-Za-z_][A-Za-z0-9_]*/.exec(text.slice(position, position + 100))?.[0]
  if (upper !== undefined) {
    return formulaProblem('upper_case', [position, position + upper.length], {
      found: upper,
      nearest: upper.toLowerCase(),
    })
  }
  const found = String.fromCodePoint(text.codePointAt(position) ?? 0)
  const meant = meantSigns.get(found)
  const parts = meant === undefined ? { found } : { found, nearest: meant }
  return formulaProblem('strange_sign', [position, position + found.length], parts)
}
