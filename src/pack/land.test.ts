import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { blank } from '#base/blank.ts'
import { measureShape } from '#base/geo/area.ts'
import { type AreaShape, piecesOf, type Position } from '#base/geo/geometry.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import { quantity } from '#base/quantity.ts'
import { checkPack } from './check.ts'
import { penaltyOf, quotaAnswers, releasedHousing, spaceAnswers } from './land-rules.ts'
import { getDoc, listDocs } from './lookup.ts'
import type { Programme } from './programme.ts'
import { packJsonSchemas } from './json-schema.ts'
import { isRecord } from './schema-walk.ts'
import { runExamples } from './run-examples.ts'
import { assessStandard, type LandGiven, standardsFor } from './standards.ts'

function load(pack: string): Programme {
  const folder = join(process.cwd(), 'packs', pack)
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'))
  const files = paths.map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }))
  const { programme, problems } = checkPack([{ pack, files, overlay: false }])
  if (programme === undefined) throw new Error(JSON.stringify(problems, null, 1))
  return programme
}

let demo: Programme
beforeAll(() => {
  demo = load('demo')
})

const day = parsePlainDate
const idsOf = (list: readonly { id: string }[]) => list.map(({ id }) => id)

describe('the standards for a lot', () => {
  const lamps = { industries: ['trades-2020/1021'], places: ['stardust', 'cloud-islet'] }

  it('those that name its industry and place stand before those that hold everywhere', () => {
    expect(idsOf(standardsFor(demo, { ...lamps, on: day('2024-05-01') }))).toEqual([
      'photonics',
      'county',
      'recognition',
    ])
  })

  it.each([
    ['before it is in force', { ...lamps, on: day('2020-12-31') }, []],
    ['after it has ended', { ...lamps, on: day('2030-01-01'), kind: 'control' as const }, ['county']],
    ['in another town', { ...lamps, places: ['firefly'], on: day('2024-05-01'), kind: 'control' as const }, ['county']],
    [
      'of an industry left out',
      { ...lamps, industries: ['trades-2020/3011'], on: day('2024-05-01'), kind: 'control' as const },
      [],
    ],
    [
      'on land of a use of its own',
      { on: day('2024-05-01'), use: 'new-industry', industries: ['trades-2020/1021'], kind: 'control' as const },
      ['county', 'new-industry'],
    ],
    ['of listings', { places: ['kite'], on: day('2024-05-01'), kind: 'listing' as const }, ['lot-2021-07']],
  ])('%s', (_when, question, expected) => {
    expect(idsOf(standardsFor(demo, question))).toEqual(expected)
  })
})

describe('a project beside a standard', () => {
  const known = (values: Record<string, [string, string]>, facts: Record<string, boolean> = {}): LandGiven => ({
    valueOf: ({ name }) => {
      const [value, unit] = values[name] ?? []
      return value === undefined || unit === undefined ? blank('not_reported') : quantity(value, unit)
    },
    factOf: (name) => (idsOf(demo.land?.facts ?? []).includes(name) ? { holds: facts[name] } : undefined),
    isIn: () => false,
  })

  it('the amount exactly asked for is enough, a hundredth less is not, and the shortfall is told in the unit of the row', () => {
    const row = (money: string) => {
      const given = known({ investment: [money, 'CNY_10k'], land_area: ['100', 'mu'] }, { less_developed: false })
      const { rows } = assessStandard(getDoc(demo, 'standards', 'county'), given)
      return rows.find((one) => one.row.id === 'investment_intensity')
    }
    expect(row('30000')).toMatchObject({ answer: 'met', asked: { low: { unit: 'CNY_10k/mu' } } })
    expect(row('30000')).not.toHaveProperty('shortfall')
    expect(row('29999')).toMatchObject({ answer: 'unmet', shortfall: { value: '0.01', unit: 'CNY_10k/mu' } })
  })

  it('what is missing is named, and a row without land cannot be computed', () => {
    const outcome = assessStandard(getDoc(demo, 'standards', 'recognition'), known({ land_area: ['0', 'mu'] }))
    expect(outcome).toMatchObject({ answer: 'unknown', because: ['enough_investment', 'intense', 'productive'] })
    const zero = assessStandard(
      getDoc(demo, 'standards', 'recognition'),
      known({ investment: ['5', 'CNY_100M'], land_area: ['0', 'mu'] }),
    )
    expect(zero.rows[1]?.missing).toEqual([{ name: 'land_area', reason: 'zero_denominator' }])
  })

  it('an easing of which nobody knows whether it holds leaves the row open', () => {
    const given = known({ tax_yearly: ['2500', 'CNY_10k'], land_area: ['100', 'mu'] })
    const { rows } = assessStandard(getDoc(demo, 'standards', 'photonics'), given)
    expect(rows[0]).toMatchObject({ answer: 'unknown', missing: [{ name: 'trade' }] })
  })

  it('what may be granted waives its rows and no others', () => {
    const values = known({ investment: ['1', 'CNY_100M'], land_area: ['1000', 'mu'], output_yearly: ['1', 'CNY_10k'] })
    const { answer, rows } = assessStandard(getDoc(demo, 'standards', 'recognition'), values, ['promising'])
    expect([answer, rows.map((one) => one.answer)]).toEqual(['no', ['unmet', 'waived', 'waived']])
  })

  it('rules of quotas, renewal and space say nothing of what nobody knows', () => {
    const nothing = known({})
    const answers = (list: readonly { answer: string }[]) => list.map(({ answer }) => answer)
    expect(answers(quotaAnswers(getDoc(demo, 'quotas', 'new-land'), nothing))).toEqual(['unknown', 'unknown', 'yes'])
    const { selects, terms } = spaceAnswers(getDoc(demo, 'spaces', 'low-cost'), nothing)
    expect([answers(selects), answers(terms)]).toEqual([['unknown'], ['yes', 'unknown', 'unknown']])
    const done = known({ industrial_progress: ['100', 'percent'] })
    const renewal = getDoc(demo, 'renewals', 'works-to-works')
    expect([releasedHousing(renewal, nothing).value, releasedHousing(renewal, done).value]).toEqual(['0', '100'])
  })

  it('a penalty is computed as the programme says', () => {
    const penalty = demo.land?.breach?.penalty
    if (typeof penalty !== 'string') throw new Error('the demo programme says what follows from a breach')
    const [price, missing] = [quantity('5000', 'CNY_10k'), quantity('12.5', 'percent')]
    expect(penaltyOf(penalty, price, missing)).toEqual({ value: '625', unit: 'CNY_10k' })
  })
})

