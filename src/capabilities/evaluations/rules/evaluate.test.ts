import { describe, expect, it } from 'vitest'
import { criterion, lineOf, resultOf, roundedTo, type Row, smallScheme, unitIn } from './testing.ts'

const input = (id: string, unit: string) =>
  `{ id: ${id}, name: { zh: ${id}, en: ${id} }, unit: ${unit}, domain: administrative }`
const inputs = [
  ['land', 'mu'],
  ['tax', 'CNY_10k'],
  ['added', 'CNY_10k'],
  ['energy', 'tce'],
  ['emitted', 't'],
  ['staff', 'person'],
  ['research', 'CNY_10k'],
  ['revenue', 'CNY_10k'],
].map(([id = '', unit = '']) => input(id, unit))

const against = (id: string, is: string, unit: string, value: string) =>
  criterion({
    id,
    is,
    unit,
    baseline: `{ kind: fixed, value: ${value} }`,
    blank: '{ missing: zero, not_applicable: group_mean }',
  })

const six = smallScheme({
  inputs: `[${inputs.join(', ')}]`,
  groups:
    '[{ id: all, name: { zh: all, en: all }, weights: { tax_per_mu: 30, added_per_mu: 20, added_per_tce: 20, added_per_t: 10, added_per_person: 10, research: 10 } }]',
  criteria: `[${[
    against('tax_per_mu', 'tax / land', 'CNY_10k/mu', '24.097'),
    against('added_per_mu', 'added / land', 'CNY_10k/mu', '136.16'),
    against('added_per_tce', 'added / energy', 'CNY_10k/tce', '2.694'),
    against('added_per_t', 'added / emitted', 'CNY_10k/t', '4929.81'),
    against('added_per_person', 'added / staff', 'CNY_10k/person', '18.14'),
    against('research', 'research / revenue', 'one', '0.0302'),
  ].join(', ')}]`,
})

const firm = {
  land: '50',
  tax: '1500',
  added: '8000',
  energy: '3200',
  emitted: '1.4',
  staff: '420',
  research: '700',
  revenue: '30000',
}

describe('ratios to published baselines', () => {
  it('gives the firm of the worked example 109.2285 points, criterion by criterion (A1)', () => {
    const { scores, total } = unitIn(resultOf(six, { firm }), 'firm')
    expect(scores.map(({ score }) => roundedTo(4, score))).toEqual([
      '37.3490',
      '23.5018',
      '18.5598',
      '11.5913',
      '10.5003',
      '7.7263',
    ])
    expect(roundedTo(4, total)).toBe('109.2285')
    expect(scores.map(({ value }) => roundedTo(4, value))).toEqual([
      '30.0000',
      '160.0000',
      '2.5000',
      '5714.2857',
      '19.0476',
      '0.0233',
    ])
  })

  it('gives a firm without emission data the mean score of its group (A2)', () => {
    // Another firm whose score for emissions is 9: 8000 ÷ x = 0.9 × 4929.81.
    const other = { ...firm, added: '4436829', emitted: '1000', staff: '1' }
    const { scores, total } = unitIn(resultOf(six, { firm: { ...firm, emitted: 'not_applicable' }, other }), 'firm')
    expect(scores[3]).toMatchObject({ value: null, blank: 'not_applicable', score: '9', reason: 'group_mean' })
    expect(roundedTo(4, total)).toBe('106.6372')
  })

  it('measures against twice the mean of last year where the scheme says so (A3)', () => {
    const scheme = smallScheme({
      total: '45',
      inputs: `[${input('land', 'mu')}, ${input('tax', 'CNY_10k')}]`,
      groups: '[{ id: all, name: { zh: all, en: all }, weights: { c: 45 } }]',
      criteria: `[${criterion({ is: 'tax / land', unit: 'CNY_10k/mu', baseline: '{ kind: given, times: 2 }' })}]`,
    })
    const result = resultOf(scheme, { firm: { land: '10', tax: '300' } }, { c: '12' })
    expect(unitIn(result, 'firm').total).toBe('56.25')
    expect(result.groups[0]?.baselines[0]).toMatchObject({ kind: 'given', value: '24', times: '2' })
    expect(() => resultOf(scheme, { firm: { land: '10', tax: '300' } })).toThrow('evaluations.baseline_not_given')
  })
})

const scoresOf = (parts: Record<string, string>, values: Record<string, string>, weight = '100') => {
  const rows = Object.fromEntries(Object.entries(values).map(([id, x]): [string, Row] => [id, { x }]))
  const scheme = smallScheme({
    total: weight,
    groups: `[{ id: all, name: { zh: all, en: all }, weights: { c: ${weight} } }]`,
    criteria: `[${criterion(parts)}]`,
  })
  const { units } = resultOf(scheme, rows)
  return Object.fromEntries(units.map(({ id, scores }) => [id, scores[0]?.score]))
}

