import type { Facts } from './facts.ts'

/**
 * What was read of the mirror, kept until anything is written to it. For what stands behind many questions (who is expected, how far
 * the periods reach), never for figures.
 */
export class FactsKept<T> {
  readonly #most: number
  readonly #sizeOf: (found: T) => number
  readonly #kept = new Map<string, T>()
  #size = 0
  #writes: number | null = null

  /** @param most the sum of the sizes that are kept; the oldest goes first */
  constructor(most: number, sizeOf: (found: T) => number) {
    this.#most = most
    this.#sizeOf = sizeOf
  }

  async get(facts: Pick<Facts, 'writes'>, name: string, ask: () => Promise<T>): Promise<T> {
    const writes = facts.writes()
    if (writes === null) return ask()
    if (writes !== this.#writes) this.#forget(writes)
    const known = this.#kept.get(name)
    if (known !== undefined) return known
    const found = await ask()
    if (writes === this.#writes && !this.#kept.has(name)) this.#keep(name, found)
    return found
  }

  #forget(writes: number): void {
    this.#kept.clear()
    this.#size = 0
    this.#writes = writes
  }

  #keep(name: string, found: T): void {
    const size = this.#sizeOf(found)
    if (size > this.#most) return
    this.#kept.set(name, found)
    this.#size += size
    for (const [oldest, held] of this.#kept) {
      if (this.#size <= this.#most) return
      this.#kept.delete(oldest)
      this.#size -= this.#sizeOf(held)
    }
  }
}
