import type { ReactNode } from 'react'
import { supervisionPaths } from '#base/paths/supervision.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { TaskSummary } from '../contract/tasks.ts'
import { lights, ScheduleBar, TaskLight, useLightWord } from './marks.tsx'
import { useNamesOf } from './names.tsx'

const words = defineTexts({
  noBase: { zh: '不属于基地', en: 'Of no base' },
  noLeader: { zh: '未定责任领导', en: 'No leader named' },
  due: { zh: '{due} 到期', en: 'due {due}' },
})

type Lane = { id: string; name: ReactNode; tasks: TaskSummary[] }
type TaskBoardProps = { tasks: readonly TaskSummary[]; by: 'light' | 'base' | 'unit' | 'leader'; empty: ReactNode }

/** Tasks in columns by light, base, unit or leader. */
export function TaskBoard({ tasks, by, empty }: TaskBoardProps) {
  const lanes = useLanes(tasks, by)
  if (tasks.length === 0) return <>{empty}</>
  return (
    <div className="sv-board">
      {lanes.map(({ id, name, tasks: held }) => (
        <section key={id} className="sv-lane">
          <h3>
            <span>{name}</span>
            <span className="jd-number">{held.length}</span>
          </h3>
          <ul>
            {held.map((task) => (
              <li key={task.id}>
                <Card task={task} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

function Card({ task }: { task: TaskSummary }) {
  const t = useTexts(words)
  const say = useText()
  const names = useNamesOf()
  return (
    <article className="sv-card">
      <Go to={supervisionPaths.task(task.id)}>{say(task.title)}</Go>
      <p>
        <TaskLight light={task.light} />{' '}
        {task.due === null ? null : <span className="jd-quiet sv-due">{t('due', { due: task.due })}</span>}
      </p>
      <ScheduleBar progress={task.progress} scheduled={task.scheduled} />
      <p className="jd-quiet jd-small">{names(task.lead)}</p>
    </article>
  )
}

function useLanes(tasks: readonly TaskSummary[], by: TaskBoardProps['by']): Lane[] {
  const t = useTexts(words)
  const say = useText()
  const lightWord = useLightWord()
  if (by === 'light') {
    return lights
      .map((light) => ({
        id: light,
        name: <StatusLight light={light} word={lightWord(light)} />,
        tasks: tasks.filter((task) => task.light.light === light),
      }))
      .filter((lane) => lane.tasks.length > 0)
  }
  const found = new Map<string, Lane>()
  for (const task of tasks) {
    for (const [id, name] of keysOf(task)) {
      const lane = found.get(id) ?? { id, name, tasks: [] }
      lane.tasks.push(task)
      found.set(id, lane)
    }
  }
  return [...found.values()].toSorted((a, b) => b.tasks.length - a.tasks.length)

  function keysOf(task: TaskSummary): [string, string][] {
    if (by === 'base') return [[task.base ?? '', task.baseName === null ? t('noBase') : say(task.baseName)]]
    if (by === 'leader') return [[task.leader ?? '', task.leaderName === null ? t('noLeader') : say(task.leaderName)]]
    return task.lead.map(({ id, name }) => [id, say(name)])
  }
}