describe('kinds of scores', () => {
  const between = (when: string) => ({
    baseline: '',
    score: `{ kind: min_max, least: 20, over: group, when_equal: ${when} }`,
  })

  it('places a value between the worst and the best, with a fifth for the worst (A4)', () => {
    expect(scoresOf(between('full'), { a: '5', b: '30', c: '80' }, '30')).toEqual({ a: '6', b: '14', c: '30' })
    expect(scoresOf({ ...between('full'), better: 'lower' }, { a: '5', b: '80' }, '30')).toEqual({ a: '30', b: '6' })
  })

  it('gives what the scheme says when all values are equal, never a division by zero (A5)', () => {
    expect(scoresOf(between('full'), { a: '7', b: '7.0' }, '30')).toEqual({ a: '30', b: '30' })
    expect(scoresOf(between('least'), { a: '7' }, '30')).toEqual({ a: '6' })
    expect(scoresOf(between('zero'), { a: '7' }, '30')).toEqual({ a: '0' })
  })

  it('falls with the value where less is better (A6)', () => {
    const values = { a: '0', b: '0.5', c: '1.0', d: '1.2', e: '2.0', f: '2.5' }
    const parts = { better: 'lower', baseline: '{ kind: fixed, value: 1 }', score: '{ kind: inverse }' }
    expect(scoresOf(parts, values, '4')).toEqual({ a: '4', b: '3', c: '2', d: '1.6', e: '0', f: '0' })
  })

  it('goes by rank: the best gets all, equal values share the better place', () => {
    expect(scoresOf({ baseline: '', score: '{ kind: rank }' }, { a: '9', b: '7', c: '7', d: '1' })).toEqual({
      a: '100',
      b: '75',
      c: '75',
      d: '25',
    })
  })

  it('goes by steps', () => {
    const score = '{ kind: step, steps: [{ reach: 5, share: 100 }, { reach: 1, share: 50 }], otherwise: 10 }'
    expect(scoresOf({ baseline: '', score }, { a: '5', b: '4.999', c: '1', d: '0.5' })).toEqual({
      a: '100',
      b: '50',
      c: '50',
      d: '10',
    })
  })

  it('holds scores between cap and floor, and takes a negative value for nothing', () => {
    const parts = { cap: '1.5', floor: '-0.5', negative: 'stands' }
    expect(scoresOf(parts, { a: '200', b: '150', c: '-80', d: '-20' })).toEqual({
      a: '150',
      b: '150',
      c: '-50',
      d: '-20',
    })
    expect(scoresOf({}, { a: '-20' })).toEqual({ a: '0' })
  })

  it('measures against the mean, the best, the ratio of sums and the mean of an industry', () => {
    expect(scoresOf({ baseline: '{ kind: mean, of: mean_of_ratios, over: group }' }, { a: '1', b: '3' })).toEqual({
      a: '50',
      b: '150',
    })
    expect(scoresOf({ baseline: '{ kind: best, over: population, times: 2 }' }, { a: '1', b: '4' })).toEqual({
      a: '12.5',
      b: '50',
    })
    const scheme = smallScheme({
      inputs: `[${input('land', 'mu')}, ${input('tax', 'CNY_10k')}]`,
      criteria: `[${criterion({ is: 'tax / land', unit: 'CNY_10k/mu', baseline: '{ kind: mean, of: ratio_of_sums, over: group }' })}]`,
    })
    const result = resultOf(scheme, { a: { land: '1', tax: '10' }, b: { land: '9', tax: '10' } })
    expect(result.groups[0]?.baselines[0]).toMatchObject({ value: '2', units: 2, sums: { over: '20', under: '10' } })
    expect(unitIn(result, 'a').total).toBe('500')
  })

  it('refuses to run against a baseline of 0 instead of dividing by it', () => {
    expect(() => scoresOf({ baseline: '{ kind: best, over: group }' }, { a: '0' })).toThrow(
      'evaluations.baseline_not_above_zero',
    )
  })
})

