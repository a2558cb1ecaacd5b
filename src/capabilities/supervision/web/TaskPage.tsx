import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { placePaths } from '#base/paths/places.ts'
import { supervisionPaths } from '#base/paths/supervision.ts'
import { CasePanel } from '#capabilities/workflows/web/parts.tsx'
import { useApi } from '#kit/web/api.ts'
import type { DecisionView } from '#kit/web/problem-words.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { supervisionContract } from '../contract.ts'
import type { TaskDetail } from '../contract/tasks.ts'
import { ScheduleBar, TaskLight } from './marks.tsx'
import { MeasurePart } from './MeasurePart.tsx'
import { IllustrativeMark, Stated, useCite, useNamesOf } from './names.tsx'
import { ReportForm } from './ReportForm.tsx'
import { IssueForm } from './IssueForm.tsx'
import { ReportList, ScheduleTable, TaskSlips } from './TaskParts.tsx'
import { BreakDownForm } from './TaskForm.tsx'
import { TaskTable } from './TaskTable.tsx'
import { useOffered, useRefused } from './refusals.ts'
import { words as shared } from './texts.ts'
import './supervision.css'

const words = defineTexts({
  titled: { zh: '{number} {title}', en: '{number} {title}' },
  report: { zh: '报进度', en: 'Report progress' },
  breakDown: { zh: '分解', en: 'Break down' },
  issue: { zh: '签发督办单', en: 'Issue a slip' },
  goal: { zh: '年度目标及工作内容', en: 'Goal and work of the year' },
  requirement: { zh: '总体要求', en: 'Requirement' },
  directPerson: { zh: '直接责任人', en: 'Directly in charge' },
  doneOn: { zh: '办结日期', en: 'Done on' },
  notDone: { zh: '尚未办结', en: 'not done yet' },
  extensions: { zh: '延期', en: 'Extensions' },
  rebased: { zh: '改至 {due}（{by}）：{reason}', en: 'moved to {due} ({by}): {reason}' },
  nobody: { zh: '系统', en: 'the system' },
  delay: { zh: '滞后原因', en: 'Reason of the delay' },
  completion: { zh: '办结情况', en: 'What was achieved' },
  resolution: { zh: '会议决议', en: 'Resolution' },
  parent: { zh: '上级任务', en: 'Task above' },
  noParts: { zh: '没有子任务', en: 'No sub-tasks' },
  noPartsWhy: {
    zh: '可分解到单位、责任人和季度；分解后进度由子任务汇总。',
    en: 'A task can be broken down to units, persons and quarters; its progress is then made up of theirs.',
  },
  reports: { zh: '进度报告', en: 'Progress reports' },
  toShow: { zh: '办结时须提供', en: 'To be shown when it is done' },
  reached: { zh: '文件所载进展', en: 'Progress as documents state it' },
  reachedLine: { zh: '{on}：{words}（{source}）', en: '{on}: {words} ({source})' },
})

/** The act by which progress is reported; the page has a form of its own for it. */
const reportingAct = 'report'

/** One task: what it wants, who answers for it, how far it is and everything that happened to it. */
export function TaskPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useApi(supervisionContract)
  const s = useTexts(shared)
  const found = useQuery(api.taskShow.queryOptions({ input: { id } }))
  const crumbs = [{ title: s('tasks'), to: supervisionPaths.tasks() }]
  if (found.data === undefined)
    return <Page title={s('task')} crumbs={crumbs} problem={found.error} loading={found.error === null} />
  return <Open task={found.data} />
}

