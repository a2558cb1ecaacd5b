import { isUnit, parseUnit, sameDimension } from '#base/unit.ts'
import { findAttribute } from '../formula/attributes.ts'
import { dependenciesOf, dependencyKey } from '../formula/dependencies.ts'
import { type Formula, isFunctionName } from '../formula/node.ts'
import type { FormulaWorld } from '../formula/units.ts'
import type { Compiling } from './compiling.ts'
import type { Indicator } from '../schema/indicator.ts'
import { type Checked, type CheckContext, duplicatesOf } from './context.ts'
import { checkRange } from './dates.ts'
import { compileExpression, yieldsUnit } from './formulas.ts'
import { checkGrades, checkPublicity } from './scheme-grades.ts'
import { missing, type Path, type Refuse } from './scheme-refuse.ts'
import { checkCriteria, checkGroups } from './scheme-scores.ts'

export type CheckedScheme = Checked<'schemes'>
/** Schemes judge units by inputs that are not statistical, by formulas with units, weights that add up and grades that exist. */
export function compileSchemes(compiling: Compiling): void {
  for (const scheme of compiling.context.list('schemes'))
    compiling.schemes.set(scheme.id, compileScheme(scheme, compiling))
}

/** The formulas of one scheme by their text; every problem is reported. */
export function compileScheme(
  scheme: CheckedScheme,
  { context, world: around }: Pick<Compiling, 'context' | 'world'>,
): Record<string, Formula> {
  const refuse: Refuse = (path, text, words = {}) => context.report(scheme, path, { text, ...words })
  checkIds(scheme, refuse)
  checkInputs(scheme, context, refuse)
  checkKinds(scheme, context, refuse)
  checkRange(scheme, [], scheme.content, context)
  const formulas: Record<string, Formula> = {}
  const world = worldOfScheme(scheme, around)
  for (const { path, text, yields } of expressionsOf(scheme.content)) {
    const expects = yields === 'condition' ? 'condition' : 'formula'
    const compiled = compileExpression(text, { document: scheme, path, expects }, world, context)
    if (compiled === undefined) continue
    formulas[text] = compiled.formula
    const shifted = dependenciesOf(compiled.formula.tree).find(({ shifts }) => shifts.length > 0)
    if (shifted !== undefined) refuse(path, 'scheme.one_period', { found: dependencyKey(shifted) })
    if (yields !== 'condition' && yields !== 'any' && !yieldsUnit(compiled.yields, yields))
      refuse(path, 'scheme.wrong_unit', {
        found: compiled.yields.is === 'amount' ? compiled.yields.unit : '',
        expected: yields,
      })
  }
  checkGroups(scheme.content, refuse)
  checkCriteria(scheme.content, formulas, refuse)
  checkGrades(scheme.content, refuse)
  checkPublicity(scheme.content, refuse)
  return formulas
}

/** Kinds of places that the programme has. */
function checkKinds({ content }: CheckedScheme, { placeKinds }: CheckContext, refuse: Refuse): void {
  if (content.subject !== 'place' || placeKinds === undefined) return
  content.population?.kinds?.forEach((kind, at) => {
    if (!placeKinds.has(kind)) refuse(['population', 'kinds', at], 'scheme.unknown', missing(kind, [...placeKinds]))
  })
}

/** The names of a scheme are its inputs and facts, and what is known of every subject. */
function worldOfScheme({ content }: CheckedScheme, around: FormulaWorld): FormulaWorld {
  const inputs = new Map(content.inputs.map(({ id, unit }) => [id, unit]))
  const facts = new Set((content.facts ?? []).map(({ id }) => id))
  return {
    ...around,
    unitOf: (name) => {
      const unit = inputs.get(name)
      return unit !== undefined && isUnit(unit) ? unit : undefined
    },
    isFact: (name) => facts.has(name),
    unknownName: 'scheme.unknown_name',
    names: () => [...inputs.keys(), ...facts],
  }
}

type Expression = {
  readonly path: Path
  readonly text: string
  readonly yields: 'condition' | 'any' | (string & {})
}