describe('blanks', () => {
  const two = (rule: string) =>
    smallScheme({
      inputs: `[${input('x', 'one')}, ${input('y', 'one')}]`,
      groups: '[{ id: all, name: { zh: all, en: all }, weights: { c: 60, d: 40 } }]',
      criteria: `[${criterion({})}, ${criterion({ id: 'd', is: 'x / y', baseline: '{ kind: fixed, value: 1 }', blank: rule })}]`,
    })

  it('lets the other weights grow to the total where a criterion is excluded', () => {
    const { scores, total } = unitIn(resultOf(two('{ missing: exclude }'), { a: { x: '50', y: 'not_reported' } }), 'a')
    expect(scores).toMatchObject([
      { weight: '100', score: '50' },
      { weight: '0', score: null, reason: 'excluded_and_reweighted' },
    ])
    expect(total).toBe('50')
  })

  it('tells a missing value, one that does not apply and a zero denominator apart', () => {
    const rule = '{ missing: zero, not_applicable: exclude, zero_denominator: group_mean }'
    const { units } = resultOf(two(rule), {
      a: { x: '50', y: '' + '100' },
      b: { x: '50', y: '0' },
      c: { x: '50', y: 'not_applicable' },
      d: { x: '50', y: 'not_reported' },
    })
    expect(units.map(({ scores }) => scores[1]?.reason)).toEqual([
      'scored',
      'group_mean',
      'excluded_and_reweighted',
      'blank_is_zero',
    ])
    expect(units.map(({ total }) => total)).toEqual(['50', '50', '50', '30'])
  })

  it('does not rank who has nothing to be scored by', () => {
    const scheme = smallScheme({ criteria: `[${criterion({ blank: '{ missing: exclude }' })}]` })
    expect(unitIn(resultOf(scheme, { a: { x: 'not_reported' } }), 'a')).toMatchObject({
      total: null,
      rank: null,
      grade: null,
      reasons: [{ code: 'nothing_to_score' }],
    })
  })

  it('takes points for a declared zero that nobody verified', () => {
    const scheme = smallScheme({
      inputs:
        '[{ id: x, name: { zh: x, en: x }, unit: one, domain: declared, declared_zero: { verified_by: seen, otherwise: zero, penalty: 3 } }]',
      facts: '[{ id: seen, name: { zh: seen, en: seen } }]',
      criteria: `[${criterion({ better: 'lower', score: '{ kind: inverse }' })}]`,
    })
    const { units } = resultOf(scheme, {
      a: { x: '0', seen: true },
      b: { x: '0', seen: false },
      c: { x: '100', seen: false },
    })
    expect(units.map(({ total, penalty }) => [total, penalty])).toEqual([
      ['100', '0'],
      ['-3', '3'],
      ['50', '0'],
    ])
    expect(units[1]?.scores[0]?.reason).toBe('unverified_zero')
    expect(units[1]?.reasons[0]).toEqual({ code: 'unverified_zero', about: 'x', values: { points: '3' } })
  })
})

describe('places of the quota', () => {
  const places = (whole: string, share: string, count: number) =>
    resultOf(
      smallScheme({ grades: share === '20' ? `[A 20 ${whole}, rest B]` : `[rest B, D 5 ${whole}]` }),
      lineOf(count),
    ).groups[0]?.grades.map(({ units }) => units)
  const counts = [7, 28, 39, 40, 101]

  it('makes whole numbers of a fifth as the scheme says (A7)', () => {
    const found = ['floor', 'round', 'ceil'].map((whole) => counts.map((count) => places(whole, '20', count)?.[0]))
    expect(found).toEqual([
      [1, 5, 7, 8, 20],
      [1, 6, 8, 8, 20],
      [2, 6, 8, 8, 21],
    ])
  })

  it('makes whole numbers of a twentieth from the bottom (A8)', () => {
    const found = ['floor', 'ceil'].map((whole) => counts.map((count) => places(whole, '5', count)?.[1]))
    expect(found).toEqual([
      [0, 1, 1, 2, 5],
      [1, 2, 2, 2, 6],
    ])
  })

  it('makes sums of shares whole where borders are cumulative', () => {
    const of = (borders: string) =>
      resultOf(
        smallScheme({
          grades: '[A 25 round, B 25 round, rest C]',
          quota: `{ borders: ${borders}, counted: all, back_fill: false }`,
        }),
        lineOf(6),
      ).groups[0]?.grades.map(({ units }) => units)
    expect(of('each')).toEqual([2, 2, 2])
    expect(of('cumulative')).toEqual([2, 1, 3])
  })

  it('shares a rank and the better grade at the border, or the worse one, or lets the id decide', () => {
    const of = (still: string) => {
      const rows = { a: { x: '9' }, b: { x: '8' }, c: { x: '8' }, d: { x: '7' }, e: { x: '6' } }
      const { units } = resultOf(
        smallScheme({ grades: '[A 40 floor, rest B]', ranking: `{ ties: [], still_tied: ${still} }` }),
        rows,
      )
      return units.map(({ rank, grade }) => `${rank}${grade}`)
    }
    expect(of('better')).toEqual(['1A', '2A', '2A', '4B', '5B'])
    expect(of('worse')).toEqual(['1A', '2B', '2B', '4B', '5B'])
    expect(of('by_id')).toEqual(['1A', '2A', '3B', '4B', '5B'])
  })

  it('goes by least totals where there is no quota', () => {
    const { units } = resultOf(smallScheme({ grades: '[A from 90, B from 60, C]', quota: '' }), {
      a: { x: '90' },
      b: { x: '89.999' },
      c: { x: '10' },
    })
    expect(units.map(({ grade }) => grade)).toEqual(['A', 'B', 'C'])
  })
})

