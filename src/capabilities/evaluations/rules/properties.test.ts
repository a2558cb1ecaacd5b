import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { evaluateFormula } from '#pack/formula/evaluate.ts'
import { isBlank } from '#base/blank.ts'
import { givenOf, numbersOf, readTable } from './columns.ts'
import { evaluate } from './evaluate.ts'
import { insideOf, placesOf } from './grades.ts'
import type { CheckedScheme, EvaluationShown, Units } from './model.ts'
import { ratioText } from './ratios.ts'
import { reachOf } from './reach.ts'
import { sealedTexts } from './seal.ts'
import { showEvaluation } from './shown.ts'
import { criterion, type Row, schemeOf, smallScheme, unitsOf } from './testing.ts'

/** As many random populations as the soak asks for; a sample of them in every test run. */
const runs = {
  numRuns: Number(process.env.RANDOM_RUNS ?? 60),
  ...(process.env.RANDOM_SEED === undefined ? {} : { seed: Number(process.env.RANDOM_SEED) }),
}

vi.setConfig({ testTimeout: 60_000 + runs.numRuns * 40 })

/** A scheme with every kind of score; what varies is how its shares become places, and by how much everything is multiplied. */
type Variant = {
  whole: string
  borders: string
  counted: string
  backFill: boolean
  still: string
  times: number
  average: boolean
}

const input = (id: string) => `{ id: ${id}, name: { zh: ${id}, en: ${id} }, unit: one, domain: administrative }`
const fact = (id: string) => `{ id: ${id}, name: { zh: ${id}, en: ${id} } }`
const named = (id: string, more: string) => `{ id: ${id}, name: { zh: ${id}, en: ${id} }, ${more} }`

function schemeText({ whole, borders, counted, backFill, still, times, average }: Variant): string {
  const by = (points: number) => String(points * times)
  const baseline = (kind: string) =>
    average ? `{ kind: mean, of: ${kind}, over: group }` : '{ kind: fixed, value: 7 }'
  return smallScheme({
    total: by(100),
    inputs: `[${['x', 'y', 'z'].map(input).join(', ')}]`,
    facts: `[${['unsafe', 'grown', 'young', 'late', 'star'].map(fact).join(', ')}]`,
    groups: `[${named('all', `weights: { a: ${by(40)}, b: ${by(20)}, c: ${by(25)}, d: ${by(15)} }`)}]`,
    criteria: `[${[
      criterion({
        id: 'a',
        is: 'x / y',
        baseline: baseline('ratio_of_sums'),
        cap: '1.5',
        floor: '0',
        blank: '{ missing: group_mean, zero_denominator: zero }',
      }),
      criterion({
        id: 'b',
        is: 'z',
        better: 'lower',
        baseline: baseline('mean_of_ratios'),
        score: '{ kind: inverse }',
        blank: '{ missing: exclude }',
      }),
      criterion({
        id: 'c',
        is: 'x',
        baseline: '',
        score: '{ kind: min_max, least: 20, over: group, when_equal: full }',
        blank: '{ missing: zero }',
      }),
      criterion({
        id: 'd',
        is: 'y',
        baseline: '',
        score: '{ kind: step, steps: [{ reach: 8, share: 100 }, { reach: 3, share: 40 }], otherwise: 0 }',
      }),
    ].join(', ')}]`,
    bonuses: `{ most: ${by(6)}, items: [${named('star', `where: star, points: ${by(4)}`)}] }`,
    penalties: `{ items: [${named('late', `where: late, points: ${by(3)}`)}] }`,
    ranking: `{ ties: [a], still_tied: ${still} }`,
    grades: `[A 20 ${whole}, B 40 ${whole}, rest C, D 10 ${whole}, outside T]`,
    quota: `{ borders: ${borders}, counted: ${counted}, back_fill: ${backFill} }`,
    vetoes: `[${named('unsafe', 'where: unsafe, ceiling: C')}]`,
    protections: `[${named('grown', 'where: grown, floor: C, blocked_by_veto: true')}]`,
    direct: `[${named('young', 'where: young, grade: T, counted: false')}]`,
  })
}

const variant: fc.Arbitrary<Variant> = fc.record({
  whole: fc.constantFrom('floor', 'round', 'ceil'),
  borders: fc.constantFrom('each', 'cumulative'),
  counted: fc.constantFrom('all', 'not_vetoed'),
  backFill: fc.boolean(),
  still: fc.constantFrom('better', 'worse', 'by_id'),
  times: fc.constant(1),
  average: fc.boolean(),
})

