import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import { useApi } from '#kit/web/api.ts'
import { useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { remoteRows } from '#kit/web/ui/table/remote.ts'
import { evaluationsContract } from '../contract.ts'
import type { SimulationDetail } from '../contract/simulations.ts'
import { useDimensionNames, useNames } from './names.tsx'
import { words } from './simulation-texts.ts'
import { words as shared } from './texts.ts'

const portion = 100

type Graded = { total: string | null; rank: number | null; grade: string | null }
type Row = { unit: string; name: string; town: string | null; before: Graded; after: Graded }

/** The subjects that a kept simulation would move. */
export function SimulationUnits({ simulation }: { simulation: SimulationDetail }) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const gradeName = useNames(simulation.grades)
  const nameOf = useDimensionNames([])
  const found = useInfiniteQuery(
    api.simulationUnits.infiniteOptions({
      input: (page: number) => ({ id: simulation.id, page, pageSize: portion }),
      initialPageParam: 1,
      getNextPageParam: (last, pages) => (pages.length * portion < last.total ? pages.length + 1 : undefined),
    }),
  )
  const rows = useMemo(() => found.data?.pages.flatMap(({ items }): Row[] => items) ?? [], [found.data])
  const plain = { sort: false, filter: false }
  const columns: Column<Row>[] = [
    {
      ...plain,
      id: 'name',
      title: s('name'),
      value: ({ name }) => name,
      show: ({ unit, name }) => <Go to={evaluationPaths.card(simulation.run, unit)}>{name}</Go>,
      width: 240,
    },
    { ...plain, id: 'town', title: s('town'), value: ({ town }) => nameOf('town', town), width: 120 },
    { ...plain, id: 'from', title: t('from'), value: ({ before }) => gradeName(before.grade), width: 100 },
    { ...plain, id: 'to', title: t('to'), value: ({ after }) => gradeName(after.grade), width: 100 },
    {
      ...plain,
      id: 'a',
      title: t('totalBefore'),
      value: ({ before }) => before.total ?? '',
      kind: 'number',
      scale: 2,
      width: 100,
    },
    {
      ...plain,
      id: 'b',
      title: t('totalAfter'),
      value: ({ after }) => after.total ?? '',
      kind: 'number',
      scale: 2,
      width: 100,
    },
  ]
  if (found.error !== null) return <ProblemAlert problem={found.error} />
  return (
    <DataTable
      name={`${s('simulation')} ${t('who')}`}
      prefix="who."
      columns={columns}
      rows={rows}
      rowKey={({ unit }) => unit}
      loading={found.isLoading}
      searchable={false}
      notes={[s('notResult')]}
      remote={remoteRows(found, found.data?.pages[0]?.total ?? 0)}
      empty={<EmptyState title={t('nobody')} />}
    />
  )
}