const withRules = (quota: string, more: Record<string, string> = {}) =>
  smallScheme({
    facts:
      '[{ id: unsafe, name: { zh: u, en: u } }, { id: grown, name: { zh: g, en: g } }, { id: young, name: { zh: y, en: y } }]',
    grades: '[A 20 round, B 40 round, rest C, D 20 ceil, outside T]',
    quota,
    vetoes: '[{ id: unsafe, name: { zh: u, en: u }, where: unsafe, ceiling: C }]',
    protections: '[{ id: grown, name: { zh: g, en: g }, where: grown, floor: C, blocked_by_veto: true }]',
    direct: '[{ id: young, name: { zh: y, en: y }, where: young, grade: T, counted: false }]',
    ...more,
  })
const plain = '{ borders: each, counted: all, back_fill: false }'
const gradesOf = (quota: string, facts: Record<number, Row>, count = 10) =>
  resultOf(
    withRules(quota),
    lineOf(count, (at) => ({ unsafe: false, grown: false, young: false, ...facts[at] })),
  )
    .units.map(({ grade }) => grade)
    .join('')

describe('vetoes, protections and grades outside the quota', () => {
  it('lowers a vetoed A to C and leaves rank and score as they are (A9)', () => {
    const { units } = resultOf(
      withRules(plain),
      lineOf(10, (at) => ({ unsafe: at === 1, grown: false, young: false })),
    )
    expect(units[0]).toMatchObject({
      rank: 1,
      quotaGrade: 'A',
      grade: 'C',
      total: '10',
      reasons: [{ code: 'ranked' }, { code: 'veto', about: 'unsafe' }],
    })
    expect(units.map(({ grade }) => grade).join('')).toBe('CABBBBCCDD')
  })

  it('lifts a protected D to C, but not under a veto (A10)', () => {
    expect(gradesOf(plain, { 10: { grown: true } })).toBe('AABBBBCCDC')
    expect(gradesOf(plain, { 10: { grown: true, unsafe: true } })).toBe('AABBBBCCDD')
  })

  it('gives freed places to the next where the scheme says so', () => {
    expect(
      gradesOf('{ borders: each, counted: all, back_fill: true }', { 1: { unsafe: true }, 2: { unsafe: true } }),
    ).toBe('CCAABBBBDD')
  })

  it('says who took a place that a veto left free', () => {
    const quota = '{ borders: each, counted: all, back_fill: true }'
    const rows = lineOf(10, (at) => ({ unsafe: at === 1, grown: false, young: false }))
    const filled = resultOf(withRules(quota), rows).units.filter(({ reasons }) =>
      reasons.some(({ code }) => code === 'back_filled'),
    )
    expect(filled.map(({ id, grade }) => `${id} ${grade}`)).toEqual(['u003 A', 'u007 B'])
  })

  it('takes shares of those without a veto where only they count', () => {
    expect(
      gradesOf('{ borders: each, counted: not_vetoed, back_fill: false }', {
        1: { unsafe: true },
        2: { unsafe: true },
        3: { unsafe: true },
      }),
    ).toBe('CCCABBBCDD')
  })

  it('puts who is not fit to be graded outside ranking and quota', () => {
    const { units, groups } = resultOf(
      withRules(plain),
      lineOf(11, (at) => ({ unsafe: false, grown: false, young: at === 1 })),
    )
    expect(units[0]).toMatchObject({ rank: null, grade: 'T', total: '11' })
    expect(groups[0]).toMatchObject({ units: 11, counted: 10 })
  })

  it('says what it does not know, and does not apply it', () => {
    const rows = { a: { x: '1' }, b: { x: '2', unsafe: true, grown: false, young: false } }
    expect(
      unitIn(resultOf(withRules(plain), rows), 'a').reasons.map(({ code, about }) => `${code} ${about ?? ''}`.trim()),
    ).toEqual(['ranked', 'not_known young', 'not_known unsafe', 'not_known grown'])
  })
})

