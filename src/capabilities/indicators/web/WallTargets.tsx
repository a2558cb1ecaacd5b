import { indicatorPaths } from '#base/paths/indicators.ts'
import { unitName } from '#base/unit.ts'
import { useGo } from '#kit/web/address.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import type { TargetInBrief } from '../rules/overview.ts'
import { Actual, PathCell } from './TargetCells.tsx'
import { StandingLight } from './target-words.tsx'

const words = defineTexts({
  target: { zh: '目标', en: 'Target' },
  required: { zh: '应达', en: 'Required' },
  actual: { zh: '实际', en: 'Actual' },
  reached: { zh: '达成率 %', en: 'Reached %' },
  standing: { zh: '进度', en: 'Standing' },
  none: { zh: '没有可由数据计算的规划目标', en: 'No target of the plans is computed from data' },
})

const full = 120

/** Targets from afar: how much of the required path was reached, as a bar with a mark at the whole of it. */
export function WallTargets({ targets, synthetic }: { targets: readonly TargetInBrief[]; synthetic: boolean }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const go = useGo()
  if (targets.length === 0) return <EmptyState title={t('none')} />
  return (
    <table className="wall-bars wall-targets">
      <thead>
        <tr>
          <th scope="col">{t('target')}</th>
          <th scope="col">{t('required')}</th>
          <th scope="col">{t('actual')}</th>
          <th scope="col" colSpan={2}>
            {t('reached')}
          </th>
          <th scope="col">{t('standing')}</th>
        </tr>
      </thead>
      <tbody>
        {targets.map(({ row, full: point, standing }) => {
          const open = () => go(indicatorPaths.target(row.id))
          const reached = Math.min(full, Math.max(0, Number(point?.reached ?? 0)))
          return (
            <tr key={row.id}>
              <th scope="row">
                {say(row.name)} <span className="ov-unit">{row.unit === null ? '' : unitName(row.unit, language)}</span>
              </th>
              <td className="jd-number">
                <PathCell row={row} point={point} value={point?.required} what={t('required')} onOpen={open} />
              </td>
              <td className="jd-number">
                <Actual row={row} point={point} synthetic={synthetic} onOpen={open} />
              </td>
              <td className="wall-bar" data-standing={standing}>
                <span style={{ width: `${(100 * reached) / full}%` }} />
                <i style={{ left: `${10_000 / full}%` }} />
              </td>
              <td className="jd-number">
                <PathCell row={row} point={point} value={point?.reached} what={t('reached')} onOpen={open} scale={1} />
              </td>
              <td>
                <StandingLight standing={standing} />
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
