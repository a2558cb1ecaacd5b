import { Decimal } from '#base/decimal.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { defineTexts, useTexts } from '#kit/web/texts.tsx'
import { type Light, StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Progress } from '../contract/tasks.ts'
import type { LightShown } from '../contract/words.ts'
import './supervision.css'

const words = defineTexts({
  progress: { zh: '完成 {said}，按序时应完成 {due}%', en: '{said} done, {due}% scheduled by now' },
  progressOnly: { zh: '完成 {said}', en: '{said} done' },
  atLeast: { zh: '至少 {done}%', en: 'at least {done}%' },
  notReported: { zh: '未报进度', en: 'no progress reported' },
  slip: { zh: '督办单：{name}', en: 'Slip: {name}' },
  byLight: { zh: '按灯号筛选', en: 'Filter by light' },
  'light.done': { zh: '已完成', en: 'Done' },
  'light.on_schedule': { zh: '按进度', en: 'On schedule' },
  'light.near': { zh: '临近期限', en: 'Near due' },
  'light.behind': { zh: '滞后', en: 'Behind' },
  'light.overdue': { zh: '逾期', en: 'Overdue' },
  'light.none': { zh: '不计', en: 'Not counted' },
  late: { zh: '迟 {n} 天', en: '{n} {n|day|days} late' },
})

export const lights = ['overdue', 'behind', 'near', 'on_schedule', 'done', 'none'] as const satisfies readonly Light[]

/** The light of a task; what was late says so for good. */
export function TaskLight({ light }: { light: LightShown }) {
  const t = useTexts(words)
  return (
    <StatusLight
      light={light.light}
      word={t(`light.${light.light}`)}
      note={light.isLate && light.daysLate > 0 ? t('late', { n: light.daysLate }) : undefined}
    />
  )
}

/** The word of a light. */
export function useLightWord(): (light: Light) => string {
  const t = useTexts(words)
  return (light) => t(`light.${light}`)
}

/** A share from 0 to 1 as percent for people. */
export function percentOf(share: string): string {
  return formatNumber(new Decimal(share).mul(100).toFixed(), { scale: 0 })
}

type ScheduleBarProps = { progress: Progress; scheduled: string | null }

/** How far a task is, with a mark where it should be by now; what is known only in part says so. */
export function ScheduleBar({ progress, scheduled }: ScheduleBarProps) {
  const t = useTexts(words)
  const { share, atLeast, by } = progress
  if (by === 'nothing') return <span className="jd-blank">{t('notReported')}</span>
  const done = percentOf(share ?? atLeast)
  const said = share === null ? t('atLeast', { done }) : `${done}%`
  const label = scheduled === null ? t('progressOnly', { said }) : t('progress', { said, due: percentOf(scheduled) })
  return (
    <span className="sv-bar" title={label}>
      <span className="sv-bar-track" role="img" aria-label={label}>
        <span className="sv-bar-fill" style={{ width: `${bounded(share ?? atLeast)}%` }} />
        {scheduled === null ? null : <span className="sv-bar-due" style={{ left: `${bounded(scheduled)}%` }} />}
      </span>
      <span className="jd-number">{said}</span>
    </span>
  )
}

function bounded(share: string): string {
  return Decimal.max(0, Decimal.min(100, new Decimal(share).mul(100))).toFixed(2)
}

export type SlipColour = 'blue' | 'yellow' | 'orange' | 'red'

const colours: readonly SlipColour[] = ['blue', 'yellow', 'orange', 'red']

/** The colour that a level has; a word that is none of the four is drawn blue. */
export function colourOf(colour: string): SlipColour {
  return colours.find((one) => one === colour) ?? 'blue'
}

/** The word of a slip on a small paper with a folded corner; a light never looks like this. */
export function SlipMark({ colour, name }: { colour: SlipColour; name: string }) {
  const t = useTexts(words)
  return (
    <span className="sv-slip-mark" data-level-colour={colour} title={t('slip', { name })}>
      <svg width="14" height="16" viewBox="0 0 14 16" aria-hidden="true">
        <path d="M1 1h8l4 4v10H1z" fill="currentColor" />
        <path d="M9 1v4h4z" fill="var(--surface)" stroke="currentColor" />
        <path d="M3.5 8h7M3.5 10.5h7M3.5 13h4" stroke="var(--surface)" strokeWidth="1.2" />
      </svg>
      {name}
    </span>
  )
}

type LightCountsProps = {
  counts: Partial<Record<Light, number>>
  chosen: string | undefined
  onChoose: (light: Light | undefined) => void
}

/** How many tasks stand under each light; a press narrows the list to it, a second one lifts that. */
export function LightCounts({ counts, chosen, onChoose }: LightCountsProps) {
  const t = useTexts(words)
  return (
    <ul className="sv-counts" aria-label={t('byLight')}>
      {lights.map((light) => (
        <li key={light}>
          <button
            type="button"
            aria-pressed={chosen === light}
            onClick={() => onChoose(chosen === light ? undefined : light)}
          >
            <StatusLight light={light} word={t(`light.${light}`)} />
            <strong>{counts[light] ?? 0}</strong>
          </button>
        </li>
      ))}
    </ul>
  )
}
