import { useMemo } from 'react'
import { formatDate, formatPeriod } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { ReturnSummary } from '../contract.ts'
import { words } from './texts.ts'

/** The columns of every list of returns; the server sorts and filters. */
export function useReturnColumns(): Column<ReturnSummary>[] {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const { programme } = useSession()
  return useMemo(() => {
    const plain = { sort: false, filter: false }
    const day = (instant: string | undefined) => (instant === undefined ? '' : formatDate(instant, programme.timeZone))
    return [
      { ...plain, id: 'respondent', title: t('respondent'), value: (one) => one.subjectName, width: 220 },
      { ...plain, id: 'form', title: t('form'), value: (one) => say(one.formName), width: 190 },
      { ...plain, id: 'period', title: t('period'), value: (one) => formatPeriod(one.period, language), width: 120 },
      { ...plain, id: 'state', title: t('state'), value: (one) => say(one.stateName), width: 80 },
      {
        ...plain,
        id: 'light',
        title: t('light'),
        value: (one) => one.light,
        show: (one) => <StatusLight light={one.light} />,
        width: 110,
      },
      { ...plain, id: 'due', title: t('due'), kind: 'date', value: (one) => one.due, width: 110 },
      { ...plain, id: 'town', title: t('town'), value: (one) => say(one.townName), width: 100 },
      {
        ...plain,
        id: 'version',
        title: t('version'),
        kind: 'number',
        value: (one) => one.version,
        width: 60,
        hidden: true,
      },
      {
        ...plain,
        id: 'submitted',
        title: t('submitted'),
        kind: 'date',
        value: (one) => day(one.submittedAt),
        width: 110,
      },
      { ...plain, id: 'approved', title: t('approved'), kind: 'date', value: (one) => day(one.approvedAt), width: 110 },
    ]
  }, [t, say, language, programme.timeZone])
}
