import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { App } from 'antd'
import { useState } from 'react'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import { ActButtons } from '#capabilities/workflows/web/parts.tsx'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { evaluationsContract } from '../contract.ts'
import type { RunDetail } from '../contract/runs.ts'
import { heldBack, nextStep } from '../rules/next-step.ts'
import { SchemeStatusNote } from './names.tsx'
import { RunFacts } from './RunFacts.tsx'
import { RunPopulation } from './RunPopulation.tsx'
import { RunRecord } from './RunRecord.tsx'
import { RunResult } from './RunResult.tsx'
import { RunSubjects } from './RunSubjects.tsx'
import { RunProgress } from './RunProgress.tsx'
import { words as shared } from './texts.ts'
import './evaluations.css'

const words = defineTexts({
  compute: { zh: '计算结果', en: 'Compute a result' },
  again: { zh: '复算（计入已采纳的更正）', en: 'Compute again with accepted corrections' },
  gather: { zh: '重新归集数据', en: 'Gather inputs again' },
  gathered: { zh: '已归集 {n} 个评价对象的数据', en: 'Inputs of {n} {n|subject|subjects} gathered' },
  started: { zh: '已开始计算', en: 'The computation has begun' },
  simulate: { zh: '模拟调整', en: 'Simulate' },
  inputs: { zh: '归集的数据', en: 'Inputs gathered' },
  published: { zh: '公示内容', en: 'What is public' },
  note: { zh: '备注：{note}', en: 'Note: {note}' },
})

const pollEvery = 1500

/** One evaluation from gathering to the final result: where it stands, what holds it back, and everything that came of it. */
export function RunPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useApi(evaluationsContract)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const found = useQuery(
    api.runShow.queryOptions({
      input: { id },
      refetchInterval: (query) => (isComputing(query.state.data) ? pollEvery : false),
    }),
  )
  const run = found.data
  const title = run === undefined ? s('run') : `${say(run.schemeName)} ${formatPeriod(run.period, language)}`
  const crumbs = [{ title: s('evaluations'), to: evaluationPaths.list() }]
  if (run === undefined)
    return <Page title={title} crumbs={crumbs} problem={found.error} loading={found.error === null} />
  return <OpenRun run={run} title={title} crumbs={crumbs} />
}

function isComputing(run: { results: readonly { state: string }[] } | undefined): boolean {
  return run?.results.some(({ state }) => state === 'running') === true
}

type OpenProps = { run: RunDetail; title: string; crumbs: { title: string; to: string }[] }

function OpenRun({ run, title, crumbs }: OpenProps) {
  const { state } = useAddress()
  const [problem, setProblem] = useState<unknown>()
  const say = useText()
  const t = useTexts(words)
  const done = run.results.filter((one) => one.state === 'done')
  const asked = Number(state.number)
  const shown = done.find(({ number }) => number === asked) ?? done.toSorted((a, b) => b.number - a.number)[0]
  return (
    <Page
      title={title}
      sentence={say(run.stateName)}
      crumbs={crumbs}
      acts={<RunActs run={run} onProblem={setProblem} />}
      primary={<RunComputing run={run} onProblem={setProblem} />}
    >
      <SchemeStatusNote status={run.schemeStatus} />
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      {run.note === '' ? null : <p className="jd-note">{t('note', { note: run.note })}</p>}
      <RunFacts run={run} />
      <RunProgress run={run} />
      <RunLinks run={run} />
      {shown === undefined ? null : <RunResult run={run} head={shown} />}
      {shown === undefined ? null : <RunSubjects run={run} number={shown.number} />}
      <RunPopulation run={run} />
      <RunRecord run={run} />
    </Page>
  )
}

function RunLinks({ run }: { run: RunDetail }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const isFrozen = run.frozenAt !== null
  return (
    <nav className="ev-links jd-screen-only" aria-label={s('run')}>
      <Go to={evaluationPaths.scheme(run.scheme)}>{s('scheme')}</Go>
      <Go to={evaluationPaths.inputs(run.id)}>{t('inputs')}</Go>
      <Go to={evaluationPaths.published(run.id)}>{t('published')}</Go>
      <Go to={evaluationPaths.objections({ run: run.id })}>{s('objections')}</Go>
      {run.may.run && isFrozen ? <Go to={evaluationPaths.simulate(run.id)}>{t('simulate')}</Go> : null}
    </nav>
  )
}

type ActProps = { run: RunDetail; onProblem: (problem: unknown) => void }

/** The steps of the workflow; one that would be refused is disabled and says why. */
function RunActs({ run, onProblem }: ActProps) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const client = useQueryClient()
  const { message } = App.useApp()
  const scheme = useQuery(api.schemeShow.queryOptions({ input: { scheme: run.scheme } })).data
  const acts = run.acts
    .filter(({ to }) => to !== 'computed')
    .map((offered) => ({ ...offered, decision: heldBack(run, offered, scheme?.content) }))

  async function perform(act: string, reason?: string): Promise<void> {
    onProblem(undefined)
    try {
      const given = reason === undefined ? {} : { reason }
      await api.runAct.call({ id: run.id, act, revision: run.revision, ...given })
      message.success(s('done', { act: say(run.acts.find((one) => one.act === act)?.name) }))
      await client.invalidateQueries({ queryKey: api.key() })
    } catch (thrown) {
      onProblem(thrown)
      if (reason !== undefined) throw thrown
    }
  }

  async function gather(): Promise<void> {
    const { units } = await api.runGather.call({ id: run.id, revision: run.revision })
    message.success(t('gathered', { n: units }))
    await client.invalidateQueries({ queryKey: api.key() })
  }

  return (
    <>
      {run.state === 'draft' && run.may.run ? <ActButton act={gather}>{t('gather')}</ActButton> : null}
      <ActButtons acts={acts} perform={perform} primary={nextStep(run)} />
    </>
  )
}

/** Computing is a step of its own: it runs for a while, and may be done again after corrections. */
function RunComputing({ run, onProblem }: ActProps) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const client = useQueryClient()
  const { message } = App.useApp()
  const offered = run.acts.find(({ to }) => to === 'computed')
  if (offered === undefined) return null
  async function compute(): Promise<void> {
    onProblem(undefined)
    await api.runCompute.call({ id: run.id, revision: run.revision })
    message.success(t('started'))
    await client.invalidateQueries({ queryKey: api.key() })
  }
  return (
    <ActButton
      primary={nextStep(run) === offered.act}
      decision={heldBack(run, offered)}
      act={compute}
      onProblem={onProblem}
    >
      {run.results.length === 0 ? t('compute') : t('again')}
    </ActButton>
  )
}
