import { type Actor, can, type Decision } from '#base/decision.ts'
import { once } from '#base/once.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import { type Quantity, quantity } from '#base/quantity.ts'
import { isUnit, parseUnit, sameDimension } from '#base/unit.ts'
import { decide } from '#kit/server/gate.ts'
import { citedSource } from '#pack/citation.ts'
import { createMembership } from '#pack/classes.ts'
import type { RuleAnswer } from '#pack/land-rules.ts'
import { clauseOf, textOf, written } from '#pack/naming.ts'
import type { Programme, ProgrammeLand } from '#pack/programme.ts'
import type { FactAsked, KnownGiven, MeasureAsked, RuleShown, Stated } from '../contract/known.ts'
import type { Known, Standing } from '../rules/known.ts'
import type { RuleWords } from '../rules/renewals.ts'
import { landOf } from './reach.ts'

const membershipOf = once((programme: Programme) => createMembership(programme))

export function standingOf(
  programme: Programme,
  { places, industry }: { readonly places: readonly string[]; readonly industry?: string | null },
): Standing {
  return { places, industry: industry ?? undefined, memberOf: membershipOf(programme) }
}

/** An amount in a unit that converts to the one that is wanted. */
export function amountIssue(stated: Stated, unit: string, where: string): ProblemIssue[] {
  if (isUnit(stated.unit) && sameDimension(parseUnit(stated.unit), parseUnit(unit))) return []
  return [{ text: 'renewal.other_unit', where: `${where}.unit`, found: stated.unit, expected: unit }]
}

/** What a person stated, checked. @throws Problem invalid_input naming every measure and fact that the programme does not know */
export function demandKnown(land: ProgrammeLand, { values = {}, facts = {} }: KnownGiven, where: string): Known {
  const measures = new Map(land.measures.map((measure) => [measure.id, measure]))
  const known = new Set(land.facts.map(({ id }) => id))
  const issues = [
    ...Object.entries(values).flatMap(([id, stated]): ProblemIssue[] => {
      const measure = measures.get(id)
      const place = `${where}.values.${id}`
      if (measure === undefined) return [{ text: 'renewal.unknown_measure', where: place, found: id }]
      return amountIssue(stated, measure.unit, place)
    }),
    ...Object.keys(facts).flatMap((id): ProblemIssue[] =>
      known.has(id) ? [] : [{ text: 'renewal.unknown_fact', where: `${where}.facts.${id}`, found: id }],
    ),
  ]
  if (issues.length > 0) throw new Problem('invalid_input', { issues })
  return {
    values: Object.fromEntries(Object.entries(values).map(([id, { value, unit }]) => [id, quantity(value, unit)])),
    facts,
  }
}

export function measuresShown(land: ProgrammeLand, ids: readonly string[], known?: Known): MeasureAsked[] {
  return land.measures
    .filter(({ id }) => ids.includes(id))
    .map(({ id, name, unit, definition }) => ({
      id,
      name: textOf(name),
      unit,
      definition: textOf(definition),
      value: valueOf(known, id),
    }))
}

function valueOf(known: Known | undefined, id: string): Quantity | null {
  return known !== undefined && Object.hasOwn(known.values, id) ? (known.values[id] ?? null) : null
}

export function factsShown(land: ProgrammeLand, ids: readonly string[], known?: Known): FactAsked[] {
  return land.facts
    .filter(({ id }) => ids.includes(id))
    .map(({ id, name, definition }) => ({
      id,
      name: textOf(name),
      definition: definition === undefined ? null : textOf(definition),
      holds: known !== undefined && Object.hasOwn(known.facts, id) ? (known.facts[id] ?? null) : null,
    }))
}

type Rule = {
  readonly id: string
  readonly name: { readonly zh: string; readonly en?: string | undefined }
  readonly when?: string | undefined
  readonly words?: { readonly zh: string; readonly en?: string | undefined } | undefined
  readonly source: string
}

/** A rule as it is shown, without an answer. */
export function ruleWords(programme: Programme, rule: Rule, does: RuleShown['does']) {
  const { id, name, when, words, source } = rule
  return {
    id,
    name: textOf(name),
    does,
    when: when ?? null,
    words: words === undefined ? null : textOf(words),
    clause: clauseOf(programme, source),
    source,
  }
}

export function ruleShown(programme: Programme, { rule, answer, because }: RuleAnswer<Rule>, does: RuleShown['does']) {
  const { nameOf } = wordsOf(programme)
  const names = [...new Set(because.map(({ name }) => name))]
  return {
    ...ruleWords(programme, rule, does),
    answer,
    because: names.map((id) => ({ id, name: nameOf(id) })),
  }
}

/** What sentences about rules of land need. */
export function wordsOf(programme: Programme): RuleWords {
  const land = landOf(programme)
  return {
    clauseOf: (source) => ({ zh: citedSource(programme, source, 'zh'), en: citedSource(programme, source, 'en') }),
    nameOf: (id) => {
      const found = [...land.measures, ...land.facts].find((one) => one.id === id)
      return found === undefined ? written(id) : textOf(found.name)
    },
  }
}

type Reached = { readonly places: readonly string[]; readonly organisations: readonly string[] }

/** Whether any of these permissions is held in reach; else why the first is not. */
export function mayAny(actor: Actor, permissions: readonly [string, ...string[]], reach?: Reached): Decision {
  const decisions = permissions.map((permission) => can(actor, permission, reach))
  return decisions.find(({ allowed }) => allowed) ?? can(actor, permissions[0], reach)
}

/** @throws Problem forbidden where none of these permissions is held in reach */
export function demandAny(actor: Actor, permissions: readonly [string, ...string[]], reach: Reached): void {
  const held = permissions.find((permission) => can(actor, permission, reach).allowed)
  decide(actor, held ?? permissions[0], reach)
}
