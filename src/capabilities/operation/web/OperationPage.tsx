import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { useTexts } from '#kit/web/texts.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import { type Operation, operationContract } from '../contract.ts'
import { JobsPart } from './JobsPart.tsx'
import { lightOf, secondsSince, sizeOf, useAge } from './measures.ts'
import { PartsPart } from './PartsPart.tsx'
import { words } from './texts.ts'

const everyMilliseconds = 15_000

/** Whether the installation is well, and what its operator can do about it. */
export function OperationPage() {
  const api = useApi(operationContract)
  const t = useTexts(words)
  const asked = useQuery({ ...api.show.queryOptions(), refetchInterval: everyMilliseconds })
  return (
    <Page
      title={t('operation')}
      sentence={t('sentence')}
      problem={asked.error}
      loading={asked.isLoading}
      acts={<Button onClick={() => void asked.refetch()}>{t('refresh')}</Button>}
    >
      {asked.data === undefined ? null : (
        <>
          <InBrief operation={asked.data} />
          <PartsPart parts={asked.data.parts} />
          <JobsPart jobs={asked.data.jobs} />
        </>
      )}
    </Page>
  )
}

function InBrief({ operation }: { operation: Operation }) {
  const t = useTexts(words)
  const age = useAge()
  const { timeZone } = useSession().programme
  const { level, version, runtime, packs, startedAt, memoryBytes, record, mirror, backup } = operation
  const none = backup.isSet ? t('backupNone') : t('backupOff')
  const since = (at: string): string => t('ago', { at: formatInstant(at, timeZone), age: age(secondsSince(at)) })
  return (
    <Facts
      items={[
        { label: t('level'), value: <StatusLight light={lightOf[level]} word={t(level)} /> },
        { label: t('version'), value: `${version} · ${packs.join(', ')}` },
        { label: t('runtime'), value: `Node ${runtime}` },
        { label: t('uptime'), value: age(secondsSince(startedAt)) },
        { label: t('memory'), value: sizeOf(memoryBytes) },
        {
          label: t('record'),
          value: `PostgreSQL ${record.version} · ${record.ours ? t('ours') : t('separate')}`,
        },
        { label: t('mirror'), value: mirror.engine === 'duckdb' ? 'DuckDB' : 'PostgreSQL' },
        { label: t('backup'), value: backup.at === null ? none : since(backup.at) },
      ]}
    />
  )
}
