import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { ReleasedCell, ReleasedTable } from '../contract.ts'
import { reasons, words } from './texts.ts'

/** The cells of an edition: what is shown, what is suppressed, and why. */
export function ReleasedCells({ name, table }: { name: string; table: ReleasedTable }) {
  const t = useTexts(words)
  const r = useTexts(reasons)
  const say = useText()
  const language = useLanguage()
  const join = language === 'zh' ? '、' : ', '
  const columns: Column<ReleasedCell>[] = [
    { id: 'cell', title: t('cell'), value: (row) => row.names.map(say).join(' × '), width: 260 },
    ...table.indicators.map(
      (indicator, i): Column<ReleasedCell> => ({
        id: indicator.id,
        title: say(indicator.name),
        unit: indicator.unit,
        scale: indicator.scale,
        value: ({ amounts, reasons: why }) => {
          const amount = amounts[i] ?? null
          if (amount !== null) return { value: amount, unit: indicator.unit }
          return { blank: (why[i] ?? null) === null ? 'not_reported' : 'suppressed' }
        },
      }),
    ),
    {
      id: 'why',
      title: t('why'),
      value: (row) => [...new Set(row.reasons.flatMap((reason) => (reason === null ? [] : [r(reason)])))].join(join),
      width: 260,
    },
  ]
  return (
    <DataTable
      name={name}
      columns={columns}
      rows={table.cells}
      rowKey={(row) => row.cell}
      empty={<EmptyState title={t('none')} />}
    />
  )
}
