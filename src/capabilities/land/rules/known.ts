import { type Blank, blank } from '#base/blank.ts'
import type { Quantity } from '#base/quantity.ts'
import { parseUnit, sameDimension } from '#base/unit.ts'
import type { AttributeName } from '#pack/formula/attributes.ts'
import { namesOf } from '#pack/formula/dependencies.ts'
import { evaluateCondition, type Given } from '#pack/formula/evaluate.ts'
import type { Formula } from '#pack/formula/node.ts'
import type { ProgrammeLand, ProgrammeQuota, ProgrammeRenewal } from '#pack/programme.ts'

/** What people stated of a project: amounts by measure, yes or no by fact. What nobody stated is not there. */
export type Known = {
  readonly values: Readonly<Record<string, Quantity>>
  readonly facts: Readonly<Record<string, boolean>>
}

/** Where a project lies and what it makes. */
export type Standing = {
  /** The place and all that contain it. */
  readonly places: readonly string[]
  /** Taxonomy and class; absent while nobody has said. */
  readonly industry?: string | undefined
  /** Whether something of one class belongs to others; undefined where that cannot be said. */
  readonly memberOf: (held: readonly string[], wanted: readonly string[]) => boolean | undefined
}

/** The measure that is the ground of a project: the first of parcels that is an area. */
export function groundMeasure(land: ProgrammeLand): string | undefined {
  return land.measures.find(({ of, unit }) => of === 'parcel' && isOf(unit, 'm2'))?.id
}

/** Whether amounts in one unit can be said in the other. */
function isOf(unit: string, other: string): boolean {
  return sameDimension(parseUnit(unit), parseUnit(other))
}

/** What the rules of land are asked of, for one project. */
export function givenOf(land: ProgrammeLand, known: Known, standing: Standing): Given {
  const facts = new Set(land.facts.map(({ id }) => id))
  const measures = new Set(land.measures.map(({ id }) => id))
  return {
    valueOf({ name, shifts }): Quantity | Blank {
      if (shifts.length > 0 || !measures.has(name)) return blank('not_applicable')
      return (Object.hasOwn(known.values, name) ? known.values[name] : undefined) ?? blank('not_reported')
    },
    factOf(name) {
      if (!facts.has(name)) return undefined
      return { holds: Object.hasOwn(known.facts, name) ? known.facts[name] : undefined }
    },
    isIn: (attribute, classes) => isIn(standing, attribute, classes),
  }
}

function isIn(standing: Standing, attribute: AttributeName, classes: readonly string[]): boolean | undefined {
  const { places, industry, memberOf } = standing
  if (attribute === 'industry') return industry === undefined ? undefined : memberOf([industry], classes)
  if (attribute === 'place' || attribute === 'town' || attribute === 'base')
    return places.some((place) => classes.includes(place))
  return undefined
}

/** What is known of a project as answers to conditions of its case. */
export function truthBy(given: Given): (condition: Formula) => boolean | { readonly unknown: readonly string[] } {
  return (condition) => {
    const { answer, because } = evaluateCondition(condition, given)
    return answer === 'unknown' ? { unknown: because.map(({ name }) => name) } : answer === 'yes'
  }
}

/** The same with what was filled in later; the latter counts. */
export function knownWith(known: Known, values: Readonly<Record<string, Quantity>>): Known {
  return { ...known, values: { ...known.values, ...values } }
}

export type Asked = { readonly measures: readonly string[]; readonly facts: readonly string[] }

/** The measures and facts that the rules of a document ask for, in the order of the programme. */
export function askedBy(land: ProgrammeLand, { formulas }: Pick<ProgrammeRenewal | ProgrammeQuota, 'formulas'>): Asked {
  const names = new Set(Object.values(formulas).flatMap(({ tree }) => namesOf(tree)))
  const those = (all: readonly { readonly id: string }[]) => all.flatMap(({ id }) => (names.has(id) ? [id] : []))
  return { measures: those(land.measures), facts: those(land.facts) }
}
