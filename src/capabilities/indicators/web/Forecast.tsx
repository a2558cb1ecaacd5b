import { formatNumber } from '#kit/web/numbers.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { TargetForecast } from '../contract.ts'
import { PathNumber } from './PathNumber.tsx'

const words = defineTexts({
  reaches: { zh: '可达到', en: 'would reach it' },
  misses: { zh: '达不到', en: 'would miss it' },
  error: { zh: '{method}，过去误差 ±{percent}%', en: '{method}, past error ±{percent}%' },
})

type ForecastProps = { forecast: TargetForecast; scale: number; label: string; onOpen: () => void }

/** Where a target goes if what was goes on: value and year, whether that would do, by which method and how far it erred. */
export function Forecast({ forecast, scale, label, onOpen }: ForecastProps) {
  const t = useTexts(words)
  const say = useText()
  const { value, period, reaches, method, error } = forecast
  return (
    <span className="ind-stack">
      <span className="jd-number">
        <PathNumber label={label} onOpen={onOpen}>
          {formatNumber(value, { scale })}
        </PathNumber>
        <span className="ind-year">{period}</span>
      </span>
      {reaches === null ? null : (
        <StatusLight light={reaches ? 'on_schedule' : 'behind'} word={t(reaches ? 'reaches' : 'misses')} />
      )}
      <span className="ind-note">
        {error === null
          ? say(method.name)
          : t('error', { method: say(method.name), percent: formatNumber(error.percent, { scale: 1 }) })}
      </span>
    </span>
  )
}