function Open({ task }: { task: TaskDetail }) {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const client = useQueryClient()
  const [open, setOpen] = useState<'report' | 'breakDown' | 'issue'>()
  const decisions = useDecisions(task)
  const close = () => setOpen(undefined)
  const again = () => client.invalidateQueries({ queryKey: api.key() })
  return (
    <Page
      title={t('titled', { number: task.number, title: say(task.title) })}
      sentence={<IllustrativeMark is={task.isIllustrative} />}
      crumbs={[
        { title: s('tasks'), to: supervisionPaths.tasks({ year: task.year }) },
        ...(task.parent === null
          ? []
          : [{ title: say(task.parentTitle ?? undefined), to: supervisionPaths.task(task.parent) }]),
      ]}
      primary={
        <ActButton primary decision={decisions.report} act={() => setOpen('report')}>
          {t('report')}
        </ActButton>
      }
      acts={
        <>
          <ActButton decision={decisions.plan} act={() => setOpen('breakDown')}>
            {t('breakDown')}
          </ActButton>
          <ActButton decision={decisions.issue} act={() => setOpen('issue')}>
            {t('issue')}
          </ActButton>
        </>
      }
    >
      <section className="sv-verdict" aria-label={s('light')}>
        <TaskLight light={task.light} />
        <span>{say(task.light.sentence)}</span>
        <ScheduleBar progress={task.progress} scheduled={task.scheduled} />
      </section>
      {task.final && !task.may.plan ? null : (
        <div className="sv-next">
          <CasePanel
            caseId={task.case}
            perform={(done) => api.taskAct.call({ id: task.id, ...done })}
            except={[reportingAct]}
            parts={['acts']}
            onDone={again}
          />
        </div>
      )}
      <Facts items={useFacts(task)} />
      <Words task={task} />
      <MeasurePart task={task} />
      <PagePart title={s('schedule')}>
        <ScheduleTable task={task} />
      </PagePart>
      <PagePart title={s('subtasks')}>
        <TaskTable
          tasks={task.parts}
          name={s('subtasks')}
          prefix="parts."
          empty={
            <EmptyState
              title={t('noParts')}
              why={t('noPartsWhy')}
              act={
                <ActButton decision={decisions.plan} act={() => setOpen('breakDown')}>
                  {t('breakDown')}
                </ActButton>
              }
            />
          }
        />
      </PagePart>
      <PagePart title={t('reports')}>
        <ReportList task={task} />
      </PagePart>
      <PagePart title={s('slips')}>
        <TaskSlips task={task} />
      </PagePart>
      <CasePanel caseId={task.case} parts={['clocks', 'diagram', 'family', 'files', 'timeline']} onDone={again} />
      <ReportForm task={task} open={open === 'report'} onClose={close} />
      <BreakDownForm task={task} open={open === 'breakDown'} onClose={close} />
      <IssueForm task={task} open={open === 'issue'} onClose={close} />
    </Page>
  )
}

function useDecisions(task: TaskDetail): Record<'report' | 'plan' | 'issue', DecisionView> {
  const refused = useRefused()
  const offered = useOffered(task.case)
  return {
    report: offered(reportingAct),
    plan: refused('supervision.plan', task.may.plan, task.final),
    issue: refused('supervision.issue', task.may.issue, task.final),
  }
}

function Words({ task }: { task: TaskDetail }) {
  const t = useTexts(words)
  const say = useText()
  const cite = useCite()
  const parts = [
    { title: t('requirement'), text: say(task.requirement ?? undefined) },
    { title: t('goal'), text: say(task.goal ?? undefined) },
    { title: t('completion'), text: task.completion ?? '' },
    { title: t('delay'), text: task.delayReason ?? '' },
  ].filter(({ text }) => text !== '')
  return (
    <>
      {parts.map(({ title, text }) => (
        <PagePart key={title} title={title}>
          <p className="sv-said">{text}</p>
        </PagePart>
      ))}
      {task.toShow.length === 0 ? null : (
        <PagePart title={t('toShow')}>
          <ul className="sv-list">
            {task.toShow.map((one) => (
              <li key={one.zh}>{say(one)}</li>
            ))}
          </ul>
        </PagePart>
      )}
      {task.reached.length === 0 ? null : (
        <PagePart title={t('reached')}>
          <ul className="sv-list">
            {task.reached.map(({ on, words: said, clause }) => (
              <li key={`${on} ${said.zh}`}>{t('reachedLine', { on, words: say(said), source: cite(clause) })}</li>
            ))}
          </ul>
        </PagePart>
      )}
    </>
  )
}

function useFacts(task: TaskDetail) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const names = useNamesOf()
  const cite = useCite()
  const [rebased] = task.rebased.slice(-1)
  return [
    { label: s('state'), value: say(task.stateName) },
    { label: s('lead'), value: <Stated text={names(task.lead)} /> },
    { label: s('assist'), value: task.assist.length === 0 ? s('none') : names(task.assist) },
    { label: s('leader'), value: <Stated text={say(task.leaderName ?? undefined)} /> },
    { label: s('person'), value: <Stated text={task.person} /> },
    { label: t('directPerson'), value: <Stated text={task.directPerson} /> },
    {
      label: s('base'),
      value:
        task.base === null ? s('noBase') : <Go to={placePaths.one(task.base)}>{say(task.baseName ?? undefined)}</Go>,
    },
    { label: s('due'), value: <Stated text={task.due} /> },
    ...(rebased === undefined
      ? []
      : [
          { label: s('originalDue'), value: <Stated text={task.originalDue} /> },
          {
            label: t('extensions'),
            value: (
              <ul className="sv-list">
                {task.rebased.map(({ due, at, by, reason }) => (
                  <li key={at}>{t('rebased', { due, by: by ?? t('nobody'), reason: reason ?? s('notStated') })}</li>
                ))}
              </ul>
            ),
          },
        ]),
    { label: t('doneOn'), value: task.doneOn ?? t('notDone') },
    { label: s('source'), value: cite(task.clause) },
    ...(task.resolution === null
      ? []
      : [
          {
            label: t('resolution'),
            value: <Go to={supervisionPaths.meeting(task.resolution.meeting)}>{say(task.resolution.title)}</Go>,
          },
        ]),
  ]
}
