/** Numbers that are the same for the same seed, so that a run can be repeated. */
export type Random = {
  /** From 0 to below 1. */
  share(): number
  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number
  one<T>(list: readonly T[]): T
}

export function randomFrom(seed: number): Random {
  let state = seed >>> 0 || 1
  const share = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    share,
    whole: (from, to) => from + Math.floor(share() * (to - from + 1)),
    one: (list) => {
      const found = list[Math.floor(share() * list.length)]
      if (found === undefined) throw new Error('nothing to choose from')
      return found
    },
  }
}
