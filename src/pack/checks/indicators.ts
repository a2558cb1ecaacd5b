import { parsePlainDate } from '#base/plain-date.ts'
import { findAttribute } from '../formula/attributes.ts'
import { namesOf } from '../formula/dependencies.ts'
import { isFunctionName } from '../formula/node.ts'
import type { ProgrammeFormula } from '../programme.ts'
import type { Checked } from './context.ts'
import { findCycle } from './context.ts'
import { checkRange } from './dates.ts'
import { compileExpression, yieldsUnit } from './formulas.ts'
import type { Compiling } from './compiling.ts'

const finerKinds: Readonly<Record<string, readonly string[]>> = {
  month: ['month'],
  quarter: ['quarter', 'month'],
  half_year: ['half_year', 'quarter', 'month'],
  year: ['year', 'half_year', 'quarter', 'month'],
}

/** Indicators are named so that formulas can speak of them; formulas read what exists, yield their unit and never lead back. */
export function compileIndicators(compiling: Compiling): void {
  const { context } = compiling
  for (const indicator of context.list('indicators')) {
    checkName(indicator, compiling)
    checkRange(indicator, [], indicator.content, context)
    checkKind(indicator, compiling)
    compiling.formulasOf.set(indicator.id, compileFormulas(indicator, compiling))
  }
  checkCycles(compiling)
}

function checkName(indicator: Checked<'indicators'>, { context }: Compiling): void {
  const own = indicator.raw.id
  if (!/^[a-z][a-z0-9_]*$/.test(own)) {
    context.report(indicator, [], { text: 'indicator.bad_name', found: own, nearest: own.replaceAll('-', '_') })
  }
  if (isFunctionName(own) || findAttribute(own) !== undefined || ['and', 'or', 'not', 'in'].includes(own)) {
    context.report(indicator, [], { text: 'indicator.reserved_name', found: own })
  }
}

function checkKind(indicator: Checked<'indicators'>, { context }: Compiling): void {
  const { kind, formula, source_kind } = indicator.content
  if (kind === 'formula' && (formula === undefined || Object.keys(formula).length === 0)) {
    context.report(indicator, ['kind'], { text: 'indicator.formula_missing', expected: 'formula' })
  }
  if (kind !== 'formula' && formula !== undefined)
    context.report(indicator, ['formula'], { text: 'indicator.formula_not_wanted', found: kind }, 'key')
  if (kind === 'reported' && source_kind === undefined)
    context.report(indicator, ['kind'], { text: 'indicator.source_kind_missing', expected: 'source_kind' })
  if (kind !== 'reported' && source_kind !== undefined) {
    context.report(indicator, ['source_kind'], { text: 'indicator.source_kind_not_wanted', found: kind }, 'key')
  }
}

function compileFormulas(indicator: Checked<'indicators'>, compiling: Compiling): ProgrammeFormula[] {
  const { context, world } = compiling
  const entries = Object.entries(indicator.content.formula ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  return entries.flatMap(([from, { is, where, ...rest }]): ProgrammeFormula[] => {
    const path = ['formula', from, 'is']
    const formula = compileExpression(is, { document: indicator, path, expects: 'formula' }, world, context)
    const wherePath = ['formula', from, 'where']
    const selection =
      where === undefined
        ? undefined
        : compileExpression(where, { document: indicator, path: wherePath, expects: 'condition' }, world, context)
    if (formula === undefined) return []
    if (!yieldsUnit(formula.yields, indicator.content.unit) && formula.yields.is === 'amount') {
      context.report(indicator, path, {
        text: 'formula.wrong_result_unit',
        found: formula.yields.unit,
        expected: indicator.content.unit,
      })
    }
    checkReads(indicator, path, namesOf(formula.formula.tree), compiling)
    const dated = { ...rest, from: parsePlainDate(from), is: formula.formula }
    return [selection === undefined ? dated : { ...dated, where: selection.formula }]
  })
}

/** What is read is collected often enough, and statistical data never flow into what judges a single enterprise. */
function checkReads(
  indicator: Checked<'indicators'>,
  path: readonly string[],
  names: readonly string[],
  { context }: Compiling,
): void {
  for (const name of names) {
    const read = context.find('indicators', name)?.content
    if (read === undefined) continue
    if (read.domain === 'statistical' && indicator.content.domain !== 'statistical') {
      context.report(indicator, path, {
        text: 'indicator.reads_statistical',
        found: name,
        expected: indicator.content.domain,
      })
    }
    const missing = indicator.content.periods.find(
      (kind) => !(finerKinds[kind] ?? []).some((finer) => (read.periods as readonly string[]).includes(finer)),
    )
    if (missing !== undefined)
      context.report(indicator, path, { text: 'indicator.period_not_collected', found: name, expected: missing })
  }
}

function checkCycles({ context, formulasOf }: Compiling): void {
  const next = (id: string): string[] => [
    ...new Set((formulasOf.get(id) ?? []).flatMap((formula) => namesOf(formula.is.tree))),
  ]
  const reported = new Set<string>()
  for (const indicator of context.list('indicators')) {
    const cycle = findCycle(indicator.id, next)
    if (cycle === undefined || reported.has(indicator.id)) continue
    for (const id of cycle) reported.add(id)
    context.report(indicator, ['formula'], { text: 'indicator.formula_cycle', found: cycle.join(' → ') })
  }
}
