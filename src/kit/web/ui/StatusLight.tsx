import { defineTexts, useTexts } from '../texts.tsx'

/** How far a thing is: done (blue), on schedule (green), near due or behind (yellow), overdue (red), not started. */
export type Light = 'done' | 'on_schedule' | 'near' | 'behind' | 'overdue' | 'none'

const words = defineTexts({
  done: { zh: '已完成', en: 'Done' },
  on_schedule: { zh: '按进度', en: 'On schedule' },
  near: { zh: '临近期限', en: 'Near due' },
  behind: { zh: '滞后', en: 'Behind' },
  overdue: { zh: '逾期', en: 'Overdue' },
  none: { zh: '未开始', en: 'Not started' },
})

const shapes: Record<Light, { path: string; tone: string }> = {
  done: { path: 'M2 2h10v10H2z', tone: 'var(--primary)' },
  on_schedule: { path: 'M7 1.2a5.8 5.8 0 1 1 0 11.6 5.8 5.8 0 0 1 0-11.6z', tone: 'var(--success)' },
  near: { path: 'M7 1.5 13 12.5H1z', tone: 'var(--warning)' },
  behind: { path: 'M7 1.5 13 12.5H1z', tone: 'var(--warning)' },
  overdue: { path: 'M7 .8 13.2 7 7 13.2.8 7z', tone: 'var(--error)' },
  none: {
    path: 'M7 2a5 5 0 1 1 0 10A5 5 0 0 1 7 2zm0 1.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z',
    tone: 'var(--line-strong)',
  },
}

/** The usual word of a light, for what is sorted, filtered or exported by it. */
export function useLightWord(): (light: Light) => string {
  return useTexts(words)
}

type StatusLightProps = { light: Light; word?: string | undefined; note?: string | undefined }

/** A light is a shape, a word and a colour; never the colour alone. `word` replaces the usual word, `note` follows it. */
export function StatusLight({ light, word, note }: StatusLightProps) {
  const t = useTexts(words)
  const { path, tone } = shapes[light]
  return (
    <span className="jd-light" data-light={light}>
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
        <path d={path} fill={tone} />
      </svg>
      {word ?? t(light)}
      {note === undefined ? null : ` · ${note}`}
    </span>
  )
}
