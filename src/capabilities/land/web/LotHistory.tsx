import { formatInstant } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useTexts } from '#kit/web/texts.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import type { LotEvent } from '../contract/lots.ts'
import { useLandChoices } from './LotForm.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  none: { zh: '还没有纳入整备', en: 'Not in preparation yet' },
  what: { zh: '事项', en: 'What' },
  before: { zh: '原为', en: 'Before' },
  after: { zh: '改为', en: 'After' },
  at: { zh: '记录时间', en: 'Entered' },
  by: { zh: '记录人', en: 'By' },
  prepared: { zh: '纳入整备', en: 'Brought into preparation' },
  nothing: { zh: '（空）', en: '(empty)' },
})

/** Every change of a parcel in preparation, latest first. */
export function LotHistory({ events }: { events: readonly LotEvent[] }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const { timeZone } = useSession().programme
  const { readiness, uses, bases } = useLandChoices()
  if (events.length === 0) return <EmptyState title={t('none')} />
  const named = [...readiness, ...uses, ...bases]
  const value = ({ what }: LotEvent, text: string | null) => {
    if (what === 'prepared') return ''
    if (text === null) return t('nothing')
    const isWord = what === 'readiness' || what === 'use' || what === 'base'
    return isWord ? (named.find((one) => one.value === text)?.label ?? text) : text
  }
  const whatOf = (what: string) => {
    if (what === 'prepared') return t('prepared')
    const known = (
      ['base', 'use', 'readiness', 'usableOn', 'acquiredOn', 'preparedOn', 'suppliedOn', 'powerKw', 'note'] as const
    ).find((each) => each === what)
    return known === undefined ? what : s(known)
  }
  return (
    <div className="jd-scroll">
      <table className="jd-table">
        <thead>
          <tr>
            {[t('what'), t('before'), t('after'), s('since'), s('reason'), t('by'), t('at')].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <tr key={event.number}>
              <th scope="row">{whatOf(event.what)}</th>
              <td>{value(event, event.before)}</td>
              <td>{value(event, event.after)}</td>
              <td>{event.since}</td>
              <td>{event.reason}</td>
              <td>{event.by}</td>
              <td>{formatInstant(event.at, timeZone)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
