import { useQuery } from '@tanstack/react-query'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { Chart } from '#kit/web/ui/Chart.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { supervisionContract } from '../contract.ts'
import type { BurnUpQuarter } from '../contract/boards.ts'
import { useToday } from './periods.ts'

const words = defineTexts({
  title: { zh: '{year} 年任务完成量与序时安排', en: 'Done against the schedule, {year}' },
  scheduled: { zh: '序时应完成', en: 'Scheduled' },
  done: { zh: '实际完成', en: 'Done' },
  source: { zh: '任务进度报告与分季度安排', en: 'Progress reports and schedules of the tasks' },
  note: {
    zh: ' · 按任务折算；{stated} / {tasks} 项写明分季度安排，{known} / {tasks} 项已知进度。',
    en: ' · counted in tasks; {stated} of {tasks} state a schedule, the progress of {known} of {tasks} is known.',
  },
  none: { zh: '没有写明分季度安排', en: 'No schedule by quarter is stated' },
  noneWhy: {
    zh: '任务写明各季度应完成的比例之后，这里有对照。',
    en: 'Once tasks state the share due by each quarter, the comparison stands here.',
  },
})

type BurnUpProps = { year: number; base?: string; unit?: string; leader?: string }

/** What was due and what was done by the end of each quarter, in tasks. */
export function BurnUp({ year, base, unit, leader }: BurnUpProps) {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const today = useToday()
  const found = useQuery(api.burnUp.queryOptions({ input: { year, base, unit, leader } }))
  if (found.error !== null) return <ProblemAlert problem={found.error} />
  if (found.data === undefined) return <Busy lines={6} />
  const { quarters } = found.data
  const last = quarters.at(-1)
  if (last === undefined || quarters.every(({ scheduled }) => scheduled === null))
    return <EmptyState title={t('none')} why={t('noneWhy')} />
  const points = (of: (quarter: BurnUpQuarter) => string | null) =>
    quarters.map((quarter) => {
      const value = of(quarter)
      return { at: quarter.quarter, value: value === null ? undefined : { value, unit: 'piece' } }
    })
  return (
    <Chart
      title={t('title', { year })}
      kind="line"
      unit="piece"
      source={t('source')}
      asOf={today}
      series={[
        { id: 'scheduled', name: t('scheduled'), role: 'required', points: points(({ scheduled }) => scheduled) },
        { id: 'done', name: t('done'), role: 'actual', points: points(({ done }) => done) },
      ]}
      note={t('note', { stated: last.stated, tasks: last.tasks, known: last.known })}
    />
  )
}
