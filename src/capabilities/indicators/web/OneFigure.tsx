import { isBlank } from '#base/blank.ts'
import { unitName } from '#base/unit.ts'
import { columnScale, columnUnit } from '#kit/web/numbers.ts'
import { useLanguage } from '#kit/web/texts.tsx'
import { FigureCell } from '#kit/web/ui/FigureCell.tsx'
import type { FigureRow, FigureTable } from '../contract.ts'
import { figureOf } from '../rules/figure-cells.ts'
import { isRelative, isSigned } from '../rules/measures.ts'
import { readableScale } from '../rules/readable.ts'

type OneFigureProps = { table: FigureTable; row: FigureRow; column: number; title: string }

/** A figure that carries its own unit: for lines of different units, where the head cannot. */
export function OneFigure({ table, row, column, title }: OneFigureProps) {
  const language = useLanguage()
  const head = table.columns[column]
  if (head === undefined) return null
  const figure = figureOf(table, row, column)
  const unit = columnUnit([figure], head.unit)
  const scale = isRelative(head.measure)
    ? 1
    : unit === head.unit
      ? readableScale(head.scale, [row.cells[column]?.[0]])
      : columnScale(unit)
  return (
    <>
      <FigureCell figure={figure} unit={unit} scale={scale} sign={isSigned(head.measure)} title={title} />
      {isBlank(figure.value) ? null : <span className="ind-year">{unitName(unit, language)}</span>}
    </>
  )
}
