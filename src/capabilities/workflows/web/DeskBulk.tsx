import { Button, Drawer, Select } from 'antd'
import { useMemo, useState } from 'react'
import { useApi } from '#kit/web/api.ts'
import { problemSentence } from '#kit/web/problem-words.ts'
import { ApiProblem } from '#kit/web/problem.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { type DeskItem, workflowsContract } from '../contract.ts'
import { type Choosing, offersBulk } from './DeskTable.tsx'
import { deskWords as words } from './desk-words.ts'

type Result = { id: string; title: string; problem: ApiProblem | undefined }

/** The choice of rows for one act that the programme calls safe to do for many. */
export function useChoosing(): {
  choosing: Choosing | undefined
  begin: (act: string | undefined) => void
  set: (ids: readonly string[]) => void
} {
  const [act, setAct] = useState<string>()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const choosing = useMemo<Choosing | undefined>(
    () =>
      act === undefined
        ? undefined
        : {
            act,
            chosen,
            choose: (id, isChosen) =>
              setChosen((old) => {
                const next = new Set(old)
                if (isChosen) next.add(id)
                else next.delete(id)
                return next
              }),
          },
    [act, chosen],
  )
  return {
    choosing,
    begin: (next) => {
      setAct(next)
      setChosen(new Set())
    },
    set: (ids) => setChosen(new Set(ids)),
  }
}

type DeskBulkProps = {
  items: readonly DeskItem[]
  bulk: ReturnType<typeof useChoosing>
  refresh: () => Promise<unknown>
}

/** Chooses an act for many, does it for the chosen rows, and tells what came of each. Nothing where no act is safe for many. */
export function DeskBulk({ items, bulk: { choosing, begin, set }, refresh }: DeskBulkProps) {
  const t = useTexts(words)
  const say = useText()
  const [asking, setAsking] = useState(false)
  const [results, setResults] = useState<Result[]>()
  const offered = useMemo(() => {
    const found = new Map<string, string>()
    for (const item of items)
      for (const { act, name } of item.acts) if (offersBulk(item, act)) found.set(act, say(name))
    return [...found].map(([value, label]) => ({ value, label }))
  }, [items, say])
  const api = useApi(workflowsContract)
  const able = choosing === undefined ? [] : items.filter((item) => offersBulk(item, choosing.act))
  const chosen = able.filter(({ id }) => choosing?.chosen.has(id) === true)
  const actName = offered.find(({ value }) => value === choosing?.act)?.label ?? ''

  async function send(reason: string | undefined): Promise<void> {
    if (choosing === undefined) return
    const said = await api.caseActs.call({
      act: choosing.act,
      cases: chosen.map(({ id, version }) => ({ id, version })),
      ...(reason === undefined || reason === '' ? {} : { reason }),
    })
    const titles = new Map(chosen.map(({ id, title }) => [id, say(title)]))
    setResults(
      said.results.map(({ id, problem }) => ({
        id,
        title: titles.get(id) ?? id,
        problem: problem === undefined ? undefined : new ApiProblem(problem.code, problem),
      })),
    )
    begin(undefined)
    await refresh()
  }

  if (offered.length === 0 && results === undefined) return null
  return (
    <div className="wf-bulk jd-screen-only" role="group" aria-label={t('bulk')}>
      {offered.length === 0 ? null : (
        <Select
          aria-label={t('bulk')}
          placeholder={t('bulkHint')}
          value={choosing?.act ?? null}
          options={offered}
          onChange={(act) => begin(act ?? undefined)}
          allowClear
          popupMatchSelectWidth={false}
          style={{ minWidth: 220 }}
        />
      )}
      {choosing === undefined ? null : (
        <>
          <Button onClick={() => set(chosen.length === able.length ? [] : able.map(({ id }) => id))}>
            {chosen.length === able.length && able.length > 0 ? t('chooseNone') : t('chooseAll', { n: able.length })}
          </Button>
          <ActButton
            primary
            decision={chosen.length === 0 ? { allowed: false, reason: 'workflows.none_chosen' } : undefined}
            act={() => setAsking(true)}
          >
            {t('doFor', { act: actName, n: chosen.length })}
          </ActButton>
          <Button onClick={() => begin(undefined)}>{t('endBulk')}</Button>
        </>
      )}
      {asking ? (
        <DrawerForm<{ reason?: string }>
          title={t('bulkConfirm', { act: actName, n: chosen.length })}
          open
          onClose={() => setAsking(false)}
          submitLabel={t('doFor', { act: actName, n: chosen.length })}
          submit={({ reason }) => send(reason)}
        >
          <p className="jd-note">{t('bulkDetail')}</p>
          <TextField name="reason" label={t('bulkReason')} rows={3} max={2000} />
        </DrawerForm>
      ) : null}
      <Results results={results} onClose={() => setResults(undefined)} />
    </div>
  )
}

function Results({ results = [], onClose }: { results: Result[] | undefined; onClose: () => void }) {
  const t = useTexts(words)
  const language = useLanguage()
  const failed = results.filter(({ problem }) => problem !== undefined).length
  return (
    <Drawer title={t('results')} open={results.length > 0} onClose={onClose} size="min(560px, 100vw)" destroyOnHidden>
      <p role="status">{t('resultSentence', { done: results.length - failed, failed })}</p>
      <ul className="wf-results">
        {results.map(({ id, title, problem }) => (
          <li key={id}>
            <strong>{title}</strong>
            <span className={problem === undefined ? 'wf-good' : 'wf-bad'}>
              <span aria-hidden="true">{problem === undefined ? '✓' : '✕'}</span>{' '}
              {problem === undefined
                ? t('resultDone')
                : t('resultRefused', { why: problemSentence(problem, language) })}
            </span>
          </li>
        ))}
      </ul>
    </Drawer>
  )
}