/** Every formula and condition of a scheme with the unit that it must yield. */
export function expressionsOf(scheme: CheckedScheme['content']): Expression[] {
  const found: Expression[] = []
  const add = (text: string | undefined, path: Path, yields: Expression['yields'] = 'condition') => {
    if (text !== undefined) found.push({ path, text, yields })
  }
  const each = (items: readonly { where?: string | undefined }[] | undefined, path: Path) =>
    items?.forEach((item, at) => add(item.where, [...path, at, 'where']))
  add(scheme.population?.where, ['population', 'where'])
  each(scheme.population?.excluded, ['population', 'excluded'])
  add(scheme.units?.apart, ['units', 'apart'])
  each(scheme.groups, ['groups'])
  scheme.criteria.forEach(({ is, unit }, at) => add(is, ['criteria', at, 'is'], unit))
  for (const side of ['bonuses', 'penalties'] as const) {
    each(scheme[side]?.items, [side, 'items'])
    scheme[side]?.items.forEach(({ per }, at) => add(per, [side, 'items', at, 'per'], 'one'))
  }
  for (const list of ['direct', 'vetoes', 'protections'] as const) each(scheme[list], [list])
  scheme.measures?.items.forEach(({ of, already, unit }, at) => {
    add(of, ['measures', 'items', at, 'of'], 'any')
    add(already, ['measures', 'items', at, 'already'], unit)
  })
  return found
}

function checkIds({ content }: CheckedScheme, refuse: Refuse): void {
  const names = [
    ...content.inputs.map(({ id }, at) => ({ id, path: ['inputs', at, 'id'] })),
    ...(content.facts ?? []).map(({ id }, at) => ({ id, path: ['facts', at, 'id'] })),
  ]
  for (const { item, key } of duplicatesOf(names, ({ id }) => id))
    refuse(item.path, 'pack.duplicate_id', { found: key })
  for (const { id, path } of names) {
    if (isFunctionName(id) || findAttribute(id) !== undefined || ['and', 'or', 'not', 'in'].includes(id))
      refuse(path, 'indicator.reserved_name', { found: id })
  }
  const lists = { ...content, bonuses: content.bonuses?.items, penalties: content.penalties?.items }
  const keys = ['groups', 'criteria', 'grades', 'bonuses', 'penalties', 'direct', 'vetoes', 'protections'] as const
  for (const list of keys) {
    const path = list === 'bonuses' || list === 'penalties' ? [list, 'items'] : [list]
    for (const { at, key } of duplicatesOf<{ id: string }>(lists[list] ?? [], ({ id }) => id))
      refuse([...path, at, 'id'], 'pack.duplicate_id', { found: key })
  }
}

/** Indicators of the subject itself and of its parcels; of places also what adds up, or is computed, over those in them. */
function isOf(indicator: Pick<Indicator, 'subject' | 'kind' | 'over_subjects'>, subject: string): boolean {
  if (indicator.subject === subject || indicator.subject === 'parcel') return true
  return subject === 'place' && (indicator.kind === 'formula' || indicator.over_subjects === 'sum')
}

function checkInputs({ content }: CheckedScheme, context: CheckContext, refuse: Refuse): void {
  const facts = (content.facts ?? []).map(({ id }) => id)
  content.inputs.forEach((input, at) => {
    const path = ['inputs', at]
    if (input.domain === 'statistical') refuse([...path, 'domain'], 'scheme.statistical_input', { found: input.id })
    const verified = input.declared_zero?.verified_by
    if (verified !== undefined && !facts.includes(verified))
      refuse([...path, 'declared_zero', 'verified_by'], 'scheme.unknown', missing(verified, facts))
    const penalty = input.declared_zero?.penalty
    if (penalty?.startsWith('-')) refuse([...path, 'declared_zero', 'penalty'], 'scheme.below_zero', { found: penalty })
    const indicator = input.indicator === undefined ? undefined : context.find('indicators', input.indicator)?.content
    if (indicator === undefined) return
    if (indicator.domain === 'statistical')
      refuse([...path, 'indicator'], 'scheme.statistical_input', { found: input.indicator ?? '' })
    else if (indicator.domain !== input.domain)
      refuse([...path, 'domain'], 'scheme.other_domain', { found: input.domain, expected: indicator.domain })
    if (
      isUnit(input.unit) &&
      isUnit(indicator.unit) &&
      !sameDimension(parseUnit(input.unit), parseUnit(indicator.unit))
    )
      refuse([...path, 'unit'], 'pack.wrong_dimension', { found: input.unit, expected: indicator.unit })
    if (!isOf(indicator, content.subject))
      refuse([...path, 'indicator'], 'scheme.other_subject', { found: indicator.subject, expected: content.subject })
  })
}
