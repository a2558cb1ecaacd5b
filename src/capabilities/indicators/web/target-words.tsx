import { useCallback } from 'react'
import { formatNumber, formatQuantity } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import type { Light } from '#kit/web/ui/StatusLight.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { TargetPoint } from '../contract.ts'
import type { Standing } from '../rules/plan-view.ts'
import { words as shared, wordOf } from './texts.ts'

const words = defineTexts({ by: { zh: '{by} 前', en: 'by {by}' } })

const signs: Record<string, string> = { about: '≈', over: '>', under: '<', at_least: '≥' }

type Stated = Pick<TargetPoint, 'stated' | 'sign' | 'notStated' | 'words' | 'by'>

/** `const statedWords = useStatedWords()`: what a plan states, with its sign, in one short text; empty when it states nothing. */
export function useStatedWords(): (point: Stated) => string {
  const t = useTexts(shared)
  const own = useTexts(words)
  const say = useText()
  return useCallback(
    (point) => {
      const due = point.by === null ? '' : own('by', { by: point.by })
      const said =
        point.stated !== null
          ? `${signs[point.sign ?? ''] ?? ''}${formatNumber(point.stated)}`
          : point.notStated
            ? t('notStated')
            : point.words === null
              ? ''
              : say(point.words)
      return [due, said].filter((part) => part !== '').join(' ')
    },
    [t, own, say],
  )
}

/** What a plan states for a period, with its sign; the sign is a symbol to see and a word to hear. */
export function StatedAmount({ point, unit }: { point: Stated; unit?: string | null | undefined }) {
  const t = useTexts(shared)
  const language = useLanguage()
  const statedWords = useStatedWords()
  if (point.stated === null)
    return <span className={point.notStated ? 'jd-blank' : undefined}>{statedWords(point)}</span>
  const number =
    unit === null || unit === undefined
      ? formatNumber(point.stated)
      : formatQuantity({ value: point.stated, unit }, language)
  if (point.sign === null) return <span className="jd-number">{number}</span>
  const word = wordOf(t, 'sign', point.sign)
  return (
    <span className="jd-number">
      <span aria-hidden="true" title={word}>
        {signs[point.sign] ?? ''}
      </span>
      <span className="jd-hidden">{word} </span>
      {number}
    </span>
  )
}

const lights: Record<Standing, Light> = {
  met: 'done',
  ahead: 'on_schedule',
  behind: 'behind',
  missed: 'overdue',
  unknown: 'none',
}

/** The light of a target: shape, word and colour. */
export function StandingLight({ standing }: { standing: Standing }) {
  const t = useTexts(shared)
  return <StatusLight light={lights[standing]} word={wordOf(t, 'standing', standing)} />
}
