import { describe, expect, it } from 'vitest'
import type { Dimensions, GroupingWorld } from './groupings.ts'
import { newEditionCells, type StandingCell } from './new-edition.ts'
import { releaseCells } from './release-cells.ts'
import { usualParameters as parameters } from './sensitivity.ts'
import { structureOf } from './structure.ts'

/** Lamps are light and also smart where they are of class 2; a belt is made of two of the three towns. */
const world: GroupingWorld = {
  placesOfKind: () => [{ id: 'belt', towns: new Set(['firefly', 'flute']) }],
  classesOf: () => [
    { id: 'light', parent: null, industries: new Set(['1', '2']) },
    { id: 'smart', parent: null, industries: new Set(['2', '3']) },
  ],
}

type Firm = { readonly town: string; readonly industry: string; readonly amount: number }
const dimensionsOf = ({ town, industry }: Firm): Dimensions => ({
  town,
  industry,
  base: null,
  size: null,
  ownership: null,
})

function firms(town: string, industry: string, ...amounts: number[]): Firm[] {
  return amounts.map((amount) => ({ town, industry, amount }))
}

function prepared(tables: string[][], population: readonly Firm[]) {
  const structure = structureOf(world, tables, population.map(dimensionsOf))
  const toContributions = (of: readonly Firm[]) =>
    of.map((firm) => ({ atom: structure.atomOf(dimensionsOf(firm)) as number, amount: firm.amount }))
  return { structure, toContributions }
}

function release(tables: string[][], population: readonly Firm[]) {
  const { structure, toContributions } = prepared(tables, population)
  const contributions = toContributions(population)
  const cells = releaseCells({ structure, contributions, parameters, decided: new Map() })
  return new Map(cells.map((cell) => [cell.name, cell]))
}

describe('the cells of releases', () => {
  it('are the tables with their margins and who is in no class', () => {
    const cells = release(
      [['place:town', 'taxonomy:fields']],
      [...firms('kite', '1', 5, 6, 7), ...firms('kite', '9', 1, 2, 3)],
    )
    expect([...cells.keys()].sort()).toEqual([
      '',
      'industry=fields/light',
      'industry=fields/light&place=kite',
      'industry=fields/~',
      'industry=fields/~&place=kite',
      'place=kite',
    ])
    expect([...cells.values()].every(({ reason }) => reason === null)).toBe(true)
  })

  it('do not give away by their overlap who is in both of two classes', () => {
    const cells = release(
      [['taxonomy:fields']],
      [...firms('kite', '1', 50, 60, 70), ...firms('kite', '2', 40), ...firms('kite', '3', 55, 65, 75)],
    )
    const hidden = [...cells.values()].filter(({ reason }) => reason !== null)
    expect(hidden.length).toBeGreaterThan(0)
  })

  it('do not give a town away by the belt it lies in', () => {
    const cells = release(
      [['place:town'], ['place:belt']],
      [...firms('kite', '1', 50, 60, 70), ...firms('firefly', '1', 40, 50, 60), ...firms('flute', '1', 30)],
    )
    expect(cells.get('place=flute')?.reason).toBe('few_units')
    const told = ['place=belt', 'place=firefly'].filter((name) => cells.get(name)?.reason === null)
    expect(told.length).toBeLessThan(2)
  })

  it('say of losses no more than of gains', () => {
    const cells = release(
      [['place:town']],
      [...firms('kite', '1', -50, 60, -70), ...firms('flute', '1', -90, 1, 1), ...firms('firefly', '1', 5, 6, 7)],
    )
    expect(cells.get('place=flute')?.reason).toBe('dominance')
    expect([...cells.values()].filter(({ reason }) => reason !== null).length).toBeGreaterThan(1)
  })
})

describe('a further edition', () => {
  const before = [...firms('kite', '1', 50, 60, 70, 80), ...firms('flute', '1', 40, 50, 60, 70)]
  const { structure, toContributions } = prepared([['place:town']], before)
  const standing = new Map<string, StandingCell>([
    ['', { sum: 480, units: 8 }],
    ['place=kite', { sum: 260, units: 4 }],
    ['place=flute', { sum: 220, units: 4 }],
  ])
  const edition = (changes: readonly Firm[], after: readonly Firm[]) => {
    const earlier = [{ hidden: new Set<string>(), changes: toContributions(changes) }]
    const contributions = toContributions(after)
    const cells = newEditionCells({ structure, contributions, parameters, standing, earlier })
    return Object.fromEntries(cells.map(({ name, sum, reason }) => [name, [sum, reason]]))
  }

  it('keeps every cell that a single change would show in', () => {
    const after = before.map((firm, i) => (i === 0 ? { ...firm, amount: 90 } : firm))
    expect(edition(firms('kite', '1', 40), after)).toEqual({
      '': [480, 'kept_back'],
      'place=kite': [260, 'kept_back'],
      'place=flute': [220, null],
    })
  })

  it('shows a change of enough, and keeps what would give the rest away', () => {
    const after = before.map((firm, i) => (i < 3 ? { ...firm, amount: firm.amount + 10 } : firm))
    expect(edition(firms('kite', '1', 10, 10, 10), after)).toEqual({
      '': [510, null],
      'place=kite': [290, null],
      'place=flute': [220, null],
    })
  })
})
