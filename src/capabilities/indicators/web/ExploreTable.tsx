import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { useApi } from '#kit/web/api.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type FigureRow, type FigureTable, indicatorsContract } from '../contract.ts'
import { figureOf } from '../rules/figure-cells.ts'
import { useFigureColumns } from './figure-columns.ts'
import { fresh } from './freshness.ts'
import { GroupName } from './GroupName.tsx'
import { words as shared } from './texts.ts'
import { useGroupings } from './use-exploring.ts'
import { useSelectionWords } from './vocabulary.ts'

const words = defineTexts({
  name: { zh: '指标数据', en: 'Figures' },
  whole: { zh: '所选范围全部', en: 'Everything selected' },
  overlap: {
    zh: '各组可能重叠或不含全部企业，末行是所选范围的数值，不是各行之和。',
    en: 'Groups may overlap or leave enterprises out: the last line is that of the whole selection, not a sum of the lines.',
  },
})

/** Figures as a list: a line for each group and period, a column for each indicator and comparison. */
export function ExploreTable({ table }: { table: FigureTable }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const { programme } = useSession()
  const selectionWords = useSelectionWords()
  const groupings = useGroupings()
  const { by, periods, where } = table.query
  const keyName = useCallback((id: string) => say(table.names[id]) || id, [table, say])
  const rowName = useCallback(
    (row: FigureRow) => (row.keys.length === 0 ? selectionWords(where) : row.keys.map(keyName)).join(' · '),
    [keyName, selectionWords, where],
  )
  const figures = useFigureColumns(table, { rowName })
  const totals = useWhole(table)
  const columns: Column<FigureRow>[] = useMemo(
    () => [
      ...by.map(
        (grouping, i): Column<FigureRow> => ({
          id: grouping,
          title: groupings.find(({ value }) => value === grouping)?.label ?? grouping,
          value: (row) => keyName(row.keys[i] ?? ''),
          show: (row) => <GroupName grouping={grouping} id={row.keys[i] ?? ''} name={keyName(row.keys[i] ?? '')} />,
        }),
      ),
      ...(periods.length > 1 || by.length === 0
        ? [
            {
              id: 'period',
              title: s('period'),
              width: 130,
              value: (row: FigureRow) => formatPeriod(row.period, language),
            } satisfies Column<FigureRow>,
          ]
        : []),
      ...figures,
    ],
    [by, periods, groupings, keyName, figures, language, s],
  )
  return (
    <div className="ind-wrap ind-heads">
      <DataTable
        name={`${selectionWords(where).join(' ')} ${t('name')} ${periods.at(-1) ?? ''}`}
        columns={columns}
        rows={table.rows}
        rowKey={(row) => [...row.keys, row.period].join('|')}
        prefix="x."
        {...(totals === undefined ? {} : { totals })}
        totalsLabel={t('whole')}
        notes={[
          ...(totals === undefined ? [] : [t('overlap')]),
          s('knownAt', { at: formatInstant(table.asOf, programme.timeZone) }),
        ]}
        empty={null}
      />
      {totals === undefined ? null : <p className="ind-note">{t('overlap')}</p>}
    </div>
  )
}

/** The same of everything selected, where the lines are of one period. */
function useWhole(table: FigureTable) {
  const api = useApi(indicatorsContract)
  const { by, periods } = table.query
  const { data } = useQuery(
    api.figures.queryOptions({
      input: { ...table.query, by: [] },
      enabled: by.length > 0 && periods.length === 1,
      ...fresh,
    }),
  )
  return useMemo(() => {
    const row = data?.rows[0]
    if (data === undefined || row === undefined || by.length === 0 || periods.length !== 1) return undefined
    if (data.query.by.length > 0 || data.query.periods[0] !== periods[0]) return undefined
    return Object.fromEntries(
      data.columns.map(({ indicator, measure }, i) => [`${indicator}.${measure}`, figureOf(data, row, i)]),
    )
  }, [data, by, periods])
}
