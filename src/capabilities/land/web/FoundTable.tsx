import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { FirstOnly } from './FirstOnly.tsx'

type FoundTableProps<Row> = {
  name: string
  columns: Column<Row>[]
  /** What was asked for; nothing while it is on its way. */
  found: { readonly items: Row[]; readonly total: number } | undefined
  rowTo: (row: Row) => string
  none: string
  noneWhy: string
  loading?: boolean
  prefix?: string
}

/** A list that leads to its things, and says so where it is cut off. */
export function FoundTable<Row extends { readonly id: string }>({
  name,
  columns,
  found,
  rowTo,
  none,
  noneWhy,
  loading,
  prefix,
}: FoundTableProps<Row>) {
  return (
    <>
      <DataTable
        name={name}
        columns={columns}
        rows={found?.items ?? []}
        rowKey={({ id }) => id}
        rowTo={rowTo}
        empty={<EmptyState title={none} why={noneWhy} />}
        {...(loading === undefined ? {} : { loading })}
        {...(prefix === undefined ? {} : { prefix })}
      />
      <FirstOnly shown={found?.items.length ?? 0} total={found?.total ?? 0} />
    </>
  )
}
