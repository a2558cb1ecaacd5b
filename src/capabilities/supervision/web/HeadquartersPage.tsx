import { useQuery } from '@tanstack/react-query'
import { peoplePaths } from '#base/paths/people.ts'
import { supervisionPaths } from '#base/paths/supervision.ts'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { supervisionContract } from '../contract.ts'
import { BodyList } from './BodyList.tsx'
import { words as shared } from './texts.ts'
import './supervision.css'

const words = defineTexts({
  sentence: {
    zh: '总指挥部、各基地现场指挥部、工作组、联络员：职务照文件，文件未写明担任人的留空。',
    en: 'The general headquarters, those in the field, teams and liaison officers: posts as the documents have them; where no holder is stated, none is named.',
  },
  general: { zh: '统筹机构', en: 'Over all bases' },
  duties: { zh: '职责分工', en: 'Duties' },
  none: { zh: '规划包里没有指挥部', en: 'The programme has no headquarters' },
  noneWhy: {
    zh: '指挥部与工作组写在规划包的 organisations 目录中。',
    en: 'Headquarters and teams are written in the folder “organisations” of the pack.',
  },
})

/** Headquarters, teams, posts and liaison officers; those of the whole first, then base by base. */
export function HeadquartersPage() {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const found = useQuery(api.headquarters.queryOptions({ input: {} }))
  const bodies = found.data?.items ?? []
  const bases = new Map(bodies.flatMap(({ base }) => (base === null ? [] : [[base.id, base.name] as const])))
  const general = bodies.filter(({ base }) => base === null)
  return (
    <Page
      title={s('headquarters')}
      sentence={t('sentence')}
      problem={found.error}
      loading={found.isLoading}
      acts={
        <>
          <Go to={supervisionPaths.bases()} className="sv-link">
            {s('bases')}
          </Go>
          <Go to={peoplePaths.duties()} className="sv-link">
            {t('duties')}
          </Go>
        </>
      }
    >
      {found.data !== undefined && bodies.length === 0 ? <EmptyState title={t('none')} why={t('noneWhy')} /> : null}
      {general.length === 0 ? null : (
        <PagePart title={t('general')}>
          <BodyList bodies={general} />
        </PagePart>
      )}
      {[...bases].map(([id, name]) => (
        <PagePart key={id} title={say(name)}>
          <BodyList bodies={bodies.filter(({ base }) => base?.id === id)} />
        </PagePart>
      ))}
    </Page>
  )
}
