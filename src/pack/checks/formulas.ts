import { Problem } from '#base/problem.ts'
import { isUnit, parseUnit, sameDimension } from '#base/unit.ts'
import type { Formula } from '../formula/node.ts'
import { parseFormula } from '../formula/parse.ts'
import { renameFormula } from '../formula/rename.ts'
import { checkUnits, type FormulaWorld, type Yield } from '../formula/units.ts'
import { createWorld } from '../formula/world.ts'
import type { LayerDocument } from '../layers.ts'
import { whereInside } from '../read.ts'
import type { CheckContext } from './context.ts'

/** Where an expression stands and what it has to be. */
export type ExpressionPlace = {
  readonly document: LayerDocument
  readonly path: readonly (string | number)[]
  readonly expects: 'formula' | 'condition'
}

/** The names, units, classes and places that formulas of these packs may speak of. */
export function worldOf(context: CheckContext): FormulaWorld {
  return createWorld({
    findIndicator: (id) => context.find('indicators', id)?.content,
    indicatorIds: () => context.idsOf('indicators'),
    classes: new Set(
      context.list('taxonomies').flatMap(({ id, content }) => content.classes.map((one) => `${id}/${one.id}`)),
    ),
    places: new Set(context.idsOf('places')),
  })
}

/** The parsed expression with what it yields; undefined when it has problems, which are all reported. */
export function compileExpression(
  text: string,
  place: ExpressionPlace,
  world: FormulaWorld,
  context: CheckContext & { problems: { push(issue: Problem['issues'][number]): void } },
): { formula: Formula; yields: Yield } | undefined {
  const { document, path, expects } = place
  try {
    const formula = renameFormula(parseFormula(text), context.renamesOf(document.layer))
    const { yields, issues } = checkUnits(formula.tree, world)
    for (const { at, ...issue } of issues) {
      if (!isFollowUp(issue, world, context))
        context.problems.push({ ...issue, where: whereInside(document.raw, path, at[0]) })
    }
    if (issues.length > 0) return undefined
    const wanted = expects === 'formula' ? 'amount' : 'condition'
    if (yields.is === wanted) return { formula, yields }
    context.report(document, path, {
      text: expects === 'formula' ? 'formula.amount_expected' : 'formula.condition_expected',
      found: text,
    })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const from = typeof error.details.from === 'number' ? error.details.from : 0
    for (const issue of error.issues) context.problems.push({ ...issue, where: whereInside(document.raw, path, from) })
  }
  return undefined
}

/** A name is not unknown because the file it stands for is broken, or has a wrong unit. */
function isFollowUp(
  { text, found = '' }: { text: string; found?: string | undefined },
  world: FormulaWorld,
  context: CheckContext,
): boolean {
  if (text === 'formula.unknown_name')
    return context.broken.has(`indicators/${found}`) || context.find('indicators', found) !== undefined
  if (text === world.unknownName) return world.names().includes(found)
  if (text === 'formula.unknown_class') return context.broken.has(`taxonomies/${found.split('/')[0]}`)
  return text === 'formula.unknown_place' && context.broken.has(`places/${found}`)
}

/** Whether a formula yields what its indicator says it is. */
export function yieldsUnit(yields: Yield, unit: string): boolean {
  return (
    yields.is !== 'amount' ||
    yields.zero === true ||
    !isUnit(unit) ||
    sameDimension(parseUnit(yields.unit), parseUnit(unit))
  )
}
