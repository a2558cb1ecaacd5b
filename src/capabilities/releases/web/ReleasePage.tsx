import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { releasePaths } from '#base/paths/releases.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { releasesContract } from '../contract.ts'
import { ReleasedCells } from './ReleasedCells.tsx'
import { words } from './texts.ts'

/** One edition as it was published. */
export function ReleasePage() {
  const { id = '' } = useParams({ strict: false })
  const api = useApi(releasesContract)
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const { data, error, isLoading } = useQuery(api.get.queryOptions({ input: { id } }))
  const name = data === undefined ? '' : `${say(data.edition.name)} ${formatPeriod(data.edition.period, language)}`
  return (
    <Page
      title={name === '' ? t('releases') : name}
      crumbs={[{ title: t('releases'), to: releasePaths.list() }]}
      problem={error}
      loading={isLoading}
    >
      {data === undefined ? null : (
        <>
          <Facts
            items={[
              { label: t('edition'), value: t('editionNumber', { n: data.edition.edition }) },
              { label: t('standing'), value: t(data.edition.isLatest ? 'latest' : 'replaced') },
              { label: t('publishedAt'), value: formatInstant(data.edition.publishedAt) },
              { label: t('publishedBy'), value: data.edition.publishedBy ?? t('system') },
              { label: t('asOf'), value: formatInstant(data.edition.asOf) },
              { label: t('shown'), value: data.edition.shown },
              { label: t('suppressed'), value: data.edition.suppressed },
              {
                label: t('measures'),
                value: t('measuresSentence', {
                  frequency: data.parameters.frequency,
                  ...data.parameters.dominance,
                  p: data.parameters.pPercent,
                }),
              },
            ]}
          />
          <ReleasedCells name={name} table={data.table} />
        </>
      )}
    </Page>
  )
}
