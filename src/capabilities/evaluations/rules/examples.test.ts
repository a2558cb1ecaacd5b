import { readdirSync, readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { checkPack } from '#pack/check.ts'
import type { PackFile } from '#pack/read.ts'
import { runEvaluationExamples } from './examples.ts'

const folder = 'packs/demo'
let files: PackFile[]

beforeAll(() => {
  files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml') && !path.startsWith('examples/'))
    .map((path) => ({ path, text: readFileSync(`${folder}/${path}`, 'utf8') }))
})

const scheme = `
name: { zh: 得分, en: Points }
status: illustrative
subject: enterprise
period: year
total: 100
inputs: [{ id: points, name: { zh: 得分, en: Points }, unit: one, domain: administrative }]
facts: [{ id: star, name: { zh: 星级, en: Star } }]
groups:
  - { id: emerging, name: { zh: 新兴, en: Emerging }, where: industry in plan-fields/emerging, weights: { points: 100 } }
  - { id: other, name: { zh: 其他, en: Other }, weights: { points: 100 } }
criteria:
  - id: points
    name: { zh: 得分, en: Points }
    is: points
    unit: one
    better: higher
    baseline: { kind: given }
    score: { kind: ratio }
    negative: stands
    blank: { missing: zero }
ranking: { ties: [], still_tied: better }
grades:
  - { id: A, name: { zh: 甲, en: A }, places: 2, at_least: 10 }
  - { id: B, name: { zh: 乙, en: B }, rest: true }
quota: { borders: each, counted: all, back_fill: false }
vetoes: [{ id: star, name: { zh: 星级, en: Star }, where: star, ceiling: B }]
source: illustrative scheme
`

/** What comes of one example of the scheme above. */
function run(given: string, expected: string) {
  const example = `name: { zh: 例, en: Example }\nkind: evaluation\ngiven: { scheme: points, ${given} }\nexpect: ${expected}\n`
  const { programme, problems } = checkPack([
    {
      pack: 'demo',
      overlay: false,
      files: [...files, { path: 'schemes/points.yaml', text: scheme }, { path: 'examples/one.yaml', text: example }],
    },
  ])
  if (programme === undefined) throw new Error(JSON.stringify(problems))
  const [found] = runEvaluationExamples(programme)
  return { result: found?.result, found: found?.found }
}

const baseline = 'baselines: { points: 3 }'

test('numbers are compared at the digits that are expected', () => {
  const units = 'units: { one: { points: 1, star: false, industry: [] } }'
  const of = (total: string) => run(`${baseline}, ${units}`, `{ units: { one: { total: ${total} } } }`).result
  expect(['33', '33.3', '33.3333', '33.33333333', '33.4', '34'].map(of)).toEqual([
    'as_expected',
    'as_expected',
    'as_expected',
    'differs',
    'differs',
    'differs',
  ])
})

test('a line runs from the best to the worst; what is said of one of it holds for that one', () => {
  const { result } = run(
    `${baseline}, with: { star: false, industry: [plan-fields/light-making] }, line: { units: 5, input: points }, units: { '2': { star: true }, '4': { industry: [] } }`,
    "{ grades: { emerging: { A: 1, B: 3 } }, units: { '1': { grade: A }, '2': { quota_grade: A, grade: B, because: [veto] }, '4': { group: other }, '5': { rank: 4 } } }",
  )
  expect(result).toBe('as_expected')
})

test('a class lies in those above it', () => {
  const { found } = run(
    `${baseline}, with: { star: false, points: 3 }, units: { lamp: { industry: [plan-fields/light-making] } }`,
    '{ units: { lamp: { group: emerging } } }',
  )
  expect(found).toEqual({ units: { lamp: { group: 'emerging' } } })
})

test('a wrong expectation differs, also one of a unit, criterion or grade that is not there', () => {
  const one = `${baseline}, units: { one: { points: 1, star: false, industry: [] } }`
  for (const expected of [
    '{ units: { two: { total: 33 } } }',
    '{ units: { one: { scores: { charm: 1 } } } }',
    '{ grades: { other: { C: 0 } } }',
    '{ units: { one: { because: [veto] } } }',
  ])
    expect(run(one, expected).result).toBe('differs')
})

test('what is refused can be expected, and is no result otherwise', () => {
  const given = 'units: { one: { points: 1, star: false, industry: [plan-fields/light-making] } }'
  const refused = run(given, '{ refused: evaluations.baseline_not_given }')
  expect(refused.found).toEqual({ refused: 'evaluations.baseline_not_given' })
  expect(refused.result).toBe('as_expected')
  expect(run(given, '{ units: { one: { rank: 1 } } }').result).toBe('differs')
})
