import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { refused } from '#base/decision.ts'
import { releasePaths } from '#base/paths/releases.ts'
import { useGo } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { useMay } from '#kit/web/session.tsx'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { releasesContract } from '../contract.ts'
import { ReleasedCells } from './ReleasedCells.tsx'
import { words } from './texts.ts'

/** What a publication would show and suppress, and the act of publishing it. */
export function ReleasePreviewPage() {
  const { release = '', period = '' } = useParams({ strict: false })
  const api = useApi(releasesContract)
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const go = useGo()
  const queries = useQueryClient()
  const may = useMay()('releases.publish')
  const { data, error, isLoading } = useQuery(api.preview.queryOptions({ input: { release, period } }))
  const publish = useMutation(api.publish.mutationOptions())
  const name = say(data?.name)
  const shownPeriod = formatPeriod(period, language)
  const counts = { shown: data?.shown ?? 0, suppressed: data?.suppressed ?? 0 }
  const decision = data?.isNew === true ? may : refused('releases.nothing_new')
  async function act(): Promise<void> {
    const edition = await publish.mutateAsync({ release, period, edition: data?.edition ?? 1 })
    await queries.invalidateQueries()
    go(releasePaths.one(edition.id))
  }
  return (
    <Page
      title={data === undefined ? t('preview') : t('previewTitle', { name })}
      sentence={
        data === undefined
          ? undefined
          : data.isNew
            ? t('previewSentence', { period: shownPeriod, n: data.edition, ...counts })
            : t('nothingNew')
      }
      crumbs={[{ title: t('releases'), to: releasePaths.list() }]}
      problem={error}
      loading={isLoading}
      primary={
        data === undefined ? undefined : (
          <ActButton
            primary
            act={act}
            decision={decision}
            confirm={{
              title: t('publishTitle', { name, period: shownPeriod }),
              detail: t('publishDetail', counts),
              ok: t('publish'),
            }}
          >
            {t('publish')}
          </ActButton>
        )
      }
    >
      {data === undefined ? null : <ReleasedCells name={`${name} ${shownPeriod}`} table={data.table} />}
    </Page>
  )
}
