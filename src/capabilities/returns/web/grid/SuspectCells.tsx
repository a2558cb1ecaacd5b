import { Fragment, useEffect, useState } from 'react'
import { useTexts } from '#kit/web/texts.tsx'
import { localise, type Suspects } from '../../rules/localise.ts'
import { words } from '../texts.ts'
import type { GridStore } from './grid-store.ts'
import { useWatched } from './use-store.ts'

/** How long after the last key the cells are sought, and for how long. */
const pause = 400
const milliseconds = 60

type SuspectCellsProps = {
  readonly store: GridStore
  readonly nameOf: (key: string) => string
  readonly onJump: (key: string) => void
}

/** While hard checks fail: the smallest set of cells that must be wrong, whatever the others say. */
export function SuspectCells({ store, nameOf, onJump }: SuspectCellsProps) {
  const t = useTexts(words)
  const version = useWatched(store, 'edits')
  const [found, setFound] = useState<Suspects>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: sought anew after each edit
  useEffect(() => {
    const timer = setTimeout(
      () => setFound(localise(store.model, { milliseconds, now: () => performance.now() })),
      pause,
    )
    return () => clearTimeout(timer)
  }, [store, version])
  if (found === undefined || found.sets.length === 0) return null
  return (
    <div className="jd-note ret-suspects" role="status">
      <p>{t('suspects', { n: found.checks.length, cells: found.sets[0]?.length ?? 0 })}</p>
      <ul className="ret-list">
        {found.sets.map((set, i) => (
          <li key={set.join(' ')}>
            {i === 0 ? null : <span className="jd-quiet">{t('suspectsOr')} </span>}
            {set.map((key, place) => (
              <Fragment key={key}>
                {place === 0 ? null : t('suspectsAnd')}
                <button type="button" className="jd-link" onClick={() => onJump(key)}>
                  {nameOf(key)}
                </button>
              </Fragment>
            ))}
          </li>
        ))}
      </ul>
      {found.proven ? null : <p className="jd-quiet jd-small">{t('suspectsUnproven')}</p>}
    </div>
  )
}
