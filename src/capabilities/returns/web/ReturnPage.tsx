import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { App, Select } from 'antd'
import { useCallback, useMemo, useState } from 'react'
import { enterprisePaths } from '#base/paths/enterprises.ts'
import { returnPaths } from '#base/paths/returns.ts'
import { ActButtons, CaseTimeline } from '#capabilities/workflows/web/parts.tsx'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { problemFrom } from '#kit/web/problem.ts'
import { useSession } from '#kit/web/session.tsx'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import { type CheckResult, type ReturnDetail, returnsContract } from '../contract.ts'
import { jumpToIssue, ReturnChecks, ReturnIssues, stillWrong } from './ReturnChecks.tsx'
import { useSpanWord } from './grid/names.ts'
import { SuspectCells } from './grid/SuspectCells.tsx'
import { useJudged } from './grid/use-store.ts'
import { ReturnGrid } from './ReturnGrid.tsx'
import { useCellComments } from './CellComments.tsx'
import { LockNote } from './PeriodPart.tsx'
import { ReturnChanges } from './ReturnChanges.tsx'
import { ReturnWorkbook } from './ReturnWorkbook.tsx'
import { words } from './texts.ts'
import { type ReturnDraft, useReturnDraft } from './use-return-draft.ts'
import './returns.css'

/** One return: the form, its checks beside the cells, what was done and what may be done. */
export function ReturnPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const { state } = useAddress()
  const api = useApi(returnsContract)
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const version = state.version === undefined ? undefined : Number(state.version)
  const found = useQuery(
    api.show.queryOptions({
      input: { id, version },
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 0,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    }),
  )
  const one = found.data
  const title = one === undefined ? t('returns') : `${say(one.formName)} ${formatPeriod(one.period, language)}`
  if (one === undefined) {
    return (
      <Page
        title={title}
        crumbs={[{ title: t('returns'), to: returnPaths.list() }]}
        problem={found.error}
        loading={found.isLoading}
      />
    )
  }
  return (
    <OpenReturn
      key={`${one.id} ${one.shownVersion} ${one.state} ${found.dataUpdatedAt}`}
      one={one}
      title={title}
      reload={() => void found.refetch()}
    />
  )
}

function OpenReturn({ one, title, reload }: { one: ReturnDetail; title: string; reload: () => void }) {
  const api = useApi(returnsContract)
  const t = useTexts(words)
  const say = useText()
  const client = useQueryClient()
  const { message } = App.useApp()
  const save = useCallback(
    (revision: number, cells: Record<string, string>) => api.save.call({ id: one.id, revision, cells }),
    [api, one.id],
  )
  const draft = useReturnDraft(one, save)
  const [answers, setAnswers] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<unknown>()
  const nameOf = useCellNames(one)

  async function perform(act: string, reason?: string): Promise<void> {
    setProblem(undefined)
    try {
      const revision = await draft.flush()
      const given = Object.fromEntries(Object.entries(answers).filter(([, text]) => text.trim().length >= 2))
      await api.act.call({
        id: one.id,
        act,
        revision,
        ...(reason === undefined ? {} : { reason }),
        ...(act === 'submit' ? { answers: given } : {}),
      })
      message.success(t('done', { act: say(one.acts.find((each) => each.act === act)?.name) }))
      await client.invalidateQueries()
    } catch (thrown) {
      setProblem(thrown)
      if (reason !== undefined) throw thrown
    }
  }

  return (
    <Page
      title={title}
      sentence={one.domain === 'statistical' ? t('statistical') : undefined}
      crumbs={[{ title: t('returns'), to: returnPaths.list() }]}
      acts={<ActButtons acts={one.acts} perform={perform} primary={one.editable ? 'submit' : primaryOf(one.acts)} />}
    >
      <Facts items={useHead(one, draft)} />
      {one.lock === undefined ? null : <LockNote lock={one.lock} />}
      {one.editable ? <LastReason one={one} /> : null}
      {problem === undefined ? null : (
        <ReturnProblem problem={problem} draft={draft} answers={answers} nameOf={nameOf} />
      )}
      {draft.saving === 'stale' ? (
        <p className="jd-note" role="alert">
          {t('stale')}{' '}
          <ActButton small act={reload}>
            {t('reload')}
          </ActButton>
        </p>
      ) : null}
      {draft.recovered > 0 ? <p className="jd-note">{t('recovered', { n: draft.recovered })}</p> : null}
      {one.shownVersion === one.version ? null : (
        <p className="jd-note">
          {t('older', { n: one.shownVersion })} <Go to={returnPaths.one(one.id)}>{t('current')}</Go>
        </p>
      )}
      {one.values ? (
        <Filled
          one={one}
          draft={draft}
          attempted={problem !== undefined}
          answers={answers}
          onAnswer={(check, text) => setAnswers((before) => ({ ...before, [check]: text }))}
          nameOf={nameOf}
          reload={reload}
        />
      ) : (
        <EmptyState title={t('noValues')} />
      )}
      {one.changes === undefined || one.editable ? null : (
        <ReturnChanges changes={one.changes} nameOf={nameOf} onJump={draft.store.jump} />
      )}
      <PagePart title={t('timeline')}>
        {one.loaded ? <p className="jd-quiet">{t('loaded')}</p> : <CaseTimeline entries={one.timeline} />}
      </PagePart>
    </Page>
  )
}

