// Attacks safe tables of random populations with the linear programs of a stranger.
import { usualParameters } from '#capabilities/releases/rules/sensitivity.ts'
import type { Unit } from '#capabilities/releases/rules/crossed.ts'
import { attackTable } from '#capabilities/releases/server/testing.ts'
import { protectUnitFile } from '#capabilities/releases/server/unit-file.ts'
import { type Random, randomFrom } from './random.ts'

const groupings = ['town', 'industry', 'size'] as const

/** Random sets of units through the protection of a file; answers every suppressed cell that was worked out. */
export async function attackRandom(count: number, seed: number): Promise<string[]> {
  const random = randomFrom(seed)
  const faults: string[] = []
  const sums = { cells: 0, suppressed: 0, protectMs: 0 }
  for (let n = 1; n <= count; n++) {
    const by = groupings.slice(0, random.whole(1, groupings.length))
    const units = unitsOf(random, by.length)
    const began = performance.now()
    const asked = { by, value: 'revenue', parameters: usualParameters }
    const cells = await protectUnitFile(new TextEncoder().encode(csvOf(by, units)), asked)
    sums.protectMs += performance.now() - began
    const loot = await attackTable(cells, units, usualParameters.pPercent)
    sums.cells += loot.cells
    sums.suppressed += loot.suppressed
    faults.push(...loot.faults.map((fault) => `set ${n}: ${fault}`))
  }
  console.log(
    `${count} sets, ${sums.cells} cells, ${sums.suppressed} of them suppressed, ${faults.length} recovered; protected in ${Math.round(sums.protectMs)} ms`,
  )
  for (const fault of faults.slice(0, 20)) console.log(fault)
  return faults
}

function csvOf(by: readonly string[], units: readonly Unit[]): string {
  return [[...by, 'revenue'].join(','), ...units.map(({ keys, amount }) => [...keys, amount].join(','))].join('\n')
}

/** Populations of different shape: few and many, even and skewed, with zeros, all alike. */
function unitsOf(random: Random, dimensions: number): Unit[] {
  const classes = Array.from({ length: dimensions }, () => random.whole(1, 9))
  const skew = random.share()
  const amount = random.one(amounts)
  return Array.from({ length: random.whole(1, random.one([12, 80, 400])) }, () => ({
    keys: classes.map((most, i) => {
      const share = random.share() < skew ? random.share() * random.share() : random.share()
      return `${groupings[i]}${Math.floor(share * most)}`
    }),
    amount: String(amount(random)),
  }))
}

const amounts: readonly ((random: Random) => number)[] = [
  (random) => random.whole(0, 100),
  (random) => Math.exp(random.share() * 14),
  (random) => (random.share() < 0.6 ? 0 : random.whole(1, 50)),
  (random) => Math.exp(3 * Math.sqrt(-2 * Math.log(random.share() + 1e-12)) * Math.cos(2 * Math.PI * random.share())),
  () => 10,
]
