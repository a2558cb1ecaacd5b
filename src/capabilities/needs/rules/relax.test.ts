import { expect, it } from 'vitest'
import { matchOne } from './one.ts'
import { cheapestRelaxation, nearestRelaxation } from './relax.ts'
import { randomPopulation, testWorld } from './testing.ts'

const runs = Number(process.env.RANDOM_RUNS ?? 6)

it('a need that takes the relaxation fits the offer, and one that fits needs none', () => {
  let found = 0
  for (let seed = 1; seed <= runs; seed += 1) {
    const { needs, offers } = randomPopulation(seed, { needs: 8, offers: 40, hard: 0.1 })
    for (const need of needs) {
      for (const offer of offers) {
        const near = nearestRelaxation({ need, offer, world: testWorld })
        if (near === undefined) continue
        found += 1
        expect(matchOne(near.need, offer, testWorld).no).toEqual([])
        expect(near.changes.map(({ size }) => size)).toEqual(
          near.changes.map(({ size }) => size).toSorted((a, b) => a - b),
        )
        if (matchOne(need, offer, testWorld).fits) expect(near.changes).toEqual([])
      }
    }
  }
  expect(found).toBeGreaterThan(50)
})

it('where only the industry is missing, nothing that one could change would help', () => {
  const { needs, offers } = randomPopulation(3, { needs: 30, offers: 30 })
  for (const need of needs) {
    for (const offer of offers) {
      if (!matchOne(need, offer, testWorld).no.includes('industry')) continue
      expect(nearestRelaxation({ need, offer, world: testWorld })).toBeUndefined()
    }
  }
})

it('the cheapest relaxation over all offers is the smallest of each alone', () => {
  for (let seed = 50; seed < 50 + runs; seed += 1) {
    const { needs, offers } = randomPopulation(seed, { needs: 4, offers: 50 })
    for (const need of needs) {
      const sizes = offers.flatMap((offer) => {
        const near = nearestRelaxation({ need, offer, world: testWorld })
        return near === undefined || near.size === 0 ? [] : [near.size]
      })
      expect(cheapestRelaxation(need, offers, testWorld)?.size).toBe(
        sizes.length === 0 ? undefined : Math.min(...sizes),
      )
    }
  }
})
