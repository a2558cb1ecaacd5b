import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Select } from 'antd'
import { type ReactNode, useMemo, useState } from 'react'
import { type Api, sendFile } from '#kit/web/api.ts'
import { useAddress, useGo } from '#kit/web/address.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { useText, useTexts } from '#kit/web/texts.tsx'
import type { Text } from '#base/text.ts'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { UploadBox } from '#kit/web/ui/UploadBox.tsx'
import { remoteRows } from '#kit/web/ui/table/remote.ts'
import type { enterprisesContract, ImportRun } from '../contract.ts'
import { ImportReview } from './ImportReview.tsx'
import { importWords } from './import-texts.ts'

/** The import procedures of any register, as its api offers them. */
export type ImportApi = Api<typeof enterprisesContract>['imports']

export type ImportFileKind = {
  id: string
  title: Text
  /** Where its empty file is; without it there is none. */
  template?: string
  /** Endings, when they are not those of tables. */
  accept?: string
  /** What the file holds, instead of the words about heads. */
  hint?: Text
}

type ImportPanelProps = {
  api: ImportApi
  /** Where files go: `/api/…/imports/files`. */
  uploadTo: string
  /** What a file may hold; one entry when the register takes one kind. */
  kinds: ImportFileKind[]
  paths: { imports: () => string; import: (id: string) => string }
  /** The page of a record, when it has one. */
  subjectTo?: (subject: string, kind: string) => string | undefined
  /** What stands above the lines of one import: what else was read of its file. */
  above?: (run: ImportRun) => ReactNode
  /** The import that is open; without it: upload and what was imported before. */
  id?: string | undefined
}

const mostBytes = 50_000_000

/** Upload, preview, confirm, undo: the same for every register that takes files. */
export function ImportPanel(props: ImportPanelProps) {
  return props.id === undefined ? <ImportStart {...props} /> : <ImportReview {...props} id={props.id} />
}

function ImportStart({ api, uploadTo, kinds, paths }: ImportPanelProps) {
  const t = useTexts(importWords)
  const say = useText()
  const go = useGo()
  const client = useQueryClient()
  const { state, set } = useAddress()
  const chosen = kinds.find((kind) => kind.id === state.file) ?? kinds[0]
  const [busy, setBusy] = useState(false)
  return (
    <>
      {kinds.length < 2 ? null : (
        <Select
          aria-label={t('kind')}
          value={chosen?.id}
          options={kinds.map((kind) => ({ value: kind.id, label: say(kind.title) }))}
          onChange={(file) => set({ file })}
          style={{ minWidth: 200, marginBottom: 12 }}
        />
      )}
      <UploadBox
        accept={chosen?.accept ?? '.xlsx,.csv'}
        maxBytes={mostBytes}
        label={t('upload')}
        hint={
          <>
            {chosen?.hint === undefined ? t('hint') : say(chosen.hint)}
            {chosen?.template === undefined ? null : (
              <>
                {' '}
                · {t('template')}{' '}
                {['xlsx', 'csv'].map((format) => (
                  <a key={format} href={`${chosen.template}.${format}`} style={{ marginInlineEnd: 8 }}>
                    {format.toUpperCase()}
                  </a>
                ))}
              </>
            )}
          </>
        }
        send={async (file, onProgress, signal) => {
          const stored = (await sendFile(uploadTo, file, { onProgress, signal })) as {
            fileId: string
            fileName: string
          }
          setBusy(true)
          try {
            return await api.preview.call({ ...stored, kind: chosen?.id })
          } finally {
            setBusy(false)
          }
        }}
        onDone={({ run }) => {
          void client.invalidateQueries({ queryKey: api.list.key() })
          go(paths.import(run.id))
        }}
      />
      <span role="status">{busy ? t('upload') : ''}</span>
      <PagePart title={t('past')}>
        <PastImports api={api} paths={paths} kinds={kinds} />
      </PagePart>
    </>
  )
}

function PastImports({ api, paths, kinds }: Pick<ImportPanelProps, 'api' | 'paths' | 'kinds'>) {
  const t = useTexts(importWords)
  const say = useText()
  const { timeZone } = useSession().programme
  const runs = useInfiniteQuery(
    api.list.infiniteOptions({
      input: (page: number) => ({ page, pageSize: 50 }),
      initialPageParam: 1,
      getNextPageParam: (last, pages) => (pages.length * 50 < last.total ? pages.length + 1 : undefined),
    }),
  )
  const rows = useMemo(() => runs.data?.pages.flatMap((page) => page.rows) ?? [], [runs.data])
  const columns = useMemo((): Column<ImportRun>[] => {
    const plain = { sort: false, filter: false } as const
    const count = (id: keyof ImportRun['counts']): Column<ImportRun> => ({
      ...plain,
      id,
      title: t(id),
      kind: 'number',
      value: (run) => run.counts[id],
      width: 90,
    })
    const kindOf = (run: ImportRun) => say(kinds.find((kind) => kind.id === run.kind)?.title)
    return [
      { ...plain, id: 'fileName', title: t('fileName'), value: (run) => run.fileName, width: 260 },
      { ...plain, id: 'kind', title: t('kind'), value: kindOf, width: 140, hidden: kinds.length < 2 },
      { ...plain, id: 'status', title: t('status'), value: (run) => t(run.status), width: 100 },
      count('created'),
      count('changed'),
      count('unchanged'),
      count('refused'),
      { ...plain, id: 'at', title: t('at'), value: (run) => formatInstant(run.createdAt, timeZone), width: 160 },
    ]
  }, [t, say, kinds, timeZone])
  return (
    <DataTable
      name={t('past')}
      prefix="past."
      columns={columns}
      rows={rows}
      rowKey={(run) => run.id}
      rowTo={(run) => paths.import(run.id)}
      loading={runs.isLoading}
      searchable={false}
      remote={remoteRows(runs, runs.data?.pages[0]?.total ?? 0)}
      empty={<EmptyState title={t('noPast')} />}
    />
  )
}
