import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { placePaths } from '#base/paths/places.ts'
import { supervisionPaths } from '#base/paths/supervision.ts'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { supervisionContract } from '../contract.ts'
import { BodyList } from './BodyList.tsx'
import { SheetPart } from './SheetPart.tsx'
import { words as shared } from './texts.ts'
import { WorkTable } from './WorkTable.tsx'
import './supervision.css'

const words = defineTexts({
  sentence: { zh: '“七个一”已成立 {n} 项，共 {of} 项。', en: '{n} of the {of} ones stand.' },
  complete: { zh: '“七个一”{of} 项齐全。', en: 'All of the {of} ones stand.' },
  place: { zh: '基地档案', en: 'Dossier of the base' },
  tasks: { zh: '基地任务', en: 'Tasks of the base' },
  noBodies: { zh: '没有写明指挥部', en: 'No headquarters is stated' },
  noBodiesWhy: {
    zh: '指挥部与工作组写在规划包的 organisations 目录中。',
    en: 'Headquarters and teams are written in the folder “organisations” of the pack.',
  },
})

/** One base: the seven ones, its headquarters and teams, its works. */
export function BasePage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const found = useQuery(api.baseSheetShow.queryOptions({ input: { base: id } }))
  const sheet = found.data
  const crumbs = [{ title: s('bases'), to: supervisionPaths.bases() }]
  if (sheet === undefined)
    return <Page title={s('base')} crumbs={crumbs} problem={found.error} loading={found.error === null} />
  return (
    <Page
      title={say(sheet.base.name)}
      sentence={t(sheet.complete ? 'complete' : 'sentence', { n: sheet.stands, of: sheet.of })}
      crumbs={crumbs}
      acts={
        <>
          <Go to={supervisionPaths.tasks({ base: id })} className="sv-link">
            {t('tasks')}
          </Go>
          <Go to={placePaths.one(id)} className="sv-link">
            {t('place')}
          </Go>
        </>
      }
    >
      <PagePart title={s('bases')}>
        <SheetPart sheet={sheet} />
      </PagePart>
      <PagePart title={s('headquarters')}>
        {sheet.bodies.length === 0 ? (
          <EmptyState title={t('noBodies')} why={t('noBodiesWhy')} />
        ) : (
          <BodyList bodies={sheet.bodies} />
        )}
      </PagePart>
      <PagePart title={s('works')}>
        <WorkTable works={sheet.works} />
      </PagePart>
    </Page>
  )
}
