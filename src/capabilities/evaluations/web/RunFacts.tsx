import { useQuery } from '@tanstack/react-query'
import { ClockLight } from '#capabilities/workflows/web/parts.tsx'
import { useApi } from '#kit/web/api.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import { evaluationsContract } from '../contract.ts'
import type { PublicityWindow, RunDetail } from '../contract/runs.ts'
import { citedLine, SchemeStatusMark, useCited } from './names.tsx'
import { words as shared, wordOf } from './texts.ts'

const words = defineTexts({
  window: { zh: '公示窗口', en: 'Publicity' },
  'window.inputs': { zh: '数据公示', en: 'Inputs public' },
  'window.results': { zh: '结果公示', en: 'Results public' },
  windowDays: { zh: '{from} 至 {until}', en: '{from} to {until}' },
  'count.working': { zh: '{n} 个工作日', en: '{n} working {n|day|days}' },
  'count.calendar': { zh: '{n} 天', en: '{n} {n|day|days}' },
  open: { zh: '公示中', en: 'open' },
  over: { zh: '已结束', en: 'over' },
  provisional: { zh: '暂定，待公布放假安排', en: 'provisional: the calendar is not published yet' },
  noWindow: { zh: '还没有公示', en: 'nothing made public yet' },
  gathered: { zh: '归集时间', en: 'Inputs gathered' },
  frozen: { zh: '冻结时间', en: 'Inputs frozen' },
  notFrozen: { zh: '未冻结', en: 'not frozen' },
  notGathered: { zh: '未归集', en: 'not gathered' },
  open_objections: { zh: '未决异议', en: 'Objections open' },
  given: { zh: '给定的基准值', en: 'Baselines stated' },
  clocks: { zh: '时限', en: 'Deadlines' },
})

/** Where an evaluation stands, in label and value pairs. */
export function RunFacts({ run }: { run: RunDetail }) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const cite = useCited()
  const { programme } = useSession()
  const scheme = useQuery(api.schemeShow.queryOptions({ input: { scheme: run.scheme } })).data
  const instant = (at: string | null, none: string) => (at === null ? none : formatInstant(at, programme.timeZone))
  return (
    <Facts
      items={[
        { label: s('state'), value: say(run.stateName) },
        { label: s('status'), value: <SchemeStatusMark status={run.schemeStatus} /> },
        { label: s('source'), value: scheme === undefined ? '' : citedLine(cite(scheme.source), language) },
        { label: s('period'), value: formatPeriod(run.period, language) },
        { label: s('units'), value: `${formatNumber(run.units)} · ${wordOf(s, 'subject', run.subject)}` },
        { label: t('gathered'), value: instant(run.gatheredAt, t('notGathered')) },
        { label: t('frozen'), value: instant(run.frozenAt, t('notFrozen')) },
        {
          label: t('window'),
          value:
            run.windows.length === 0
              ? t('noWindow')
              : run.windows.map((window) => <WindowLine key={window.of} window={window} />),
        },
        { label: t('open_objections'), value: formatNumber(run.openObjections) },
        ...(run.clocks.length === 0
          ? []
          : [
              {
                label: t('clocks'),
                value: run.clocks.map((clock) => (
                  <span key={clock.id} className="jd-block">
                    <ClockLight clock={clock} />
                  </span>
                )),
              },
            ]),
      ]}
    />
  )
}

/** One window with its days, and whether it is open. */
export function WindowLine({ window }: { window: PublicityWindow }) {
  const t = useTexts(words)
  return (
    <span className="jd-block">
      <StatusLight light={window.isOpen ? 'on_schedule' : 'done'} word={t(window.isOpen ? 'open' : 'over')} />{' '}
      {t(`window.${window.of}`)} {t('windowDays', { from: window.from, until: window.until })}{' '}
      <span className="jd-quiet">
        {t(`count.${window.count}`, { n: window.days })}
        {window.isProvisional ? ` · ${t('provisional')}` : ''}
      </span>
    </span>
  )
}
