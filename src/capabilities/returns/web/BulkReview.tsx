import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { parsePeriod } from '#base/period.ts'
import { returnPaths } from '#base/paths/returns.ts'
import { fetchJson, useApi } from '#kit/web/api.ts'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { LongWork } from '#kit/web/ui/LongWork.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { returnsContract } from '../contract.ts'
import { BulkResult, type BulkStage } from '../contract/life.ts'
import { lifeWords } from './life-texts.ts'
import './returns.css'

type Asked = { form: string; period: string; place: string | undefined }
const Job = z.object({
  state: z.enum(['queued', 'running', 'done', 'failed']),
  done: z.coerce.number(),
  total: z.coerce.number().nullable(),
  result: BulkResult.nullable(),
})

/** Lets everything pass that passes all checks: how many, why the others are left, how far it is, what came of it. */
export function BulkReview({ form, period, place }: Asked) {
  const api = useApi(returnsContract)
  const t = useTexts(lifeWords)
  const client = useQueryClient()
  const [job, setJob] = useState<string>()
  const asked = { form, period: parsePeriod(period), ...(place === undefined ? {} : { place }) }
  const preview = useQuery(api.bulkPreview.queryOptions({ input: asked }))
  const begin = async (stage: BulkStage): Promise<void> => {
    setJob((await api.bulk.call({ ...asked, act: stage.act })).job)
  }
  return (
    <PagePart title={t('many')}>
      {preview.error === null ? null : <ProblemAlert problem={preview.error} />}
      {preview.data?.map((stage) => (
        <Stage key={`${stage.state} ${stage.act}`} stage={stage} begin={begin} />
      ))}
      {job === undefined ? null : (
        <Working key={job} id={job} onDone={() => void client.invalidateQueries({ queryKey: api.key() })} />
      )}
    </PagePart>
  )
}

function Stage({ stage, begin }: { stage: BulkStage; begin: (stage: BulkStage) => Promise<void> }) {
  const t = useTexts(lifeWords)
  const say = useText()
  const name = say(stage.name)
  const counts = {
    state: say(stage.stateName),
    waiting: stage.waiting,
    ready: stage.ready,
    left: stage.waiting - stage.ready,
  }
  return (
    <div className="ret-stage">
      <span>{t('stageCounts', counts)}</span>
      <span className="jd-quiet">
        {stage.left.map(({ reason, n }) => `${t(reason)} ${n}`).join('；')}
        {stage.judgedNow ? '' : ` ${t('countedAtSubmission')}`}
      </span>
      {stage.ready === 0 ? null : (
        <ActButton
          act={() => begin(stage)}
          confirm={{
            title: t('manyAct', { act: name, n: stage.ready }),
            detail: t('manyDetail', { act: name, n: stage.ready }),
            ok: name,
          }}
        >
          {t('manyAct', { act: name, n: stage.ready })}
        </ActButton>
      )}
    </div>
  )
}

const pollEvery = 700

function isOver(state: string | undefined): boolean {
  return state === 'done' || state === 'failed'
}

function Working({ id, onDone }: { id: string; onDone: () => void }) {
  const t = useTexts(lifeWords)
  const job = useQuery({
    queryKey: ['job', id],
    queryFn: async () => {
      const found = Job.parse(await fetchJson(`/api/jobs/${id}`))
      if (found.state === 'done') onDone()
      return found
    },
    refetchInterval: (query) => (isOver(query.state.data?.state) ? false : pollEvery),
  }).data
  const result = job?.result
  const left = result?.left.reduce((sum, each) => sum + each.n, 0) ?? 0
  return (
    <>
      <LongWork
        title={t('working')}
        state={job === undefined || job.state === 'queued' ? 'waiting' : job.state}
        share={job?.total ? job.done / job.total : 0}
        note={result ? t('manyDone', { done: result.done, left }) : undefined}
      />
      {result && result.refused.length > 0 ? (
        <ul className="ret-list">
          {result.refused.map((one) => (
            <li key={one.id}>
              <Go to={returnPaths.one(one.id)}>{one.subjectName}</Go> <span className="jd-quiet">{t(one.reason)}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </>
  )
}
