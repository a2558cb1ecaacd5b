import { Problem } from '#base/problem.ts'
import { listDocs } from '#pack/lookup.ts'
import { textOf } from '#pack/naming.ts'
import type { Programme, ProgrammeSpace } from '#pack/programme.ts'
import type { ProgrammeOfSpace, RuleAnswered, SelectionAnswer } from '../contract/carriers.ts'
import { askedBy, type SaidOfEnterprise, selectionOf } from '../rules/selection.ts'
import { landOf } from './reach.ts'

/** The programmes of space, with what their conditions ask of an enterprise. */
export function listProgrammes(programme: Programme): ProgrammeOfSpace[] {
  return listDocs(programme, 'spaces').map((space) => showProgramme(programme, space))
}

/** @throws Problem not_found */
function getProgramme(programme: Programme, id: string): ProgrammeSpace {
  const space = findProgramme(programme, id)
  if (space === undefined) throw new Problem('not_found', { details: { kind: 'space_programme', id } })
  return space
}

export function findProgramme(programme: Programme, id: string | null): ProgrammeSpace | undefined {
  return listDocs(programme, 'spaces').find((space) => space.id === id)
}

export function showProgramme(programme: Programme, space: ProgrammeSpace): ProgrammeOfSpace {
  const land = landOf(programme)
  const asked = askedBy(land, space)
  const { rent } = space
  return {
    id: space.id,
    name: textOf(space.name),
    rent: rent !== undefined && 'value' in rent ? { value: rent.value, unit: rent.unit } : null,
    selects: (space.selects ?? []).map(({ id, name, when }) => ({ id, name: textOf(name), condition: when })),
    terms: space.terms.map(({ id, name, kind, words, when }) => ({
      id,
      name: textOf(name),
      kind,
      words: textOf(words),
      condition: when ?? null,
    })),
    stated: (space.carriers ?? []).map(({ id, name }) => ({ id, name: textOf(name) })),
    asks: {
      facts: land.facts
        .filter(({ id }) => asked.facts.includes(id))
        .map(({ id, name }) => ({ id, name: textOf(name) })),
      amounts: land.measures
        .filter(({ id }) => asked.amounts.includes(id))
        .map(({ id, name, unit }) => ({ id, name: textOf(name), unit })),
    },
  }
}

/** Which conditions an enterprise meets, what is unknown by name, which terms are open to it. */
export function showSelection(programme: Programme, id: string, said: SaidOfEnterprise): SelectionAnswer {
  const { answer, selects, terms } = selectionOf(landOf(programme), getProgramme(programme, id), said)
  const answered = (one: (typeof selects)[number] | (typeof terms)[number]): RuleAnswered => ({
    id: one.rule.id,
    name: textOf(one.rule.name),
    answer: one.answer,
    unknown: one.because.map(({ name }) => name),
  })
  return {
    answer,
    selects: selects.map(answered),
    terms: terms.map((term) => ({
      ...answered(term),
      kind: term.rule.kind,
      words: textOf(term.rule.words),
      open: term.open,
    })),
  }
}

/** Names of terms, by the programme of their building; ids where it no longer has them. */
export function namedTerms(programme: Programme, of: string | null, terms: readonly string[]) {
  const space = findProgramme(programme, of)
  return terms.map((id) => {
    const term = space?.terms.find((one) => one.id === id)
    return { id, name: term === undefined ? { zh: id, en: id } : textOf(term.name) }
  })
}
