import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react'
import { flushSync } from 'react-dom'
import { formatPeriod } from '#kit/web/dates.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import type { Pasted } from '../rules/pasted.ts'
import { FormulaBar } from './grid/FormulaBar.tsx'
import { type GridPart, gridParts, type Part } from './grid/grid-layout.ts'
import type { GridStore } from './grid/grid-store.ts'
import { chunkRows, GridPartTable } from './grid/GridPartTable.tsx'
import { useCellName } from './grid/names.ts'
import { PastePreview } from './grid/PastePreview.tsx'
import { createGridHands } from './grid/grid-hands.ts'
import { words } from './texts.ts'
import './returns.css'

export type ReturnGridProps = {
  readonly parts: readonly Part[]
  readonly store: GridStore
  readonly lastPeriod: string | undefined
  readonly editable: boolean
  /** Somebody tried to submit: empty compulsory cells are marked. */
  readonly attempted: boolean
  /** What stands at the corner of a cell, such as its comments. */
  readonly marker?: ((key: string) => ReactNode) | undefined
}

/** So many rows are drawn at once; longer forms are drawn as they come into view. */
const mostRows = 80

/**
 * A form as a spreadsheet: arrows, Enter, Tab, F2, Esc, blocks copied and pasted, undone and done again. What the keys mean is in
 * `grid/grid-hands.ts`; what is typed, computed and judged is in the store.
 */
export function ReturnGrid({ parts, store, lastPeriod, editable, attempted, marker }: ReturnGridProps) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const nameOf = useCellName()
  const grids = useMemo(() => gridParts(parts), [parts])
  const [pasting, setPasting] = useState<Pasted>()
  const [done, setDone] = useState('')
  const reveal = useReveal(grids)
  const { setBox, handlers, take, followCursor } = useMemo(
    () =>
      createGridHands(store, {
        reveal: reveal.show,
        onPreview: setPasting,
        onDone: (n) => setDone(t('pasted', { n })),
      }),
    [store, reveal.show, t],
  )
  useEffect(() => store.subscribe('jump', followCursor), [store, followCursor])

  return (
    <div ref={setBox} {...handlers}>
      <FormulaBar store={store} parts={parts} />
      <span role="status" className="jd-hidden">
        {done}
      </span>
      {grids.map((grid, i) => (
        <PagePart key={grid.part.id} title={say(grid.part.name)}>
          {grid.part.help === undefined ? null : <p className="jd-quiet jd-small">{say(grid.part.help)}</p>}
          <GridPartTable
            grid={grid}
            store={store}
            name={t('grid', { part: say(grid.part.name) })}
            last={t('last', { period: lastPeriod === undefined ? '' : formatPeriod(lastPeriod, language) })}
            rowCount={store.shape.rows}
            isWhole={reveal.isWhole}
            shown={reveal.shown[i]}
            onShown={(chunk, isShown) => reveal.set(i, chunk, isShown)}
            {...{ editable, attempted, marker }}
          />
        </PagePart>
      ))}
      <PastePreview
        pasted={pasting}
        nameOf={(key) => {
          const place = store.placeOf(key)
          const cell = place && store.cellAt(place)
          return cell === undefined ? key : nameOf(cell)
        }}
        onTake={() => {
          if (pasting !== undefined) take(pasting)
          setPasting(undefined)
        }}
        onClose={() => {
          setPasting(undefined)
          followCursor()
        }}
      />
    </div>
  )
}

/** Which stretches of rows are drawn: all of a short form and of what is printed, else what is in view or about to be. */
function useReveal(grids: readonly GridPart[]) {
  const rows = grids.reduce((sum, grid) => sum + grid.rows.length, 0)
  const [isPrinting, setPrinting] = useState(false)
  const [shown, setShown] = useState<readonly ReadonlySet<number>[]>(() =>
    grids.map((_, i) => new Set(i === 0 ? [0, 1] : [])),
  )
  useEffect(() => {
    const before = () => flushSync(() => setPrinting(true))
    const after = () => setPrinting(false)
    window.addEventListener('beforeprint', before)
    window.addEventListener('afterprint', after)
    return () => {
      window.removeEventListener('beforeprint', before)
      window.removeEventListener('afterprint', after)
    }
  }, [])
  const set = useCallback(
    (part: number, chunk: number, isShown: boolean): void => {
      setShown((all) => {
        const own = all[part] ?? new Set<number>()
        if (own.has(chunk) === isShown) return all
        const next = new Set(own)
        if (isShown) next.add(chunk)
        else next.delete(chunk)
        return grids.map((_, i) => (i === part ? next : (all[i] ?? new Set<number>())))
      })
    },
    [grids],
  )
  const show = useCallback(
    (row: number): void => {
      const part = grids.findLastIndex((grid) => grid.first <= row)
      const chunk = Math.floor((row - (grids[part]?.first ?? 0)) / chunkRows)
      flushSync(() => set(part, chunk, true))
    },
    [grids, set],
  )
  return { isWhole: rows <= mostRows || isPrinting, shown, set, show }
}
