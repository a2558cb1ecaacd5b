import type { Text } from '#base/text.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { amountText } from './names.tsx'
import { words } from './simulation-texts.ts'
import { words as shared } from './texts.ts'

export type MeasureRow = {
  measure: string
  name: Text
  unit: string
  before: { units: number; amount: string }
  after: { units: number; amount: string }
}

/** What the measures of a scheme would cost or bring, as it is and as it would be. */
export function MeasuresTable({ rows, note }: { rows: readonly MeasureRow[]; note: string }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const columns: Column<MeasureRow>[] = [
    { id: 'name', title: t('lever'), value: ({ name }) => say(name), width: 220 },
    { id: 'a', title: t('affected'), value: ({ before }) => before.units, kind: 'number', scale: 0, width: 110 },
    { id: 'b', title: t('affectedAfter'), value: ({ after }) => after.units, kind: 'number', scale: 0, width: 110 },
    {
      id: 'c',
      title: t('amount'),
      value: ({ before, unit }) => amountText(before.amount, unit, language, 2),
      width: 170,
    },
    {
      id: 'd',
      title: t('amountAfter'),
      value: ({ after, unit }) => amountText(after.amount, unit, language, 2),
      width: 170,
    },
  ]
  return (
    <>
      <h3 className="ev-h">{t('measures')}</h3>
      {rows.length === 0 ? null : <p className="jd-quiet">{note}</p>}
      <DataTable
        name={`${s('simulation')} ${t('measures')}`}
        prefix="measures."
        columns={columns}
        rows={[...rows]}
        rowKey={({ measure }) => measure}
        searchable={false}
        empty={<EmptyState title={t('noMeasures')} />}
      />
    </>
  )
}
