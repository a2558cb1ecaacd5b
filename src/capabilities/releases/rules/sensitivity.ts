/** The measures by which a figure is judged to give single respondents away; the pack states them. */
export type Parameters = {
  /** Fewer respondents than this are too few. */
  readonly frequency: number
  /** The largest so many respondents may not hold more than so many percent. */
  readonly dominance: { readonly units: number; readonly percent: number }
  /** What is left after the two largest must be at least so many percent of the largest: the second knows its own value. */
  readonly pPercent: number
}

export const usualParameters: Parameters = { frequency: 3, dominance: { units: 2, percent: 85 }, pPercent: 10 }

/** Why a figure is not shown. `complement`: only so that others cannot be worked out. `kept_back`: it came with a later edition only. */
export const suppressionReasons = ['few_units', 'dominance', 'p_percent', 'complement', 'kept_back'] as const
export type SuppressionReason = (typeof suppressionReasons)[number]

/** Who contributes to a sum, as far as the measures look: how many, how much in all, and the largest of them, by size without sign. */
export type Contributions = {
  readonly units: number
  readonly total: number
  /** Descending, as many as the measures look at. */
  readonly largest: readonly number[]
}

export const nobody: Contributions = { units: 0, total: 0, largest: [] }

function depthOf({ dominance }: Parameters): number {
  return Math.max(2, dominance.units)
}

/** The contributions of units, one number each; a declared zero is a contribution. */
export function contributionsOf(amounts: readonly number[], parameters: Parameters): Contributions {
  const sizes = amounts.map(Math.abs).sort((a, b) => b - a)
  return {
    units: sizes.length,
    total: sizes.reduce((sum, each) => sum + each, 0),
    largest: sizes.slice(0, depthOf(parameters)),
  }
}

/** Contributions of groups that share no unit, together. */
export function joined(groups: readonly Contributions[], parameters: Parameters): Contributions {
  const [only] = groups
  if (groups.length === 1 && only !== undefined) return only
  const depth = depthOf(parameters)
  const largest: number[] = []
  let [units, total] = [0, 0]
  for (const group of groups) {
    units += group.units
    total += group.total
    for (const each of group.largest) {
      if (largest.length === depth && each <= (largest.at(-1) as number)) break
      let at = largest.length
      while (at > 0 && (largest[at - 1] as number) < each) at--
      largest.splice(at, 0, each)
      if (largest.length > depth) largest.pop()
    }
  }
  return { units, total, largest }
}

/**
 * Why a sum may not be shown by itself; null when it may. A sum of nobody and a sum of zeros of enough units give nothing away.
 * `90, 7, 3` has units enough, and fails: two of them hold 97 %, and 3 is less than a tenth of 90.
 */
export function sensitivityOf(
  { units, total, largest }: Contributions,
  { frequency, dominance, pPercent }: Parameters,
): Exclude<SuppressionReason, 'complement' | 'kept_back'> | null {
  if (units === 0) return null
  if (units < frequency) return 'few_units'
  if (total === 0) return null
  const held = largest.slice(0, dominance.units).reduce((sum, each) => sum + each, 0)
  if (held * 100 > dominance.percent * total) return 'dominance'
  const [first = 0, second = 0] = largest
  return (total - first - second) * 100 < pPercent * first * (1 - 1e-12) ? 'p_percent' : null
}
