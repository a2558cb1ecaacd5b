import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { DateField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { supervisionContract } from '../contract.ts'
import type { MeetingSeries } from '../contract/meetings.ts'
import { useCite, useNamesOf } from './names.tsx'
import { useThisYear } from './periods.ts'
import { useRefused } from './refusals.ts'

const words = defineTexts({
  series: { zh: '例会', en: 'Series of meetings' },
  none: { zh: '规划包里没有例会', en: 'The programme has no series of meetings' },
  noneWhy: {
    zh: '例会写在规划包的 meetings 目录中。',
    en: 'Series are written in the folder “meetings” of the pack.',
  },
  'rhythm.month': { zh: '每月一次', en: 'Every month' },
  'rhythm.quarter': { zh: '每季度一次', en: 'Every quarter' },
  'rhythm.half_year': { zh: '每半年一次', en: 'Every half-year' },
  'rhythm.year': { zh: '每年一次', en: 'Every year' },
  'rhythm.as_needed': { zh: '按需召开', en: 'As needed' },
  'rhythm.not_stated': { zh: '未写明多久一次', en: 'How often is not stated' },
  decides: { zh: '决定：{matters}', en: 'Decides: {matters}' },
  chair: { zh: '主持：{chair}', en: 'Chair: {chair}' },
  participants: { zh: '参加：{units}', en: 'Participants: {units}' },
  next: { zh: '最迟召开：{days}', en: 'To meet by: {days}' },
  provisional: { zh: '（日历未公布，暂定）', en: ' (calendar not published, provisional)' },
  plan: { zh: '排出会议', en: 'Plan meetings' },
  planTitle: { zh: '按节奏排出：{name}', en: 'Plan by rhythm: {name}' },
  from: { zh: '自', en: 'From' },
  to: { zh: '至', en: 'To' },
  planned: { zh: '已排出', en: 'Planned' },
})

/** The series of meetings with their rhythm and next days; one act plans the meetings of a span. */
export function SeriesPart() {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const found = useQuery(api.meetingSeries.queryOptions({ input: {} }))
  const [planning, setPlanning] = useState<MeetingSeries>()
  if (found.data === undefined) return null
  return (
    <PagePart title={t('series')}>
      {found.data.items.length === 0 ? <EmptyState title={t('none')} why={t('noneWhy')} /> : null}
      <ul className="sv-ones">
        {found.data.items.map((series) => (
          <li key={series.id}>
            <SeriesCard series={series} mayMeet={found.data.may.meet} onPlan={() => setPlanning(series)} />
          </li>
        ))}
      </ul>
      <PlanForm series={planning} onClose={() => setPlanning(undefined)} />
    </PagePart>
  )
}

type SeriesCardProps = { series: MeetingSeries; mayMeet: boolean; onPlan: () => void }

function SeriesCard({ series, mayMeet, onPlan }: SeriesCardProps) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const names = useNamesOf()
  const cite = useCite()
  const refused = useRefused()
  return (
    <article className="sv-card">
      <h3 className="sv-h">{say(series.name)}</h3>
      <p>{t(`rhythm.${series.rhythm}`)}</p>
      {series.decides.length === 0 ? null : <p>{t('decides', { matters: names(series.decides) })}</p>}
      {series.chair === null ? null : <p>{t('chair', { chair: say(series.chair) })}</p>}
      {series.participants.length === 0 ? null : <p>{t('participants', { units: names(series.participants) })}</p>}
      {series.next.length === 0 ? null : (
        <p>
          {t('next', { days: series.next.join(language === 'zh' ? '、' : ', ') })}
          {series.isProvisional ? <span className="jd-quiet">{t('provisional')}</span> : null}
        </p>
      )}
      <p className="jd-quiet jd-small">{cite(series.clause)}</p>
      <div className="jd-acts">
        <ActButton small decision={refused('supervision.meet', mayMeet)} act={onPlan}>
          {t('plan')}
          <span className="jd-hidden">{say(series.name)}</span>
        </ActButton>
      </div>
    </article>
  )
}

function PlanForm({ series, onClose }: { series: MeetingSeries | undefined; onClose: () => void }) {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const say = useText()
  const client = useQueryClient()
  const year = useThisYear()
  return (
    <DrawerForm<FormValues & { from: string; to: string }>
      title={t('planTitle', { name: say(series?.name) })}
      open={series !== undefined}
      onClose={onClose}
      initial={{ from: `${year}-01-01`, to: `${year}-12-31` }}
      submitLabel={t('plan')}
      done={t('planned')}
      submit={async ({ from, to }) => {
        if (series === undefined) return
        await api.meetingPlan.call({ series: series.id, from, to })
        await client.invalidateQueries({ queryKey: api.key() })
      }}
    >
      <DateField name="from" label={t('from')} required />
      <DateField name="to" label={t('to')} required />
    </DrawerForm>
  )
}
