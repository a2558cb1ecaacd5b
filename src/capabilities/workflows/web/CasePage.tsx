import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { workflowPaths } from '#base/paths/workflows.ts'
import { useApi } from '#kit/web/api.ts'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { workflowsContract } from '../contract.ts'
import type { SubjectPages } from './CaseParts.tsx'
import { OpenCasePanel } from './CasePanel.tsx'
import { words } from './texts.ts'

/** One case by itself: what it is about is seen on the page of its subject, everything that moves it is here. */
export function CasePage({ pages = {} }: { pages?: SubjectPages }) {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useApi(workflowsContract)
  const t = useTexts(words)
  const say = useText()
  const found = useQuery(api.caseShow.queryOptions({ input: { id } }))
  const one = found.data
  const to = one === undefined ? undefined : pages[one.subjectKind]?.(one.subject)
  return (
    <Page
      title={one === undefined ? t('case') : say(one.title)}
      sentence={
        one === undefined ? undefined : (
          <>
            {say(one.workflowName)}
            {to === undefined ? null : (
              <>
                {' · '}
                <Go to={to}>{t('openSubject')}</Go>
              </>
            )}
          </>
        )
      }
      crumbs={[{ title: t('desk'), to: workflowPaths.desk() }]}
      problem={found.error}
      loading={found.isLoading}
    >
      {one === undefined ? null : <OpenCasePanel caseId={one.id} one={one} pages={pages} />}
    </Page>
  )
}
