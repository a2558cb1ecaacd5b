import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import type { CellValue, Column } from '#kit/web/ui/table/columns.ts'
import type { BoardRow, Rate } from '../contract/boards.ts'
import { percentOf, useLightWord } from './marks.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'

const words = defineTexts({
  name: { zh: '名称', en: 'Name' },
  tasks: { zh: '任务', en: 'Tasks' },
  doneLate: { zh: '其中迟办结', en: 'Done late' },
  onTime: { zh: '按原定期限办结率', en: 'Done by the original deadline' },
  onTimeRebased: { zh: '按现行期限办结率', en: 'Done by the deadline in force' },
  openSlips: { zh: '未结督办单', en: 'Open slips' },
  rate: { zh: '{share}%（{top} / {bottom}）', en: '{share}% ({top} of {bottom})' },
  noRate: { zh: '尚无办结', en: 'none done yet' },
  none: { zh: '这一年没有任务', en: 'No tasks in this year' },
  noneWhy: { zh: '在任务页采用、导入或新建任务。', en: 'Adopt, import or write tasks on the page of tasks.' },
})

const counted = ['overdue', 'behind', 'near', 'on_schedule', 'done'] as const

type BoardTableProps = {
  name: string
  rows: readonly BoardRow[]
  total: BoardRow
  rowTo?: (row: BoardRow) => string
}

/** How the tasks of each base, unit or leader stand. */
export function BoardTable({ name, rows, total, rowTo }: BoardTableProps) {
  const t = useTexts(words)
  const say = useText()
  const lightWord = useLightWord()
  const rate = useRate()
  const columns: Column<BoardRow>[] = [
    { id: 'name', title: t('name'), value: ({ name: text }) => say(text), width: 240 },
    { id: 'tasks', title: t('tasks'), kind: 'number', scale: 0, value: ({ tasks }) => tasks, width: 80 },
    ...counted.map(
      (light): Column<BoardRow> => ({
        id: light,
        title: lightWord(light),
        kind: 'number',
        scale: 0,
        value: (row) => row[light],
        show: (row) =>
          row[light] === 0 ? (
            <span className="jd-quiet">0</span>
          ) : (
            <StatusLight light={light} word={String(row[light])} />
          ),
        width: 100,
      }),
    ),
    { id: 'doneLate', title: t('doneLate'), kind: 'number', scale: 0, value: ({ doneLate }) => doneLate, width: 100 },
    { id: 'onTime', title: t('onTime'), value: ({ onTime }) => rate(onTime), width: 170 },
    { id: 'onTimeRebased', title: t('onTimeRebased'), value: ({ onTimeRebased }) => rate(onTimeRebased), width: 170 },
    {
      id: 'openSlips',
      title: t('openSlips'),
      kind: 'number',
      scale: 0,
      value: ({ openSlips }) => openSlips,
      width: 100,
    },
  ]
  const totals: Record<string, CellValue> = {
    tasks: total.tasks,
    doneLate: total.doneLate,
    onTime: rate(total.onTime),
    onTimeRebased: rate(total.onTimeRebased),
    openSlips: total.openSlips,
    ...Object.fromEntries(counted.map((light) => [light, total[light]])),
  }
  return (
    <DataTable
      name={name}
      columns={columns}
      rows={[...rows]}
      rowKey={({ id }) => id}
      totals={totals}
      searchable={false}
      empty={<EmptyState title={t('none')} why={t('noneWhy')} />}
      {...(rowTo === undefined ? {} : { rowTo })}
    />
  )
}

/** A rate with what it was made of; nothing done is no rate. */
export function useRate(): (rate: Rate) => string {
  const t = useTexts(words)
  return ({ share, top, bottom }) =>
    share === null ? t('noRate') : t('rate', { share: percentOf(share), top, bottom })
}