const amount = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 1, max: 120 }).map((tenths) => (tenths / 10).toFixed(1)) },
  { weight: 1, arbitrary: fc.constantFrom('0', '-2.5', 'not_reported', 'not_applicable') },
)
const flag = (often: number) => fc.integer({ min: 0, max: 99 }).map((drawn) => drawn < often)
const unit: fc.Arbitrary<Row> = fc.record({
  x: amount,
  y: amount,
  z: amount,
  unsafe: flag(15),
  grown: flag(15),
  young: flag(5),
  late: flag(10),
  star: flag(20),
})
/** With one unit that keeps baselines above 0 and is not touched by any test. */
const population = fc
  .array(unit, { minLength: 1, maxLength: 30 })
  .map(
    (rows): Record<string, Row> =>
      Object.fromEntries([
        ...rows.map((row, at): [string, Row] => [`u${String(at).padStart(2, '0')}`, row]),
        ['zz', { x: '200', y: '150', z: '90', unsafe: false, grown: false, young: false, late: false, star: false }],
      ]),
  )

const known = new Map<string, CheckedScheme>()
function schemeFor(kind: Variant): CheckedScheme {
  const text = schemeText(kind)
  const scheme = known.get(text) ?? schemeOf(text)
  known.set(text, scheme)
  return scheme
}

const shown = (scheme: CheckedScheme, rows: Record<string, Row>): EvaluationShown =>
  showEvaluation(evaluate(scheme, unitsOf(rows)))
const byId = ({ units }: EvaluationShown) => new Map(units.map((one) => [one.id, one]))
const first = 'u00'
const order = ['A', 'B', 'C', 'D']

describe('whatever the population', () => {
  it('no number is anything but a decimal, and who has a rank has a grade', () => {
    fc.assert(
      fc.property(variant, population, (kind, rows) => {
        const { units } = shown(schemeFor(kind), rows)
        for (const { total, rank, grade, scores, reasons } of units) {
          expect(rank === null || grade !== null).toBe(true)
          expect(reasons.length).toBeGreaterThan(0)
          for (const number of [
            total,
            ...scores.flatMap((one) => [one.value, one.baseline, one.raw, one.score, one.weight]),
          ])
            expect(number === null || /^-?\d+(\.\d+)?$/.test(number)).toBe(true)
        }
      }),
      runs,
    )
  })

  it('more of a positive criterion never lowers a score, the baselines as they are', () => {
    fc.assert(
      fc.property(variant, population, fc.integer({ min: 1, max: 50 }), (kind, rows, more) => {
        const scheme = schemeFor({ ...kind, average: false })
        const row = rows[first]
        if (row === undefined || !/^\d/.test(String(row.x))) return
        const richer = { ...rows, [first]: { ...row, x: (Number(row.x) + more / 10).toFixed(1) } }
        const [before, after] = [shown(scheme, rows), shown(scheme, richer)].map((one) => byId(one).get(first))
        const least = after?.scores.every(
          (score, at) => Number(score.score ?? 0) >= Number(before?.scores[at]?.score ?? 0),
        )
        expect(least).toBe(true)
        expect(Number(after?.total ?? 0)).toBeGreaterThanOrEqual(Number(before?.total ?? 0))
      }),
      runs,
    )
  })

  it('weights, bonuses and penalties multiplied alike change no rank and no grade', () => {
    fc.assert(
      fc.property(variant, population, fc.constantFrom(0.5, 2, 3, 7), (kind, rows, times) => {
        const [before, after] = [shown(schemeFor(kind), rows), shown(schemeFor({ ...kind, times }), rows)]
        expect(after.units.map(({ rank, grade }) => [rank, grade])).toEqual(
          before.units.map(({ rank, grade }) => [rank, grade]),
        )
      }),
      runs,
    )
  })

  it('the order of the input changes nothing, to the byte', () => {
    fc.assert(
      fc.property(variant, population, (kind, rows) => {
        const scheme = schemeFor(kind)
        const sealed = (units: Units) => sealedTexts(scheme, { units }, showEvaluation(evaluate(scheme, units)))
        const turned = Object.fromEntries(Object.entries(rows).reverse())
        expect(sealed(unitsOf(turned))).toEqual(sealed(unitsOf(rows)))
      }),
      runs,
    )
  })

  it('grades by rank never exceed the quota, but for those who share a rank where they share the better grade', () => {
    fc.assert(
      fc.property(variant, population, (kind, rows) => {
        const scheme = schemeFor({ ...kind, backFill: false })
        const { groups, units } = shown(scheme, rows)
        const places = placesOf(scheme, groups[0]?.counted ?? 0)
        const takes = units.filter((one) => one.rank !== null && (kind.counted === 'all' || !rows[one.id]?.unsafe))
        let better = 0
        let room = 0
        for (const [at, { id }] of insideOf(scheme).entries()) {
          if (places[at] === undefined) break
          better += takes.filter((one) => one.quotaGrade === id).length
          room += places[at] ?? 0
          const ranks = takes.map(({ rank }) => rank)
          const sharing = Math.max(...ranks.map((rank) => ranks.filter((other) => other === rank).length), 0)
          expect(better).toBeLessThanOrEqual(room + (kind.still === 'better' ? Math.max(0, sharing - 1) : 0))
        }
      }),
      runs,
    )
  })

  it('a veto never raises a grade', () => {
    fc.assert(
      fc.property(variant, population, (kind, rows) => {
        const row = rows[first]
        if (row === undefined || row.young === true) return
        const scheme = schemeFor(kind)
        const gradeWith = (unsafe: boolean) =>
          byId(shown(scheme, { ...rows, [first]: { ...row, unsafe } })).get(first)?.grade ?? ''
        expect(order.indexOf(gradeWith(true))).toBeGreaterThanOrEqual(order.indexOf(gradeWith(false)))
      }),
      runs,
    )
  })

  it('what it takes to reach the next grade does reach it, and a millionth less does not', () => {
    fc.assert(
      fc.property(variant, population, (kind, rows) => {
        const row = rows[first]
        const scheme = schemeFor({ ...kind, average: false })
        const { grade, ways } = reachOf(evaluate(scheme, unitsOf(rows)), 0)
        const to = ways.find(({ criterion: id }) => id === 'b')?.to
        if (row === undefined || grade === null || to === undefined || to === null) return
        const gradeWith = (z: string) =>
          byId(shown(scheme, { ...rows, [first]: { ...row, z } })).get(first)?.grade ?? ''
        expect(order.indexOf(gradeWith(to))).toBeLessThanOrEqual(order.indexOf(grade))
        expect(order.indexOf(gradeWith((Number(to) + 1e-6).toFixed(6)))).toBeGreaterThan(order.indexOf(grade))
      }),
      runs,
    )
  })
})

