import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Problem } from '#base/problem.ts'
import { useApi } from '#kit/web/api.ts'
import { useMay } from '#kit/web/session.tsx'
import { useTexts } from '#kit/web/texts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { type CaseDetail, workflowsContract } from '../contract.ts'
import type { Performed } from './ActDrawer.tsx'
import { CaseActs } from './CaseActs.tsx'
import { CaseClocks } from './CaseClocks.tsx'
import { CaseBranches, CaseFacts, CaseFamily, CaseFiles, fileAddress, type SubjectPages } from './CaseParts.tsx'
import { CaseTimeline } from './CaseTimeline.tsx'
import { WorkflowDiagram } from './WorkflowDiagram.tsx'
import { workflowOf } from '../rules/shown.ts'
import { caseWords as words } from './case-words.ts'
import './workflows.css'

/** The parts of the panel of a case. */
export type CasePart = 'facts' | 'acts' | 'branches' | 'clocks' | 'diagram' | 'family' | 'files' | 'timeline'

const allParts: readonly CasePart[] = ['facts', 'acts', 'branches', 'clocks', 'diagram', 'family', 'files', 'timeline']

export type CasePanelProps = {
  caseId: string
  /** Performs an act at its owner; without it the engine does, for the kinds of subjects that it moves itself. */
  perform?: ((done: Performed) => Promise<unknown>) | undefined
  /** The act that is the primary button of the page. */
  primary?: string | undefined
  /** Acts that the page offers in another way. */
  except?: readonly string[] | undefined
  /** Which parts, in this order; all by default. */
  parts?: readonly CasePart[] | undefined
  /** Where other cases of the family are seen. */
  pages?: SubjectPages | undefined
  /** After an act, an extension, an assignment: for queries of the page itself. */
  onDone?: (() => unknown) | undefined
}

/** Everything about a case in one piece, for the page of whatever moves: what to do next, until when, where it stands, what happened. */
export function CasePanel(props: CasePanelProps) {
  const api = useApi(workflowsContract)
  const t = useTexts(words)
  // Whoever sees no cases at all is not let ask for this one: it would only be refused.
  const isSeen = useMay()('workflows.see').allowed
  const found = useQuery(api.caseShow.queryOptions({ input: { id: props.caseId }, enabled: isSeen }))
  if (isSeen && found.error === null)
    return found.data === undefined ? <Busy lines={6} /> : <OpenCasePanel {...props} one={found.data} />
  if (found.error !== null && (!(found.error instanceof Problem) || found.error.code !== 'not_found'))
    return <ProblemAlert problem={found.error} />
  return isFirstOf(props.parts) ? (
    <PagePart title={t('acts')}>
      <p className="jd-quiet">{t('notYours')}</p>
    </PagePart>
  ) : null
}

/** Of the panels of a page that share a case, the one that says what can be done. */
const isFirstOf = (parts: readonly CasePart[] = allParts): boolean => parts.includes('acts')

/** The same for a page that has read the case itself. */
export function OpenCasePanel({
  one,
  perform,
  primary,
  except,
  parts = allParts,
  pages,
  onDone,
}: CasePanelProps & { one: CaseDetail }) {
  const api = useApi(workflowsContract)
  const client = useQueryClient()
  const t = useTexts(words)
  const to = pages?.[one.subjectKind]?.(one.subject)
  const refresh = async (): Promise<void> => {
    await Promise.all([client.invalidateQueries({ queryKey: api.key() }), onDone?.()])
  }
  const performed = async (done: Performed): Promise<unknown> =>
    perform === undefined ? api.caseAct.call({ id: one.id, ...done }) : perform(done)
  const shown: Record<CasePart, () => ReactNode> = {
    facts: () => <CaseFacts one={one} refresh={refresh} />,
    acts: () => (
      <PagePart title={t('acts')}>
        {one.byEngine || perform !== undefined ? (
          <CaseActs one={one} perform={performed} primary={primary} except={except} refresh={refresh} />
        ) : (
          <p className="jd-quiet">
            {t('elsewhere')} {to === undefined ? null : <Go to={to}>{t('openSubject')}</Go>}
          </p>
        )}
      </PagePart>
    ),
    branches: () =>
      one.branches.length === 0 ? null : (
        <PagePart title={t('branches')}>
          <CaseBranches one={one} />
        </PagePart>
      ),
    clocks: () => (
      <PagePart title={t('clocks')}>
        <CaseClocks one={one} refresh={refresh} />
      </PagePart>
    ),
    diagram: () => (
      <PagePart title={t('diagram')}>
        <WorkflowDiagram workflow={workflowOf(one)} position={{ ...one, lanes: one.branches.map(laneOf) }} />
      </PagePart>
    ),
    family: () =>
      one.parent === undefined && one.subcases.length === 0 ? null : (
        <PagePart title={t('family')}>
          <CaseFamily one={one} pages={pages} />
        </PagePart>
      ),
    files: () =>
      one.files.length === 0 && !asksForFiles(one) ? null : (
        <PagePart title={t('files')}>
          <CaseFiles one={one} />
        </PagePart>
      ),
    timeline: () => (
      <PagePart title={t('timeline')}>
        <CaseTimeline entries={one.timeline} fileAddress={(file) => fileAddress(one.id, file)} />
      </PagePart>
    ),
  }
  return parts.map((part) => (
    <div key={part} className={part === 'acts' ? 'jd-screen-only' : undefined}>
      {shown[part]()}
    </div>
  ))
}

function laneOf({ branch, unit, units, outcomeName, good }: CaseDetail['branches'][number]) {
  return { id: branch, unitName: unit?.name ?? units[0]?.name, outcomeName, good }
}

/** Whether any act or outcome of the workflow takes files. */
function asksForFiles(one: CaseDetail): boolean {
  const { acts, states } = workflowOf(one)
  return [...acts, ...states.flatMap(({ branches = [] }) => branches.flatMap(({ outcomes }) => outcomes))].some(
    ({ files }) => files !== undefined,
  )
}
