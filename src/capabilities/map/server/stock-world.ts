import { z } from 'zod'
import type { PlainDate } from '#base/plain-date.ts'
import { pick, type Random } from '#base/random.ts'
import type { Text } from '#base/text.ts'
import { findRegisterTaxonomy } from '#capabilities/enterprises/server/service.ts'
import { placesAround } from '#capabilities/places/server/service.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { findDoc } from '#pack/lookup.ts'
import { namedOrganisation } from '#pack/naming.ts'
import type { Programme, ProgrammeLand, ProgrammeWorkflow } from '#pack/programme.ts'
import { standardsFor } from '#pack/standards.ts'

/** What the generator of ground reads of `population.yaml`. */
const GroundOfPopulation = z.object({
  seed: z.coerce.string(),
  towns: z.record(z.string(), z.coerce.number().min(0)),
  industries: z.record(z.string(), z.coerce.number().min(0)).default({}),
})

/** What the synthetic stock of a programme is made from. */
export type StockWorld = {
  readonly house: House
  readonly programme: Programme
  readonly land: ProgrammeLand | undefined
  readonly seed: string
  readonly today: PlainDate
  readonly towns: Readonly<Record<string, number>>
  readonly industries: Readonly<Record<string, number>>
}

/** Undefined where the programme has no population, or no outlines to lay ground in. */
export function stockWorldOf(house: House): StockWorld | undefined {
  const programme = house.programme()
  const read = GroundOfPopulation.safeParse(programme.population)
  if (!read.success || Object.keys(programme.outlines).length === 0) return undefined
  return { house, programme, land: programme.land, today: todayOf(house), ...read.data }
}

/** The unit that checks something at a supply, by the name of the branch; the first that checks anything where none bears the name. */
export function unitFor(programme: Programme, branch: string): { id: string; name: Text } | undefined {
  const workflow: ProgrammeWorkflow | undefined = findDoc(
    programme,
    'workflows',
    programme.land?.workflows.supply ?? '',
  )
  const branches = (workflow?.states ?? []).flatMap(({ branches: some = [] }) => some)
  const units = branches.flatMap(({ id, unit }) => ('organisations' in unit ? [{ id, of: unit.organisations[0] }] : []))
  const found = (units.find(({ id }) => id === branch) ?? units[0])?.of ?? Object.keys(programme.organisations)[0]
  return found === undefined ? undefined : namedOrganisation(programme, found)
}

export type GroundOfUse = { readonly place: string; readonly base: string | null; readonly use: string | null }

/** Chooses one or two industries for a ground: those of its base, else those in which firms are many; only such as standards ask something of. */
export function industryChooser(world: StockWorld): (ground: GroundOfUse, random: Random) => string[] {
  const { programme, today } = world
  const usual = divisionsOf(world)
  const known = new Map<string, boolean>()
  const isAsked = (industry: string, { place, base, use }: GroundOfUse): boolean => {
    const key = [industry, place, base, use].join(' ')
    const found = known.get(key)
    if (found !== undefined) return found
    const standards = standardsFor(programme, {
      on: today,
      industries: [industry],
      places: [...placesAround(programme, place), ...placesAround(programme, base)],
      kind: 'control',
      ...(use === null ? {} : { use }),
    })
    const answer = standards.some(({ rows }) => rows.length > 0)
    known.set(key, answer)
    return answer
  }
  return (ground, random) => {
    const own = ground.base === null ? [] : (findDoc(programme, 'places', ground.base)?.industries ?? [])
    const choices = [
      ...own.map(({ taxonomy, class: one }) => ({ of: `${taxonomy}/${one}`, weight: 1 })),
      ...usual.map(({ of, weight }) => ({ of, weight: own.length === 0 ? weight : weight * 0.5 })),
    ]
    const chosen = new Set<string>()
    const wanted = random.next() < 0.6 ? 1 : 2
    for (let tries = 0; tries < 6 && chosen.size < wanted; tries += 1) {
      const one = pick(random, choices)
      if (one !== undefined && isAsked(one, ground)) chosen.add(one)
    }
    return [...chosen]
  }
}

/** The industries of the population as the classes below the top of their register, with their shares. */
function divisionsOf({ programme, industries }: StockWorld): { of: string; weight: number }[] {
  const taxonomy = findRegisterTaxonomy(programme, 'industry')
  if (taxonomy === undefined) return []
  const parents = new Map(taxonomy.classes.map(({ id, parent }) => [id, parent]))
  const total = Object.values(industries).reduce((sum, weight) => sum + weight, 0)
  const weights = new Map<string, number>()
  for (const [id, weight] of Object.entries(industries)) {
    let at = id
    for (;;) {
      const parent = parents.get(at)
      if (parent === undefined || parents.get(parent) === undefined) break
      at = parent
    }
    weights.set(at, (weights.get(at) ?? 0) + weight / total)
  }
  return [...weights].map(([id, weight]) => ({ of: `${taxonomy.id}/${id}`, weight }))
}
