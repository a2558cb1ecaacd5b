import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import type { ReactNode } from 'react'
import { endOf, isPeriod, type Period, periodContaining, previousPeriod, startOf } from '#base/period.ts'
import { supervisionPaths } from '#base/paths/supervision.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { supervisionContract } from '../contract.ts'
import type { BoardRow } from '../contract/boards.ts'
import type { TaskSummary } from '../contract/tasks.ts'
import { useRate } from './BoardTable.tsx'
import { colourOf, SlipMark, TaskLight, useLightWord } from './marks.tsx'
import { useNamesOf } from './names.tsx'
import { useToday } from './periods.ts'
import { words as shared } from './texts.ts'
import './supervision.css'

const words = defineTexts({
  period: { zh: '时期', en: 'Period' },
  synthetic: {
    zh: '合成数据：本通报为演示样张，不发出。',
    en: 'Synthetic data: a specimen for demonstration, not sent.',
  },
  overview: { zh: '一、总体情况', en: '1. Overview' },
  summary: {
    zh: '共 {tasks} 项任务：已完成 {done} 项（其中迟办结 {late} 项），按进度 {good} 项，临近期限 {near} 项，滞后 {behind} 项，逾期 {overdue} 项。按原定期限办结率 {rate}。',
    en: '{tasks} tasks: {done} done ({late} of them late), {good} on schedule, {near} near due, {behind} behind, {overdue} overdue. Done by the original deadline: {rate}.',
  },
  slipsSummary: {
    zh: '本期签发督办单 {slips} 份，回复 {replies} 份，升级 {escalated} 份。',
    en: 'In this period {slips} slips were issued, {replies} replied to, {escalated} escalated.',
  },
  byBase: { zh: '二、按基地', en: '2. By base' },
  byUnit: { zh: '三、按责任单位', en: '3. By lead unit' },
  overdue: { zh: '四、逾期任务', en: '4. Overdue' },
  behind: { zh: '五、滞后任务', en: '5. Behind schedule' },
  done: { zh: '六、本期办结', en: '6. Done in the period' },
  extended: { zh: '七、本期延期', en: '7. Extended in the period' },
  slips: { zh: '八、本期督办单', en: '8. Slips issued in the period' },
  nothing: { zh: '无。', en: 'None.' },
  name: { zh: '名称', en: 'Name' },
  tasks: { zh: '任务', en: 'Tasks' },
  onTime: { zh: '按时办结率', en: 'On time' },
  moved: { zh: '{original} 改至 {due}', en: '{original} to {due}' },
})

const kinds = ['month', 'quarter', 'year'] as const

/** The bulletin of a month, quarter or year as a document for print. */
export function BulletinPage() {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const language = useLanguage()
  const today = useToday()
  const { state, set } = useAddress()
  const offered = kinds.flatMap((kind) => {
    const now = periodContaining(kind, today)
    return kind === 'year' ? [now, previousPeriod(now)] : [now, previousPeriod(now), previousPeriod(now, 2)]
  })
  const chosen: Period = state.of !== undefined && isPeriod(state.of) ? state.of : periodContaining('quarter', today)
  const to = endOf(chosen) > today ? today : endOf(chosen)
  const found = useQuery(api.bulletin.queryOptions({ input: { from: startOf(chosen), to } }))
  return (
    <Page
      title={s('bulletin')}
      crumbs={[{ title: s('boards'), to: supervisionPaths.boards() }]}
      problem={found.error}
      loading={found.isLoading}
      acts={<Button onClick={() => globalThis.print()}>{s('print')}</Button>}
      filters={
        <Select
          aria-label={t('period')}
          value={chosen}
          style={{ width: 190 }}
          options={[...new Set([...offered, chosen])].map((one) => ({
            value: one,
            label: formatPeriod(one, language),
          }))}
          onChange={(next) => set({ of: next })}
        />
      }
    >
      {found.data === undefined ? null : <Sheet bulletin={found.data} />}
    </Page>
  )
}

type Bulletin = NonNullable<ReturnType<typeof useBulletin>>

function useBulletin() {
  const api = useApi(supervisionContract)
  return useQuery(api.bulletin.queryOptions({ input: { from: '', to: '' }, enabled: false })).data
}

