import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Select } from 'antd'
import { supervisionPaths } from '#base/paths/supervision.ts'
import { useAddress, useGo } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import type { DecisionView } from '#kit/web/problem-words.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { supervisionContract } from '../contract.ts'
import { IllustrativeMark, useCite, useNamesOf } from './names.tsx'
import { words as shared } from './texts.ts'
import './supervision.css'

const words = defineTexts({
  title: { zh: '采用年度任务', en: 'Adopt tasks of the year' },
  sentence: {
    zh: '规划包照文件列出的任务；采用后逐项立案，按期限和进度亮灯。',
    en: 'The tasks that the programme takes from its documents; adopted, each becomes a case with deadlines and lights.',
  },
  adopt: { zh: '采用 {n} 项', en: 'Adopt {n}' },
  confirm: { zh: '采用 {year} 年任务', en: 'Adopt the tasks of {year}' },
  detail: {
    zh: '将立案 {n} 项；已采用的不重复。',
    en: '{n} tasks become cases; those adopted before are left as they are.',
  },
  adopted: { zh: '已采用 {n} 项', en: '{n} adopted' },
  known: { zh: '已采用', en: 'Adopted' },
  open: { zh: '看任务', en: 'Open the task' },
  notYet: { zh: '未采用', en: 'not yet' },
  endOfYear: { zh: '未写明，至年底', en: 'not stated: end of the year' },
  none: { zh: '规划包里没有年度任务', en: 'The programme states no tasks' },
  noneWhy: {
    zh: '任务写在规划包的 tasks 目录中，一项一个文件。',
    en: 'Tasks are written in the folder “tasks” of the pack, one file each.',
  },
  year: { zh: '{year}（{n} / {of} 已采用）', en: '{year} ({n} of {of} adopted)' },
})

/** The tasks that the programme states for a year, and the act that makes them cases. */
export function AdoptPage() {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const go = useGo()
  const client = useQueryClient()
  const { message } = App.useApp()
  const { state, set } = useAddress()
  const years = useQuery(api.taskAdoptable.queryOptions({ input: {} })).data?.years ?? []
  const asked = state.year === undefined ? undefined : Number(state.year)
  const year = years.find((one) => one.year === asked)?.year ?? years.toSorted((a, b) => b.year - a.year)[0]?.year
  const found = useQuery(api.taskAdoptable.queryOptions({ input: { year }, enabled: year !== undefined }))
  const items = year === undefined ? [] : (found.data?.items ?? [])
  const left = items.filter(({ task }) => task === null).length
  const decision: DecisionView =
    left === 0 ? { allowed: false, reason: 'supervision.nothing_to_adopt' } : { allowed: true }
  async function adopt(): Promise<void> {
    if (year === undefined) return
    const { adopted } = await api.taskAdopt.call({ year })
    message.success(t('adopted', { n: adopted }))
    await client.invalidateQueries()
    go(supervisionPaths.tasks({ year }))
  }
  return (
    <Page
      title={t('title')}
      sentence={t('sentence')}
      crumbs={[{ title: s('tasks'), to: supervisionPaths.tasks() }]}
      problem={found.error}
      filters={
        year === undefined ? undefined : (
          <Select
            aria-label={s('year')}
            value={year}
            style={{ width: 240 }}
            options={years.map((one) => ({
              value: one.year,
              label: t('year', { year: one.year, n: one.adopted, of: one.stated }),
            }))}
            onChange={(next) => set({ year: String(next) })}
          />
        )
      }
      primary={
        year === undefined ? undefined : (
          <ActButton
            primary
            decision={decision}
            act={adopt}
            confirm={{
              title: t('confirm', { year }),
              detail: t('detail', { n: left }),
              ok: t('adopt', { n: left }),
            }}
          >
            {t('adopt', { n: left })}
          </ActButton>
        )
      }
    >
      <DataTable
        name={t('title')}
        columns={useColumns()}
        rows={items}
        rowKey={({ id }) => id}
        loading={found.isLoading && year !== undefined}
        empty={<EmptyState title={t('none')} why={t('noneWhy')} />}
      />
    </Page>
  )
}

type Stated = NonNullable<ReturnType<typeof useAdoptable>>['items'][number]

function useAdoptable() {
  const api = useApi(supervisionContract)
  return useQuery(api.taskAdoptable.queryOptions({ input: {}, enabled: false })).data
}

function useColumns(): Column<Stated>[] {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const names = useNamesOf()
  const cite = useCite()
  return [
    {
      id: 'title',
      title: s('task'),
      value: ({ title }) => say(title),
      show: ({ title, isIllustrative }) => (
        <>
          {say(title)} <IllustrativeMark is={isIllustrative} />
        </>
      ),
      width: 400,
    },
    { id: 'lead', title: s('lead'), value: ({ lead }) => names(lead), width: 200 },
    { id: 'due', title: s('due'), value: ({ due }) => due ?? t('endOfYear'), width: 150 },
    { id: 'source', title: s('source'), value: ({ clause }) => cite(clause), width: 260 },
    {
      id: 'adopted',
      title: t('known'),
      value: ({ task }) => t(task === null ? 'notYet' : 'known'),
      show: ({ task }) => (task === null ? t('notYet') : <Go to={supervisionPaths.task(task)}>{t('open')}</Go>),
      width: 110,
    },
  ]
}
