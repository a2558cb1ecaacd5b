import type { ReactNode } from 'react'
import { supervisionPaths } from '#base/paths/supervision.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable, type RemoteRows } from '#kit/web/ui/DataTable.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { TaskSummary } from '../contract/tasks.ts'
import { percentOf, ScheduleBar, TaskLight, useLightWord } from './marks.tsx'
import { IllustrativeMark, useCite, useNamesOf } from './names.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  openSlips: { zh: '未结督办单', en: 'Open slips' },
  doneOn: { zh: '办结日期', en: 'Done on' },
  parts: { zh: '子任务数', en: 'Sub-tasks' },
})

type TaskTableProps = {
  tasks: readonly TaskSummary[]
  empty: ReactNode
  name?: string
  prefix?: string
  remote?: Omit<RemoteRows<never>, 'all'>
}

/** Tasks in a table: light with its reason, units, progress against the schedule. */
export function TaskTable({ tasks, empty, name, prefix, remote }: TaskTableProps) {
  const s = useTexts(shared)
  return (
    <DataTable
      name={name ?? s('tasks')}
      columns={useTaskColumns()}
      rows={[...tasks]}
      rowKey={({ id }) => id}
      rowTo={({ id }) => supervisionPaths.task(id)}
      empty={empty}
      {...(prefix === undefined ? {} : { prefix })}
      {...(remote === undefined ? {} : { remote, searchable: false })}
    />
  )
}

function useTaskColumns(): Column<TaskSummary>[] {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const names = useNamesOf()
  const cite = useCite()
  const lightWord = useLightWord()
  return [
    {
      id: 'title',
      title: s('task'),
      value: ({ number, title }) => `${number} ${say(title)}`,
      show: (task) => (
        <>
          <Go to={supervisionPaths.task(task.id)}>
            {task.number} {say(task.title)}
          </Go>{' '}
          <IllustrativeMark is={task.isIllustrative} />
        </>
      ),
      width: 320,
    },
    {
      id: 'light',
      title: s('light'),
      value: ({ light }) => lightWord(light.light),
      show: ({ light }) => <TaskLight light={light} />,
      width: 140,
    },
    { id: 'why', title: s('why'), value: ({ light }) => say(light.sentence), width: 260 },
    {
      id: 'progress',
      title: s('progress'),
      value: ({ progress }) => (progress.share === null ? '' : `${percentOf(progress.share)}%`),
      show: ({ progress, scheduled }) => <ScheduleBar progress={progress} scheduled={scheduled} />,
      width: 190,
    },
    { id: 'due', title: s('due'), kind: 'date', value: ({ due }) => due ?? s('notStated'), width: 110 },
    { id: 'lead', title: s('lead'), value: ({ lead }) => names(lead) || s('notStated'), width: 180 },
    { id: 'base', title: s('base'), value: ({ baseName }) => say(baseName ?? undefined), width: 170 },
    {
      id: 'leader',
      title: s('leader'),
      value: ({ leaderName }) => say(leaderName ?? undefined) || s('notStated'),
      width: 130,
    },
    { id: 'state', title: s('state'), value: ({ stateName }) => say(stateName), width: 100 },
    { id: 'slips', title: t('openSlips'), value: ({ openSlips }) => openSlips, kind: 'number', scale: 0, width: 100 },
    { id: 'number', title: s('number'), value: ({ number }) => number, hidden: true },
    { id: 'assist', title: s('assist'), value: ({ assist }) => names(assist), hidden: true },
    { id: 'person', title: s('person'), value: ({ person }) => person ?? '', hidden: true },
    { id: 'original', title: s('originalDue'), kind: 'date', value: ({ originalDue }) => originalDue, hidden: true },
    { id: 'doneOn', title: t('doneOn'), kind: 'date', value: ({ doneOn }) => doneOn ?? '', hidden: true },
    { id: 'parts', title: t('parts'), kind: 'number', scale: 0, value: ({ children }) => children, hidden: true },
    { id: 'source', title: s('source'), value: ({ clause }) => cite(clause), hidden: true },
  ]
}
