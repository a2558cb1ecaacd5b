import { useQuery } from '@tanstack/react-query'
import { useApi } from '#kit/web/api.ts'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type Classification, catalogueContract } from '../contract.ts'
import { classificationKinds, words } from './texts.ts'
import { useCitationWords, useWordOf } from './units.tsx'

/** Taxonomies, crosswalks and calendars: source, year and licence of each. */
export function ClassificationsPage() {
  const api = useApi(catalogueContract)
  const t = useTexts(words)
  const found = useQuery(api.classifications.queryOptions())
  const columns = useColumns()
  return (
    <Page title={t('classifications')} sentence={t('classificationsSentence')} problem={found.error}>
      <DataTable
        name={t('classifications')}
        columns={columns}
        rows={found.data?.rows ?? []}
        rowKey={(row) => `${row.kind} ${row.id}`}
        loading={found.isLoading}
        empty={<EmptyState title={t('noClassifications')} />}
      />
    </Page>
  )
}

function useColumns(): Column<Classification>[] {
  const t = useTexts(words)
  const say = useText()
  const cite = useCitationWords()
  const kind = useWordOf(classificationKinds)
  const english = ({ officialEnglish, withoutEnglish }: Classification) => {
    if (officialEnglish === undefined) return undefined
    const given = t(officialEnglish ? 'englishOfficial' : 'englishOurs')
    return withoutEnglish === 0 ? given : `${given} · ${t('englishMissing', { n: withoutEnglish })}`
  }
  return [
    { id: 'name', title: t('name'), value: (row) => say(row.name), width: 270 },
    {
      id: 'kind',
      title: t('kind'),
      kind: 'choice',
      choices: Object.entries(classificationKinds).map(([value, name]) => ({ value, label: say(name) })),
      value: (row) => row.kind,
      show: (row) => kind(row.kind),
      width: 100,
    },
    {
      id: 'year',
      title: t('editionYear'),
      value: (row) => row.years,
      show: (row) => (row.years === '' ? <span className="jd-blank">{t('notStated')}</span> : row.years),
      width: 110,
    },
    {
      id: 'source',
      title: t('source'),
      value: (row) => row.sources.map(cite).join('; '),
      show: (row) => row.sources.map((source) => <div key={`${source.id} ${source.clause}`}>{cite(source)}</div>),
      width: 360,
    },
    { id: 'licence', title: t('licence'), value: (row) => say(row.licence), width: 320 },
    { id: 'english', title: t('english'), value: english, width: 160 },
    { id: 'entries', title: t('entries'), kind: 'number', value: (row) => row.entries, width: 90 },
  ]
}
