import { describe, expect, it } from 'vitest'
import { Problem, ProblemBody, problemCodes, toProblemBody } from './problem.ts'
import { blankReasons } from './blank.ts'
import { issueSentence, problemSentences, sentence } from './texts/problems.ts'
import { fillIn } from './texts/sentence.ts'

describe('a problem', () => {
  it('crosses the wire with its request number and without its cause', () => {
    const problem = new Problem('stale', { details: { version: 3 }, cause: new Error('select … failed') })
    const body = toProblemBody(problem, 'r-7')
    expect(ProblemBody.parse(JSON.parse(JSON.stringify(body)))).toEqual({
      code: 'stale',
      requestId: 'r-7',
      details: { version: 3 },
      issues: [],
    })
    expect(problem.cause).toBeInstanceOf(Error)
  })

  it('tells the log where to look', () => {
    const issues = [{ text: 'value.required', where: 'B7' }]
    expect(new Problem('invalid_input', { issues }).message).toBe('invalid_input\n  B7: value.required')
  })

  it('has a sentence for every code and a word for every blank, in both languages', () => {
    const keys = [...problemCodes.map((code) => `problem.${code}`), ...blankReasons.map((reason) => `blank.${reason}`)]
    for (const key of keys) {
      expect(sentence(key, 'zh')).toMatch(/\p{Script=Han}/u)
      expect(sentence(key, 'en')).not.toBe(key)
    }
  })

  it('names the same details in both languages', () => {
    const names = (wording: string) => [...wording.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()
    for (const text of Object.values(problemSentences)) expect(names(text.en)).toEqual(names(text.zh))
  })
})

describe('a sentence', () => {
  it.each([
    ['zh', '计量单位应为“CNY_10k”，现为“CNY”'],
    ['en', 'The unit should be “CNY_10k”, not “CNY”'],
  ] as const)('in %s says what was found and what was expected', (language, expected) => {
    expect(sentence('value.wrong_unit', language, { found: 'CNY', expected: 'CNY_10k' })).toBe(expected)
  })

  it('offers the nearest right word', () => {
    const issue = { text: 'value.unknown_key', where: 'body', found: 'nmae', nearest: 'name' }
    expect(issueSentence(issue, 'en')).toBe('There is no “nmae” here. Did you mean “name”?')
    expect(issueSentence(issue, 'zh')).toBe('没有“nmae”这一项。是否应为“name”？')
  })

  it('shows a key that has no wording, and a name that has no detail, rather than nothing', () => {
    expect(sentence('pack.no_such_key', 'zh')).toBe('pack.no_such_key')
    expect(fillIn('{found} of {expected}', { found: '1' })).toBe('1 of {expected}')
    expect(fillIn('{constructor}', {})).toBe('{constructor}')
  })
})
