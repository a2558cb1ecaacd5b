import { addDays, addMonths, type PlainDate } from '#base/plain-date.ts'
import { type Period, startOf } from '#base/period.ts'
import { creditCheck, organisationCheck } from '#base/credit-code.ts'
import type { PopulationPlan } from './plan.ts'
import { pick, type Random, randomFrom } from '#base/random.ts'

/** A made-up enterprise: where it is, what it does, when it reports. */
export type MadeEnterprise = {
  readonly index: number
  readonly id: string
  readonly name: string
  readonly creditCode: string
  readonly town: string
  readonly base: string | null
  readonly industry: string
  readonly ownership: string | null
  /** Group of the totals it counts in, by its number in the plan. */
  readonly group: number
  /** First and one after the last month it reports, counted from the first month of the population. */
  readonly from: number
  readonly until: number
  /** Output against that of its like, before any calibration. */
  readonly weight: number
}

/** What the generator must know of the programme besides the plan. */
export type PopulationWorld = {
  /** Industries of `<taxonomy>/<class>`. */
  readonly membersOf: (address: string) => ReadonlySet<string>
  readonly placeName: (place: string) => string
  readonly industryName: (industry: string) => string
}

type Choice = { readonly of: string; readonly weight: number }

const reportsFromTheStart = 0.62
const leavesInAYear = 0.03
const outputSpread = 1.1

/** Makes enterprises, the same for the same plan and number of months. */
export function makeEnterprises(
  plan: PopulationPlan,
  world: PopulationWorld,
  size: { enterprises: number; months: number },
): MadeEnterprise[] {
  const towns = choicesOf(plan.towns)
  const industries = choicesOf(plan.industries)
  const ownership = choicesOf(plan.ownership)
  const groupOf = groupFinder(plan, world)
  const baseOf = baseFinder(plan, world)
  return Array.from({ length: size.enterprises }, (_, index) => {
    const random = randomFrom(plan.seed, 'enterprise', index)
    const town = pick(random, towns) ?? ''
    const industry = pick(random, industries) ?? ''
    const number = String(index + 1).padStart(5, '0')
    return {
      index,
      id: uuidOf(random),
      name: `合成第${number}号（${world.placeName(town)}·${world.industryName(industry)}）`,
      creditCode: codeOf(index),
      town,
      base: baseOf(random, town, industry),
      industry,
      ownership: pick(random, ownership) ?? null,
      group: groupOf(industry),
      ...lifeOf(random, size.months),
      weight: Math.exp(outputSpread * random.normal()),
    }
  })
}

function choicesOf(weights: Readonly<Record<string, number>>): Choice[] {
  return Object.entries(weights).map(([of, weight]) => ({ of, weight }))
}

function groupFinder(plan: PopulationPlan, world: PopulationWorld): (industry: string) => number {
  const members = plan.totals.map(({ group }) => (group.includes('/') ? world.membersOf(group) : null))
  const rest = members.indexOf(null)
  return (industry) => {
    const found = members.findIndex((ids) => ids?.has(industry) ?? false)
    return found < 0 ? rest : found
  }
}

/** A base takes its share of all enterprises, out of its towns and industries. */
function baseFinder(
  plan: PopulationPlan,
  world: PopulationWorld,
): (random: Random, town: string, industry: string) => string | null {
  const totalTowns = Object.values(plan.towns).reduce((a, b) => a + b, 0)
  const totalIndustries = Object.values(plan.industries).reduce((a, b) => a + b, 0)
  const bases = Object.entries(plan.bases).map(([base, { share, towns, industries }]) => {
    const ids = industries.length === 0 ? null : new Set(industries.flatMap((each) => [...world.membersOf(each)]))
    const ofTowns = towns.reduce((sum, town) => sum + (plan.towns[town] ?? 0), 0) / totalTowns
    const ofIndustries =
      ids === null ? 1 : [...ids].reduce((sum, id) => sum + (plan.industries[id] ?? 0), 0) / totalIndustries
    const reach = ofTowns * ofIndustries
    return { base, towns: new Set(towns), ids, chance: reach === 0 ? 0 : Math.min(0.9, share / reach) }
  })
  return (random, town, industry) => {
    let left = random.next()
    for (const { base, towns, ids, chance } of bases) {
      if (!towns.has(town) || !(ids?.has(industry) ?? true)) continue
      left -= chance
      if (left < 0) return base
    }
    return null
  }
}

function lifeOf(random: Random, months: number): { from: number; until: number } {
  const from = random.next() < reportsFromTheStart ? 0 : Math.floor(random.next() * months)
  const years = -Math.log(1 - random.next()) / leavesInAYear
  const leaves = from + 12 + Math.floor(years * 12)
  return { from, until: Math.min(months, leaves) }
}

function uuidOf(random: Random): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random.next() * 16).toString(16))
  hex[12] = '4'
  hex[16] = '89ab'[Math.floor(random.next() * 4)] ?? '8'
  const text = hex.join('')
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-')
}

/** Passes every check and belongs to no area of the country, so it can be nobody's. */
function codeOf(index: number): string {
  const body = `XY${String(index).padStart(6, '0')}`
  const organisation = `${body}${organisationCheck(body)}`
  const head = `91000000${organisation}`
  return `${head}${creditCheck(head)}`
}

/** The days an enterprise enters and leaves the list of those that report. */
export function daysOf(
  enterprise: Pick<MadeEnterprise, 'from' | 'until'>,
  first: Period,
  months: number,
): { since: PlainDate; until: PlainDate | null } {
  const start = startOf(first)
  const since = enterprise.from === 0 ? addDays(start, -365) : addMonths(start, enterprise.from)
  return { since, until: enterprise.until >= months ? null : addMonths(start, enterprise.until) }
}
