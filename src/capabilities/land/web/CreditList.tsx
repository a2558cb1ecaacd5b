import { landPaths } from '#base/paths/land.ts'
import { defineTexts, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { Credit } from '../contract/agreements.ts'

const words = defineTexts({
  credit: { zh: '信用记录', en: 'Record of defaults' },
  state: { zh: '状态', en: 'State' },
  open: { zh: '违约中', en: 'in default' },
  cleared: { zh: '已纠正', en: 'put right' },
  what: { zh: '违约事项', en: 'What was not kept' },
  on: { zh: '认定日期', en: 'Declared on' },
  by: { zh: '认定人', en: 'By' },
  clearedOn: { zh: '纠正日期', en: 'Put right on' },
  why: { zh: '纠正情况', en: 'How' },
  parcel: { zh: '地块', en: 'Parcel' },
})

/** Defaults that were declared, with when they were put right. */
export function CreditList({ credit }: { credit: readonly Credit[] }) {
  const t = useTexts(words)
  const columns: Column<Credit>[] = [
    {
      id: 'state',
      title: t('state'),
      value: ({ clearedOn }) => t(clearedOn === null ? 'open' : 'cleared'),
      show: ({ clearedOn }) => (
        <StatusLight
          light={clearedOn === null ? 'overdue' : 'done'}
          word={t(clearedOn === null ? 'open' : 'cleared')}
        />
      ),
      width: 110,
    },
    {
      id: 'parcel',
      title: t('parcel'),
      value: ({ parcelCode }) => parcelCode,
      show: ({ agreement, parcelCode }) => <Go to={landPaths.agreement(agreement)}>{parcelCode}</Go>,
      width: 140,
    },
    { id: 'what', title: t('what'), value: ({ what }) => what, width: 300 },
    { id: 'on', title: t('on'), kind: 'date', value: ({ on }) => on, width: 110 },
    { id: 'by', title: t('by'), value: ({ by }) => by ?? '', width: 110 },
    {
      id: 'cleared',
      title: t('clearedOn'),
      kind: 'date',
      value: ({ clearedOn }) => clearedOn ?? undefined,
      width: 110,
    },
    { id: 'why', title: t('why'), value: ({ clearedWhy }) => clearedWhy ?? '', width: 220 },
  ]
  return <DataTable name={t('credit')} columns={columns} rows={[...credit]} rowKey={({ id }) => id} empty={null} />
}
