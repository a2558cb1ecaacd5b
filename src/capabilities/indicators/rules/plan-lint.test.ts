import { describe, expect, it } from 'vitest'
import { parsePeriod } from '#base/period.ts'
import { demoProgramme } from '#kit/server/testing.ts'
import type { Programme, ProgrammeTarget } from '#pack/programme.ts'
import { lintPlans } from './plan-lint.ts'

const programme = await demoProgramme()
const model = programme.targets['emerging-output'] as ProgrammeTarget

type Point = { period: string; value: string; sign?: 'about' | 'over' | 'under' | 'at_least' }

function target(id: string, points: readonly Point[], more: Partial<ProgrammeTarget> = {}): ProgrammeTarget {
  const milestones = points.map((point) => ({ ...point, role: 'milestone' as const, source: `plan ${id}` }))
  const { stated_growth: _, ...rest } = model
  return { ...rest, id, indicator: id, milestones, ...more } as ProgrammeTarget
}

function lint(targets: readonly ProgrammeTarget[]) {
  const plans = {
    ...programme,
    contradictions: {},
    targets: Object.fromEntries(targets.map((each) => [each.id, each])),
  }
  return lintPlans(plans as Programme, targets)
}

/** Table 1 of a plan with five fields and their total: as it is printed. */
const years = ['2017', '2020', '2025'] as const
const fields = {
  it: [5800, 11000, 24000],
  equipment: [3000, 5500, 11000],
  materials: [900, 1500, 2500],
  energy: [360, 800, 1500],
  life: [200, 500, 1000],
}
const parts = Object.entries(fields).map(([id, values]) =>
  target(
    id,
    values.map((value, i) => ({ period: years[i] ?? '', value: String(value) })),
  ),
)

describe('totals against their parts', () => {
  const total = (signs: readonly Point['sign'][]) =>
    target(
      'total',
      [10200, 19000, 40000].map((value, i) => ({
        period: years[i] ?? '',
        value: String(value),
        ...(signs[i] === undefined ? {} : { sign: signs[i] }),
      })),
      { sum_of: parts.map(({ id }) => id) },
    )

  it('about is held to the digit it is rounded at; over is borne out by more, or by as much', () => {
    const sums = lint([...parts, total(['about', 'over', 'over'])]).filter(({ kind }) => kind === 'sum')
    expect(sums.map(({ period, stated, computed, agrees }) => [period, stated, computed, agrees])).toEqual([
      ['2017', '10200', '10260', false],
      ['2020', '19000', '19300', true],
      ['2025', '40000', '40000', true],
    ])
    expect(sums[0]?.note.en).toMatch(/add up to 10260.*about 10200.*difference 60/)
  })
})

describe('growth as it is printed', () => {
  it('must be what the milestones give, at its own digits', () => {
    const [it, wrong] = [['19.4'], ['19.0']].map(([value]) =>
      target(
        'it',
        [
          { period: '2017', value: '5800' },
          { period: '2025', value: '24000' },
        ],
        {
          stated_growth: [
            { from: parsePeriod('2017'), to: parsePeriod('2025'), value: value ?? '', source: 'plan row 1' },
          ],
        },
      ),
    )
    expect(lint([it as ProgrammeTarget])).toMatchObject([{ kind: 'growth', computed: '19.43', agrees: true }])
    expect(lint([wrong as ProgrammeTarget])).toMatchObject([{ kind: 'growth', stated: '19.0', agrees: false }])
  })
})

describe('the same promise twice', () => {
  const text = (point: Point) => target('text', [point], { indicator: 'it' })

  it('agrees in the amount and differs in how firmly it is stated, or contradicts', () => {
    const table = target('it', [{ period: '2025', value: '10000' }])
    expect(lint([table, text({ period: '2025', value: '10000', sign: 'over' })])).toMatchObject([
      { kind: 'restated', targets: ['it', 'text'], agrees: true },
    ])
    expect(lint([table, text({ period: '2025', value: '12000' })])).toMatchObject([{ agrees: false }])
    expect(lint([table, text({ period: '2025', value: '10000' })])).toEqual([])
  })
})
