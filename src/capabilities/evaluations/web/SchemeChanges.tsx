import { useMemo } from 'react'
import { defineTexts, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type Change, changesOf } from '../rules/changes.ts'

const words = defineTexts({
  name: { zh: '办法的差别', en: 'Differences of schemes' },
  path: { zh: '位置', en: 'Where' },
  before: { zh: '前', en: 'Before' },
  after: { zh: '后', en: 'After' },
  none: { zh: '没有差别', en: 'They do not differ' },
  absent: { zh: '没有', en: 'not there' },
})

type ChangesProps = { before: unknown; after: unknown; names?: { before: string; after: string } }

/** Where two schemes differ, place by place, as the pack writes them. */
export function SchemeChanges({ before, after, names }: ChangesProps) {
  const t = useTexts(words)
  const rows = useMemo(() => changesOf(before, after), [before, after])
  const columns: Column<Change>[] = [
    { id: 'path', title: t('path'), value: ({ path }) => path, show: ({ path }) => <code>{path}</code>, width: 340 },
    { id: 'from', title: names?.before ?? t('before'), value: ({ from }) => from ?? t('absent'), width: 240 },
    { id: 'to', title: names?.after ?? t('after'), value: ({ to }) => to ?? t('absent'), width: 240 },
  ]
  return (
    <DataTable
      name={t('name')}
      prefix="changes."
      columns={columns}
      rows={rows}
      rowKey={({ path }) => path}
      searchable={rows.length > 12}
      empty={<EmptyState title={t('none')} />}
    />
  )
}
