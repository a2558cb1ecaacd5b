import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useDeferredValue, useMemo, useState } from 'react'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import { useGo } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { evaluationsContract } from '../contract.ts'
import type { RunDetail } from '../contract/runs.ts'
import { checkDraft, type DraftNumbers, draftText, numbersOf } from '../rules/draft.ts'
import { type FrozenColumns, type Ground, groundOf, type Simulated, simulate } from '../rules/simulate.ts'
import { SchemeStatusNote } from './names.tsx'
import { SimulationMark } from './SimulationMark.tsx'
import { SimulationNumbers } from './SimulationNumbers.tsx'
import { SimulationOutcome } from './SimulationOutcome.tsx'
import { words } from './simulation-texts.ts'
import { words as shared } from './texts.ts'
import './evaluations.css'

/** Other weights, caps and quotas on the frozen inputs of a run: who would move, computed here at once. */
export function SimulatePage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const run = useQuery(api.runShow.queryOptions({ input: { id } }))
  const hasResult = run.data?.results.some(({ state }) => state === 'done') === true
  const columns = useQuery(
    api.columnsShow.queryOptions({
      input: { id },
      enabled: hasResult,
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
    }),
  )
  const name = run.data === undefined ? '' : `${say(run.data.schemeName)} ${formatPeriod(run.data.period, language)}`
  return (
    <Page
      title={name === '' ? s('simulation') : t('title', { name })}
      crumbs={[
        { title: s('evaluations'), to: evaluationPaths.list() },
        { title: name, to: evaluationPaths.one(id) },
      ]}
      acts={
        <Go to={evaluationPaths.simulations()} className="ev-link">
          {t('saved')}
        </Go>
      }
      problem={run.error ?? columns.error}
      loading={run.isLoading}
    >
      <SimulationMark />
      {run.data === undefined ? null : <SchemeStatusNote status={run.data.schemeStatus} />}
      {run.data !== undefined && !hasResult ? (
        <EmptyState title={t('notFrozen')} why={t('notFrozenWhy')} act={<Go to={evaluationPaths.one(id)}>{name}</Go>} />
      ) : null}
      {columns.isLoading ? <Busy lines={8} /> : null}
      {run.data === undefined || columns.data === undefined ? null : (
        <Simulating run={run.data} columns={columns.data as unknown as FrozenColumns} />
      )}
    </Page>
  )
}

/** What came of a draft, how long it took, or why nothing can be computed. */
export type Outcome = { simulated: Simulated; milliseconds: number; problem?: undefined } | { problem: unknown }

function Simulating({ run, columns }: { run: RunDetail; columns: FrozenColumns }) {
  const t = useTexts(words)
  const ground = useMemo(() => groundOf(columns), [columns])
  const inForce = useMemo(() => numbersOf(ground.scheme), [ground])
  const [numbers, setNumbers] = useState<DraftNumbers>(inForce)
  const [saving, setSaving] = useState(false)
  const settled = useDeferredValue(numbers)
  const draft = useMemo(() => checkDraft(ground.scheme, settled), [ground, settled])
  const outcome = useMemo(() => outcomeOf(ground, draft.scheme), [ground, draft])
  return (
    <>
      <SimulationNumbers
        scheme={ground.scheme}
        numbers={numbers}
        inForce={inForce}
        problems={draft.problems}
        onChange={setNumbers}
        acts={
          <>
            <ActButton act={() => setNumbers(inForce)}>{t('reset')}</ActButton>
            <ActButton primary act={() => setSaving(true)}>
              {t('save')}
            </ActButton>
          </>
        }
      />
      {outcome === undefined ? null : <SimulationOutcome run={run} ground={ground} outcome={outcome} />}
      <SaveForm run={run} text={draftText(ground.scheme, numbers)} open={saving} onClose={() => setSaving(false)} />
    </>
  )
}

function outcomeOf(ground: Ground, scheme: Ground['scheme'] | undefined): Outcome | undefined {
  if (scheme === undefined) return undefined
  try {
    const start = performance.now()
    const simulated = simulate(ground, scheme)
    return { simulated, milliseconds: performance.now() - start }
  } catch (problem) {
    return { problem }
  }
}

type SaveProps = { run: RunDetail; text: string; open: boolean; onClose: () => void }

function SaveForm({ run, text, open, onClose }: SaveProps) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const go = useGo()
  return (
    <DrawerForm<{ name: string }>
      title={t('save')}
      open={open}
      onClose={onClose}
      submitLabel={t('save')}
      submit={async ({ name }) => {
        const { id } = await api.simulationCreate.call({ id: run.id, name, text })
        go(evaluationPaths.simulation(id))
      }}
    >
      <TextField name="name" label={t('saveAs')} help={t('saveHelp')} max={200} required />
    </DrawerForm>
  )
}
