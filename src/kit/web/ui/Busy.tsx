import { useEffect, useState } from 'react'
import { defineTexts, useTexts } from '../texts.tsx'

const words = defineTexts({ loading: { zh: '正在读取…', en: 'Loading…' } })

/** A quiet sign that something is on its way; it shows itself only after a tenth of a second. */
export function Busy({ label, lines = 3 }: { label?: string; lines?: number }) {
  const t = useTexts(words)
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 100)
    return () => clearTimeout(timer)
  }, [])
  if (!late) return null
  return (
    <div className="jd-busy" role="status">
      <span className="jd-hidden">{label ?? t('loading')}</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className="jd-busy-line" aria-hidden="true" />
      ))}
    </div>
  )
}
