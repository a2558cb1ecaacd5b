import { useQuery } from '@tanstack/react-query'
import { Segmented, Select } from 'antd'
import { useState } from 'react'
import { supervisionPaths } from '#base/paths/supervision.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { useMay } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { supervisionContract } from '../contract.ts'
import type { Named } from '../contract/words.ts'
import { LightCounts, lights } from './marks.tsx'
import { quartersOf, useThisYear } from './periods.ts'
import { TaskBoard } from './TaskBoard.tsx'
import { CreateForm } from './TaskForm.tsx'
import { TaskTable } from './TaskTable.tsx'
import { words as shared } from './texts.ts'
import './supervision.css'

const words = defineTexts({
  sentence: {
    zh: '一年的工作要点逐级分解到单位、责任人和季度；灯号按进度与期限计算，不由人填。',
    en: 'The work points of a year, broken down to units, persons and quarters; lights are computed from progress and deadlines, nobody types them.',
  },
  create: { zh: '新建任务', en: 'New task' },
  adopt: { zh: '采用年度任务', en: 'Adopt tasks of the year' },
  import: { zh: '导入任务表', en: 'Import a table' },
  list: { zh: '列表', en: 'List' },
  board: { zh: '看板', en: 'Board' },
  view: { zh: '显示方式', en: 'View' },
  lanes: { zh: '分栏', en: 'Columns' },
  'by.light': { zh: '按灯号', en: 'by light' },
  'by.base': { zh: '按基地', en: 'by base' },
  'by.unit': { zh: '按责任单位', en: 'by lead unit' },
  'by.leader': { zh: '按责任领导', en: 'by leader' },
  allUnits: { zh: '全部单位', en: 'All units' },
  allBases: { zh: '全部基地', en: 'All bases' },
  allLeaders: { zh: '全部责任领导', en: 'All leaders' },
  allQuarters: { zh: '全年', en: 'The whole year' },
  more: {
    zh: '共 {total} 项，显示前 {n} 项；请用筛选缩小范围。',
    en: '{total} tasks, the first {n} are shown; narrow them with the filters.',
  },
  none: { zh: '没有任务', en: 'No tasks' },
  noneWhy: {
    zh: '可采用规划包中的年度任务，导入任务表（XLSX），或逐项新建；如已筛选，请放宽条件。',
    en: 'Adopt the tasks of the year from the programme, import a table (XLSX), or write them one by one; lift the filters if any are set.',
  },
})

const lanes = ['light', 'base', 'unit', 'leader'] as const
const most = 500

/** The tasks of a year as a list or a board, with how many stand under each light. */
export function TasksPage() {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const may = useMay()
  const { state, set } = useAddress()
  const thisYear = useThisYear()
  const [creating, setCreating] = useState(false)
  const light = lights.find((one) => one === state.light)
  const { unit, base, leader, quarter } = state
  const asked = state.year === undefined ? thisYear : Number(state.year)
  const known = useQuery(api.taskList.queryOptions({ input: { year: asked, pageSize: 1 } })).data?.years
  const year = known === undefined ? undefined : state.year === undefined ? yearWithTasks(known, thisYear) : asked
  const found = useQuery(
    api.taskList.queryOptions({
      input: { year, light, unit, base, leader, quarter, pageSize: most },
      enabled: year !== undefined,
    }),
  )
  const decision = may('supervision.plan')
  const shownYear = year ?? asked
  const adopt = (
    <Go to={supervisionPaths.adopt({ year: shownYear })} className="sv-link">
      {t('adopt')}
    </Go>
  )
  const imports = (
    <Go to={supervisionPaths.imports()} className="sv-link">
      {t('import')}
    </Go>
  )
  const empty = (
    <EmptyState title={t('none')} why={t('noneWhy')} act={decision.allowed ? [adopt, imports] : undefined} />
  )
  return (
    <Page
      title={s('tasks')}
      sentence={t('sentence')}
      problem={found.error}
      loading={found.isPending && found.error === null}
      primary={
        <ActButton primary decision={decision} act={() => setCreating(true)}>
          {t('create')}
        </ActButton>
      }
      acts={
        decision.allowed ? (
          <>
            {imports}
            {adopt}
          </>
        ) : undefined
      }
      filters={
        <Filters
          year={shownYear}
          years={[...new Set([...(found.data?.years ?? []), thisYear])].toSorted((a, b) => b - a)}
          bases={found.data?.bases ?? []}
          units={found.data?.units ?? []}
          leaders={found.data?.leaders ?? []}
        />
      }
    >
      {found.data === undefined ? null : (
        <>
          <LightCounts counts={found.data.lights} chosen={light} onChoose={(next) => set({ light: next })} />
          {found.data.total > found.data.items.length ? (
            <p className="jd-note">{t('more', { total: found.data.total, n: found.data.items.length })}</p>
          ) : null}
          {state.view === 'board' ? (
            <TaskBoard tasks={found.data.items} by={lanes.find((one) => one === state.by) ?? 'light'} empty={empty} />
          ) : (
            <TaskTable tasks={found.data.items} empty={empty} />
          )}
        </>
      )}
      <CreateForm year={shownYear} open={creating} onClose={() => setCreating(false)} />
    </Page>
  )
}

/** The year that a page shows when none was asked for: this one, or the newest that has tasks. */
function yearWithTasks(years: readonly number[], thisYear: number): number {
  return years.length === 0 || years.includes(thisYear) ? thisYear : Math.max(...years)
}

type FiltersProps = {
  year: number
  years: readonly number[]
  bases: readonly Named[]
  units: readonly Named[]
  leaders: readonly Named[]
}

function Filters({ year, years, bases, units, leaders }: FiltersProps) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const { state, set } = useAddress()
  const choice = (name: 'base' | 'unit' | 'leader', all: string, label: string, named: readonly Named[]) => (
    <Select
      key={name}
      aria-label={label}
      value={state[name] ?? ''}
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={false}
      style={{ width: 170 }}
      options={[{ value: '', label: all }, ...named.map(({ id, name: text }) => ({ value: id, label: say(text) }))]}
      onChange={(next) => set({ [name]: next === '' ? undefined : next })}
    />
  )
  return (
    <>
      <Select
        aria-label={s('year')}
        value={year}
        style={{ width: 90 }}
        options={years.map((one) => ({ value: one, label: String(one) }))}
        onChange={(next) => set({ year: String(next), quarter: undefined })}
      />
      <Select
        aria-label={s('quarter')}
        value={state.quarter ?? ''}
        style={{ width: 140 }}
        options={[
          { value: '', label: t('allQuarters') },
          ...quartersOf(year).map((one) => ({ value: one, label: formatPeriod(one, language) })),
        ]}
        onChange={(next) => set({ quarter: next === '' ? undefined : next })}
      />
      {choice('base', t('allBases'), s('base'), bases)}
      {choice('unit', t('allUnits'), s('lead'), units)}
      {choice('leader', t('allLeaders'), s('leader'), leaders)}
      <Segmented
        aria-label={t('view')}
        value={state.view === 'board' ? 'board' : 'list'}
        options={[
          { value: 'list', label: t('list') },
          { value: 'board', label: t('board') },
        ]}
        onChange={(next) => set({ view: next === 'board' ? 'board' : undefined })}
      />
      {state.view === 'board' ? (
        <Select
          aria-label={t('lanes')}
          value={state.by ?? 'light'}
          style={{ width: 130 }}
          options={lanes.map((one) => ({ value: one, label: t(`by.${one}`) }))}
          onChange={(next) => set({ by: next })}
        />
      ) : null}
    </>
  )
}