describe.each(['demo', 'dongguan'])('outlines of %s', (pack) => {
  let known: Programme
  beforeAll(() => {
    known = pack === 'demo' ? demo : load(pack)
  })

  it('every area has one, all are schematic, and no two areas share ground', () => {
    const kinds = known.placeKinds.filter(({ administrative }) => administrative === true).map(({ id }) => id)
    const areas = listDocs(known, 'places').filter(({ id, kind }) => kinds.includes(kind) && id !== known.rootPlace)
    expect(areas.filter(({ id }) => known.outlines[id] === undefined)).toEqual([])
    expect(listDocs(known, 'outlines').filter((one) => one.schematic !== true)).toEqual([])
    const total = areas.reduce((sum, { id }) => sum + sizeOf(known, id), 0)
    expect(Math.abs(total / sizeOf(known, known.rootPlace) - 1)).toBeLessThan(0.0001)
    const owners = new Map<string, number>()
    for (const { id } of areas)
      for (const edge of edgesOf(shapeOf(known, id))) owners.set(edge, (owners.get(edge) ?? 0) + 1)
    expect([...owners.values()].filter((count) => count > 1)).toEqual([])
  })

  it('a base is as large as its document states, and one without an area of its own has no outline', () => {
    for (const base of listDocs(known, 'places').filter(({ kind }) => kind === 'base')) {
      const stated = base.area?.find(({ unit }) => unit === 'mu' || unit === 'km2')
      expect(known.outlines[base.id] === undefined, base.id).toBe(stated === undefined)
    }
    expect(runExamples(known).filter(({ result }) => result === 'differs')).toEqual([])
  })
})

function shapeOf(programme: Programme, id: string): AreaShape {
  return getDoc(programme, 'outlines', id).shape as AreaShape
}

const sizeOf = (programme: Programme, id: string) => measureShape(shapeOf(programme, id)).area

/** Edges with their direction: two areas that both run along an edge the same way would lie on the same side of it. */
function edgesOf(shape: AreaShape): string[] {
  return piecesOf(shape).flatMap((rings) =>
    rings.flatMap((ring: Position[]) => ring.slice(1).map((to, at) => `${ring[at]?.join(' ')} ${to.join(' ')}`)),
  )
}

describe('the demo pack', () => {
  it('uses every word of land', () => {
    for (const word of ['standards', 'quotas', 'renewals', 'spaces', 'outlines'] as const) {
      const used = new Set(listDocs(demo, word).flatMap((one) => keysIn(one)))
      const places = keysOfSchema(packJsonSchemas()[word]).filter(
        (key) => !['id', 'note', 'as_of', 'type'].includes(key),
      )
      expect(
        places.filter((key) => !used.has(key)),
        word,
      ).toEqual([])
    }
    const used = new Set([...keysIn(demo.land), ...keysIn(demo.assessmentKinds)])
    const { land, assessment_kinds: kinds } = (packJsonSchemas().pack?.properties ?? {}) as Record<string, unknown>
    expect([...keysOfSchema(land), ...keysOfSchema(kinds)].filter((key) => !used.has(key))).toEqual([])
  })
})

function keysIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keysIn)
  return isRecord(value) ? Object.entries(value).flatMap(([key, inner]) => [key, ...keysIn(inner)]) : []
}

function keysOfSchema(schema: unknown): string[] {
  if (!isRecord(schema)) return []
  const { properties, items, anyOf } = schema as {
    properties?: Record<string, unknown>
    items?: unknown
    anyOf?: unknown[]
  }
  const own = Object.entries(properties ?? {}).flatMap(([key, inner]) => [key, ...keysOfSchema(inner)])
  return [...own, ...keysOfSchema(items), ...(anyOf ?? []).flatMap(keysOfSchema)]
}
