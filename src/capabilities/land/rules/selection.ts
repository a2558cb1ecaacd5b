import { blank } from '#base/blank.ts'
import { quantity } from '#base/quantity.ts'
import type { Given } from '#pack/formula/evaluate.ts'
import { spaceAnswers } from '#pack/land-rules.ts'
import type { ProgrammeLand, ProgrammeSpace } from '#pack/programme.ts'

/** What is said of an enterprise that asks for space: facts by name, amounts in the units of their measures. */
export type SaidOfEnterprise = {
  readonly facts: Readonly<Record<string, boolean>>
  readonly amounts: Readonly<Record<string, string>>
}

function givenBy({ measures, facts }: ProgrammeLand, said: SaidOfEnterprise): Given {
  const units = new Map(measures.map(({ id, unit }) => [id, unit]))
  const known = new Set(facts.map(({ id }) => id))
  return {
    valueOf: ({ name }) => {
      const [unit, value] = [units.get(name), Object.hasOwn(said.amounts, name) ? said.amounts[name] : undefined]
      return unit === undefined || value === undefined ? blank('not_reported') : quantity(value, unit)
    },
    factOf: (name) =>
      known.has(name) ? { holds: Object.hasOwn(said.facts, name) ? said.facts[name] : undefined } : undefined,
  }
}

/** Which conditions of a programme of space an enterprise meets, and which terms are open to it: those that hold for one that is selected. */
export function selectionOf(land: ProgrammeLand, space: ProgrammeSpace, said: SaidOfEnterprise) {
  const { selects, terms } = spaceAnswers(space, givenBy(land, said))
  const no = selects.some(({ answer }) => answer === 'no')
  const answer: 'yes' | 'no' | 'unknown' = no ? 'no' : selects.every((one) => one.answer === 'yes') ? 'yes' : 'unknown'
  return {
    answer,
    selects,
    terms: terms.map((term) => ({ ...term, open: answer === 'yes' && term.answer === 'yes' })),
  }
}

/** The measures and facts that the conditions of a programme of space name. */
export function askedBy(land: ProgrammeLand, space: ProgrammeSpace): { facts: string[]; amounts: string[] } {
  const { selects, terms } = spaceAnswers(space, givenBy(land, { facts: {}, amounts: {} }))
  const names = new Set([...selects, ...terms].flatMap(({ because }) => because.map(({ name }) => name)))
  return {
    facts: land.facts.map(({ id }) => id).filter((id) => names.has(id)),
    amounts: land.measures.map(({ id }) => id).filter((id) => names.has(id)),
  }
}
