import { nearest } from '#base/nearest.ts'
import {
  type ArithmeticOperator,
  type Comparison,
  type Formula,
  functions,
  isFunctionName,
  type Node,
  type Span,
} from './node.ts'
import { createScanner, formulaProblem, type Scanner, type Token } from './scanner.ts'

/** How deep brackets, functions and signs may nest, and how many parts a formula may have. */
export const mostDepth = 64
export const mostParts = 2_000

/** How tightly a sign binds; a higher number binds tighter. */
const binding: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  '=': 4,
  '!=': 4,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  in: 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
}
const notBinding = 3
const negateBinding = 7

type Reader = { readonly scanner: Scanner; parts: number; depth: number }

/**
 * Reads a formula or condition into its frozen tree.
 * @throws Problem invalid_formula, with the character where it stopped, what was found and what was expected
 */
export function parseFormula(text: string): Formula {
  const reader: Reader = { scanner: createScanner(text), parts: 0, depth: 0 }
  if (reader.scanner.peek().kind === 'end') throw formulaProblem('empty', [0, text.length])
  const tree = expression(reader, 0)
  const rest = reader.scanner.peek()
  if (rest.kind !== 'end') throw unexpectedAfter(rest)
  return Object.freeze({ text, tree })
}

function expression(reader: Reader, least: number): Node {
  deeper(reader)
  let left = operand(reader)
  for (;;) {
    const token = reader.scanner.peek()
    const power = token.kind === 'sign' || token.kind === 'word' ? (binding[token.text] ?? 0) : 0
    if (power <= least) break
    reader.scanner.take()
    left = infix(reader, left, token, power)
  }
  reader.depth -= 1
  return left
}

function infix(reader: Reader, left: Node, token: Token, power: number): Node {
  if (token.text === 'in') return member(reader, left, token)
  if (power === binding['=']) return comparison(reader, left, token, power)
  const right = expression(reader, power)
  const at = around(left, right)
  if (token.text === 'and' || token.text === 'or')
    return made(reader, { kind: 'logic', operator: token.text, left, right, at })
  return made(reader, { kind: 'arithmetic', operator: token.text as ArithmeticOperator, left, right, at })
}

function comparison(reader: Reader, left: Node, token: Token, power: number): Node {
  if (left.kind === 'compare' || left.kind === 'in') throw formulaProblem('chained', token.at, { found: token.text })
  const right = expression(reader, power)
  const node = made(reader, {
    kind: 'compare',
    operator: token.text as Comparison,
    left,
    right,
    at: around(left, right),
  })
  const following = reader.scanner.peek()
  if (following.kind === 'sign' && binding[following.text] === power) {
    throw formulaProblem('chained', following.at, { found: following.text })
  }
  return node
}

function member(reader: Reader, left: Node, token: Token): Node {
  if (left.kind !== 'name') throw formulaProblem('in_needs_attribute', left.at)
  const classes: string[] = []
  const first = reader.scanner.takeClass()
  if (first !== undefined) {
    return made(reader, { kind: 'in', attribute: left.name, classes: [first.text], at: [left.at[0], first.at[1]] })
  }
  if (!isSign(reader.scanner.peek(), '(')) throw formulaProblem('in_needs_classes', token.at)
  reader.scanner.take()
  for (;;) {
    const one = reader.scanner.takeClass()
    if (one === undefined) throw formulaProblem('in_needs_classes', reader.scanner.peek().at)
    classes.push(one.text)
    countPart(reader, one.at)
    const after = reader.scanner.take()
    if (isSign(after, ')'))
      return made(reader, { kind: 'in', attribute: left.name, classes, at: [left.at[0], after.at[1]] })
    if (!isSign(after, ',')) throw formulaProblem('unexpected', after.at, { found: shown(after), expected: ')' })
  }
}

function operand(reader: Reader): Node {
  const token = reader.scanner.take()
  if (token.kind === 'number') return numeral(reader, token)
  if (token.kind === 'name') {
    if (isSign(reader.scanner.peek(), '(')) return call(reader, token)
    return made(reader, { kind: 'name', name: token.text, at: token.at })
  }
  if (isSign(token, '(')) {
    const inner = expression(reader, 0)
    close(reader, token)
    return inner
  }
  if (isSign(token, '-')) {
    const of = expression(reader, negateBinding)
    return made(reader, { kind: 'negate', of, at: [token.at[0], of.at[1]] })
  }
  if (token.kind === 'word' && token.text === 'not') {
    const of = expression(reader, notBinding)
    return made(reader, { kind: 'not', of, at: [token.at[0], of.at[1]] })
  }
  throw formulaProblem('operand_expected', token.at, { found: shown(token) })
}

function numeral(reader: Reader, token: Token): Node {
  const unit = reader.scanner.takeUnit()
  if (unit === undefined) return made(reader, { kind: 'number', value: token.text, at: token.at })
  return made(reader, { kind: 'number', value: token.text, unit: unit.text, at: [token.at[0], unit.at[1]] })
}

function call(reader: Reader, token: Token): Node {
  const name = token.text
  if (!isFunctionName(name)) {
    const near = nearest(name, Object.keys(functions))
    throw formulaProblem(
      'unknown_function',
      token.at,
      near === undefined ? { found: name } : { found: name, nearest: near },
    )
  }
  const open = reader.scanner.take()
  const args: Node[] = isSign(reader.scanner.peek(), ')') ? [] : [expression(reader, 0)]
  while (isSign(reader.scanner.peek(), ',')) {
    reader.scanner.take()
    args.push(expression(reader, 0))
  }
  const at: Span = [token.at[0], close(reader, open).at[1]]
  const { least, most } = functions[name]
  if (args.length < least || args.length > most) {
    const expected = least === most ? String(least) : `${least}…${most}`
    throw formulaProblem('argument_count', at, { found: String(args.length), expected, details: { function: name } })
  }
  return made(reader, { kind: 'call', name, args, at })
}

function close(reader: Reader, open: Token): Token {
  const token = reader.scanner.peek()
  if (!isSign(token, ')')) {
    throw formulaProblem('bracket_open', token.at, {
      found: shown(token),
      expected: ')',
      details: { opened: String(open.at[0] + 1) },
    })
  }
  return reader.scanner.take()
}

function made(reader: Reader, node: Node): Node {
  countPart(reader, node.at)
  if (node.kind === 'call') Object.freeze(node.args)
  if (node.kind === 'in') Object.freeze(node.classes)
  Object.freeze(node.at)
  return Object.freeze(node)
}

function countPart(reader: Reader, at: Span): void {
  reader.parts += 1
  if (reader.parts > mostParts) throw formulaProblem('too_many_parts', at, { expected: String(mostParts) })
}

function deeper(reader: Reader): void {
  reader.depth += 1
  if (reader.depth > mostDepth)
    throw formulaProblem('too_deep', reader.scanner.peek().at, { expected: String(mostDepth) })
}

function unexpectedAfter(token: Token): Error {
  if (isSign(token, ')')) return formulaProblem('bracket_closed', token.at, { found: ')' })
  if (token.kind === 'name' || token.kind === 'number')
    return formulaProblem('sign_expected', token.at, { found: shown(token) })
  return formulaProblem('unexpected', token.at, { found: shown(token) })
}

function around(left: Node, right: Node): Span {
  return [left.at[0], right.at[1]]
}

function isSign(token: Token, sign: string): boolean {
  return token.kind === 'sign' && token.text === sign
}

function shown(token: Token): string {
  return token.kind === 'end' ? '' : token.text
}
