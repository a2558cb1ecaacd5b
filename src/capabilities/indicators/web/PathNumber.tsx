import { type ReactNode, useContext } from 'react'
import { InGrid } from '#kit/web/ui/in-grid.ts'

/** A number that a target's own path gives; it opens the target, where it is worked out. */
export function PathNumber({ label, onOpen, children }: { label: string; onOpen: () => void; children: ReactNode }) {
  const inGrid = useContext(InGrid)
  return (
    <button
      type="button"
      className="jd-figure"
      aria-label={label}
      tabIndex={inGrid ? -1 : 0}
      onClick={(event) => {
        event.stopPropagation()
        onOpen()
      }}
    >
      {children}
    </button>
  )
}
