/** Times of one kind of request in ms, and what went wrong with it. */
export type Kind = { readonly times: number[]; errors: number }

/** What was measured, by kind. */
export class Measured {
  readonly kinds = new Map<string, Kind>()
  /** Each kind of error once, with how often. */
  readonly errors = new Map<string, number>()

  note(kind: string, milliseconds: number, error?: string): void {
    const known = this.kinds.get(kind) ?? { times: [], errors: 0 }
    this.kinds.set(kind, known)
    known.times.push(milliseconds)
    if (error === undefined) return
    known.errors += 1
    this.errors.set(error, (this.errors.get(error) ?? 0) + 1)
  }

  /** All kinds together. */
  all(): Kind {
    const kinds = [...this.kinds.values()]
    return { times: kinds.flatMap(({ times }) => times), errors: kinds.reduce((sum, { errors }) => sum + errors, 0) }
  }
}

/** The time that so great a share of all requests stayed within. */
export function quantile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

export type Sample = { readonly minute: number; readonly megabytes: number }

/** Megabytes a minute that a line through the samples rises, the first fifth left out: caches fill in it. */
export function slopeOf(samples: readonly Sample[]): number {
  const later = samples.slice(Math.floor(samples.length / 5))
  const mean = (of: (sample: Sample) => number) => later.reduce((sum, one) => sum + of(one), 0) / later.length
  const [x, y] = [mean(({ minute }) => minute), mean(({ megabytes }) => megabytes)]
  const above = later.reduce((sum, { minute, megabytes }) => sum + (minute - x) * (megabytes - y), 0)
  const below = later.reduce((sum, { minute }) => sum + (minute - x) ** 2, 0)
  return below === 0 ? 0 : above / below
}
