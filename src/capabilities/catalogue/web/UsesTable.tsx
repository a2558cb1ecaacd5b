import { indicatorPaths } from '#base/paths/indicators.ts'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { SupplyDetail, UseCount } from '../contract.ts'
import { useKinds, words } from './texts.ts'
import { useWordOf } from './units.tsx'

/** Who took what this supply brings, directly or computed, in which way and how often. */
export function UsesTable({ supply }: { supply: SupplyDetail }) {
  const t = useTexts(words)
  const say = useText()
  const how = useWordOf(useKinds)
  const columns: Column<UseCount>[] = [
    {
      id: 'thing',
      title: t('indicator'),
      value: ({ thing }) => say(thing.name),
      show: ({ thing }) =>
        thing.kind === 'indicators' ? <Go to={indicatorPaths.one(thing.id)}>{say(thing.name)}</Go> : say(thing.name),
      width: 240,
    },
    { id: 'role', title: t('role'), value: ({ role }) => say(role.name) || role.id, width: 150 },
    { id: 'organisation', title: t('unit'), value: ({ organisation }) => say(organisation.name), width: 200 },
    { id: 'how', title: t('how'), value: (row) => how(row.how), width: 110 },
    { id: 'times', title: t('times'), kind: 'number', value: ({ times }) => times, width: 100 },
    { id: 'last', title: t('lastOn'), kind: 'date', value: ({ lastOn }) => lastOn, width: 120 },
  ]
  return (
    <>
      <p className="jd-quiet">{t('usesSince', { date: supply.usesSince })}</p>
      <DataTable
        name={t('uses')}
        prefix="uses."
        columns={columns}
        rows={supply.uses}
        rowKey={({ thing, how: way, role, organisation }) => `${thing.id} ${way} ${role.id} ${organisation.id}`}
        searchable={false}
        empty={<EmptyState title={t('noUses')} />}
      />
    </>
  )
}
