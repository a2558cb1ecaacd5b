import { Button, Checkbox, Input, Popover } from 'antd'
import { useState } from 'react'
import { unitName } from '#base/unit.ts'
import { useLanguage, useTexts } from '../../texts.tsx'
import { FilterIcon, SortIcon } from '../icons.tsx'
import { headOf, type ShownColumn } from './columns.ts'
import type { useTableState } from './state.ts'
import { tableWords } from './words.ts'

type TableHeadProps<Row> = { columns: ShownColumn<Row>[]; table: ReturnType<typeof useTableState> }

/** The head of a table: each title sorts, each funnel filters; units stand here and not in the cells. */
export function TableHead<Row>({ columns, table }: TableHeadProps<Row>) {
  return (
    <thead>
      <tr>
        {columns.map((column, index) => (
          <HeadCell key={column.id} column={column} first={index === 0} table={table} />
        ))}
      </tr>
    </thead>
  )
}

type HeadCellProps<Row> = { column: ShownColumn<Row>; first: boolean; table: ReturnType<typeof useTableState> }

function HeadCell<Row>({ column, first, table }: HeadCellProps<Row>) {
  const t = useTexts(tableWords)
  const language = useLanguage()
  const { sort, filters } = table.state
  const direction = sort?.column !== column.id ? 'none' : sort.descending ? 'descending' : 'ascending'
  const head = headOf(column, language)
  return (
    <th
      scope="col"
      aria-sort={direction}
      className={[first ? 'jd-first' : '', column.numeric ? 'jd-right' : ''].join(' ')}
      style={column.width === undefined ? undefined : { width: column.width, minWidth: column.width }}
    >
      <span className="jd-head">
        {column.sort === false ? (
          <span>{head}</span>
        ) : (
          <button
            type="button"
            className="jd-head-sort"
            onClick={() => table.sortBy(column.id)}
            title={t('sort', { column: column.title })}
          >
            {head}
            <SortIcon direction={direction} />
          </button>
        )}
        {column.filter === false ? null : (
          <FilterButton
            column={column}
            wanted={filters[column.id] ?? ''}
            onChange={(value) => table.filterBy(column.id, value)}
          />
        )}
      </span>
    </th>
  )
}

type FilterProps<Row> = { column: ShownColumn<Row>; wanted: string; onChange: (value: string) => void }

function FilterButton<Row>({ column, wanted, onChange }: FilterProps<Row>) {
  const t = useTexts(tableWords)
  const label = t('filter', { column: column.title })
  const [open, setOpen] = useState(false)
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      title={label}
      placement="bottom"
      destroyOnHidden
      content={<FilterBody column={column} wanted={wanted} onChange={onChange} />}
    >
      <button
        type="button"
        className={wanted === '' ? 'jd-head-filter' : 'jd-head-filter jd-on'}
        aria-label={label}
        aria-pressed={wanted !== ''}
      >
        <FilterIcon />
      </button>
    </Popover>
  )
}

function FilterBody<Row>({ column, wanted, onChange }: FilterProps<Row>) {
  const t = useTexts(tableWords)
  if (column.choices !== undefined) {
    return (
      <Checkbox.Group
        className="jd-column-chooser"
        options={column.choices}
        value={wanted === '' ? [] : wanted.split(',')}
        onChange={(values) => onChange(values.join(','))}
      />
    )
  }
  return column.numeric ? (
    <RangeFilter unit={column.shownUnit} wanted={wanted} onChange={onChange} />
  ) : (
    <WordFilter label={t('contains')} wanted={wanted} onChange={onChange} />
  )
}

function WordFilter({ label, wanted, onChange }: { label: string; wanted: string; onChange: (value: string) => void }) {
  return (
    <Input.Search
      autoFocus
      allowClear
      defaultValue={wanted}
      aria-label={label}
      onSearch={(value) => onChange(value.trim())}
      style={{ width: 220 }}
    />
  )
}

const numberPattern = /^-?\d*(\.\d*)?$/

type RangeFilterProps = { unit: string | undefined; wanted: string; onChange: (value: string) => void }

function RangeFilter({ unit, wanted, onChange }: RangeFilterProps) {
  const t = useTexts(tableWords)
  const language = useLanguage()
  const suffix = unit === undefined ? undefined : unitName(unit, language)
  const [from = '', to = ''] = wanted.split('..')
  const [range, setRange] = useState({ from, to })

  function change(side: 'from' | 'to', text: string): void {
    if (numberPattern.test(text)) setRange({ ...range, [side]: text })
  }

  return (
    <form
      className="jd-range"
      onSubmit={(event) => {
        event.preventDefault()
        onChange(range.from === '' && range.to === '' ? '' : `${range.from}..${range.to}`)
      }}
    >
      <label>
        {t('from')}
        <Input
          autoFocus
          inputMode="decimal"
          value={range.from}
          onChange={(event) => change('from', event.target.value)}
        />
      </label>
      <label>
        {t('to')}
        <Input
          inputMode="decimal"
          suffix={suffix}
          value={range.to}
          onChange={(event) => change('to', event.target.value)}
        />
      </label>
      <Button htmlType="submit" type="primary" size="small">
        {t('apply')}
      </Button>
    </form>
  )
}
