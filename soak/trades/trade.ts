import type { Answer, Person } from '../../e2e/person.ts'
import type { Book } from '../book.ts'
import type { Random } from '../random.ts'

/** Those who work, by login, signed in at the server that runs now. */
export type People = ReadonlyMap<string, Person>

/** One kind of work, done again and again by one of its own kind at a time; what it knows outlives the server. */
export type Trade = {
  readonly name: string
  /** Looks once at what there is to work on. */
  prepare(people: People): Promise<void>
  /** One act. */
  step(people: People, book: Book, random: Random): Promise<void>
}

export function personOf(people: People, login: string): Person {
  const found = people.get(login)
  if (found === undefined) throw new Error(`nobody is ${login}`)
  return found
}

/** Whether an answer shows this. */
export const shows =
  <Body>(look: (body: Body) => boolean) =>
  ({ status, body }: Answer): boolean =>
    status === 200 && look(body as Body)

let counted = 0

/** Words that nobody wrote before. */
export const unique = (word: string): string => `${word} ${++counted}`
