import { Select } from 'antd'
import { useAddress } from '#kit/web/address.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import type { FigureTable } from '../contract.ts'
import type { ColumnChoice } from '../rules/explore.ts'
import { words as shared, wordOf } from './texts.ts'

const words = defineTexts({ shown: { zh: '显示的数', en: 'Figure shown' } })

/** `const columnName = useColumnName(table)`: what a column is called: the indicator, with its comparison. */
export function useColumnName(table: FigureTable | undefined): (column: ColumnChoice) => string {
  const s = useTexts(shared)
  const say = useText()
  return ({ at, measure }) => {
    const name = say(table?.columns[at]?.name)
    return measure === 'value' ? name : `${name} · ${wordOf(s, 'measure', measure)}`
  }
}

type ColumnSelectProps = {
  table: FigureTable | undefined
  columns: readonly ColumnChoice[]
  chosen: ColumnChoice | undefined
}

/** Which one of the figures a pivot, chart or map shows. */
export function ColumnSelect({ table, columns, chosen }: ColumnSelectProps) {
  const t = useTexts(words)
  const { set } = useAddress()
  const name = useColumnName(table)
  return (
    <Select
      aria-label={t('shown')}
      value={chosen?.id ?? null}
      disabled={columns.length < 2}
      popupMatchSelectWidth={false}
      style={{ width: 'min(260px, 100%)' }}
      options={columns.map((column) => ({ value: column.id, label: name(column) }))}
      onChange={(m: string | null) => set({ m: m ?? undefined }, { remember: true })}
    />
  )
}
