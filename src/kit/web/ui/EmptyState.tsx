import type { ReactNode } from 'react'

/** What stands where a list is empty: what is missing, why, and what to do next. */
export function EmptyState({ title, why, act }: { title: string; why?: string | undefined; act?: ReactNode }) {
  return (
    <div className="jd-empty" role="note">
      <p className="jd-empty-title">{title}</p>
      {why === undefined ? null : <p className="jd-quiet">{why}</p>}
      {act === undefined ? null : <div className="jd-empty-act">{act}</div>}
    </div>
  )
}
