import { useQuery } from '@tanstack/react-query'
import { useApi } from '#kit/web/api.ts'
import { useSession } from '#kit/web/session.tsx'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type Organisation, peopleContract } from '../contract.ts'
import { organisationKinds, words } from './texts.ts'

/** Organisations of the programme, with who came after them. */
export function OrganisationsPage() {
  const api = useApi(peopleContract)
  const t = useTexts(words)
  const say = useText()
  const { places } = useSession()
  const organisations = useQuery(api.organisationList.queryOptions())
  const placeName = (id: string | undefined) => say(places.find((place) => place.id === id)?.name)
  const successors = (one: Organisation) =>
    one.successors.map(({ name, from }) => [say(name), from].filter(Boolean).join(' ')).join(' · ')
  const kinds = Object.entries(organisationKinds).map(([value, name]) => ({ value, label: say(name) }))
  const columns: Column<Organisation>[] = [
    { id: 'name', title: t('organisation'), value: (one) => say(one.name), width: 240 },
    { id: 'kind', title: t('kind'), value: (one) => one.kind, kind: 'choice', choices: kinds, width: 110 },
    { id: 'place', title: t('place'), value: (one) => placeName(one.place), width: 140 },
    { id: 'from', title: t('from'), kind: 'date', value: (one) => one.from, width: 110 },
    { id: 'to', title: t('to'), kind: 'date', value: (one) => one.to, width: 110 },
    { id: 'successors', title: t('successors'), value: successors, width: 240 },
    { id: 'source', title: t('source'), value: (one) => one.source, width: 180 },
  ]
  return (
    <Page title={t('organisations')} problem={organisations.error}>
      <DataTable
        name={t('organisations')}
        columns={columns}
        rows={organisations.data ?? []}
        rowKey={(one) => one.id}
        loading={organisations.isLoading}
        empty={<EmptyState title={t('noOrganisations')} />}
      />
    </Page>
  )
}
