import { endOf, isPeriod } from '#base/period.ts'
import { supervisionPaths } from '#base/paths/supervision.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import type { TaskDetail } from '../contract/tasks.ts'
import { colourOf, percentOf, SlipMark } from './marks.tsx'
import { FileList, NotStated, Stated } from './names.tsx'
import { useToday } from './periods.ts'
import { words as shared } from './texts.ts'

const words = defineTexts({
  planned: { zh: '安排', en: 'Planned' },
  share: { zh: '应完成', en: 'Due by its end' },
  over: { zh: '已过', en: 'over' },
  noSchedule: { zh: '没有写明分季度安排', en: 'No schedule by quarter is stated' },
  noScheduleWhy: {
    zh: '没有安排的任务只按期限亮灯。',
    en: 'A task without a schedule is lit by its deadline alone.',
  },
  noReports: { zh: '还没有报过进度', en: 'No progress reported yet' },
  noReportsWhy: {
    zh: '责任单位用“报进度”填报完成比例、情况和佐证材料。',
    en: 'The lead unit reports share, words and evidence with “Report progress”.',
  },
  reported: { zh: '完成 {share}%', en: '{share}% done' },
  by: { zh: '{at} · {by}', en: '{at} · {by}' },
  evidence: { zh: '佐证：{evidence}', en: 'Evidence: {evidence}' },
  noSlips: { zh: '没有督办单', en: 'No slips' },
  noSlipsWhy: {
    zh: '滞后或逾期时按规则签发，也可由督办部门签发。',
    en: 'Issued by rule when the task falls behind or is overdue, or by hand by whoever supervises.',
  },
  slipLine: {
    zh: '{number} · {issued} 签发 · {deadline} 前回复',
    en: '{number} · issued {issued} · reply by {deadline}',
  },
})

/** What is planned for each quarter and which share is due by its end. */
export function ScheduleTable({ task }: { task: TaskDetail }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const language = useLanguage()
  const today = useToday()
  if (task.schedule.length === 0) return <EmptyState title={t('noSchedule')} why={t('noScheduleWhy')} />
  return (
    <div className="jd-table-scroll" role="region" aria-label={s('schedule')} tabIndex={0}>
      <table className="jd-table sv-wrap">
        <thead>
          <tr>
            <th scope="col" className="jd-first">
              {s('quarter')}
            </th>
            <th scope="col">{t('planned')}</th>
            <th scope="col" className="jd-right">
              {t('share')}
            </th>
          </tr>
        </thead>
        <tbody>
          {task.schedule.map(({ quarter, words: said, share }) => (
            <tr key={quarter}>
              <th scope="row" className="jd-first">
                {formatPeriod(quarter, language)}
                {quarterEnd(quarter) < today ? <span className="jd-quiet"> {t('over')}</span> : null}
              </th>
              <td>
                <Stated text={said} />
              </td>
              <td className="jd-right jd-number">{share === null ? <NotStated /> : `${percentOf(share)}%`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function quarterEnd(quarter: string): string {
  return isPeriod(quarter) ? endOf(quarter) : quarter
}

/** What was reported, newest first: share, words, evidence. */
export function ReportList({ task }: { task: TaskDetail }) {
  const t = useTexts(words)
  const { timeZone } = useSession().programme
  if (task.reports.length === 0) return <EmptyState title={t('noReports')} why={t('noReportsWhy')} />
  return (
    <ol className="sv-plain">
      {task.reports
        .toSorted((a, b) => b.number - a.number)
        .map(({ number, at, by, share, words: said, evidence, files }) => (
          <li key={number} className="sv-card">
            {share === null ? null : <strong>{t('reported', { share: percentOf(share) })}</strong>}
            <p className="sv-said">{said}</p>
            {evidence === null ? null : <p>{t('evidence', { evidence })}</p>}
            <FileList caseId={task.case} files={files} />
            <p className="jd-quiet jd-small">{t('by', { at: formatInstant(at, timeZone), by: by ?? '' })}</p>
          </li>
        ))}
    </ol>
  )
}

/** The slips of a task, as papers. */
export function TaskSlips({ task }: { task: TaskDetail }) {
  const t = useTexts(words)
  const say = useText()
  if (task.slips.length === 0) return <EmptyState title={t('noSlips')} why={t('noSlipsWhy')} />
  return (
    <ul className="sv-plain">
      {task.slips.map((slip) => (
        <li key={slip.id}>
          <SlipMark colour={colourOf(slip.colour)} name={say(slip.levelName)} />{' '}
          <Go to={supervisionPaths.slip(slip.id)}>
            {t('slipLine', { number: slip.number, issued: slip.issuedOn, deadline: slip.deadline })}
          </Go>{' '}
          <span className="jd-quiet">{say(slip.stateName)}</span>
        </li>
      ))}
    </ul>
  )
}
