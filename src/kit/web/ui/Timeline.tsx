import type { ReactNode } from 'react'
import { formatInstant } from '../dates.ts'
import { useMaybeSession } from '../session.tsx'
import { type Light, StatusLight } from './StatusLight.tsx'

export type TimelineEntry = {
  id: string
  title: ReactNode
  /** ISO instant. */
  at: string
  actor?: string | undefined
  detail?: ReactNode
  light?: Light | undefined
}

/** What happened, newest first: act, person, instant, reason. */
export function Timeline({ entries }: { entries: TimelineEntry[] }) {
  const zone = useMaybeSession()?.programme.timeZone
  return (
    <ol className="jd-timeline">
      {entries
        .toSorted((a, b) => b.at.localeCompare(a.at))
        .map((entry) => (
          <li key={entry.id}>
            <div>
              <strong>{entry.title}</strong>
              {entry.light === undefined ? null : <StatusLight light={entry.light} />}
            </div>
            <p className="jd-quiet jd-small">
              <time dateTime={entry.at}>{formatInstant(entry.at, zone)}</time>
              {entry.actor === undefined ? '' : ` · ${entry.actor}`}
            </p>
            {entry.detail === undefined ? null : <p>{entry.detail}</p>}
          </li>
        ))}
    </ol>
  )
}
