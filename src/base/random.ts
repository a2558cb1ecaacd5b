/** Numbers that look random and are the same every time for the same seed. */
export type Random = {
  /** From 0 (included) to 1 (excluded). */
  next(): number
  /** Around 0 with standard deviation 1. */
  normal(): number
}

/** A generator of its own for each word of the seed, so that one thing more does not change all the others. */
export function randomFrom(...words: readonly (string | number)[]): Random {
  const step = sfc32(hash(words.join(' ')))
  return {
    next: step,
    normal: () => Math.sqrt(-2 * Math.log(1 - step())) * Math.cos(2 * Math.PI * step()),
  }
}

/** One of the choices, each as likely as its weight. */
export function pick<Choice>(
  random: Random,
  choices: readonly { readonly of: Choice; readonly weight: number }[],
): Choice | undefined {
  const total = choices.reduce((sum, choice) => sum + choice.weight, 0)
  let left = random.next() * total
  for (const choice of choices) {
    left -= choice.weight
    if (left < 0) return choice.of
  }
  return choices.at(-1)?.of
}

/** Four words of 32 bits from a text (xmur3). */
function hash(text: string): [number, number, number, number] {
  let state = 1779033703 ^ text.length
  for (let i = 0; i < text.length; i += 1) {
    state = Math.imul(state ^ text.charCodeAt(i), 3432918353)
    state = (state << 13) | (state >>> 19)
  }
  const word = (): number => {
    state = Math.imul(state ^ (state >>> 16), 2246822507)
    state = Math.imul(state ^ (state >>> 13), 3266489909)
    state ^= state >>> 16
    return state >>> 0
  }
  return [word(), word(), word(), word()]
}

/** Small fast counting generator, 32 bits (C. Doty-Humphrey, PractRand). */
function sfc32([first, second, third, fourth]: [number, number, number, number]): () => number {
  let [a, b, c, count] = [first, second, third, fourth]
  return () => {
    const sum = (((a + b) | 0) + count) | 0
    count = (count + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return (sum >>> 0) / 4294967296
  }
}
