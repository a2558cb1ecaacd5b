import { readNumbers } from '#capabilities/evaluations/rules/numbers.ts'
import { randomOf } from '#capabilities/evaluations/rules/stability.ts'
import type { CheckedScheme, Units } from '#capabilities/evaluations/rules/model.ts'
import { checkSchemeFile } from '#pack/scheme-file.ts'

const inputs = {
  land: 'mu',
  tax: 'CNY_10k',
  added: 'CNY_10k',
  energy: 'tce',
  emitted: 't_pe',
  staff: 'person',
  research: 'CNY_10k',
  revenue: 'CNY_10k',
} as const
type Input = keyof typeof inputs

const criteria: readonly (readonly [id: string, is: string, unit: string, weight: number])[] = [
  ['tax_per_mu', 'tax / land', 'CNY_10k/mu', 30],
  ['added_per_mu', 'added / land', 'CNY_10k/mu', 20],
  ['added_per_tce', 'added / energy', 'CNY_10k/tce', 20],
  ['added_per_emission', 'added / emitted', 'CNY_10k/t_pe', 10],
  ['added_per_person', 'added / staff', 'CNY_10k/person', 10],
  ['research_share', 'research / revenue', 'one', 10],
]

const named = (id: string) => `id: ${id}, name: { zh: ${id}, en: ${id} }`

/** Six criteria against means of the group, a cap, a bonus, a veto, a protection and four grades. */
export const scheme: CheckedScheme = schemeOf(`
name: { zh: 基准, en: Bench }
status: illustrative
subject: enterprise
period: year
total: 100
inputs:
${Object.entries(inputs)
  .map(([id, unit]) => `  - { ${named(id)}, unit: ${unit}, domain: administrative }`)
  .join('\n')}
facts: [{ ${named('unsafe')} }, { ${named('grown')} }, { ${named('star')} }]
groups: [{ ${named('all')}, weights: { ${criteria.map(([id, , , weight]) => `${id}: ${weight}`).join(', ')} } }]
criteria:
${criteria.map(([id, is, unit]) => `  - { ${named(id)}, is: ${is}, unit: ${unit}, better: higher, baseline: { kind: mean, of: ratio_of_sums, over: group }, score: { kind: ratio }, cap: 1.5, floor: 0, negative: zero, blank: { missing: group_mean } }`).join('\n')}
bonuses: { most: 5, items: [{ ${named('star')}, where: star, points: 5 }] }
ranking: { ties: [tax_per_mu, added_per_mu], still_tied: better }
grades:
  - { ${named('A')}, share: 20, whole: floor }
  - { ${named('B')}, share: 40, whole: floor }
  - { ${named('C')}, rest: true }
  - { ${named('D')}, share: 5, whole: ceil }
quota: { borders: each, counted: all, back_fill: true }
vetoes: [{ ${named('unsafe')}, where: unsafe, ceiling: C }]
protections: [{ ${named('grown')}, where: grown, floor: C, blocked_by_veto: true }]
source: invented 1
`)

function schemeOf(text: string): CheckedScheme {
  const found = checkSchemeFile({ path: 'schemes/bench.yaml', text })
  if (found.scheme === undefined) throw new Error(JSON.stringify(found.problems, null, 1))
  return found.scheme
}

/** So many firms, the same for the same seed: skewed sizes, amounts with two digits, 2 in 100 without emissions, a hundredth that is equal to another. */
export function firms(count: number, seed = 2018): { units: Units; texts: Record<Input, string[]> } {
  const random = randomOf(seed)
  const names = Object.keys(inputs) as Input[]
  const texts = Object.fromEntries(names.map((name) => [name, [] as string[]])) as Record<Input, string[]>
  for (let at = 0; at < count; at++) {
    const twin = at > 100 && random() < 0.01 ? Math.floor(random() * at) : undefined
    const size = 10 ** (random() * 3)
    for (const name of names) {
      const missing = name === 'emitted' && random() < 0.02
      const own = missing ? 'not_reported' : (size * (0.5 + random())).toFixed(2)
      texts[name].push(twin === undefined ? own : (texts[name][twin] as string))
    }
  }
  const flags = (often: number) => Array.from({ length: count }, () => random() < often)
  const units: Units = {
    ids: Array.from({ length: count }, (_, at) => `firm-${String(at).padStart(7, '0')}`),
    inputs: Object.fromEntries(names.map((name) => [name, readNumbers(texts[name], count)])),
    facts: { unsafe: flags(0.02), grown: flags(0.03), star: flags(0.05) },
  }
  return { units, texts }
}
