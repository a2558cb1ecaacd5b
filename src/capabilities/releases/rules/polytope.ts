/** Numbers smaller than this, where the largest are 1, are taken for 0. */
const tiny = 1e-9
const stalled = 40

/** One equation: so many of each variable make up the right side. */
export type Equation = {
  readonly of: readonly { readonly variable: number; readonly times: number }[]
  readonly is: number
}

/** How far a sum can go: the bound, and a point that reaches it; no point when it is boundless. */
export type Extreme = {
  readonly bound: number
  readonly point: Float64Array | null
  /** The equations that prove the bound, each with how often it is taken. */
  readonly proof: ReadonlyMap<number, number>
}

/**
 * All values of 0 or more that satisfy equations, asked again and again how large a sum over them can get: the simplex method on a
 * dense table that keeps the inverse of its basis beside it. Made for the few hundred equations of a table with gaps.
 */
export class Polytope {
  readonly #variables: number
  readonly #equations: number
  readonly #width: number
  readonly #scale: number
  readonly #table: Float64Array[]
  readonly #basis: number[]

  /** @throws Error when no values satisfy the equations */
  constructor(variables: number, equations: readonly Equation[]) {
    this.#variables = variables
    this.#equations = equations.length
    this.#width = variables + equations.length + 1
    this.#scale = Math.max(...equations.map(({ is }) => Math.abs(is)), 0) || 1
    this.#basis = equations.map((_, i) => variables + i)
    this.#table = equations.map(({ of, is }, i) => {
      const row = new Float64Array(this.#width)
      const turn = is < 0 ? -1 : 1
      for (const { variable, times } of of) row[variable] = (row[variable] as number) + turn * times
      row[variables + i] = turn
      row[this.#width - 1] = (turn * is) / this.#scale
      return row
    })
    this.#begin()
  }

  /** The largest value of a sum of variables. */
  most(sum: ReadonlyMap<number, number>): Extreme {
    const cost = new Float64Array(this.#width)
    for (const [variable, times] of sum) cost[variable] = times
    this.#basis.forEach((variable, i) => {
      const times = sum.get(variable) ?? 0
      if (times !== 0) this.#subtract(cost, this.#table[i] as Float64Array, times)
    })
    if (!this.#climb(cost, this.#variables)) return { bound: Number.POSITIVE_INFINITY, point: null, proof: new Map() }
    const proof = new Map<number, number>()
    for (let i = 0; i < this.#equations; i++) {
      const price = cost[this.#variables + i] as number
      if (Math.abs(price) > tiny) proof.set(i, -price)
    }
    const point = this.#point()
    let bound = 0
    for (const [variable, times] of sum) bound += times * (point[variable] as number)
    return { bound, point, proof }
  }

  #point(): Float64Array {
    const point = new Float64Array(this.#variables)
    this.#basis.forEach((variable, i) => {
      const value = (this.#table[i] as Float64Array)[this.#width - 1] as number
      if (variable < this.#variables) point[variable] = Math.max(0, value) * this.#scale
    })
    return point
  }

  /** Finds a first point: the artificial variables, one an equation, are brought to 0 and out. */
  #begin(): void {
    const cost = new Float64Array(this.#width)
    for (const row of this.#table)
      for (let j = 0; j < this.#variables; j++) cost[j] = (cost[j] as number) + (row[j] as number)
    this.#climb(cost, this.#variables)
    this.#basis.forEach((variable, i) => {
      if (variable < this.#variables) return
      const row = this.#table[i] as Float64Array
      if (Math.abs(row[this.#width - 1] as number) > 1e-6) throw new Error('no values satisfy the equations')
      row[this.#width - 1] = 0
      let best = -1
      for (let j = 0; j < this.#variables; j++) {
        if (Math.abs(row[j] as number) > Math.max(tiny, best < 0 ? 0 : Math.abs(row[best] as number))) best = j
      }
      if (best >= 0) this.#turn(i, best, null)
    })
  }

  /** Improves until nothing does; false when there is no end to it. Among equals the first, once it stands still. */
  #climb(cost: Float64Array, among: number): boolean {
    let still = 0
    for (;;) {
      let enter = -1
      for (let j = 0; j < among; j++) {
        const gain = cost[j] as number
        if (gain <= tiny || (enter >= 0 && gain <= (cost[enter] as number))) continue
        enter = j
        if (still > stalled) break
      }
      if (enter < 0) return true
      const leave = this.#leaving(enter)
      if (leave < 0) return false
      const before = (this.#table[leave] as Float64Array)[this.#width - 1] as number
      still = before > tiny ? 0 : still + 1
      this.#turn(leave, enter, cost)
    }
  }

  #leaving(enter: number): number {
    let leave = -1
    let least = Number.POSITIVE_INFINITY
    for (let i = 0; i < this.#equations; i++) {
      const row = this.#table[i] as Float64Array
      const step = row[enter] as number
      const isArtificial = (this.#basis[i] as number) >= this.#variables
      // What is artificial stays at 0: it leaves before it can move.
      if (step <= tiny && !(isArtificial && step < -tiny && (row[this.#width - 1] as number) <= tiny)) continue
      const ratio = Math.max(0, row[this.#width - 1] as number) / Math.abs(step)
      const isSame = leave >= 0 && Math.abs(ratio - least) <= 1e-12
      if (ratio < least - 1e-12 || (isSame && (this.#basis[i] as number) < (this.#basis[leave] as number))) {
        leave = i
        least = Math.min(least, ratio)
      }
    }
    return leave
  }

  #turn(leave: number, enter: number, cost: Float64Array | null): void {
    const row = this.#table[leave] as Float64Array
    const by = row[enter] as number
    for (let j = 0; j < this.#width; j++) row[j] = (row[j] as number) / by
    row[enter] = 1
    for (let i = 0; i < this.#equations; i++) {
      const other = this.#table[i] as Float64Array
      const times = other[enter] as number
      if (i === leave || times === 0) continue
      this.#subtract(other, row, times)
      other[enter] = 0
    }
    if (cost !== null) {
      const times = cost[enter] as number
      this.#subtract(cost, row, times)
      cost[enter] = 0
    }
    this.#basis[leave] = enter
  }

  #subtract(from: Float64Array, row: Float64Array, times: number): void {
    for (let j = 0; j < this.#width; j++) {
      const each = row[j] as number
      if (each !== 0) from[j] = (from[j] as number) - times * each
    }
  }
}
