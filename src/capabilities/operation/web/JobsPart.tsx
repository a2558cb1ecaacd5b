import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { createApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { speak } from '#kit/web/problem-words.ts'
import { useMay, useSession } from '#kit/web/session.tsx'
import { useLanguage, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { type Light, StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type JobShown, operationContract } from '../contract.ts'
import { jobNames, words } from './texts.ts'

const lights: Record<JobShown['state'], Light> = {
  queued: 'none',
  running: 'on_schedule',
  done: 'done',
  failed: 'overdue',
}
const client = createApi(operationContract)

/** Long work that waits, runs, failed or is done; what failed can be begun again. */
export function JobsPart({ jobs }: { jobs: JobShown[] }) {
  const t = useTexts(words)
  return (
    <PagePart title={t('jobs')}>
      <DataTable
        name={t('jobs')}
        prefix="j."
        columns={useColumns()}
        rows={jobs}
        rowKey={(job) => job.id}
        empty={<EmptyState title={t('noJobs')} />}
      />
    </PagePart>
  )
}

function useColumns(): Column<JobShown>[] {
  const t = useTexts(words)
  const named = useTexts(jobNames)
  const language = useLanguage()
  const { timeZone } = useSession().programme
  const queries = useQueryClient()
  const mayRepair = useMay()('operation.repair')
  return useMemo(() => {
    const instant = (at: string | null): string => (at === null ? '' : formatInstant(at, timeZone))
    const retry = async (id: string): Promise<void> => {
      await client.retryJob({ id })
      await queries.invalidateQueries()
    }
    return [
      {
        id: 'name',
        title: t('job'),
        value: ({ name }) => (name in jobNames ? named(name as keyof typeof jobNames) : name),
        width: 220,
      },
      {
        id: 'state',
        title: t('state'),
        kind: 'choice',
        choices: (['queued', 'running', 'failed', 'done'] as const).map((value) => ({ value, label: t(value) })),
        value: ({ state }) => state,
        show: ({ state }) => <StatusLight light={lights[state]} word={t(state)} />,
        width: 120,
      },
      {
        id: 'progress',
        title: t('progress'),
        value: ({ done, total }) => (total === null ? (done === '0' ? '' : done) : `${done} / ${total}`),
        width: 120,
        sort: false,
        filter: false,
      },
      { id: 'queued', title: t('queuedAt'), value: ({ queuedAt }) => instant(queuedAt), width: 150 },
      { id: 'finished', title: t('finishedAt'), value: ({ finishedAt }) => instant(finishedAt), width: 150 },
      {
        id: 'problem',
        title: t('problem'),
        value: ({ problem }) => (problem === null ? '' : speak(`problem.${problem}`, language)),
        width: 260,
      },
      {
        id: 'act',
        title: t('act'),
        value: () => '',
        show: ({ id, state }) =>
          state === 'failed' ? (
            <ActButton small decision={mayRepair} act={() => retry(id)}>
              {t('again')}
            </ActButton>
          ) : null,
        width: 130,
        sort: false,
        filter: false,
      },
    ]
  }, [t, named, language, timeZone, queries, mayRepair])
}
