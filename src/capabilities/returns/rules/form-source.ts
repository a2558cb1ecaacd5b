import { parseFormula } from '#pack/formula/parse.ts'
import type { ReturnDetail } from '../contract.ts'
import type { CellDerivation } from './form-cells.ts'
import type { FormSource, ModelCell } from './form-model.ts'

type Filled = Pick<ReturnDetail, 'parts' | 'rule'>

const nothing = { values: {}, register: {}, peers: {} }

/** The form as the server sent it, ready to be computed and judged here by the same rules. */
export function formSourceOf({ parts, rule }: Filled): FormSource {
  const parsed = new Map<string, CellDerivation>()
  const derivation = ({ formula, of }: NonNullable<Cell['derived']>): CellDerivation => {
    if (formula === undefined) return { kind: 'total', of: of ?? [] }
    const known = parsed.get(formula) ?? { kind: 'formula', formula: parseFormula(formula) }
    parsed.set(formula, known)
    return known
  }
  const cells = parts.flatMap((part) =>
    part.lines.flatMap((line) =>
      line.cells.map(
        (cell): ModelCell => ({
          key: cell.key,
          span: cell.span,
          compulsory: cell.compulsory === true,
          weight: line.weight ?? 1,
          indicator: { id: line.indicator, unit: line.unit, scale: line.scale },
          ...(cell.grey === true ? { grey: true } : {}),
          ...(cell.derived === undefined ? {} : { derived: derivation(cell.derived) }),
          ...(line.class === undefined ? {} : { matrix: { section: part.id, class: line.class } }),
        }),
      ),
    ),
  )
  return {
    cells: [...new Map(cells.map((cell) => [cell.key, cell])).values()],
    checks: (rule?.checks ?? []).map(({ matrix, ...check }) => ({
      ...check,
      require: parseFormula(check.require),
      ...(matrix === undefined ? {} : { matrix }),
    })),
    peers: (rule?.peers ?? []).map((one) => ({ ...one, of: parseFormula(one.of) })),
    outside: withPlus(rule?.outside),
  }
}

/** The cells of a return that is only read: as they stood, nothing computed anew. */
export function frozenSource(source: FormSource): FormSource {
  return { cells: source.cells.map(({ derived: _, ...cell }) => cell), checks: [], peers: [], outside: nothing }
}

type Cell = ReturnDetail['parts'][number]['lines'][number]['cells'][number]

/** Without the optional keys that are there but undefined. */
function withPlus(outside: NonNullable<Filled['rule']>['outside'] | undefined): FormSource['outside'] {
  if (outside === undefined) return nothing
  const values = Object.fromEntries(
    Object.entries(outside.values).map(([key, { value, unit, plus }]) => [
      key,
      plus === undefined ? { value, unit } : { value, unit, plus },
    ]),
  )
  return { ...outside, values }
}

/** What stands in the cells. */
export function textsOf({ parts }: Filled): Record<string, string> {
  return Object.fromEntries(
    parts.flatMap((part) => part.lines.flatMap((line) => line.cells.map((cell) => [cell.key, cell.text]))),
  )
}
