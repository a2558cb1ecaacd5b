import { useQuery } from '@tanstack/react-query'
import { landPaths } from '#base/paths/land.ts'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { landContract } from '../contract.ts'
import type { AgreementSummary } from '../contract/agreements.ts'
import { useAgreementColumns } from './agreement-columns.tsx'
import { agreementWords } from './agreement-words.ts'
import { CreditList } from './CreditList.tsx'

const words = defineTexts({
  none: { zh: '没有监管协议', en: 'No agreements' },
  noCredit: { zh: '没有违约记录', en: 'No defaults on record' },
})

/** The agreements on a parcel. */
export function ParcelAgreements({ parcel }: { parcel: string }) {
  const found = useQuery(useApi(landContract).parcelAgreements.queryOptions({ input: { parcel } }))
  if (found.error !== null) return <ProblemAlert problem={found.error} />
  return (
    <Agreements
      items={found.data?.items ?? []}
      without={['parcel', 'place', 'industry', 'area']}
      loading={found.isLoading}
    />
  )
}

/** The agreements of an enterprise, and its record of defaults. */
export function EnterpriseAgreements({ enterprise }: { enterprise: string }) {
  const t = useTexts(words)
  const found = useQuery(useApi(landContract).enterpriseAgreements.queryOptions({ input: { enterprise } }))
  if (found.error !== null) return <ProblemAlert problem={found.error} />
  const { items = [], credit = [] } = found.data ?? {}
  return (
    <>
      <Agreements items={items} without={['holder']} loading={found.isLoading} />
      {credit.length > 0 ? (
        <CreditList credit={credit} />
      ) : found.isLoading || items.length === 0 ? null : (
        <p className="jd-quiet">{t('noCredit')}</p>
      )}
    </>
  )
}

type ListProps = { items: AgreementSummary[]; without: readonly string[]; loading: boolean }

function Agreements({ items, without, loading }: ListProps) {
  const t = useTexts(words)
  const s = useTexts(agreementWords)
  const columns = useAgreementColumns(without)
  if (!loading && items.length === 0) return <p className="jd-quiet">{t('none')}</p>
  return (
    <DataTable
      name={s('agreements')}
      columns={columns}
      rows={items}
      rowKey={({ id }) => id}
      rowTo={({ id }) => landPaths.agreement(id)}
      loading={loading}
      empty={null}
    />
  )
}
