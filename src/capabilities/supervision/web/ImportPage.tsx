import { useQueryClient } from '@tanstack/react-query'
import { App, Select } from 'antd'
import { useState } from 'react'
import { supervisionPaths } from '#base/paths/supervision.ts'
import { useAddress, useGo } from '#kit/web/address.ts'
import { sendFile, useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { type DecisionView, issueSentence } from '#kit/web/problem-words.ts'
import { useMay } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { UploadBox } from '#kit/web/ui/UploadBox.tsx'
import { supervisionContract } from '../contract.ts'
import type { ImportPreview } from '../contract/tasks.ts'
import { percentOf } from './marks.tsx'
import { useNamesOf } from './names.tsx'
import { useThisYear } from './periods.ts'
import { words as shared } from './texts.ts'
import './supervision.css'

const words = defineTexts({
  title: { zh: '导入任务表', en: 'Import a table of tasks' },
  sentence: {
    zh: '先预览，逐格说明错误；全部无误才写入，要么全部写入，要么一项也不写。',
    en: 'Looked at first, with what is wrong cell by cell; stored only when nothing is, all of it or none.',
  },
  choose: { zh: '选择任务表', en: 'Choose a table' },
  hint: {
    zh: '列：总体要求、年度目标及工作内容、一季度至四季度、责任领导、责任单位、责任人、直接责任人、协助单位、期限',
    en: 'Columns: requirement, goal, the four quarters, leader, lead unit, person, person directly in charge, assisting units, deadline',
  },
  template: { zh: '下载模板', en: 'Download the template' },
  issues: { zh: '要改的地方（{n}）', en: 'What to repair ({n})' },
  cell: { zh: '{cell}：{sentence}', en: '{cell}: {sentence}' },
  rows: { zh: '将写入的任务', en: 'What would be stored' },
  row: { zh: '行', en: 'Row' },
  wrong: { zh: '有误', en: 'Wrong' },
  yes: { zh: '有误', en: 'wrong' },
  quarters: { zh: '分季度安排', en: 'Schedule' },
  confirm: { zh: '写入 {n} 项', en: 'Store {n}' },
  stored: { zh: '已写入 {n} 项', en: '{n} stored' },
  none: { zh: '表里没有任务', en: 'The table holds no tasks' },
})

const mostBytes = 8 * 1024 * 1024

/** A table of tasks from a workbook: preview, what is wrong cell by cell, and the act that stores it. */
export function ImportPage() {
  const t = useTexts(words)
  const s = useTexts(shared)
  const may = useMay()
  const thisYear = useThisYear()
  const { state, set } = useAddress()
  const year = Number(state.year ?? thisYear)
  const [preview, setPreview] = useState<ImportPreview>()
  const language = useLanguage()
  const allowed = may('supervision.plan')
  return (
    <Page
      title={t('title')}
      sentence={t('sentence')}
      crumbs={[{ title: s('tasks'), to: supervisionPaths.tasks({ year }) }]}
      filters={
        <Select
          aria-label={s('year')}
          value={year}
          style={{ width: 90 }}
          options={[thisYear + 1, thisYear, thisYear - 1].map((one) => ({ value: one, label: String(one) }))}
          onChange={(next) => {
            setPreview(undefined)
            set({ year: String(next) })
          }}
        />
      }
      primary={preview === undefined ? undefined : <Confirm preview={preview} allowed={allowed} />}
    >
      <UploadBox
        accept=".xlsx"
        maxBytes={mostBytes}
        label={t('choose')}
        hint={
          <>
            {t('hint')} ·{' '}
            <a href={`/api/supervision/imports/template?year=${year}&lang=${language}`}>{t('template')}</a>
          </>
        }
        send={async (file, onProgress, signal) =>
          (await sendFile(`/api/supervision/imports?year=${year}`, file, { onProgress, signal })) as ImportPreview
        }
        onDone={setPreview}
      />
      {preview === undefined ? null : <Looked preview={preview} />}
    </Page>
  )
}

function Confirm({ preview, allowed }: { preview: ImportPreview; allowed: DecisionView }) {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const go = useGo()
  const client = useQueryClient()
  const { message } = App.useApp()
  const decision: DecisionView =
    preview.issues.length > 0 || preview.rows.length === 0
      ? { allowed: false, reason: 'supervision.table_is_wrong', details: { n: preview.issues.length } }
      : allowed
  return (
    <ActButton
      primary
      decision={decision}
      act={async () => {
        const { created } = await api.taskImportConfirm.call({ file: preview.file, year: preview.year })
        message.success(t('stored', { n: created }))
        await client.invalidateQueries()
        go(supervisionPaths.tasks({ year: preview.year }))
      }}
    >
      {t('confirm', { n: preview.rows.length })}
    </ActButton>
  )
}

type Row = ImportPreview['rows'][number]

function Looked({ preview }: { preview: ImportPreview }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const language = useLanguage()
  const names = useNamesOf()
  const columns: Column<Row>[] = [
    { id: 'row', title: t('row'), kind: 'number', scale: 0, value: ({ row }) => row, width: 70 },
    { id: 'title', title: s('task'), value: ({ title }) => title, width: 320 },
    { id: 'wrong', title: t('wrong'), value: ({ wrong }) => (wrong ? t('yes') : ''), width: 80 },
    { id: 'lead', title: s('lead'), value: ({ lead }) => names(lead), width: 180 },
    { id: 'assist', title: s('assist'), value: ({ assist }) => names(assist), width: 180 },
    { id: 'leader', title: s('leader'), value: ({ leader }) => leader ?? '', width: 120 },
    { id: 'person', title: s('person'), value: ({ person }) => person ?? '', width: 120 },
    { id: 'due', title: s('due'), kind: 'date', value: ({ due }) => due ?? '', width: 110 },
    {
      id: 'quarters',
      title: t('quarters'),
      value: ({ schedule }) =>
        schedule
          .map(({ quarter, words: said, share }) =>
            [formatPeriod(quarter, language), said ?? '', share === null ? '' : `${percentOf(share)}%`]
              .join(' ')
              .trim(),
          )
          .join('; '),
      width: 320,
    },
  ]
  return (
    <>
      {preview.issues.length === 0 ? null : (
        <PagePart title={t('issues', { n: preview.issues.length })}>
          <ul className="sv-list">
            {preview.issues.map((issue) => (
              <li key={`${issue.cell} ${issue.text}`}>
                {t('cell', { cell: issue.cell, sentence: issueSentence({ ...issue, where: issue.cell }, language) })}
              </li>
            ))}
          </ul>
        </PagePart>
      )}
      <PagePart title={t('rows')}>
        <DataTable
          name={t('rows')}
          columns={columns}
          rows={preview.rows}
          rowKey={({ row }) => String(row)}
          empty={<EmptyState title={t('none')} />}
        />
      </PagePart>
    </>
  )
}
