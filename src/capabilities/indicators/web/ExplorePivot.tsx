import { Segmented } from 'antd'
import { useCallback, useMemo } from 'react'
import { useAddress } from '#kit/web/address.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { columnUnit } from '#kit/web/numbers.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { FigureTable } from '../contract.ts'
import { type ColumnChoice, type Exploring, overPeriods, pivotOf, type PivotRow } from '../rules/explore.ts'
import { figureOf } from '../rules/figure-cells.ts'
import { isRelative, isSigned } from '../rules/measures.ts'
import { readableScale } from '../rules/readable.ts'
import { useColumnName } from './ColumnSelect.tsx'
import { GroupName } from './GroupName.tsx'
import { words as shared } from './texts.ts'
import { useGroupings } from './use-exploring.ts'
import { useSelectionWords } from './vocabulary.ts'

const words = defineTexts({
  across: { zh: '横向', en: 'Across' },
  pivot: { zh: '交叉表', en: 'Pivot' },
  all: { zh: '所选范围', en: 'Selection' },
})

type ExplorePivotProps = { table: FigureTable; column: ColumnChoice; exploring: Exploring }

/** One figure turned: groups down, periods or another grouping across. */
export function ExplorePivot({ table, column, exploring }: ExplorePivotProps) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const { programme } = useSession()
  const { set } = useAddress()
  const groupings = useGroupings()
  const columnName = useColumnName(table)
  const selectionWords = useSelectionWords()
  const { by, where } = table.query
  const across = by.some((one) => one === exploring.across) ? exploring.across : overPeriods
  const pivot = useMemo(() => pivotOf(table, across), [table, across])
  const head = table.columns[column.at]
  const unit = useMemo(
    () =>
      columnUnit(
        table.rows.map((row) => figureOf(table, row, column.at)),
        head?.unit ?? 'one',
      ),
    [table, column, head],
  )
  const keyName = useCallback((id: string) => say(table.names[id]) || id, [table, say])
  const labelOf = useCallback(
    (grouping: string) => groupings.find(({ value }) => value === grouping)?.label ?? grouping,
    [groupings],
  )
  const columns = useMemo((): Column<PivotRow>[] => {
    const acrossName = (key: string) => (across === overPeriods ? formatPeriod(key, language) : keyName(key))
    const down = pivot.down.map(
      (at, i): Column<PivotRow> => ({
        id: by[at] ?? String(at),
        title: labelOf(by[at] ?? ''),
        value: (row) => keyName(row.keys[i] ?? ''),
        show: (row) => <GroupName grouping={by[at] ?? ''} id={row.keys[i] ?? ''} name={keyName(row.keys[i] ?? '')} />,
      }),
    )
    const whole: Column<PivotRow> = { id: 'all', title: t('all'), value: () => selectionWords(where).join(' · ') }
    const periods: Column<PivotRow>[] = [
      { id: 'period', title: s('period'), width: 130, value: (row) => formatPeriod(row.period ?? '', language) },
    ]
    const several = across !== overPeriods && table.query.periods.length > 1
    return [
      ...(down.length === 0 && !several ? [whole] : down),
      ...(several ? periods : []),
      ...pivot.across.map(
        (key): Column<PivotRow> => ({
          id: key,
          title: acrossName(key),
          unit: head?.unit ?? 'one',
          shownIn: unit,
          scale: isRelative(column.measure)
            ? 1
            : readableScale(
                head?.scale ?? 1,
                table.rows.map((row) => row.cells[column.at]?.[0]),
              ),
          sign: isSigned(column.measure),
          filter: false,
          value: (row) => {
            const found = row.cells.get(key)
            return found === undefined ? undefined : figureOf(table, found, column.at)
          },
          explain: (row) => [columnName(column), ...row.keys.map(keyName), acrossName(key)].join(' · '),
        }),
      ),
    ]
  }, [
    table,
    pivot,
    across,
    column,
    head,
    unit,
    by,
    where,
    keyName,
    labelOf,
    columnName,
    selectionWords,
    language,
    s,
    t,
  ])
  return (
    <div className="ind-wrap exp-pivot">
      <DataTable
        name={`${columnName(column)} ${t('pivot')}`}
        columns={columns}
        rows={[...pivot.rows]}
        rowKey={(row) => [...row.keys, row.period ?? ''].join('|')}
        prefix="v."
        toolbar={
          by.length === 0 ? undefined : (
            <Segmented
              aria-label={t('across')}
              value={across}
              options={[
                { value: overPeriods, label: s('period') },
                ...by.map((grouping) => ({ value: grouping as string, label: labelOf(grouping) })),
              ]}
              onChange={(next) => set({ across: next === overPeriods ? undefined : next }, { remember: true })}
            />
          )
        }
        notes={[columnName(column), s('knownAt', { at: formatInstant(table.asOf, programme.timeZone) })]}
        empty={null}
      />
    </div>
  )
}
