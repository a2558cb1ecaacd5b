import { useQueries, useQuery } from '@tanstack/react-query'
import { parsePeriod } from '#base/period.ts'
import { returnPaths } from '#base/paths/returns.ts'
import { workflowPaths } from '#base/paths/workflows.ts'
import { type Coverage, type FormSummary, returnsContract } from '#capabilities/returns/contract.ts'
import { workflowsContract } from '#capabilities/workflows/contract.ts'
import { usePlace } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { useMay, useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'

const words = defineTexts({
  count: {
    zh: '应报 {expected}，已报 {submitted}，已审定 {approved}',
    en: '{submitted} of {expected} in, {approved} approved',
  },
  missing: { zh: '未报 {n}', en: '{n} missing' },
  all: { zh: '全部已报', en: 'All are in' },
  due: { zh: '{date} 到期', en: 'due {date}' },
  who: { zh: '查看未报单位', en: 'Who has not reported' },
  towns: { zh: '未报较多：', en: 'Most missing: ' },
  town: { zh: '{name} {n}', en: '{name} {n}' },
  desk: {
    zh: '我的待办 {total} 件，其中逾期 {overdue} 件',
    en: '{total} {total|matter|matters} on my desk, {overdue} overdue',
  },
  open: { zh: '打开待办', en: 'Open my desk' },
  nothing: { zh: '我没有待办事项', en: 'Nothing waits on my desk' },
})

/** Who has reported and what is late: each form of the last month that is over, and the desk of the reader. */
export function ReportingInBrief() {
  const api = useApi(returnsContract)
  const t = useTexts(words)
  const may = useMay()
  const desk = useQuery(useApi(workflowsContract).deskList.queryOptions({ input: { limit: 1 } }))
  const place = usePlace()
  const { programme } = useSession()
  const allowed = may('returns.see').allowed
  const forms = useQuery(api.forms.queryOptions({ enabled: allowed, staleTime: 60_000 }))
  const within = place === undefined || place === programme.rootPlace ? {} : { place }
  const found = useQueries({
    queries: (forms.data ?? []).map((form) =>
      api.missing.queryOptions({
        input: { form: form.id, period: parsePeriod(form.latest), page: 1, pageSize: 1, ...within },
      }),
    ),
  })
  const problem = forms.error ?? found.find(({ data, error }) => data === undefined && error !== null)?.error
  if (problem !== undefined && problem !== null) return <ProblemAlert problem={problem} />
  if (allowed && (forms.data === undefined || found.some(({ isPending }) => isPending))) return <Busy lines={3} />
  return (
    <div className="ov-forms">
      {(forms.data ?? []).map((form, i) => {
        const state = found[i]?.data
        return state === undefined ? null : <OneForm key={form.id} form={form} state={state} />
      })}
      {desk.data === undefined ? null : (
        <p>
          <StatusLight
            light={desk.data.overdue > 0 ? 'overdue' : desk.data.total > 0 ? 'near' : 'done'}
            word={
              desk.data.total === 0
                ? t('nothing')
                : t('desk', { total: formatNumber(desk.data.total), overdue: formatNumber(desk.data.overdue) })
            }
          />{' '}
          <Go to={workflowPaths.desk()}>{t('open')}</Go>
        </p>
      )}
    </div>
  )
}

type FormState = {
  due: string
  light: 'done' | 'on_schedule' | 'near' | 'overdue'
  expected: number
  submitted: number
  approved: number
  places: Coverage[]
}

const townsShown = 5

function OneForm({ form, state }: { form: FormSummary; state: FormState }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const { due, light, expected, submitted, approved, places } = state
  const missing = expected - submitted
  const most = places
    .filter((place) => place.expected > place.submitted)
    .toSorted((a, b) => b.expected - b.submitted - (a.expected - a.submitted))
    .slice(0, townsShown)
  return (
    <div className="ov-form">
      <h3>
        {say(form.name)} · {formatPeriod(form.latest, language)}
      </h3>
      <p>
        <StatusLight
          light={missing === 0 ? 'done' : light}
          word={missing === 0 ? t('all') : t('missing', { n: formatNumber(missing) })}
          note={t('due', { date: due })}
        />
      </p>
      <div
        className="ov-bar"
        role="img"
        aria-label={t('count', { expected, submitted, approved })}
        style={{ '--in': share(submitted, expected), '--approved': share(approved, expected) } as object}
      />
      <p className="jd-quiet">
        {t('count', {
          expected: formatNumber(expected),
          submitted: formatNumber(submitted),
          approved: formatNumber(approved),
        })}
      </p>
      {most.length === 0 ? null : (
        <p className="jd-quiet">
          {t('towns')}
          {most
            .map((place) =>
              t('town', { name: say(place.placeName), n: formatNumber(place.expected - place.submitted) }),
            )
            .join(language === 'zh' ? '、' : ', ')}
        </p>
      )}
      {missing === 0 ? null : (
        <p>
          <Go to={returnPaths.coverage({ form: form.id, period: form.latest })}>{t('who')}</Go>
        </p>
      )}
    </div>
  )
}

function share(part: number, whole: number): string {
  return `${whole === 0 ? 0 : (100 * part) / whole}%`
}
