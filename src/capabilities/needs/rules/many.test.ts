import { expect, it } from 'vitest'
import { matchAll, matchPlainly, rulesIn } from './many.ts'
import type { MatchTable } from './many.ts'
import { matchOne } from './one.ts'
import { randomPopulation, testWorld } from './testing.ts'

const runs = Number(process.env.RANDOM_RUNS ?? 6)

function told(table: MatchTable) {
  return { no: [...table.no], unknown: [...table.unknown], score: [...table.score] }
}

it('many at once are answered as one by one, whatever is stated and promised', () => {
  for (let seed = 1; seed <= runs; seed += 1) {
    const { needs, offers } = randomPopulation(seed, { needs: 12, offers: 40, hard: seed % 2 === 0 ? 0.2 : 0 })
    expect(told(matchAll(needs, offers, testWorld))).toEqual(told(matchPlainly(needs, offers, testWorld)))
  }
})

it('promises at the very edge of a condition, where a measured value is rounded, are answered alike', () => {
  for (let seed = 101; seed <= 100 + runs; seed += 1) {
    const { needs, offers } = randomPopulation(seed, { needs: 10, offers: 20 })
    const edges = needs.map((need, at) => {
      const land = Number((offers[at] ?? offers[0])?.area ?? 1)
      const value = (((at % 5) * 100 + 200) * land * 3) / 2000
      return { ...need, promises: { ...need.promises, investment: { value: value.toFixed(5), unit: 'CNY_10k' } } }
    })
    expect(told(matchAll(edges, offers, testWorld))).toEqual(told(matchPlainly(edges, offers, testWorld)))
  }
})

it('numbers too long for the fast way are answered all the same', () => {
  const { needs, offers } = randomPopulation(7, { needs: 6, offers: 20 })
  const long = offers.map((offer) => ({
    ...offer,
    area: `${offer.area}${offer.area.includes('.') ? '' : '.'}123456789012`,
  }))
  expect(told(matchAll(needs, long, testWorld))).toEqual(told(matchPlainly(needs, long, testWorld)))
})

it('offers stand in the order of refusals, open questions, score and code', () => {
  const { needs, offers } = randomPopulation(11, { needs: 5, offers: 60 })
  const table = matchAll(needs, offers, testWorld)
  for (const [n, need] of needs.entries()) {
    const ranked = [...table.ranked(n)].map((m) => ({
      code: offers[m]?.code ?? '',
      ...matchOne(need, offers[m] as (typeof offers)[number], testWorld),
    }))
    const sorted = ranked.toSorted(
      (a, b) =>
        a.no.length - b.no.length ||
        a.unknown.length - b.unknown.length ||
        b.score - a.score ||
        (a.code < b.code ? -1 : 1),
    )
    expect(ranked.map(({ code }) => code)).toEqual(sorted.map(({ code }) => code))
    expect(rulesIn(table.no[n * offers.length + (table.ranked(n)[0] as number)] as number)).toEqual(ranked[0]?.no)
  }
})