/** The act by which a reviewer lets the return pass: approval, or the stage before it. */
function primaryOf(acts: ReturnDetail['acts']): string {
  const open = acts.filter((each) => each.reason !== 'required' && each.decision.allowed).map((each) => each.act)
  return open.includes('approve') ? 'approve' : (open[0] ?? '')
}

/** Why the return is open again: the reason of the last act, where it has one. */
function LastReason({ one }: { one: ReturnDetail }) {
  const t = useTexts(words)
  const say = useText()
  const { programme } = useSession()
  const last = one.timeline.toSorted((a, b) => b.number - a.number)[0]
  if (last?.reason === undefined || last.reason === '') return null
  const at = formatInstant(last.at, programme.timeZone)
  return (
    <p className="jd-note">
      {t('lastReason', { act: say(last.name), actor: last.actorName, at, reason: last.reason })}
    </p>
  )
}

type ReturnProblemProps = {
  problem: unknown
  draft: ReturnDraft
  answers: Readonly<Record<string, string>>
  nameOf: (where: string) => string
}

/** Why an act was refused; the list shortens as entries are put right, and goes when nothing is left of it. */
function ReturnProblem({ problem, draft, answers, nameOf }: ReturnProblemProps) {
  const refused = useMemo(() => problemFrom(problem), [problem])
  const { findings, issues } = useJudged(draft.store)
  const left = stillWrong(refused, { issues, checks: findings, answers })
  if (refused.issues.length > 0 && left.length === 0) return null
  return (
    <ProblemAlert
      problem={refused}
      left={left}
      nameOf={nameOf}
      onJump={(where) => jumpToIssue(refused.issues, where, draft.store.jump)}
    />
  )
}

type FilledProps = {
  one: ReturnDetail
  draft: ReturnDraft
  /** Somebody tried to submit: empty compulsory cells are marked from now on. */
  attempted: boolean
  answers: Readonly<Record<string, string>>
  onAnswer: (check: string, reason: string) => void
  nameOf: (where: string) => string
  reload: () => void
}

