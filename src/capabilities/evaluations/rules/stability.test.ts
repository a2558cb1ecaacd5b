import { describe, expect, it } from 'vitest'
import { evaluate } from './evaluate.ts'
import { reasonSentence, scoreSentence, waySentence } from './sentences.ts'
import { reachOf } from './reach.ts'
import { showEvaluation } from './shown.ts'
import { stabilityOf } from './stability.ts'
import { criterion, lineOf, schemeOf, smallScheme, unitsOf } from './testing.ts'

const two = schemeOf(
  smallScheme({
    inputs:
      '[{ id: x, name: { zh: x, en: x }, unit: one, domain: administrative }, { id: y, name: { zh: y, en: y }, unit: one, domain: administrative }]',
    groups: '[{ id: all, name: { zh: all, en: all }, weights: { c: 50, d: 50 } }]',
    criteria: `[${criterion({})}, ${criterion({ id: 'd', is: 'y' })}]`,
    grades: '[A 40 round, rest B]',
  }),
)

describe('stability of grades', () => {
  const rows = {
    sure: { x: '90', y: '90' },
    left: { x: '80', y: '20.001' },
    right: { x: '20', y: '80' },
    low: { x: '1', y: '1' },
    last: { x: '0', y: '0' },
  }
  const evaluation = evaluate(two, unitsOf(rows))

  it('says how often each unit keeps its grade when weights vary by a quarter, the same for the same seed', () => {
    const draws = { draws: 400, seed: 7, spread: 0.25 }
    const { counts, grades } = stabilityOf(evaluation, draws)
    expect(grades).toEqual(['A', 'B'])
    const [sure, left, right, low, last] = [0, 1, 2, 3, 4].map((unit) => counts[unit * 2] ?? 0)
    expect([sure, low, last]).toEqual([400, 0, 0])
    expect((left ?? 0) + (right ?? 0)).toBe(400)
    expect(left).toBeGreaterThan(150)
    expect(left).toBeLessThan(250)
    expect(stabilityOf(evaluation, draws).counts).toEqual(counts)
  })

  it('finds every grade as it stands when nothing varies', () => {
    const { counts } = stabilityOf(evaluation, { draws: 3, seed: 1, spread: 0 })
    expect(Array.from(evaluation.grade, (grade, unit) => counts[unit * 2 + grade])).toEqual([3, 3, 3, 3, 3])
  })
})

describe('what it would take', () => {
  it('is the smallest value of one criterion that reaches the next grade, and a sentence', () => {
    const evaluation = evaluate(
      two,
      unitsOf({
        a: { x: '90', y: '90' },
        b: { x: '50', y: '60' },
        c: { x: '50', y: '40' },
        d: { x: '1', y: '1' },
        e: { x: '1', y: '2' },
      }),
    )
    const reach = reachOf(evaluation, 2)
    // The second of five stands at 55 points; as much shares its rank and its grade.
    expect(reach).toEqual({
      grade: 'A',
      needed: '55',
      ways: [
        { criterion: 'c', from: '50', to: '70' },
        { criterion: 'd', from: '40', to: '60' },
      ],
    })
    const [way] = reach.ways
    if (way !== undefined) expect(waySentence(two, way)).toEqual({ zh: '“c”由 50 变为 70', en: '“c” from 50 to 70' })
  })

  it('is nothing for who has the best grade, or is held by a veto', () => {
    const vetoed = schemeOf(
      smallScheme({
        facts: '[{ id: unsafe, name: { zh: 事故, en: an accident } }]',
        vetoes: '[{ id: unsafe, name: { zh: 事故, en: an accident }, where: unsafe, ceiling: B }]',
      }),
    )
    const evaluation = evaluate(vetoed, unitsOf(lineOf(5, () => ({ unsafe: true }))))
    expect(reachOf(evaluation, 0)).toEqual({ grade: null, needed: null, ways: [] })
    expect(reachOf(evaluation, 4)).toEqual({ grade: null, needed: null, ways: [] })
  })
})

describe('sentences', () => {
  it('say with names and amounts what decided', () => {
    const scheme = schemeOf(
      smallScheme({
        facts: '[{ id: unsafe, name: { zh: 事故, en: an accident } }]',
        vetoes: '[{ id: unsafe, name: { zh: 安全事故, en: an accident }, where: unsafe, ceiling: B }]',
        criteria: `[${criterion({ cap: '0.5' })}]`,
      }),
    )
    const [best] = showEvaluation(evaluate(scheme, unitsOf({ a: { x: '80', unsafe: true } }))).units
    expect(best?.reasons.map((reason) => reasonSentence(scheme, reason).en)).toEqual([
      'Rank 1 of 1',
      'Veto: an accident, no better than B',
    ])
    expect(best?.scores.map((score) => scoreSentence(scheme, score).zh)).toEqual([
      '80 ÷ 100 × 100，超过上限，按 50 分计',
    ])
  })
})