describe('totals', () => {
  it('adds bonuses and takes penalties, each held at its sum, and holds the total', () => {
    const scheme = smallScheme({
      facts: '[{ id: late, name: { zh: l, en: l } }, { id: star, name: { zh: s, en: s } }]',
      bonuses:
        '{ most: 10, items: [{ id: star, name: { zh: s, en: s }, where: star, points: 8 }, { id: per, name: { zh: p, en: p }, per: x / 10, most: 5 }] }',
      penalties: '{ items: [{ id: late, name: { zh: l, en: l }, where: late, points: 2.5 }] }',
      totals: '{ least: 0, most: 105 }',
    })
    const { units } = resultOf(scheme, {
      a: { x: '20', star: true, late: true },
      b: { x: '60', star: true, late: false },
      c: { x: '99', star: true, late: false },
    })
    expect(units.map(({ bonus, penalty, total }) => [bonus, penalty, total])).toEqual([
      ['10', '2.5', '27.5'],
      ['10', '0', '70'],
      ['10', '0', '105'],
    ])
    expect(units[2]?.reasons.map(({ code }) => code)).toEqual([
      'bonus',
      'bonus',
      'bonuses_at_most',
      'total_at_most',
      'ranked',
    ])
  })

  it('rounds where the rule rounds, and only there', () => {
    const thirds = (rounding: string) =>
      resultOf(
        smallScheme({ criteria: `[${criterion({ is: 'x / 3', baseline: '{ kind: fixed, value: 1 }' })}]`, rounding }),
        { a: { x: '0.05' } },
      ).units[0]?.total
    expect(thirds('')).toBe('1.666667')
    expect(thirds('[{ step: value, places: 2, mode: half_up }]')).toBe('2')
    expect(thirds('[{ step: value, places: 2, mode: down }]')).toBe('1')
    expect(thirds('[{ step: total, places: 1, mode: half_up }]')).toBe('1.7')
    expect(thirds('[{ step: total, places: 0, mode: floor }]')).toBe('1')
  })

  it('ranks totals that floating point cannot tell apart', () => {
    const { units } = resultOf(smallScheme(), {
      a: { x: '0.1000000000000000000001' },
      b: { x: '0.1' },
      c: { x: '0.10' },
    })
    expect(units.map(({ rank }) => rank)).toEqual([1, 2, 2])
  })

  it('breaks ties by the better value of the criteria named', () => {
    const scheme = smallScheme({
      inputs: `[${input('x', 'one')}, ${input('y', 'one')}]`,
      groups: '[{ id: all, name: { zh: all, en: all }, weights: { c: 50, d: 50 } }]',
      criteria: `[${criterion({})}, ${criterion({ id: 'd', is: 'y' })}]`,
      ranking: '{ ties: [d], still_tied: better }',
    })
    const { units } = resultOf(scheme, { a: { x: '60', y: '40' }, b: { x: '40', y: '60' }, c: { x: '60', y: '40' } })
    expect(units.map(({ rank }) => rank)).toEqual([2, 1, 2])
    expect(units[1]?.reasons[0]).toEqual({ code: 'tie_decided_by', about: 'd' })
  })
})

describe('population and groups', () => {
  const grouped = smallScheme({
    facts: '[{ id: utility, name: { zh: u, en: u } }]',
    population: '{ where: x >= 5, excluded: [{ id: utilities, name: { zh: u, en: u }, where: utility }] }',
    groups:
      '[{ id: large, name: { zh: l, en: l }, where: x > 50, weights: { c: 100 } }, { id: small, name: { zh: s, en: s }, weights: { c: 100 } }]',
  })

  it('puts each unit into the first group it fits and says why others are out', () => {
    const { units } = resultOf(grouped, {
      a: { x: '60', utility: false },
      b: { x: '50', utility: false },
      c: { x: '4', utility: false },
      d: { x: '60', utility: true },
      e: { x: 'not_reported', utility: false },
    })
    expect(units.map(({ group, reasons }) => group ?? reasons[0]?.code)).toEqual([
      'large',
      'small',
      'not_in_population',
      'excluded',
      'not_known_whether_in_population',
    ])
  })

  it('evaluates nobody in an empty group and says so', () => {
    const { groups } = resultOf(grouped, { a: { x: '60', utility: false } })
    expect(groups[1]).toMatchObject({ group: 'small', units: 0, counted: 0 })
  })
})
