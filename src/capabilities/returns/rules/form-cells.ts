import type { Span } from '#base/period.ts'
import type { Programme, ProgrammeForm, ProgrammeIndicator } from '#pack/programme.ts'

type Words = ProgrammeIndicator['name']

/** One cell of a form: the indicator, the column, and what may stand in it. */
export type CellDefinition = {
  /** `indicator:span` */
  readonly key: string
  readonly indicator: ProgrammeIndicator
  readonly span: Span
  readonly compulsory: boolean
  /** Number of the line in the form, from 1. */
  readonly code: number
}

export type LineDefinition = {
  readonly code: number
  readonly indicator: ProgrammeIndicator
  readonly compulsory: boolean
  readonly help?: Words
  readonly cells: readonly CellDefinition[]
}

export type PartDefinition = {
  readonly id: string
  readonly name: Words
  readonly columns: readonly Span[]
  readonly lines: readonly LineDefinition[]
}

/** A form as a grid: parts with columns, lines numbered through, cells. */
export function formParts(programme: Programme, form: ProgrammeForm): PartDefinition[] {
  let code = 0
  return form.sections.map((section) => ({
    id: section.id,
    name: section.name,
    columns: section.columns,
    lines: section.rows.flatMap((row) => {
      const indicator = programme.indicators[row.indicator]
      if (indicator === undefined) return []
      code += 1
      const compulsory = row.compulsory === true
      const number = code
      const cells = section.columns.map((span) => ({
        key: `${row.indicator}:${span}`,
        indicator,
        span,
        compulsory,
        code: number,
      }))
      return [{ code: number, indicator, compulsory, cells, ...(row.help === undefined ? {} : { help: row.help }) }]
    }),
  }))
}

/** All cells of a form in the order in which they are filled; a cell that stands in two parts is one cell. */
export function formCells(programme: Programme, form: ProgrammeForm): CellDefinition[] {
  const cells = formParts(programme, form).flatMap((part) => part.lines.flatMap((line) => line.cells))
  return [...new Map(cells.map((cell) => [cell.key, cell])).values()]
}
