import type { ClipboardEvent, FocusEvent, FormEvent, KeyboardEvent, MouseEvent } from 'react'
import type { Pasted } from '../../rules/pasted.ts'
import { type GridMode, type GridPlace, moveInGrid } from '../grid-moves.ts'
import type { GridStore } from './grid-store.ts'

export type Around = {
  /** Draws a row that is out of view. */
  reveal(row: number): void
  /** Asks before a block is taken of which something does not fit. */
  onPreview(pasted: Pasted): void
  /** So many cells were pasted. */
  onDone(n: number): void
}

/** What keys, mouse and clipboard do in a grid. All events are taken at the box; cells are inputs with `data-place`. */
export function createGridHands(store: GridStore, around: Around) {
  let box: HTMLElement | null = null
  const inputAt = ({ row, column }: GridPlace) =>
    box?.querySelector<HTMLInputElement>(`[data-place="${row}:${column}"]`) ?? undefined

  /** Puts the cursor into a cell; `from` stays when the selection is extended. */
  const go = (to: GridPlace, from: GridPlace = to): void => {
    if (inputAt(to) === undefined) around.reveal(to.row)
    const input = inputAt(to)
    if (input === undefined) return
    store.select({ from, to, mode: 'move' })
    input.focus()
    input.select()
    input.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }
  const setMode = (mode: GridMode): void => {
    const selection = store.selection()
    if (selection !== undefined && selection.mode !== mode) store.select({ ...selection, mode })
  }
  const followCursor = (): void => {
    const at = store.selection()?.to
    if (at !== undefined) go(at)
  }
  const take = ({ cells }: Pasted): void => {
    store.edit(cells)
    around.onDone(Object.keys(cells).length)
    followCursor()
  }
  const world: World = { store, around, go, setMode, take }
  return {
    take,
    followCursor,
    /** The element that holds the cells. */
    setBox(element: HTMLElement | null) {
      box = element
    },
    handlers: {
      onKeyDown: (event: KeyboardEvent<HTMLElement>) => onKey(event, world),
      onInput: (event: FormEvent<HTMLElement>) => {
        if (placeOf(event.target) !== undefined && store.selection()?.mode === 'move') setMode('type')
      },
      onFocus: (event: FocusEvent<HTMLElement>) => {
        const at = placeOf(event.target)
        const to = store.selection()?.to
        if (at === undefined || (to?.row === at.row && to.column === at.column)) return
        store.select({ from: at, to: at, mode: 'move' })
        if (event.target instanceof HTMLInputElement) event.target.select()
      },
      ...mouse(world),
      onCopy: (event: ClipboardEvent<HTMLElement>) => void copy(event, world),
      onCut: (event: ClipboardEvent<HTMLElement>) => {
        if (copy(event, world)) store.clear()
      },
      onPaste: (event: ClipboardEvent<HTMLElement>) => paste(event, world),
    },
  }
}

type World = {
  readonly store: GridStore
  readonly around: Around
  go(to: GridPlace, from?: GridPlace): void
  setMode(mode: GridMode): void
  take(pasted: Pasted): void
}

function placeOf(target: EventTarget): GridPlace | undefined {
  if (!(target instanceof HTMLInputElement) || target.dataset.place === undefined) return undefined
  const [row = 0, column = 0] = target.dataset.place.split(':').map(Number)
  return { row, column }
}

function onKey(event: KeyboardEvent<HTMLElement>, world: World): void {
  const input = event.target
  const at = placeOf(input)
  if (at === undefined || !(input instanceof HTMLInputElement) || event.nativeEvent.isComposing) return
  const { store, go } = world
  const selection = store.selection()
  const mode = selection?.mode ?? 'move'
  if (handled(event, { input, at, mode }, world)) {
    event.preventDefault()
    return
  }
  const move = moveInGrid(event, at, mode, store.shape)
  if (move === undefined) return
  event.preventDefault()
  go(move.to, move.extends ? selection?.from : undefined)
}

