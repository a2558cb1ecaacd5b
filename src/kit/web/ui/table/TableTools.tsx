import { Button, Checkbox, Dropdown, Input, Popover } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { formatNumber } from '../../numbers.ts'
import { useTexts } from '../../texts.tsx'
import type { Column } from './columns.ts'
import type { useTableState } from './state.ts'
import { tableWords } from './words.ts'

type TableToolsProps<Row> = {
  columns: Column<Row>[]
  shown: Column<Row>[]
  table: ReturnType<typeof useTableState>
  /** Rows that are seen, rows in hand, rows there are. */
  counts: { seen: number; held: number; all: number }
  onExport: (kind: 'csv' | 'xlsx') => Promise<void>
  extra?: ReactNode
  searchable: boolean
}

/** The line above a table: find, count, column chooser, export. */
export function TableTools<Row>({ columns, shown, table, counts, onExport, extra, searchable }: TableToolsProps<Row>) {
  const t = useTexts(tableWords)
  const [exporting, setExporting] = useState(false)
  const filtered = table.state.words !== '' || Object.keys(table.state.filters).length > 0
  const many = (n: number): string => formatNumber(n)

  async function save(kind: 'csv' | 'xlsx'): Promise<void> {
    setExporting(true)
    await onExport(kind).finally(() => setExporting(false))
  }

  return (
    <div className="jd-table-tools">
      {searchable ? <FindBox value={table.state.words} onChange={table.find} label={t('find')} /> : null}
      <span className="jd-quiet" role="status">
        {counts.held < counts.all
          ? t('loaded', { n: many(counts.held), all: many(counts.all) })
          : counts.seen === counts.held
            ? t('rows', { n: many(counts.seen) })
            : t('someRows', { n: many(counts.seen), all: many(counts.held) })}
      </span>
      {filtered ? (
        <Button type="link" size="small" onClick={table.clear}>
          {t('clear')}
        </Button>
      ) : null}
      <span className="jd-spring" />
      {extra}
      <Popover
        trigger="click"
        placement="bottomRight"
        content={<ColumnChooser columns={columns} shown={shown} onChange={table.show} />}
      >
        <Button size="small">{t('columns')}</Button>
      </Popover>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'xlsx', label: 'Excel (XLSX)' },
            { key: 'csv', label: 'CSV' },
          ],
          onClick: ({ key }) => void save(key === 'csv' ? 'csv' : 'xlsx'),
        }}
      >
        <Button size="small" loading={exporting}>
          {t('export')}
        </Button>
      </Dropdown>
    </div>
  )
}

/** A box whose words reach the address a moment after the last key. */
function FindBox({ value, onChange, label }: { value: string; onChange: (words: string) => void; label: string }) {
  const [words, setWords] = useState(value)
  const [from, setFrom] = useState(value)
  if (from !== value) {
    setFrom(value)
    setWords(value)
  }
  useEffect(() => {
    if (words === value) return
    const timer = setTimeout(() => onChange(words), 250)
    return () => clearTimeout(timer)
  }, [words, value, onChange])
  return (
    <Input
      size="small"
      allowClear
      value={words}
      onChange={(event) => setWords(event.target.value)}
      placeholder={label}
      aria-label={label}
      style={{ width: 180 }}
    />
  )
}

type ColumnChooserProps<Row> = {
  columns: Column<Row>[]
  shown: Column<Row>[]
  onChange: (columns: string[] | undefined) => void
}

function ColumnChooser<Row>({ columns, shown, onChange }: ColumnChooserProps<Row>) {
  const t = useTexts(tableWords)
  const on = new Set(shown.map((column) => column.id))

  function toggle(id: string): void {
    const next = columns
      .filter((column) => (column.id === id ? !on.has(id) : on.has(column.id)))
      .map((column) => column.id)
    if (next.length > 0) onChange(next)
  }

  return (
    <div className="jd-column-chooser">
      {columns.map((column, index) => (
        <Checkbox key={column.id} checked={on.has(column.id)} disabled={index === 0} onChange={() => toggle(column.id)}>
          {column.title}
        </Checkbox>
      ))}
      <Button size="small" onClick={() => onChange(undefined)}>
        {t('usual')}
      </Button>
    </div>
  )
}
