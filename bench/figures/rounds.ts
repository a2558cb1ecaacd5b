import { loadavg } from 'node:os'

/** One way to answer a question, and how long each round took in ms. */
export type Contestant = { readonly name: string; run(): Promise<void> }

export type Timed = {
  readonly name: string
  readonly times: readonly number[]
  readonly median: number
  readonly worst: number
  readonly best: number
}

/** Asks every contestant in turn, another first each round, so that what the machine does beside it hits all alike. */
export async function interleaved(
  contestants: readonly Contestant[],
  { warmUp, rounds }: { warmUp: number; rounds: number },
): Promise<Timed[]> {
  const times = contestants.map((): number[] => [])
  for (let round = -warmUp; round < rounds; round += 1) {
    for (let turn = 0; turn < contestants.length; turn += 1) {
      const which = (((turn + round) % contestants.length) + contestants.length) % contestants.length
      const started = performance.now()
      await contestants[which]?.run()
      if (round >= 0) times[which]?.push(performance.now() - started)
    }
  }
  return contestants.map(({ name }, i) => {
    const mine = times[i] ?? []
    return { name, times: mine, median: medianOf(mine), worst: Math.max(...mine), best: Math.min(...mine) }
  })
}

/** The middle one; of an even number the mean of the two in the middle. */
export function medianOf(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[sorted.length / 2 - 1] ?? Number.NaN) + upper) / 2
}

/** Processes that wanted to run in the last minute. */
export function load(): number {
  return Math.round((loadavg()[0] ?? 0) * 10) / 10
}

/** At most two digits after the point. */
export function short(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100
}
