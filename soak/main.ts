import { attackRandom } from './attack.ts'
import { attackReleases } from './attack-releases.ts'
import { soakHostile, soakMalformed, soakRandom } from './suites.ts'
import { soakClocks } from './clocks.ts'
import { soakDrills } from './drills.ts'
import { soakKills } from './kills.ts'

const parts = ['kills', 'drills', 'clocks', 'hostile', 'malformed', 'random', 'attack'] as const
type Part = (typeof parts)[number]

const args = process.argv.slice(2)
const isQuick = args.includes('--quick')
const seedAt = args.indexOf('--seed')
const seed = seedAt < 0 ? Math.floor(Math.random() * 2 ** 31) : Number(args[seedAt + 1])
const named = args.filter((arg, i) => !arg.startsWith('--') && (seedAt < 0 || i !== seedAt + 1))
const unknown = named.filter((name) => !(parts as readonly string[]).includes(name))
if (unknown.length > 0 || !Number.isInteger(seed)) {
  console.error(`usage: npm run soak [-- ${parts.join(' | ')}] [--quick] [--seed N]`)
  process.exit(2)
}

const runs: Record<Part, () => Promise<string[]>> = {
  kills: () =>
    soakKills(isQuick ? { server: 3, group: 2, rebuild: 1, seed } : { server: 110, group: 50, rebuild: 40, seed }),
  drills: () => soakDrills(seed),
  clocks: () =>
    soakClocks({ first: '2024-01-01', last: isQuick ? '2024-03-31' : '2026-12-31', kills: isQuick ? 3 : 25, seed }),
  hostile: () => soakHostile(isQuick ? 3000 : 100_000, seed),
  malformed: () => soakMalformed(isQuick ? 3000 : 100_000, seed),
  random: () => soakRandom(isQuick ? 300 : 10_000, seed),
  attack: async () => [...(await attackRandom(isQuick ? 50 : 500, seed)), ...(await attackReleases(seed))],
}

console.log(`seed ${seed}`)
let found = 0
for (const part of parts.filter((name) => named.length === 0 || named.includes(name))) {
  const started = Date.now()
  const faults = await runs[part]()
  found += faults.length
  console.log(
    `${part}: ${faults.length === 0 ? 'ok' : `${faults.length} faults`} in ${Math.round((Date.now() - started) / 1000)} s`,
  )
}
process.exit(found === 0 ? 0 : 1)
