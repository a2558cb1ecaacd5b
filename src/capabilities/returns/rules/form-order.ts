/** In which order computed cells are computed, and which an edit reaches. */
export type Order = {
  /** Every computed cell after those it reads; cells that lead back to themselves are left out. */
  readonly all: readonly number[]
  /** Computes what depends on changed cells, each once and in order; stops where a value stays. Answers the cells that changed. */
  after(changed: readonly number[], compute: (i: number) => boolean): number[]
}

/** `reads[i]`: the cells that cell i is computed from; undefined for cells that are typed. */
export function createOrder(reads: readonly (readonly number[] | undefined)[]): Order {
  const dependants: (number[] | undefined)[] = Array.from({ length: reads.length })
  const waiting = new Map<number, number>()
  for (const [i, from] of reads.entries()) {
    if (from === undefined) continue
    for (const source of from) (dependants[source] ??= []).push(i)
    waiting.set(i, from.filter((source) => reads[source] !== undefined).length)
  }
  const all = [...waiting].flatMap(([i, n]) => (n === 0 ? [i] : []))
  for (let next = 0; next < all.length; next += 1) {
    for (const i of dependants[all[next] as number] ?? []) {
      const left = (waiting.get(i) ?? 0) - 1
      waiting.set(i, left)
      if (left === 0) all.push(i)
    }
  }
  const rank = new Map(all.map((i, place) => [i, place]))

  return {
    all,
    after(changed, compute) {
      const queue = new Ranks()
      const add = (i: number) => {
        for (const dependant of dependants[i] ?? []) {
          const place = rank.get(dependant)
          if (place !== undefined) queue.add(place)
        }
      }
      for (const i of changed) add(i)
      const reached: number[] = []
      for (let place = queue.take(); place !== undefined; place = queue.take()) {
        const i = all[place] as number
        if (!compute(i)) continue
        reached.push(i)
        add(i)
      }
      return reached
    },
  }
}

/** Places to be visited, the least first, each once: a binary heap. */
class Ranks {
  readonly #heap: number[] = []
  readonly #held = new Set<number>()

  add(place: number): void {
    if (this.#held.has(place)) return
    this.#held.add(place)
    const heap = this.#heap
    let at = heap.push(place) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      if ((heap[above] as number) <= place) break
      heap[at] = heap[above] as number
      at = above
    }
    heap[at] = place
  }

  take(): number | undefined {
    const heap = this.#heap
    const least = heap[0]
    const last = heap.pop()
    if (least === undefined || last === undefined) return undefined
    this.#held.delete(least)
    if (heap.length > 0) this.#sink(last)
    return least
  }

  #sink(place: number): void {
    const heap = this.#heap
    let at = 0
    for (;;) {
      let below = 2 * at + 1
      if (below >= heap.length) break
      if (below + 1 < heap.length && (heap[below + 1] as number) < (heap[below] as number)) below += 1
      if ((heap[below] as number) >= place) break
      heap[at] = heap[below] as number
      at = below
    }
    heap[at] = place
  }
}
