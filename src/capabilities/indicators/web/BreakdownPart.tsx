import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useCallback, useMemo } from 'react'
import type { Period } from '#base/period.ts'
import { placePaths } from '#base/paths/places.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type FigureRow, indicatorsContract } from '../contract.ts'
import { figureOf } from '../rules/figure-cells.ts'
import { useFigureColumns } from './figure-columns.ts'
import { fresh } from './freshness.ts'
import { words as shared } from './texts.ts'
import type { Browsing } from './use-browsing.ts'
import { usePlaceGroupings, useSelectionWords } from './vocabulary.ts'

const words = defineTexts({
  title: { zh: '按地区 · {period}', en: 'By place · {period}' },
  by: { zh: '地区类别', en: 'Kind of place' },
  whole: { zh: '所选范围全部', en: 'Everything selected' },
  overlap: {
    zh: '各{kind}可能重叠或不含全部企业，合计为所选范围的数值，不是各行之和。',
    en: 'Places of the kind “{kind}” may overlap or leave enterprises out: the total is that of the whole selection, not of the rows.',
  },
})

const hidden = ['last_year'] as const

/** The same indicators by town, by base, or by another kind of place, with growth and share. */
export function BreakdownPart({ browsing, period }: { browsing: Browsing; period: Period }) {
  const api = useApi(indicatorsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const { programme } = useSession()
  const { state, set } = useAddress()
  const groupings = usePlaceGroupings()
  const grouping = groupings.find((each) => each.id === state.by) ?? groupings[0]
  const { indicators, span, where } = browsing
  const asked = { indicators: indicators.map((indicator) => indicator.id), periods: [period], span, where }
  const enabled = indicators.length > 0
  const figures = useQuery(
    api.figures.queryOptions({
      input: { ...asked, by: [`place:${grouping?.id ?? ''}`], compare: ['last_year', 'growth', 'share'] },
      enabled: enabled && grouping !== undefined,
      ...fresh,
    }),
  )
  const whole = useQuery(
    api.figures.queryOptions({ input: { ...asked, compare: ['last_year', 'growth', 'share'] }, enabled, ...fresh }),
  )
  const selectionWords = useSelectionWords()
  const table = figures.data
  const placeName = useCallback(
    (row: FigureRow) => say(table?.names[row.keys[0] ?? '']) || (row.keys[0] ?? ''),
    [table, say],
  )
  const columns = useFigureColumns(table, { rowName: placeName, hidden })
  const totals = useMemo(() => {
    const row = whole.data?.rows[0]
    if (whole.data === undefined || row === undefined) return undefined
    const found = whole.data
    return Object.fromEntries(
      found.columns.map((column, i) => [`${column.indicator}.${column.measure}`, figureOf(found, row, i)]),
    )
  }, [whole.data])
  const shown: Column<FigureRow>[] = [
    {
      id: 'place',
      title: grouping?.name ?? s('place'),
      value: placeName,
      show: (row) => <Go to={placePaths.one(row.keys[0] ?? '')}>{placeName(row)}</Go>,
    },
    ...columns,
  ]
  return (
    <PagePart
      title={t('title', { period: formatPeriod(period, language) })}
      id="places"
      acts={
        <div className="ind-scroll">
          <Segmented
            aria-label={t('by')}
            value={grouping?.id ?? ''}
            options={groupings.map((each) => ({ value: each.id, label: each.name }))}
            onChange={(by) => set({ by }, { remember: true })}
          />
        </div>
      }
    >
      {figures.isError && table === undefined ? <ProblemAlert problem={figures.error} /> : null}
      {figures.isPending ? <Busy lines={6} /> : null}
      {table === undefined ? null : (
        <div className="ind-wrap ind-heads">
          <DataTable
            name={`${selectionWords(where).join(' ')} ${grouping?.name ?? ''} ${formatPeriod(period, language)}`}
            columns={shown}
            rows={table.rows}
            rowKey={(row) => row.keys.join('|')}
            prefix="p."
            {...(totals === undefined ? {} : { totals })}
            totalsLabel={t('whole')}
            notes={[
              t('overlap', { kind: grouping?.name ?? '' }),
              s('knownAt', { at: formatInstant(table.asOf, programme.timeZone) }),
            ]}
            empty={<EmptyState title={s('emptyFigures')} why={s('emptyFiguresWhy')} />}
          />
        </div>
      )}
      <p className="ind-note">{t('overlap', { kind: grouping?.name ?? '' })}</p>
    </PagePart>
  )
}
