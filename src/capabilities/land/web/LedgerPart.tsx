import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { Decimal, parseDecimal } from '#base/decimal.ts'
import { landPaths } from '#base/paths/land.ts'
import { useAddress, usePlace } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatQuantity } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { landContract } from '../contract.ts'
import type { Ledger } from '../contract/lots.ts'
import { useLandChoices } from './LotForm.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  by: { zh: '分组', en: 'Grouped by' },
  town: { zh: '按镇街', en: 'By town' },
  base: { zh: '按基地', en: 'By base' },
  all: { zh: '合计', en: 'In all' },
  parcels: { zh: '宗数', en: 'Parcels' },
  count: { zh: '{n} 宗', en: '{n} {n|parcel|parcels}' },
  areaOf: { zh: '{name}（面积）', en: '{name} (area)' },
  none: { zh: '还没有纳入整备的地块', en: 'No parcel is in preparation yet' },
  noneWhy: {
    zh: '到“地块”视图，筛选未整备的地块，选择后纳入整备。',
    en: 'In “Parcels”, filter those that are not in preparation, choose some and bring them in.',
  },
  unprepared: {
    zh: '另有 {n} 宗、{area} 登记地块未纳入整备',
    en: '{n} {n|parcel|parcels} of the register, {area}, {n|is|are} not in preparation',
  },
  synthetic: { zh: '含合成数据', en: 'Synthetic data among them' },
})

type LedgerRow = Ledger['rows'][number]

/** Counts and areas by class of readiness, of each base or town. */
export function LedgerPart() {
  const api = useApi(landContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const language = useLanguage()
  const place = usePlace()
  const { state, set } = useAddress()
  const by = state.by === 'town' ? 'town' : 'base'
  const found = useQuery(api.ledger.queryOptions({ input: { by, ...(place === undefined ? {} : { place }) } }))
  const columns = useColumns(found.data?.rows ?? [], by)
  if (found.error !== null) return <ProblemAlert problem={found.error} />
  const rest = found.data?.unprepared
  const mu = (value: string) => formatQuantity({ value, unit: 'm2' }, language, { unit: 'mu', scale: 2 })
  return (
    <>
      <DataTable
        name={s('ledger')}
        columns={columns}
        rows={found.data?.rows ?? []}
        rowKey={(row) => row.id ?? 'none'}
        loading={found.isLoading}
        totals={totalsOf(found.data?.rows ?? [])}
        totalsLabel={t('all')}
        toolbar={
          <Segmented
            aria-label={t('by')}
            value={by}
            options={[
              { value: 'base', label: t('base') },
              { value: 'town', label: t('town') },
            ]}
            onChange={(next) => set({ by: next === 'town' ? 'town' : undefined })}
          />
        }
        empty={<EmptyState title={t('none')} why={t('noneWhy')} />}
      />
      {rest === undefined || rest.parcels === 0 ? null : (
        <p className="jd-quiet">{t('unprepared', { n: rest.parcels, area: mu(rest.area) })}</p>
      )}
      {found.data?.synthetic === true ? <p className="jd-quiet jd-small">{t('synthetic')}</p> : null}
    </>
  )
}

function totalsOf(rows: readonly LedgerRow[]) {
  const cells = rows.flatMap((row) => row.cells)
  const classes = [...new Set(cells.map(({ readiness }) => readiness ?? 'none'))]
  const sum = (areas: readonly string[]) => ({
    value: areas.reduce((all, area) => all.plus(parseDecimal(area)), new Decimal(0)).toFixed(),
    unit: 'm2',
  })
  const count = (list: readonly { parcels: number }[]) => list.reduce((all, { parcels }) => all + parcels, 0)
  const of = (id: string) => cells.filter(({ readiness }) => (readiness ?? 'none') === id)
  return {
    parcels: count(rows),
    area: sum(rows.map(({ area }) => area)),
    area_m2: sum(rows.map(({ area }) => area)),
    ...Object.fromEntries(
      classes.flatMap((id) => [
        [`n_${id}`, count(of(id))],
        [`a_${id}`, sum(of(id).map(({ area }) => area))],
      ]),
    ),
  }
}

function useColumns(rows: readonly LedgerRow[], by: 'base' | 'town'): Column<LedgerRow>[] {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const { readiness } = useLandChoices()
  const hasNone = rows.some(({ cells }) => cells.some((cell) => cell.readiness === null))
  const classes = [...readiness, ...(hasNone ? [{ value: 'none', label: s('notStated') }] : [])]
  const cellOf = (row: LedgerRow, id: string) => row.cells.find((cell) => (cell.readiness ?? 'none') === id)
  const area = (value: string) => ({ value, unit: 'm2' })
  const address = (row: LedgerRow, id: string | undefined) =>
    landPaths.ledger({
      view: 'lots',
      ...(id === undefined ? {} : { readiness: id }),
      ...(by === 'base' ? { base: row.id ?? 'none' } : { place: row.id ?? undefined }),
    })
  return [
    { id: 'name', title: s(by === 'base' ? 'base' : 'place'), value: (row) => say(row.name), width: 220 },
    ...classes.flatMap(({ value: id, label }): Column<LedgerRow>[] => [
      {
        id: `n_${id}`,
        title: label,
        kind: 'number',
        scale: 0,
        value: (row) => cellOf(row, id)?.parcels ?? 0,
        show: (row) => {
          const n = cellOf(row, id)?.parcels ?? 0
          return n === 0 ? '0' : <Go to={address(row, id)}>{t('count', { n })}</Go>
        },
        filter: false,
        width: 130,
      },
      {
        id: `a_${id}`,
        title: t('areaOf', { name: label }),
        unit: 'm2',
        shownIn: 'mu',
        scale: 2,
        value: (row) => area(cellOf(row, id)?.area ?? '0'),
        filter: false,
        width: 170,
      },
    ]),
    {
      id: 'parcels',
      title: t('parcels'),
      kind: 'number',
      scale: 0,
      value: (row) => row.parcels,
      show: (row) => <Go to={address(row, undefined)}>{t('count', { n: row.parcels })}</Go>,
      filter: false,
      width: 110,
    },
    {
      id: 'area',
      title: s('area'),
      unit: 'm2',
      shownIn: 'mu',
      scale: 2,
      value: (row) => area(row.area),
      filter: false,
      width: 150,
    },
    {
      id: 'area_m2',
      title: s('area'),
      unit: 'm2',
      scale: 0,
      value: (row) => area(row.area),
      filter: false,
      width: 150,
    },
  ]
}
