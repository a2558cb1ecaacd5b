import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { App, Checkbox, Segmented } from 'antd'
import { type ReactNode, useMemo, useState } from 'react'
import type { Language } from '#base/text.ts'
import { useAddress } from '#kit/web/address.ts'
import { type DecisionView, speak } from '#kit/web/problem-words.ts'
import { useLanguage, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { remoteRows } from '#kit/web/ui/table/remote.ts'
import { type ImportLine, importOutcomes, type ImportPreview, type ImportProblem, type ImportRun } from '../contract.ts'
import type { ImportApi } from './ImportPanel.tsx'
import { importWords } from './import-texts.ts'
import { fieldWords } from './texts.ts'

type ReviewProps = {
  api: ImportApi
  id: string
  subjectTo?: (subject: string, kind: string) => string | undefined
  above?: (run: ImportRun) => ReactNode
}

const portion = 100
/** What is shown first of a preview, and of an import that was done: lines that were left out are no longer known. */
const reviewed = ['refused', 'created', 'changed', 'unchanged'] as const
const done = ['created', 'changed'] as const

/** One import: what the file would do or did, line by line, and the act that does it or takes it back. */
export function ImportReview({ api, id, subjectTo, above }: ReviewProps) {
  const t = useTexts(importWords)
  const client = useQueryClient()
  const { state, set } = useAddress()
  const [problem, setProblem] = useState<unknown>()
  const outcome = importOutcomes.find((each) => each === state.outcome)
  const found = useInfiniteQuery(
    api.get.infiniteOptions({
      input: (page: number) => ({ id, outcome, page, pageSize: portion }),
      initialPageParam: 1,
      getNextPageParam: (last, pages) => (pages.length * portion < last.total ? pages.length + 1 : undefined),
    }),
  )
  const lines = useMemo(() => found.data?.pages.flatMap((page) => page.lines) ?? [], [found.data])
  const preview = found.data?.pages[0]
  if (found.error !== null) return <ProblemAlert problem={found.error} />
  if (preview === undefined) return <Busy />
  const { run } = preview
  const offered = run.status === 'previewed' ? reviewed : done
  const shown = outcome ?? offered.find((each) => run.counts[each] > 0) ?? 'created'
  const unreadable = run.status === 'previewed' && preview.fileProblems.length > 0
  const again = () => client.invalidateQueries()
  return (
    <>
      <p>
        <strong>{run.fileName}</strong> · {t(unreadable ? 'unreadable' : run.status)}
        {run.leftOut === 0 ? null : <> · {t('leftOut', { n: run.leftOut })}</>}
        {run.undoReason === null ? null : <> · {run.undoReason}</>}
      </p>
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      {above?.(run)}
      {preview.fileProblems.length > 0 ? (
        <PagePart title={t('fileProblems')}>
          <ProblemList problems={preview.fileProblems} />
        </PagePart>
      ) : (
        <>
          <ImportActs api={api} preview={preview} onProblem={setProblem} onDone={again} />
          <Segmented
            value={shown}
            onChange={(next) => set({ outcome: next })}
            options={offered
              .toSorted((a, b) => importOutcomes.indexOf(a) - importOutcomes.indexOf(b))
              .map((each) => ({ value: each, label: `${t(each)} ${run.counts[each]}` }))}
          />
          <Lines
            lines={lines}
            kind={run.kind}
            subjectTo={run.status === 'undone' ? undefined : subjectTo}
            remote={remoteRows(found, preview.total)}
          />
        </>
      )}
      <ReadColumns columns={preview.columns} />
    </>
  )
}

type ActsProps = {
  api: ImportApi
  preview: ImportPreview
  onProblem: (problem: unknown) => void
  onDone: () => Promise<unknown>
}

function ImportActs({ api, preview: { run, digest }, onProblem, onDone }: ActsProps) {
  const t = useTexts(importWords)
  const { message } = App.useApp()
  const [leaveOut, setLeaveOut] = useState(false)
  const [undoing, setUndoing] = useState(false)
  const { created, changed, refused } = run.counts
  if (run.status === 'undone') return null
  if (run.status === 'confirmed') {
    return (
      <p>
        <ActButton danger act={() => setUndoing(true)}>
          {t('undo')}
        </ActButton>
        <DrawerForm<{ reason: string }>
          title={t('undoTitle')}
          open={undoing}
          onClose={() => setUndoing(false)}
          submitLabel={t('undo')}
          danger
          done={t('undoneSaid')}
          submit={async ({ reason }) => {
            await api.undo.call({ id: run.id, reason })
            await onDone()
          }}
        >
          <p>{t('undoDetail', run.counts)}</p>
          <TextField name="reason" label={t('undoReason')} rows={3} required max={500} />
        </DrawerForm>
      </p>
    )
  }
  const decision: DecisionView =
    created + changed === 0
      ? { allowed: false, reason: 'import.nothing_to_do' }
      : refused > 0 && !leaveOut
        ? { allowed: false, reason: 'import.has_refused', details: { refused } }
        : { allowed: true }
  return (
    <p className="jd-acts">
      {refused === 0 || created + changed === 0 ? null : (
        <Checkbox checked={leaveOut} onChange={(event) => setLeaveOut(event.target.checked)}>
          {t('leaveOut', { n: refused })}
        </Checkbox>
      )}
      <ActButton
        primary
        decision={decision}
        confirm={{ title: t('confirmTitle'), detail: t('confirmDetail', run.counts), ok: t('confirm') }}
        onProblem={onProblem}
        act={async () => {
          await api.confirm.call({ id: run.id, digest, leaveOutRefused: leaveOut })
          message.success(t('confirmedSaid'))
          await onDone()
        }}
      >
        {t('confirm')}
      </ActButton>
    </p>
  )
}

type LinesProps = {
  lines: ImportLine[]
  kind: string
  subjectTo: ReviewProps['subjectTo']
  remote: ReturnType<typeof remoteRows>
}

function Lines({ lines, kind, subjectTo, remote }: LinesProps) {
  const t = useTexts(importWords)
  const f = useTexts(fieldWords)
  const columns = useMemo((): Column<ImportLine>[] => {
    const plain = { sort: false, filter: false } as const
    const nameOf = (field: string) => (field in fieldWords ? f(field as keyof typeof fieldWords) : field)
    const change = ({ field, before, after }: ImportLine['changes'][number], isNew: boolean) =>
      isNew
        ? `${nameOf(field)} ${after ?? t('empty')}`
        : `${nameOf(field)}: ${before ?? t('empty')} → ${after ?? t('empty')}`
    return [
      { ...plain, id: 'line', title: t('line'), kind: 'number', value: (line) => line.line, width: 80 },
      {
        ...plain,
        id: 'label',
        title: t('label'),
        value: (line) => line.label,
        show: (line) => {
          const to = line.subject === null ? undefined : subjectTo?.(line.subject, kind)
          return to === undefined ? line.label : <Go to={to}>{line.label}</Go>
        },
        width: 220,
      },
      {
        ...plain,
        id: 'changes',
        title: t('changes'),
        value: (line) => line.changes.map((each) => change(each, line.outcome === 'created')).join('; '),
        width: 300,
      },
      {
        ...plain,
        id: 'problems',
        title: t('problems'),
        value: (line) => line.problems.map((each) => `${each.where} ${each.code} ${each.found ?? ''}`).join('; '),
        show: (line) => (line.problems.length === 0 ? null : <ProblemList problems={line.problems} />),
        width: 460,
      },
    ]
  }, [t, f, subjectTo, kind])
  return (
    <DataTable
      name={t('label')}
      prefix="lines."
      columns={columns}
      rows={lines}
      rowKey={(line) => String(line.line)}
      searchable={false}
      remote={remote}
      empty={<EmptyState title={t('noLines')} />}
    />
  )
}

const wheres = [
  { form: /^line (\d+)$/, zh: '第 $1 行', en: 'line $1' },
  { form: /^record (\d+)$/, zh: '第 $1 条', en: 'record $1' },
  { form: /^feature (\d+)$/, zh: '第 $1 个', en: 'feature $1' },
  { form: /^file$/, zh: '文件', en: 'file' },
] as const

/** A cell stays as the spreadsheet names it; a line, a record and a feature are said in words. */
function whereWords(where: string, language: Language): string {
  const named = wheres.find(({ form }) => form.test(where))
  return named === undefined ? where : where.replace(named.form, named[language])
}

/** What is expected comes in both languages, parted by a slash: `镇街名称 / name of a town`. */
function inOneLanguage(expected: string | undefined, language: Language): string | undefined {
  const [zh, en, more] = expected?.split(' / ') ?? []
  return zh === undefined || en === undefined || more !== undefined ? expected : language === 'zh' ? zh : en
}

/** Each problem with its place, what was found and what to do. */
export function ProblemList({ problems }: { problems: readonly ImportProblem[] }) {
  const language = useLanguage()
  const f = useTexts(fieldWords)
  return (
    <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
      {problems.map((problem) => {
        const said = { ...problem, expected: inOneLanguage(problem.expected, language) }
        const remedy = speak(problem.remedy, language, said)
        const column =
          problem.column !== undefined && problem.column in fieldWords
            ? f(problem.column as keyof typeof fieldWords)
            : undefined
        return (
          <li key={`${problem.where}:${problem.column ?? ''}:${problem.code}`}>
            <strong>{whereWords(problem.where, language)}</strong>{' '}
            {column === undefined ? null : <span className="jd-quiet">{column} · </span>}
            {speak(problem.code, language, said)}
            {language === 'zh' ? '。' : '. '}
            {remedy === problem.remedy ? null : <span className="jd-quiet">{remedy}</span>}
          </li>
        )
      })}
    </ul>
  )
}

function ReadColumns({ columns }: { columns: ImportPreview['columns'] }) {
  const t = useTexts(importWords)
  const f = useTexts(fieldWords)
  if (columns.length === 0) return null
  return (
    <p className="jd-quiet jd-small">
      {t('columns')}:{' '}
      {columns
        .filter(({ header }) => header !== '')
        .map(
          ({ header, field }) =>
            `${header} → ${field === null ? t('ignored') : field in fieldWords ? f(field as keyof typeof fieldWords) : field}`,
        )
        .join(' · ')}
    </p>
  )
}
