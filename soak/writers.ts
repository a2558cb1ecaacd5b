import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, Person } from '../e2e/person.ts'
import { cellsOf, filledIn, type KnownReturn, knownFrom, type ShownReturn } from './ledger.ts'
import type { Random } from './random.ts'

/** How many of which were acknowledged. */
export type Tally = Record<string, number>

export type Writing = {
  readonly person: Person
  readonly random: Random
  readonly tally: Tally
  /** The returns of this writer alone. */
  readonly returns: readonly KnownReturn[]
  readonly until: () => boolean
}

const count = (tally: Tally, what: string): void => {
  tally[what] = (tally[what] ?? 0) + 1
}

/** Corrects, fills, submits, sends back and approves until told to end or until the server is gone. Answers refusals that should not be. */
export async function writeReturns({ person, random, tally, returns, until }: Writing): Promise<string[]> {
  while (!until()) {
    const one = random.one(returns)
    try {
      const answer = await step(person, random, one, tally)
      if (answer !== undefined && answer.status >= 500) {
        // Whether it was done is not known: a database that dies while it commits answers nobody.
        return [`return ${one.id}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`]
      }
    } catch {
      return []
    }
    await sleep(random.whole(0, 8))
  }
  return []
}

async function step(person: Person, random: Random, one: KnownReturn, tally: Tally): Promise<Answer | undefined> {
  if (one.state === 'approved') return act(person, one, { name: 'correct', reason: 'soak' }, tally)
  if (one.state === 'submitted' || one.state === 'under_review') {
    const onwards = one.state === 'submitted' ? 'pass' : 'approve'
    return act(person, one, random.share() < 0.8 ? { name: onwards } : { name: 'send_back', reason: 'soak' }, tally)
  }
  if (random.share() < 0.55) return save(person, random, one, tally)
  return submit(person, one, tally)
}

async function save(person: Person, random: Random, one: KnownReturn, tally: Tally): Promise<Answer> {
  const keys = Object.keys(one.cells).filter((key) => /employees|energy_consumption|electricity/.test(key))
  const cells = Object.fromEntries(keys.map((key) => [key, String(random.whole(1, 90_000))]))
  one.inFlight = 'save'
  const answer = await person.ask<{ revision: number }>('PATCH', `/api/returns/${one.id}/cells`, {
    revision: one.revision,
    cells,
  })
  if (answer.status < 500) one.inFlight = undefined
  if (answer.status === 200) {
    one.revision = answer.body.revision
    Object.assign(one.cells, cells)
    count(tally, 'save')
  }
  return answer
}

async function submit(person: Person, one: KnownReturn, tally: Tally): Promise<Answer> {
  const shown = await person.get<ShownReturn>(`/api/returns/${one.id}`)
  const open = shown.checks.filter(({ severity, outcome }) => severity === 'soft' && outcome === 'fails')
  const answers = Object.fromEntries(open.map(({ id }) => [id, 'seen and right']))
  return act(person, one, { name: 'submit', answers }, tally)
}

type Act = { readonly name: string; readonly reason?: string; readonly answers?: Record<string, string> }

async function act(person: Person, one: KnownReturn, { name, ...said }: Act, tally: Tally): Promise<Answer> {
  one.inFlight = name
  const answer = await person.ask<ShownReturn>('POST', `/api/returns/${one.id}/acts/${name}`, {
    revision: one.revision,
    ...said,
  })
  if (answer.status < 500) one.inFlight = undefined
  if (answer.status === 200) {
    Object.assign(one, knownFrom(answer.body))
    count(tally, name)
  } else if (answer.status < 500) {
    count(tally, 'refused')
  }
  return answer
}

/** Begins a return that nobody has begun and fills it with what stood the month before. */
export async function beginReturn(
  person: Person,
  asked: { form: string; subject: string; period: string },
  tally: Tally,
): Promise<KnownReturn> {
  const { id } = await person.send<{ id: string }>('POST', '/api/returns', asked)
  count(tally, 'open')
  const shown = await person.get<ShownReturn>(`/api/returns/${id}`)
  const known = knownFrom(shown)
  const cells = Object.fromEntries(filledIn(shown).map(({ key, last }) => [key, last ?? '0']))
  const saved = await person.send<{ revision: number }>('PATCH', `/api/returns/${id}/cells`, {
    revision: known.revision,
    cells,
  })
  count(tally, 'save')
  return { ...known, revision: saved.revision, cells: { ...cellsOf(shown), ...cells } }
}