type Here = { readonly input: HTMLInputElement; readonly at: GridPlace; readonly mode: GridMode }

/** Keys that do not move: editing, emptying, undoing, selecting all. */
function handled(event: KeyboardEvent<HTMLElement>, { input, at, mode }: Here, world: World): boolean {
  const { store, go, setMode } = world
  if (event.ctrlKey || event.metaKey) return handledWithControl(event, mode, world)
  switch (event.key) {
    case 'F2': {
      if (input.readOnly) return true
      setMode('edit')
      input.setSelectionRange(input.value.length, input.value.length)
      return true
    }
    case 'Escape': {
      if (mode !== 'move') store.restore()
      go(at)
      return true
    }
    case 'Delete':
      if (mode !== 'move') return false
      store.clear()
      return true
    default:
      return false
  }
}

function handledWithControl(event: KeyboardEvent<HTMLElement>, mode: GridMode, { store, go }: World): boolean {
  const key = event.key.toLowerCase()
  const isUndo = key === 'z' && !event.shiftKey
  if (isUndo || key === 'y' || key === 'z') {
    const at = isUndo ? store.undo() : store.redo()
    if (at !== undefined) go(at)
    return true
  }
  if (key !== 'a' || mode === 'edit') return false
  const { shape } = store
  const last = shape.rows - 1
  const to = { row: last, column: Math.max(0, shape.columns(last) - 1) }
  const widest = Math.max(...Array.from({ length: shape.rows }, (_, row) => shape.columns(row))) - 1
  store.select({ from: { row: 0, column: 0 }, to: { row: to.row, column: widest }, mode: 'move' })
  return true
}

function mouse({ store, go, setMode }: World) {
  let dragsFrom: GridPlace | undefined
  return {
    onMouseDown(event: MouseEvent<HTMLElement>): void {
      const at = placeOf(event.target)
      dragsFrom = undefined
      if (at === undefined || event.button !== 0) return
      const selection = store.selection()
      if (event.shiftKey && selection !== undefined) {
        event.preventDefault()
        go(at, selection.from)
        return
      }
      dragsFrom = at
      if (document.activeElement === event.target) setMode('edit')
      else {
        event.preventDefault()
        go(at)
      }
    },
    onMouseOver(event: MouseEvent<HTMLElement>): void {
      const at = placeOf(event.target)
      if (dragsFrom === undefined || at === undefined || event.buttons !== 1) return
      const to = store.selection()?.to
      if (to?.row !== at.row || to.column !== at.column) go(at, dragsFrom)
    },
    onDoubleClick(event: MouseEvent<HTMLElement>): void {
      if (placeOf(event.target) !== undefined) setMode('edit')
    },
  }
}

/** Copies the selected cells; a part of the text of one cell is left to the browser. */
function copy(event: ClipboardEvent<HTMLElement>, { store }: World): boolean {
  if (placeOf(event.target) === undefined || store.selection()?.mode === 'edit') return false
  event.clipboardData.setData('text/plain', store.copied())
  event.preventDefault()
  return true
}

function paste(event: ClipboardEvent<HTMLElement>, { store, around, take }: World): void {
  const at = placeOf(event.target)
  if (at === undefined || !store.editable || store.selection()?.mode === 'edit') return
  const text = event.clipboardData.getData('text/plain')
  const cell = store.cellAt(at)
  event.preventDefault()
  const pasted = store.pasted(text)
  const [misfit] = pasted.misfits
  if (misfit === undefined) {
    take(pasted)
    return
  }
  // A single text that is no number is put where it was meant to go, and says there what is wrong with it.
  const isOne = !/[\t\n]/.test(text.trim())
  if (isOne && misfit.why === 'not_a_number' && cell !== undefined) store.edit({ [cell.key]: misfit.text })
  else around.onPreview(pasted)
}
