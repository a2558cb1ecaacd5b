import { useTexts } from '#kit/web/texts.tsx'
import type { Light } from '#kit/web/ui/StatusLight.tsx'
import type { Level } from '../contract.ts'
import { measureNames, words } from './texts.ts'

export const lightOf: Record<Level, Light> = { ok: 'on_schedule', degraded: 'near', failing: 'overdue' }

/** Bytes in the unit that suits them. */
export function sizeOf(bytes: number): string {
  if (bytes >= 2 ** 30) return `${(bytes / 2 ** 30).toFixed(1)} GB`
  return `${Math.round(bytes / 2 ** 20)} MB`
}

export function secondsSince(at: string): number {
  return Math.max(0, (Date.now() - new Date(at).getTime()) / 1000)
}

/** A span of time in its two largest units. */
export function useAge(): (seconds: number) => string {
  const t = useTexts(words)
  return (seconds) => {
    const minutes = Math.floor(seconds / 60)
    const hours = Math.floor(minutes / 60)
    if (hours >= 24) return t('days', { n: Math.floor(hours / 24), h: hours % 24 })
    if (hours > 0) return t('hours', { n: hours, h: minutes % 60 })
    return minutes > 0 ? t('minutes', { n: minutes }) : t('seconds', { n: Math.floor(seconds) })
  }
}

/** What was measured of a part, in one line. */
export function useMeasures(): (measures: Readonly<Record<string, number>>) => string {
  const t = useTexts(measureNames)
  const age = useAge()
  return (measures) =>
    Object.entries(measures)
      .map(([name, value]) => {
        const said = name in measureNames ? t(name as keyof typeof measureNames) : name
        const shown = name.endsWith('_bytes') ? sizeOf(value) : name.endsWith('_seconds') ? age(value) : String(value)
        return `${said} ${shown}`
      })
      .join(' · ')
}
