import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTexts } from '#kit/web/texts.tsx'
import { words } from '../texts.ts'
import type { GridPart } from './grid-layout.ts'
import type { GridStore } from './grid-store.ts'
import { FormRow } from './GridRow.tsx'
import { useHeadWord } from './names.ts'

export const chunkRows = 20
const rowHeight = 35
/** Rows are drawn when they come so near to the window. */
const near = '600px 0px'

export type GridPartProps = {
  readonly grid: GridPart
  readonly store: GridStore
  readonly name: string
  /** The head of the column of the period before. */
  readonly last: string
  readonly rowCount: number
  readonly isWhole: boolean
  readonly shown: ReadonlySet<number> | undefined
  readonly onShown: (chunk: number, isShown: boolean) => void
  readonly editable: boolean
  readonly attempted: boolean
  readonly marker?: ((key: string) => ReactNode) | undefined
}

/** One part of a form as a table; long ones stretch by stretch. */
export function GridPartTable({ grid, name, last, rowCount, isWhole, shown, onShown, ...props }: GridPartProps) {
  const t = useTexts(words)
  const headWord = useHeadWord()
  const chunks = Array.from({ length: Math.ceil(grid.rows.length / chunkRows) }, (_, chunk) => chunk)
  return (
    <div className="ret-scroll">
      <table role="grid" className="ret-grid" aria-label={name} aria-rowcount={rowCount}>
        <thead>
          <tr role="row">
            <th role="columnheader" scope="col" className="ret-code">
              {t('no')}
            </th>
            <th role="columnheader" scope="col" className="ret-name">
              {t('indicator')}
            </th>
            <th role="columnheader" scope="col">
              {t('unit')}
            </th>
            {grid.heads.map((head) => (
              <th role="columnheader" key={headWord(head)} scope="col" className="ret-number">
                {headWord(head)}
              </th>
            ))}
            {grid.hasLast ? (
              <th role="columnheader" scope="col" className="ret-number">
                {last}
              </th>
            ) : null}
          </tr>
        </thead>
        {chunks.map((chunk) => {
          const first = chunk * chunkRows
          const rows = grid.rows.slice(first, first + chunkRows)
          return (
            <Stretch
              key={chunk}
              rows={rows.length}
              isShown={isWhole || shown?.has(chunk) === true}
              onShown={isWhole ? undefined : (isShown) => onShown(chunk, isShown)}
            >
              {() =>
                rows.map((row, i) => (
                  <FormRow key={row.line.indicator} row={row} at={grid.first + first + i} grid={grid} {...props} />
                ))
              }
            </Stretch>
          )
        })}
      </table>
    </div>
  )
}

type StretchProps = {
  readonly rows: number
  readonly isShown: boolean
  readonly onShown: ((isShown: boolean) => void) | undefined
  readonly children: () => ReactNode
}

/** Some rows, or the room they take while they are out of view. */
function Stretch({ rows, isShown, onShown, children }: StretchProps) {
  const body = useRef<HTMLTableSectionElement>(null)
  const [height, setHeight] = useState(rows * rowHeight)
  const tell = useRef(onShown)
  useEffect(() => {
    tell.current = onShown
  })
  const isWatched = onShown !== undefined
  useEffect(() => {
    const element = body.current
    if (!isWatched || element === null) return
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry === undefined || (!entry.isIntersecting && element.contains(document.activeElement))) return
        if (!entry.isIntersecting && element.offsetHeight > 0) setHeight(element.offsetHeight)
        tell.current?.(entry.isIntersecting)
      },
      { rootMargin: near },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [isWatched])
  return (
    <tbody ref={body} role="rowgroup">
      {isShown ? (
        children()
      ) : (
        <tr role="presentation" style={{ height }}>
          <td role="presentation" />
        </tr>
      )}
    </tbody>
  )
}
