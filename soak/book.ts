import type { Answer, Person } from '../e2e/person.ts'
import type { Tally } from './writers.ts'

/** What one address must show as long as nobody writes there again. */
export type Expected = {
  readonly by: string
  readonly path: string
  readonly holds: (shown: Answer) => boolean
}

export type Asked = {
  readonly by: Person
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** What a write will have changed, when it is acknowledged: under which name, and how that can be seen. */
export type Promised<Body> = {
  readonly what: string
  readonly key: string | ((body: Body) => string)
  readonly expects: (body: Body) => Expected
}

/**
 * Everything that was acknowledged, kept outside the house. A later write under the same key takes the place of the earlier one; of a write
 * whose answer was not heard either the old or the new may stand.
 */
export class Book {
  readonly tally: Tally
  readonly #settled = new Map<string, Expected>()
  readonly #unsure = new Map<string, Expected[]>()

  constructor(tally: Tally) {
    this.tally = tally
  }

  /** Asks, and writes down what was acknowledged. @throws Refused, or what ended the connection */
  async write<Body>(asked: Asked, { what, key, expects }: Promised<Body>): Promise<Body> {
    const named = typeof key === 'string' ? key : undefined
    // What is made anew has no name before the answer: unheard of, it may be there or not.
    if (named !== undefined) this.#begin(named, expects(undefined as Body))
    const { by, method, path, body, headers } = asked
    const answer = await by.ask<Body>(method, path, body, headers)
    if (answer.status >= 500) throw new Refused(`${method} ${path}`, answer)
    if (named !== undefined && answer.status !== 200) this.#end(named, false)
    if (answer.status !== 200) {
      this.tally.refused = (this.tally.refused ?? 0) + 1
      // Two who act on the same thing at once: one of them is told so.
      if (answer.status === 409) return answer.body
      throw new Refused(`${method} ${path}`, answer)
    }
    this.tally[what] = (this.tally[what] ?? 0) + 1
    if (named === undefined) this.#settled.set((key as (given: Body) => string)(answer.body), expects(answer.body))
    else this.#end(named, true)
    return answer.body
  }

  #begin(key: string, next: Expected): void {
    const before = this.#settled.get(key)
    this.#unsure.set(key, before === undefined ? [next] : [next, before])
  }

  #end(key: string, done: boolean): void {
    const [next] = this.#unsure.get(key) ?? []
    if (done && next !== undefined) this.#settled.set(key, next)
    this.#unsure.delete(key)
  }

  get size(): number {
    return this.#settled.size
  }

  /** What was acknowledged and is not there. Afterwards the book holds what is there. */
  async compare(people: ReadonlyMap<string, Person>): Promise<string[]> {
    const faults: string[] = []
    const shown = new Map<string, Promise<Answer>>()
    const see = ({ by, path }: Expected): Promise<Answer> => {
      const known = shown.get(`${by} ${path}`) ?? demand(people, by).ask('GET', path)
      shown.set(`${by} ${path}`, known)
      return known
    }
    for (const [key, [next, before]] of this.#unsure) {
      if (next !== undefined && next.holds(await see(next))) this.#settled.set(key, next)
      else if (before !== undefined && !before.holds(await see(before)))
        faults.push(`${key}: neither as it was acknowledged nor as it was asked: ${said(await see(before))}`)
    }
    const asked = new Set(this.#unsure.keys())
    this.#unsure.clear()
    for (const [key, expected] of this.#settled) {
      if (asked.has(key)) continue
      const answer = await see(expected)
      if (!expected.holds(answer)) {
        faults.push(`${key} was acknowledged and is not there: ${said(answer)}`)
        this.#settled.delete(key)
      }
    }
    return faults
  }
}

const said = ({ status, body }: Answer): string => `${status} ${JSON.stringify(body).slice(0, 300)}`

function demand(people: ReadonlyMap<string, Person>, login: string): Person {
  const found = people.get(login)
  if (found === undefined) throw new Error(`nobody is ${login}`)
  return found
}

/** An answer that should not have been given. */
export class Refused extends Error {
  readonly status: number

  constructor(asked: string, { status, body }: Answer) {
    super(`${asked}: ${status} ${JSON.stringify(body).slice(0, 400)}`)
    this.status = status
  }
}
