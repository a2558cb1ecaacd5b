import { type ReactNode, useId, useState } from 'react'
import { formatInstant } from '../dates.ts'
import { useMaybeSession } from '../session.tsx'

/** A page that bears all over who looks at it, and since when: faint on the screen, legible in print and in a picture. */
export function Watermark({ children }: { children: ReactNode }) {
  const id = useId()
  const session = useMaybeSession()
  const [at] = useState(() => new Date().toISOString())
  if (session === undefined || session.actor.kind === 'anonymous') return <>{children}</>
  const { actor, person, programme } = session
  const lines = [[actor.name, person?.login].filter(Boolean).join(' '), formatInstant(at, programme.timeZone)]
  return (
    <>
      {children}
      <svg className="jd-watermark" aria-hidden="true" focusable="false">
        <defs>
          <pattern id={id} width="320" height="190" patternUnits="userSpaceOnUse" patternTransform="rotate(-22)">
            {lines.map((line, index) => (
              <text key={index} x="16" y={60 + 22 * index}>
                {line}
              </text>
            ))}
          </pattern>
        </defs>
        <rect width="100%" height="100%" fill={`url(#${id})`} />
      </svg>
    </>
  )
}
