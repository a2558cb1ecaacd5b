import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { z } from 'zod'
import { fetchJson, useApi } from '#kit/web/api.ts'
import { defineTexts, useTexts } from '#kit/web/texts.tsx'
import { LongWork } from '#kit/web/ui/LongWork.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { evaluationsContract } from '../contract.ts'
import type { RunDetail } from '../contract/runs.ts'

const words = defineTexts({
  computing: { zh: '计算结果', en: 'Computing the result' },
  of: { zh: '{done} / {total}', en: '{done} of {total}' },
})

const Job = z.object({
  state: z.enum(['queued', 'running', 'done', 'failed']),
  done: z.number(),
  total: z.number().nullable(),
})

const pollEvery = 500

/** How far the computation is that runs now; why the last one failed. */
export function RunProgress({ run }: { run: RunDetail }) {
  const last = run.results.toSorted((a, b) => b.number - a.number)[0]
  if (last?.state === 'running' && last.job !== null) return <WorkingOn job={last.job} />
  if (last?.state === 'failed') return <ProblemAlert problem={problemIn(last.problem)} />
  return null
}

/** A failed computation keeps its problem as JSON. */
function problemIn(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '{"code":"internal"}')
  } catch {
    return { code: 'internal' }
  }
}

/** Long work of the server by its number: how far it is; what was read is read anew when it is over. */
export function WorkingOn({ job, title }: { job: string; title?: string }) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const client = useQueryClient()
  const found = useQuery({
    queryKey: ['job', job],
    queryFn: async () => Job.parse(await fetchJson(`/api/jobs/${job}`)),
    refetchInterval: (query) =>
      query.state.data?.state === 'done' || query.state.data?.state === 'failed' ? false : pollEvery,
  }).data
  const isOver = found?.state === 'done' || found?.state === 'failed'
  useEffect(() => {
    if (isOver) void client.invalidateQueries({ queryKey: api.key() })
  }, [isOver, client, api])
  return (
    <LongWork
      title={title ?? t('computing')}
      state={found === undefined || found.state === 'queued' ? 'waiting' : found.state}
      share={found?.total ? found.done / found.total : 0}
      note={found?.total ? t('of', { done: found.done, total: found.total }) : undefined}
    />
  )
}
