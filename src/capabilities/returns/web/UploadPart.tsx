import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { useMemo, useState } from 'react'
import { useAddress } from '#kit/web/address.ts'
import { createApi, useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { issueSentence } from '#kit/web/problem-words.ts'
import { ApiProblem } from '#kit/web/problem.ts'
import { useSession } from '#kit/web/session.tsx'
import { useLanguage, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { LongWork } from '#kit/web/ui/LongWork.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { remoteRows } from '#kit/web/ui/table/remote.ts'
import { returnsContract } from '../contract.ts'
import { rowOutcomes, type Upload, type UploadRow, type UploadState } from '../contract/uploads.ts'
import './returns.css'
import { uploadWords } from './upload-texts.ts'

const portion = 100
const lookEvery = 800
const shownIssues = 6

export const uploadStateWord = {
  reading: 'stateReading',
  ready: 'stateReady',
  storing: 'stateStoring',
  stored: 'stateStored',
  refused: 'stateRefused',
  undone: 'stateUndone',
} as const satisfies Record<UploadState, keyof typeof uploadWords>

const isRunning = (upload: Upload | undefined) => upload?.state === 'reading' || upload?.state === 'storing'

/** One upload: how far it is, what it would do, what became of it. It goes on when the page is left. */
export function UploadPart({ id }: { id: string }) {
  const api = useApi(returnsContract)
  const t = useTexts(uploadWords)
  const { set } = useAddress()
  const found = useQuery({
    ...api.uploads.show.queryOptions({ input: { id } }),
    refetchInterval: ({ state }) => (isRunning(state.data) ? lookEvery : false),
  })
  const upload = found.data
  const another = <Button onClick={() => set({ upload: undefined })}>{t('another')}</Button>
  if (found.error !== null) {
    return (
      <PagePart title={t('result')} acts={another}>
        <ProblemAlert problem={found.error} />
      </PagePart>
    )
  }
  if (upload === undefined)
    return (
      <PagePart title={t('result')} acts={another}>
        {null}
      </PagePart>
    )
  if (isRunning(upload)) return <Running upload={upload} />
  const isOpen = upload.state === 'ready' || upload.state === 'refused'
  return (
    <>
      <PagePart title={t(isOpen ? 'result' : 'resultStored')} acts={another}>
        <Outcome upload={upload} />
        <Acts upload={upload} />
      </PagePart>
      {upload.counts.rows === 0 ? null : <Rows upload={upload} />}
    </>
  )
}

function Running({ upload }: { upload: Upload }) {
  const t = useTexts(uploadWords)
  const { progress } = upload
  const share =
    progress?.total === null || progress === undefined ? undefined : progress.done / Math.max(1, progress.total)
  return (
    <PagePart title={t(uploadStateWord[upload.state])}>
      <LongWork
        title={t(upload.state === 'reading' ? 'reading' : 'storing', { file: upload.fileName })}
        state={progress?.waiting === true ? 'waiting' : 'running'}
        share={share}
        note={progress === undefined ? undefined : t('rowsDone', { n: progress.done })}
      />
    </PagePart>
  )
}

function Outcome({ upload }: { upload: Upload }) {
  const t = useTexts(uploadWords)
  const { programme } = useSession()
  const { counts } = upload
  const wrong =
    upload.problem !== undefined
      ? new ApiProblem(upload.problem.code, { details: upload.problem.details, issues: upload.issues })
      : upload.issues.length > 0
        ? new ApiProblem('invalid_input', { issues: upload.issues })
        : undefined
  const shown = ['created', 'changed', 'unchanged', 'blank', 'refused', 'warned', 'cells'] as const
  const after = ['stored', 'leftOut', 'undone', 'kept'] as const
  return (
    <>
      {wrong === undefined ? null : <ProblemAlert problem={wrong} />}
      <Facts
        items={[
          { label: t('file'), value: upload.fileName },
          { label: t('state'), value: t(uploadStateWord[upload.state]) },
          { label: t('at'), value: formatInstant(upload.storedAt ?? upload.uploadedAt, programme.timeZone) },
          ...shown.map((key) => ({ label: t(key), value: String(counts[key]) })),
          ...after.flatMap((key) => (counts[key] === undefined ? [] : [{ label: t(key), value: String(counts[key]) }])),
          ...(upload.reason === undefined ? [] : [{ label: t('reason'), value: upload.reason }]),
          ...(upload.undoReason === undefined ? [] : [{ label: t('undoneReason'), value: upload.undoReason }]),
        ]}
      />
    </>
  )
}

function Acts({ upload }: { upload: Upload }) {
  const t = useTexts(uploadWords)
  const language = useLanguage()
  const client = useQueryClient()
  const api = useApi(returnsContract)
  const [asking, setAsking] = useState<'store' | 'undo'>()
  const { counts } = upload
  const passing = counts.created + counts.changed
  const plain = createApi(returnsContract)
  const again = () => client.invalidateQueries({ queryKey: api.key() })
  const store = async (reason?: string): Promise<void> => {
    await plain.uploads.store({ id: upload.id, ...(reason === undefined ? {} : { reason }) })
    await again()
  }
  const hasProblems = counts.refused > 0 || counts.warned > 0 || upload.issues.length > 0
  return (
    <div className="jd-acts ret-upload-acts">
      {upload.state === 'ready' && upload.mine && passing > 0 ? (
        <ActButton primary act={() => (counts.refused > 0 ? setAsking('store') : store())}>
          {t(counts.refused > 0 ? 'storePart' : 'store', { n: passing })}
        </ActButton>
      ) : null}
      {hasProblems && counts.rows > 0 ? (
        <Button href={`/api/returns/uploads/${upload.id}/marked?lang=${language}`}>{t('marked')}</Button>
      ) : null}
      {upload.state === 'stored' && upload.mine ? (
        <>
          <Button danger onClick={() => setAsking('undo')}>
            {t('undo')}
          </Button>
          <span className="jd-quiet">{t('submitHint')}</span>
        </>
      ) : null}
      <DrawerForm<{ reason: string }>
        title={t('storeTitle')}
        open={asking === 'store'}
        onClose={() => setAsking(undefined)}
        submit={({ reason }) => store(reason)}
        submitLabel={t('storePart', { n: passing })}
        done={t('storedDone')}
      >
        <p>{t('storeWhy', { n: counts.refused })}</p>
        <TextField name="reason" label={t('reason')} required rows={3} />
      </DrawerForm>
      <DrawerForm<{ reason: string }>
        title={t('undo')}
        open={asking === 'undo'}
        onClose={() => setAsking(undefined)}
        submit={async ({ reason }) => {
          await plain.uploads.undo({ id: upload.id, reason })
          await again()
        }}
        submitLabel={t('undo')}
        danger
        done={t('undoDone')}
      >
        <p>{t('undoWhy', { n: counts.stored ?? 0 })}</p>
        <TextField name="reason" label={t('reason')} required rows={3} />
      </DrawerForm>
    </div>
  )
}

function Rows({ upload }: { upload: Upload }) {
  const t = useTexts(uploadWords)
  const api = useApi(returnsContract)
  const { state, set } = useAddress()
  const chosen =
    rowOutcomes.find((each) => each === state.outcome) ?? (upload.counts.refused > 0 ? 'refused' : undefined)
  const rows = useInfiniteQuery(
    api.uploads.rows.infiniteOptions({
      input: (page: number) => ({
        id: upload.id,
        page,
        pageSize: portion,
        ...(chosen === undefined ? {} : { outcome: chosen }),
      }),
      initialPageParam: 1,
      getNextPageParam: (last, pages) => (pages.length * portion < last.total ? pages.length + 1 : undefined),
    }),
  )
  const columns = useRowColumns(upload)
  const options = [
    { value: 'all', label: `${t('all')} ${upload.counts.rows}` },
    ...rowOutcomes.flatMap((outcome) =>
      upload.counts[outcome] === 0 ? [] : [{ value: outcome, label: `${t(outcome)} ${upload.counts[outcome]}` }],
    ),
  ]
  return (
    <PagePart title={t('rows')}>
      <div className="jd-filters">
        <Segmented
          aria-label={t('outcome')}
          options={options}
          value={state.outcome === 'all' ? 'all' : (chosen ?? 'all')}
          onChange={(outcome) => set({ outcome })}
        />
      </div>
      <DataTable
        name={t('rows')}
        prefix="rows."
        columns={columns}
        rows={rows.data?.pages.flatMap((page) => page.rows) ?? []}
        rowKey={(row) => String(row.number)}
        loading={rows.isLoading}
        searchable={false}
        remote={remoteRows(rows, rows.data?.pages[0]?.total ?? 0)}
        empty={<EmptyState title={t('noRows')} />}
      />
    </PagePart>
  )
}

function useRowColumns(upload: Upload): Column<UploadRow>[] {
  const t = useTexts(uploadWords)
  const language = useLanguage()
  return useMemo(() => {
    const plain = { sort: false, filter: false }
    const fates = { stored: t('stored'), left_out: t('leftOut'), undone: t('undone'), kept: t('kept') }
    const sentences = (row: UploadRow) => row.issues.map((issue) => `${issue.where} ${issueSentence(issue, language)}`)
    return [
      { ...plain, id: 'row', title: t('row'), kind: 'number', value: (row) => row.number, width: 60 },
      { ...plain, id: 'respondent', title: t('respondent'), value: (row) => row.name, width: 220 },
      { ...plain, id: 'outcome', title: t('outcome'), value: (row) => t(row.outcome), width: 90 },
      { ...plain, id: 'changes', title: t('changes'), kind: 'number', value: (row) => row.changes, width: 80 },
      {
        ...plain,
        id: 'problems',
        title: t('problems'),
        value: (row) => sentences(row).join('\n'),
        show: (row) => <Issues lines={sentences(row)} more={(n) => t('moreIssues', { n })} />,
        width: 560,
      },
      {
        ...plain,
        id: 'fate',
        title: t('fate'),
        value: (row) => (row.fate === undefined ? '' : fates[row.fate]),
        width: 120,
        hidden: upload.state === 'ready',
      },
    ]
  }, [t, language, upload.state])
}

function Issues({ lines, more }: { lines: readonly string[]; more: (n: number) => string }) {
  if (lines.length === 0) return null
  return (
    <ul className="ret-issues">
      {lines.slice(0, shownIssues).map((line) => (
        <li key={line}>{line}</li>
      ))}
      {lines.length > shownIssues ? <li className="jd-quiet">{more(lines.length - shownIssues)}</li> : null}
    </ul>
  )
}
