import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPack } from './check.ts'
import { packBounds, readPack } from './read.ts'

const head = { path: 'pack.yaml', text: "id: x\nname: { zh: 名, en: Name }\nlanguage: 1\nversion: '1'\n" }
const problemsOf = (text: string, path = 'sources/law.yaml') => readPack([head, { path, text }]).problems

describe('reading hostile files', () => {
  it.each([
    ['an alias bomb', `a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n`, 'pack.alias'],
    ['brackets without end', '['.repeat(100_000), 'pack.'],
    ['brackets that close', `a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`, 'pack.'],
    ['lists in lists in lists', '- '.repeat(20_000), 'pack.'],
    ['an unknown tag', 'a: !!js/function "x"', 'pack.'],
    ['binary', 'a: !!binary aGVsbG8=', 'pack.strange_value'],
    ['two documents', 'a: 1\n---\nb: 2\n', 'pack.broken_yaml'],
    ['a tab as indentation', 'a:\n\tb: 1\n', 'pack.broken_yaml'],
    ['a list as a key', '? [a, b]\n: c\n', 'pack.strange_key'],
    ['__proto__', '__proto__: { a: 1 }\n', 'pack.strange_key'],
    ['far too much', `a: ${'x'.repeat(packBounds.charactersOfFile)}`, 'pack.too_large'],
  ])('%s is a problem, never a crash', (_what, text, key) => {
    const [first] = problemsOf(text)
    expect(first?.text).toMatch(new RegExp(`^${key}`))
  })

  it('too many files are refused before any is read', () => {
    const files = Array.from({ length: packBounds.files + 1 }, (_, at) => ({ path: `sources/s${at}.yaml`, text: 'x' }))
    expect(readPack(files).problems).toMatchObject([{ text: 'pack.too_many_files' }])
  })

  it('random text is read or refused with a place', () => {
    const piece = fc.constantFrom(
      'a',
      ': ',
      '\n',
      '  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      ',',
      '"',
      "'",
      '&x ',
      '*x',
      '!!str ',
      '#',
      '|',
      '>',
      '? ',
      '1',
      'true',
      '~',
      '\t',
      '---\n',
    )
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
    )
    fc.assert(
      fc.property(text, (random) => {
        const { problems } = checkPack([
          {
            pack: 'x',
            files: [head, { path: 'sources/law.yaml', text: random }, { path: 'targets/t.yaml', text: random }],
            overlay: false,
          },
        ])
        return problems.length > 0 && problems.every((problem) => problem.where !== '' && problem.text !== '')
      }),
      { numRuns: 500 },
    )
  })
})

describe('values stay what was written', () => {
  it.each([
    ['1.50', '1.50'],
    ['0111', '0111'],
    ['1e3', '1e3'],
    ['0x10', '0x10'],
    ['2024-01-01', '2024-01-01'],
    ['2024', '2024'],
    ["'true'", 'true'],
    ['12345678901234567890.123456789', '12345678901234567890.123456789'],
    ['yes', 'yes'],
    ['true', true],
    ['~', null],
    ['.inf', '.inf'],
    ['-0', '-0'],
  ])('%s', (text, expected) => {
    const { documents } = readPack([head, { path: 'population.yaml', text: `value: ${text}\n` }])
    expect(documents.find((document) => document.word === 'population')?.value).toEqual({ value: expected })
  })
})
