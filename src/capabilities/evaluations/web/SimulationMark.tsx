import { useTexts } from '#kit/web/texts.tsx'
import { words as shared } from './texts.ts'

/** What stands at the head of everything simulated, on screen and in print: this is no result. */
export function SimulationMark() {
  const s = useTexts(shared)
  return (
    <p className="ev-simulation" role="note">
      <strong>{s('simulation')}</strong> {s('notResult')}
    </p>
  )
}