function Sheet({ bulletin }: { bulletin: Bulletin }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const { synthetic } = useSession()
  const rate = useRate()
  const { total } = bulletin
  return (
    <article className="sv-sheet">
      {synthetic ? <p className="jd-note">{t('synthetic')}</p> : null}
      <h2>{say(bulletin.title)}</h2>
      <h3>{t('overview')}</h3>
      <p>
        {t('summary', {
          tasks: total.tasks,
          done: total.done,
          late: total.doneLate,
          good: total.on_schedule,
          near: total.near,
          behind: total.behind,
          overdue: total.overdue,
          rate: rate(total.onTime),
        })}
      </p>
      <p>
        {t('slipsSummary', {
          slips: bulletin.slips.length,
          replies: bulletin.replies,
          escalated: bulletin.escalated,
        })}
      </p>
      <h3>{t('byBase')}</h3>
      <Rows title={t('byBase')} rows={bulletin.byBase} />
      <h3>{t('byUnit')}</h3>
      <Rows title={t('byUnit')} rows={bulletin.byUnit} />
      <Tasks title={t('overdue')} tasks={bulletin.overdue} />
      <Tasks title={t('behind')} tasks={bulletin.behind} />
      <Tasks title={t('done')} tasks={bulletin.done} />
      <Tasks
        title={t('extended')}
        tasks={bulletin.extended}
        note={({ originalDue, due }) =>
          t('moved', { original: originalDue ?? s('notStated'), due: due ?? s('notStated') })
        }
      />
      <h3>{t('slips')}</h3>
      {bulletin.slips.length === 0 ? <p>{t('nothing')}</p> : null}
      <ul className="sv-plain">
        {bulletin.slips.map((slip) => (
          <li key={slip.id}>
            <SlipMark colour={colourOf(slip.colour)} name={say(slip.levelName)} />{' '}
            <Go to={supervisionPaths.slip(slip.id)}>{slip.number}</Go> {say(slip.taskTitle)} ·{' '}
            {say(slip.recipient.name)} · {slip.issuedOn}
          </li>
        ))}
      </ul>
      <p className="sv-sheet-sign">
        {say(bulletin.issuer)}
        <br />
        {bulletin.asOf}
      </p>
    </article>
  )
}

const counted = ['done', 'on_schedule', 'near', 'behind', 'overdue'] as const

function Rows({ title, rows }: { title: string; rows: readonly BoardRow[] }) {
  const t = useTexts(words)
  const say = useText()
  const lightWord = useLightWord()
  const rate = useRate()
  if (rows.length === 0) return <p>{t('nothing')}</p>
  return (
    <div className="jd-table-scroll" role="region" aria-label={title} tabIndex={0}>
      <table className="jd-table">
        <thead>
          <tr>
            <th scope="col" className="jd-first">
              {t('name')}
            </th>
            <th scope="col" className="jd-right">
              {t('tasks')}
            </th>
            {counted.map((light) => (
              <th key={light} scope="col" className="jd-right">
                {lightWord(light)}
              </th>
            ))}
            <th scope="col">{t('onTime')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row" className="jd-first">
                {say(row.name)}
              </th>
              <td className="jd-right jd-number">{row.tasks}</td>
              {counted.map((light) => (
                <td key={light} className="jd-right jd-number">
                  {row[light]}
                </td>
              ))}
              <td>{rate(row.onTime)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

type TasksProps = { title: string; tasks: readonly TaskSummary[]; note?: (task: TaskSummary) => ReactNode }

function Tasks({ title, tasks, note }: TasksProps) {
  const t = useTexts(words)
  const say = useText()
  const s = useTexts(shared)
  const names = useNamesOf()
  return (
    <>
      <h3>{title}</h3>
      {tasks.length === 0 ? <p>{t('nothing')}</p> : null}
      <ol className="sv-list">
        {tasks.map((task) => (
          <li key={task.id}>
            <Go to={supervisionPaths.task(task.id)}>{say(task.title)}</Go> · {names(task.lead) || s('noLead')} ·{' '}
            {note === undefined ? (
              <>
                <TaskLight light={task.light} /> {say(task.light.sentence)}
              </>
            ) : (
              note(task)
            )}
          </li>
        ))}
      </ol>
    </>
  )
}