describe('columns against the evaluator of formulas', () => {
  const formulas = [
    'x / y',
    'x + y * 2',
    '(x - y) / (z - 3)',
    '-x / 7',
    'x * y - z',
    'abs(x - y)',
    'max(x, y) / 3',
    'if(x > y, x, z)',
    'x / y / z',
  ]

  it('have the same exact values and the same blanks, and floating point stays within its bound', () => {
    fc.assert(
      fc.property(fc.constantFrom(...formulas), fc.array(unit, { minLength: 1, maxLength: 8 }), (text, list) => {
        const scheme = schemeOf(
          smallScheme({
            inputs: `[${['x', 'y', 'z'].map(input).join(', ')}]`,
            criteria: `[${criterion({ is: text.includes(',') ? `'${text}'` : text })}]`,
          }),
        )
        const rows = Object.fromEntries(
          list.map(({ x, y, z }, at): [string, Row] => [String(at), { x: x ?? '', y: y ?? '', z: z ?? '' }]),
        )
        const table = readTable(scheme, unitsOf(rows))
        const numbers = numbersOf(table, text, 'one')
        for (let at = 0; at < list.length; at++) {
          const formula = scheme.formulas[text]
          if (formula === undefined) throw new Error(text)
          const { value } = evaluateFormula(formula, givenOf(table, at), { unit: 'one', scale: 30 })
          expect(numbers.blank[at] !== 0).toBe(isBlank(value))
          if (isBlank(value)) continue
          expect(ratioText(numbers.exact(at), 30)).toBe(value.value)
          expect(Math.abs(Number(value.value) - (numbers.near[at] ?? 0))).toBeLessThanOrEqual(
            (numbers.within[at] ?? 0) + Math.abs(Number(value.value)) * 2 ** -52,
          )
        }
      }),
      runs,
    )
  })
})
