import { useQuery } from '@tanstack/react-query'
import { parcelPaths } from '#base/paths/parcels.ts'
import { useApi } from '#kit/web/api.ts'
import { formatQuantity } from '#kit/web/numbers.ts'
import { useLanguage, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type Occupation, parcelsContract } from '../contract.ts'
import { words } from './texts.ts'

/** Section of the dossier of an enterprise: the parcels it is or was on, and the ground it occupies today. */
export function EnterpriseParcels({ subject }: { subject: string }) {
  const api = useApi(parcelsContract)
  const t = useTexts(words)
  const language = useLanguage()
  const found = useQuery(api.ofEnterprise.queryOptions({ input: { enterprise: subject } }))
  if (found.error !== null) return <ProblemAlert problem={found.error} />
  if (found.data === undefined) return <Busy />
  const area = (value: string) => formatQuantity({ value, unit: 'm2' }, language)
  const plain = { sort: false, filter: false } as const
  const columns: Column<Occupation>[] = [
    {
      ...plain,
      id: 'parcel',
      title: t('code'),
      value: (each) => each.parcelCode,
      show: (each) => <Go to={`${parcelPaths.list()}?parcel=${each.parcel}`}>{each.parcelCode}</Go>,
      width: 180,
    },
    { ...plain, id: 'from', title: t('from'), value: (each) => each.from, width: 120 },
    { ...plain, id: 'to', title: t('to'), value: (each) => each.to ?? t('still'), width: 120 },
    {
      ...plain,
      id: 'area',
      title: t('area'),
      value: (each) => (each.area === null ? t('whole') : area(each.area)),
      width: 140,
    },
  ]
  return (
    <>
      <p>{t('landNow', { n: area(found.data.area) })}</p>
      <DataTable
        name={t('land')}
        prefix="land."
        columns={columns}
        rows={found.data.occupations}
        rowKey={(each) => each.id}
        searchable={false}
        empty={<EmptyState title={t('noLand')} />}
      />
    </>
  )
}
