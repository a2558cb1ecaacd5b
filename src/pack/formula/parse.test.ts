import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Problem } from '#base/problem.ts'
import { packIssueSentence } from '../sentences.ts'
import type { Node } from './node.ts'
import { parseFormula } from './parse.ts'

/** A tree as brackets, to see how it was read. */
function shape(node: Node): string {
  switch (node.kind) {
    case 'number':
      return node.unit === undefined ? node.value : `${node.value} ${node.unit}`
    case 'name':
      return node.name
    case 'in':
      return `[${node.attribute} in ${node.classes.join(', ')}]`
    case 'negate':
      return `(-${shape(node.of)})`
    case 'not':
      return `(not ${shape(node.of)})`
    case 'call':
      return `${node.name}(${node.args.map(shape).join(', ')})`
    default:
      return `(${shape(node.left)} ${node.operator} ${shape(node.right)})`
  }
}

function refusal(text: string): string {
  try {
    parseFormula(text)
  } catch (error) {
    if (error instanceof Problem) {
      return error.issues.map((issue) => `${issue.where}: ${packIssueSentence(issue, 'en')}`).join('; ')
    }
    throw error
  }
  return 'no refusal'
}

describe('how a formula is read', () => {
  it.each([
    ['8 - 4 + 2', '((8 - 4) + 2)'],
    ['8 / 4 / 2', '((8 / 4) / 2)'],
    ['a + b * c', '(a + (b * c))'],
    ['-a * b', '((-a) * b)'],
    ['a - -b', '(a - (-b))'],
    ['a / b > 3 and not c = d or e < 1', '((((a / b) > 3) and (not (c = d))) or (e < 1))'],
    ['a or b and c', '(a or (b and c))'],
    ['3000 mu / land', '(3000 mu / land)'],
    ['600 CNY_10k/mu * land', '(600 CNY_10k/mu * land)'],
    ['50 percent * x', '(50 percent * x)'],
    ['3 and x', '(3 and x)'],
    ['industry in fields-2018/new-it', '[industry in fields-2018/new-it]'],
    [
      'enterprise.industry in (a/1, a/2.1) and town in kite',
      '([enterprise.industry in a/1, a/2.1] and [town in kite])',
    ],
    ['last_year(cumulative(x)) - round(y, 2)', '(last_year(cumulative(x)) - round(y, 2))'],
    ['if(known(x), x, 0)', 'if(known(x), x, 0)'],
  ])('%s is %s', (text, expected) => {
    expect(shape(parseFormula(text).tree)).toBe(expected)
  })

  it('knows where every part stands', () => {
    const { tree, text } = parseFormula('tax / ( land + 3 mu )')
    expect(text.slice(...tree.at)).toBe('tax / ( land + 3 mu')
    expect(tree.kind === 'arithmetic' && text.slice(...tree.right.at)).toBe('land + 3 mu')
  })

  it('is frozen', () => {
    expect(Object.isFrozen(parseFormula('a + b').tree)).toBe(true)
  })
})

describe('how a formula is refused', () => {
  it.each([
    ['', 'char 1: The formula is empty'],
    ['1 < x < 3', 'char 7: Comparisons cannot be chained; write two of them joined with and'],
    ['a = b = c', 'char 7: Comparisons cannot be chained'],
    ['(a + b', 'char 7: The bracket at character 1 is not closed'],
    ['a + b)', 'char 6: One “)” too many'],
    ['a b', 'char 3: An operator is missing before “b”'],
    ['a +', 'char 4: Expected a number, a name or a bracket'],
    ['a == b', 'char 4: Expected a number, a name or a bracket, found “=”'],
    ['a ≥ b', 'char 3: “≥” is no sign of this language. Did you mean “>=”?'],
    ['a × b', 'Did you mean “*”?'],
    ['10%', 'Did you mean “percent”?'],
    ['Tax / land', 'char 1: Names are written in lower case: “Tax”. Did you mean “tax”?'],
    ['summ(a)', 'char 1: There is no function “summ”. Did you mean “sum”?'],
    ['round(a)', 'char 1: round has 1 arguments; expected 2'],
    ['3 in a/b', 'Before in stands an attribute'],
    ['industry in ', 'After in stand classes'],
    ['industry in (a/b, ', 'After in stand classes'],
    ['税收 / 用地', 'char 1: “税” is no sign of this language'],
  ])('%s: %s', (text, words) => {
    expect(refusal(text)).toContain(words)
  })

  it.each([
    ['brackets', '('.repeat(50_000)],
    ['short nests of brackets', `${'('.repeat(200)}a${')'.repeat(200)}`],
    ['minus signs', `${'-'.repeat(5_000)}a`],
    ['not', `${'not '.repeat(2_000)}a`],
    ['functions', `${'abs('.repeat(2_000)}a`],
    ['a hundred thousand characters', `a${' + a'.repeat(25_000)}`],
    ['thousands of parts', `a${' + a'.repeat(2_200)}`],
    ['a list of thousands', `size in (${'a/b,'.repeat(2_400)}a/b)`],
  ])('too much of it is refused, never a crash: %s', (_what, text) => {
    expect(refusal(text)).toMatch(/at most|deeper than|more than/)
  })

  it('random text is read or refused with a place, nothing else', () => {
    const word = fc.constantFrom(
      'a',
      'b_1',
      '3',
      '0.5',
      'mu',
      '+',
      '-',
      '*',
      '/',
      '(',
      ')',
      ',',
      '<',
      '>=',
      '=',
      'and',
      'or',
      'not',
      'in',
      'sum',
      'if',
      't/c',
      ' ',
      '%',
      '零',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 60 }),
          fc.array(word, { maxLength: 40 }).map((words) => words.join(' ')),
        ),
        (text) => {
          const said = refusal(text)
          return said === 'no refusal' || /^char \d+: \S/.test(said)
        },
      ),
      { numRuns: 2_000 },
    )
  })
})
