import type { Span } from '#base/period.ts'
import type { Text } from '#base/text.ts'
import type { ProgrammeForm } from '#pack/programme.ts'
import { type CellDefinition, keyOfName } from '../form-cells.ts'
import { checkFormula, sheetFormula, type SheetValues } from './sheet-formula.ts'

/** Where each cell of the form stands on the sheet, by its key; undefined where it does not. */
export type Places = (key: string) => string | undefined

/** How a spreadsheet computes a cell from others; empty while one of them is. Undefined where it cannot. */
export function cellFormula(cell: CellDefinition, cells: readonly CellDefinition[], at: Places): string | undefined {
  const { derived, indicator } = cell
  if (derived === undefined) return undefined
  if (derived.kind === 'total') {
    const list = derived.of.flatMap((key) => at(key) ?? []).join(',')
    return list === '' ? undefined : `IF(COUNT(${list})=0,"",SUM(${list}))`
  }
  const formula = sheetFormula(derived.formula.tree, valuesFor(cells, at, cell), indicator.unit)
  if (formula === undefined) return undefined
  const { used, text } = formula
  return `IF(COUNT(${used.join(',')})<${used.length},"",IFERROR(ROUND(${text},${indicator.scale}),""))`
}

export type SheetCheck = { readonly id: string; readonly message: Text; readonly formula: string }

/** The checks that a spreadsheet can judge by itself, each with what it shows where it fails. */
export function sheetChecks(
  form: ProgrammeForm,
  cells: readonly CellDefinition[],
  { at, signs }: { readonly at: Places; readonly signs: Readonly<Record<'hard' | 'soft', string>> },
): SheetCheck[] {
  return form.checks.flatMap(({ id, severity, require, message, each }) => {
    const formula = each === undefined ? sheetFormula(require.tree, valuesFor(cells, at, { span: 'this' })) : undefined
    if (formula === undefined) return []
    return [
      {
        id,
        message: { zh: message.zh, en: message.en ?? message.zh },
        formula: checkFormula(formula, signs[severity]),
      },
    ]
  })
}

type Reader = { readonly span: Span; readonly matrix?: CellDefinition['matrix'] }

function valuesFor(cells: readonly CellDefinition[], at: Places, { span, matrix }: Reader): SheetValues {
  const units = new Map(cells.map((cell) => [cell.key, cell.indicator.unit]))
  const rows = new Set(
    cells.flatMap((cell) =>
      matrix !== undefined && cell.matrix?.section === matrix.section
        ? [cell.indicator.id.slice(0, -cell.matrix.class.length - 1)]
        : [],
    ),
  )
  return (name, shifts) => {
    const key = keyOfName({ name, shifts }, { span, class: matrix?.class, rows })
    const place = key === undefined ? undefined : at(key)
    return key === undefined || place === undefined ? undefined : { at: place, unit: units.get(key) ?? 'one' }
  }
}
