import { unitName } from '#base/unit.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { TargetForecast, TargetRow } from '../contract.ts'
import { shownScale } from '../rules/plan-view.ts'

const words = defineTexts({
  title: { zh: '预计', en: 'Forecast' },
  value: { zh: '{period} 预计', en: 'Forecast for {period}' },
  range: { zh: '{low} 至 {high}', en: '{low} to {high}' },
  band: { zh: '按过去误差的范围', en: 'Range by past error' },
  stated: { zh: '文件表述', en: 'Stated' },
  gap: { zh: '预计与表述之差', en: 'Forecast less stated' },
  reaches: { zh: '可达到', en: 'would reach it' },
  misses: { zh: '达不到', en: 'would miss it' },
  method: { zh: '方法', en: 'Method' },
  basis: { zh: '依据', en: 'Rests on' },
  from: { zh: '{from} 至 {to}', en: '{from} to {to}' },
  error: { zh: '过去误差', en: 'Past error' },
  errorSaid: {
    zh: '平均绝对百分比误差 {percent}%，试算 {tests} 次，提前 {horizon}',
    en: 'mean absolute percentage error {percent}%, {tests} {tests|trial|trials}, {horizon} ahead',
  },
  noError: { zh: '数据不足，无法在历史上试算', en: 'too little history to try it on' },
  others: { zh: '其他方法', en: 'Other methods' },
  other: { zh: '{name} {value}（误差 {percent}%）', en: '{name} {value} (error {percent}%)' },
  otherPlain: { zh: '{name} {value}', en: '{name} {value}' },
})

/** Where a target goes if what was goes on: by a named method, with its error on history and what others say. */
export function TargetForecastPart({ row, forecast }: { row: TargetRow; forecast: TargetForecast }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const scale = shownScale(row)
  const unit = row.unit === null ? '' : unitName(row.unit, language)
  const amount = (value: string, sign = false) => `${formatNumber(value, { scale, sign })} ${unit}`.trim()
  const { value, low, high, stated, gap, reaches, method, basis, error, others, period } = forecast
  const items = [
    {
      label: t('value', { period: formatPeriod(period, language) }),
      value: (
        <>
          <strong className="jd-number">{amount(value)}</strong>{' '}
          {reaches === null ? null : (
            <StatusLight light={reaches ? 'on_schedule' : 'behind'} word={t(reaches ? 'reaches' : 'misses')} />
          )}
        </>
      ),
    },
    { label: t('band'), value: t('range', { low: amount(low), high: amount(high) }) },
    ...(stated === null ? [] : [{ label: t('stated'), value: amount(stated) }]),
    ...(gap === null ? [] : [{ label: t('gap'), value: amount(gap, true) }]),
    {
      label: t('method'),
      value: (
        <>
          {say(method.name)}
          <span className="ind-note jd-block">{say(method.text)}</span>
        </>
      ),
    },
    {
      label: t('basis'),
      value: t('from', { from: formatPeriod(basis.from, language), to: formatPeriod(basis.to, language) }),
    },
    {
      label: t('error'),
      value:
        error === null
          ? t('noError')
          : t('errorSaid', {
              percent: formatNumber(error.percent, { scale: 1 }),
              tests: error.tests,
              horizon: error.horizon,
            }),
    },
    ...(others.length === 0
      ? []
      : [
          {
            label: t('others'),
            value: others.map((other) => (
              <span key={other.id} className="jd-block">
                {other.percent === null
                  ? t('otherPlain', { name: say(other.name), value: amount(other.value) })
                  : t('other', {
                      name: say(other.name),
                      value: amount(other.value),
                      percent: formatNumber(other.percent, { scale: 1 }),
                    })}
              </span>
            )),
          },
        ]),
  ]
  return (
    <section>
      <h3>{t('title')}</h3>
      <Facts items={items} />
    </section>
  )
}
