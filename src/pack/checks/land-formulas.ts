import { Decimal } from '#base/decimal.ts'
import { isUnit, parseUnit, sameDimension } from '#base/unit.ts'
import type { Formula } from '../formula/node.ts'
import type { FormulaWorld } from '../formula/units.ts'
import type { LayerDocument } from '../layers.ts'
import type { Land } from '../schema/land.ts'
import type { Compiling } from './compiling.ts'
import type { CheckContext } from './context.ts'
import { compileExpression, yieldsUnit } from './formulas.ts'
import type { Path } from './scheme-refuse.ts'

/** An expression of land with its place in the document, and what it has to yield. */
export type LandExpression = {
  readonly path: Path
  readonly text: string
  readonly yields: 'condition' | (string & {})
}

/** The names of formulas of land: the measures and facts of `pack.yaml`, and what is known of every subject. */
export function worldOfLand(around: FormulaWorld, land: Land | undefined): FormulaWorld {
  const units = new Map((land?.measures ?? []).map(({ id, unit }) => [id, unit]))
  const facts = new Set((land?.facts ?? []).map(({ id }) => id))
  return {
    ...around,
    unitOf: (name) => {
      const unit = units.get(name)
      return unit !== undefined && isUnit(unit) ? unit : undefined
    },
    isFact: (name) => facts.has(name),
    unknownName: 'land.unknown_name',
    names: () => [...units.keys(), ...facts],
  }
}

/** The formulas of one document by their text; every problem is reported. */
export function compileAll(
  document: LayerDocument,
  expressions: readonly LandExpression[],
  world: FormulaWorld,
  compiling: Compiling,
): Record<string, Formula> {
  const { context } = compiling
  const formulas: Record<string, Formula> = {}
  for (const { path, text, yields } of expressions) {
    const expects = yields === 'condition' ? 'condition' : 'formula'
    const compiled = compileExpression(text, { document, path, expects }, world, context)
    if (compiled === undefined) continue
    formulas[text] = compiled.formula
    if (yields !== 'condition' && !yieldsUnit(compiled.yields, yields))
      context.report(document, path, {
        text: 'land.other_unit',
        found: compiled.yields.is === 'amount' ? compiled.yields.unit : '',
        expected: yields,
      })
  }
  compiling.landFormulas.set(`${document.word}/${document.id}`, formulas)
  return formulas
}

/** A percentage of a whole. */
export function checkShare(
  document: LayerDocument,
  path: Path,
  share: string | undefined,
  context: CheckContext,
): void {
  if (share === undefined) return
  const amount = new Decimal(share)
  if (amount.lt(0) || amount.gt(100)) context.report(document, path, { text: 'scheme.no_share', found: share })
}

/** Whether both are units of one dimension; unknown units are reported elsewhere. */
export function alike(a: string, b: string): boolean {
  return !isUnit(a) || !isUnit(b) || sameDimension(parseUnit(a), parseUnit(b))
}