function Filled({ one, draft, attempted, answers, onAnswer, nameOf, reload }: FilledProps) {
  const say = useText()
  const { store } = draft
  const jump = useCallback((key: string) => void store.jump(key), [store])
  const comments = useCellComments(one, nameOf, jump)
  return (
    <>
      {one.help === undefined ? null : <p className="jd-quiet">{say(one.help)}</p>}
      {one.editable ? <SuspectCells store={store} nameOf={nameOf} onJump={jump} /> : null}
      <div className="ret-layout">
        <div>
          <ReturnGrid
            parts={one.parts}
            store={store}
            lastPeriod={one.lastPeriod}
            editable={one.editable}
            attempted={attempted}
            marker={comments.marker}
          />
        </div>
        <aside className="ret-side">
          <Judged one={one} draft={draft} answers={answers} onAnswer={onAnswer} nameOf={nameOf} />
          {comments.panel}
          <ReturnWorkbook id={one.id} editable={one.editable} flush={draft.flush} onTaken={reload} />
        </aside>
      </div>
    </>
  )
}

/** What checks find and what is wrong in cells, beside the grid. */
function Judged({ one, draft, answers, onAnswer, nameOf }: Omit<FilledProps, 'attempted' | 'reload'>) {
  const say = useText()
  const { store } = draft
  const { findings, issues } = useJudged(store)
  const reasons = useMemo(() => new Map(one.checks.map((check) => [check.id, check.reason])), [one.checks])
  const checks = useMemo(
    () =>
      findings.map((finding): CheckResult => {
        const reason = reasons.get(finding.id)
        return { ...finding, ...(reason === undefined ? {} : { reason }) }
      }),
    [findings, reasons],
  )
  const indicatorName = useCallback(
    (id: string) => say(one.parts.flatMap((part) => part.lines).find((line) => line.indicator === id)?.name) || id,
    [one.parts, say],
  )
  return (
    <>
      <ReturnChecks
        checks={checks}
        indicatorName={indicatorName}
        answers={one.editable ? answers : undefined}
        onAnswer={onAnswer}
        onJump={(key) => void store.jump(key)}
      />
      {one.editable ? <ReturnIssues issues={issues} nameOf={nameOf} onJump={(key) => void store.jump(key)} /> : null}
    </>
  )
}

/** The name of a cell for people: line, indicator and column. */
function useCellNames(one: ReturnDetail): (where: string) => string {
  const t = useTexts(words)
  const say = useText()
  const spanWord = useSpanWord()
  return useMemo(() => {
    const names = new Map(
      one.parts.flatMap((part) =>
        part.lines.flatMap((line) =>
          line.cells.map(
            (cell) =>
              [cell.key, t('cellOf', { code: line.code, name: say(line.name), span: spanWord(cell.span) })] as const,
          ),
        ),
      ),
    )
    return (where) => names.get(where) ?? where
  }, [one.parts, t, say, spanWord])
}

function useHead(one: ReturnDetail, draft: ReturnDraft) {
  const t = useTexts(words)
  const say = useText()
  const { set } = useAddress()
  const { programme } = useSession()
  const saved = draft.savedAt === undefined ? '' : t('saved', { at: formatInstant(draft.savedAt, programme.timeZone) })
  const saying =
    draft.saving === 'idle'
      ? saved
      : draft.saving === 'failed'
        ? t('unsaved')
        : draft.saving === 'stale'
          ? ''
          : t('saving')
  const versions = one.versions.map(({ version }) => ({
    value: version,
    label: version === one.approvedVersion ? t('versionStanding', { n: version }) : t('versionOf', { n: version }),
  }))
  return [
    { label: t('respondent'), value: <Go to={enterprisePaths.one(one.subject)}>{one.subjectName}</Go> },
    { label: t('town'), value: say(one.townName) },
    { label: t('formNumber'), value: one.number },
    { label: t('state'), value: say(one.stateName) },
    { label: t('due'), value: <StatusLight light={one.light} note={one.due} /> },
    {
      label: t('version'),
      value:
        versions.length < 2 ? (
          (versions[0]?.label ?? '')
        ) : (
          <Select
            size="small"
            aria-label={t('version')}
            options={versions}
            value={one.shownVersion}
            onChange={(version) =>
              set({ version: version === one.version ? undefined : String(version) }, { remember: true })
            }
          />
        ),
    },
    ...(one.editable ? [{ label: t('draft'), value: <span role="status">{saying}</span> }] : []),
  ]
}
