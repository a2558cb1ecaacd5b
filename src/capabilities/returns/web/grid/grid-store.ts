import type { ProblemIssue } from '#base/problem.ts'
import type { CheckFinding, FormModel } from '../../rules/form-model.ts'
import { layBlock, type Pasted, readBlock } from '../../rules/pasted.ts'
import { readCell } from '../../rules/cell-text.ts'
import { type GridMode, type GridPlace, type GridRange, type GridShape, isWithin, ordered } from '../grid-moves.ts'
import type { GridCell } from './grid-layout.ts'

/** What is selected: the cell with the cursor and the corner it was extended from. */
export type Selection = GridRange & { readonly mode: GridMode }

/**
 * A form while it is filled in, outside React: an edit wakes only the rows whose cells changed. What was typed can be undone; every edit,
 * undone ones too, is told to who listens, to save it.
 */
export type GridStore = {
  readonly model: FormModel
  readonly shape: GridShape
  readonly editable: boolean
  cellAt(place: GridPlace): GridCell | undefined
  placeOf(key: string): GridPlace | undefined
  textOf(key: string): string
  issueOf(key: string): ProblemIssue | undefined
  /** How many failing checks look at the cell. */
  failingAt(key: string): number
  findings(): readonly CheckFinding[]
  issues(): readonly ProblemIssue[]
  /** Puts texts into cells; typing in one cell is one step to undo until another cell is entered. */
  edit(texts: Readonly<Record<string, string>>): void
  undo(): GridPlace | undefined
  redo(): GridPlace | undefined
  selection(): Selection | undefined
  select(selection: Selection | undefined): void
  /** Brings a cell into view with the cursor in it; false where the form has none of that key. */
  jump(key: string): boolean
  /** Takes back what was typed since the cell was entered. */
  restore(): void
  /** The selected texts as a spreadsheet takes them. */
  copied(): string
  /** Empties what can be filled in within the selection. */
  clear(): void
  /** What a block would do from the cursor on. */
  pasted(text: string): Pasted
  /** Hears every edit; answers how to stop. */
  listen(listener: OnEdit): () => void
  version(of: Watched): number
  subscribe(of: Watched, listener: () => void): () => void
}

/** A row, every edit, where the cursor is, or that it is to be brought into view. */
export type Watched = number | 'edits' | 'cursor' | 'jump'

type Step = { readonly before: Record<string, string>; readonly after: Record<string, string> }
export type OnEdit = (texts: Record<string, string>) => void

type Options = {
  readonly editable: boolean
  /** What was found, where the form is only read and the model judges nothing. */
  readonly found?: { readonly findings: readonly CheckFinding[]; readonly issues: readonly ProblemIssue[] } | undefined
}

const mostSteps = 500

export function createGridStore(
  model: FormModel,
  rows: readonly (readonly GridCell[])[],
  { editable, found }: Options,
): GridStore {
  const places = new Map(
    rows.flatMap((cells, row) => cells.map((cell, column) => [cell.key, { row, column }] as const)),
  )
  const watch = createWatch()
  const state: State = {
    model,
    rows,
    places,
    watch,
    done: [],
    undone: [],
    typing: undefined,
    onEdit: () => undefined,
    selection: undefined,
  }
  const judged = createJudged(state, found)
  const cellAt = ({ row, column }: GridPlace) => rows[row]?.[column]
  const fills = (place: GridPlace) => editable && isOpen(cellAt(place))
  const shape: GridShape = {
    rows: rows.length,
    columns: (row) => rows[row]?.length ?? 0,
    stands: (place) => cellAt(place)?.grey !== true,
    fills,
    holds: (place) => model.textOf(cellAt(place)?.key ?? '') !== '',
  }
  const apply = (texts: Readonly<Record<string, string>>) => applyTexts(texts, state, judged)
  const stepBack = (from: Step[], to: Step[], which: 'before' | 'after') => {
    const last = from.pop()
    if (last === undefined) return undefined
    state.typing = undefined
    to.push(last)
    apply(last[which])
    return places.get(Object.keys(last.after)[0] ?? '')
  }
  return {
    model,
    shape,
    editable,
    cellAt,
    placeOf: (key) => places.get(key),
    textOf: model.textOf,
    ...judged.read,
    edit: (texts) => remember(texts, state, apply),
    undo: () => stepBack(state.done, state.undone, 'before'),
    redo: () => stepBack(state.undone, state.done, 'after'),
    selection: () => state.selection,
    select: (selection) => select(selection, state),
    jump(key) {
      const to = places.get(key)
      if (to === undefined || !shape.stands(to)) return false
      select({ from: to, to, mode: 'move' }, state)
      watch.wake(['jump'])
      return true
    },
    restore() {
      const { typing } = state
      if (typing === undefined) return
      state.typing = undefined
      state.done.splice(state.done.indexOf(typing), 1)
      apply(typing.before)
    },
    copied: () => copiedText(state),
    clear() {
      const texts = Object.fromEntries(
        selectedCells(state)
          .flat()
          .flatMap((cell) => (editable && isOpen(cell) && model.textOf(cell.key) !== '' ? [[cell.key, '']] : [])),
      )
      state.typing = undefined
      remember(texts, state, apply)
      state.typing = undefined
    },
    pasted: (text) => pastedCells(text, state, fills),
    listen(listener) {
      state.onEdit = listener
      return () => {
        state.onEdit = () => undefined
      }
    },
    version: watch.version,
    subscribe: watch.subscribe,
  }
}

type State = {
  readonly model: FormModel
  readonly rows: readonly (readonly GridCell[])[]
  readonly places: ReadonlyMap<string, GridPlace>
  readonly watch: Watch
  readonly done: Step[]
  readonly undone: Step[]
  /** The step that is still being typed. */
  typing: Step | undefined
  selection: Selection | undefined
  onEdit: OnEdit
}

function isOpen(cell: GridCell | undefined): boolean {
  return cell !== undefined && cell.grey !== true && cell.derived === undefined
}

function remember(
  texts: Readonly<Record<string, string>>,
  state: State,
  apply: (texts: Readonly<Record<string, string>>) => void,
): void {
  const changed = Object.entries(texts).filter(([key, text]) => state.model.textOf(key) !== text)
  if (changed.length === 0) return
  const after = Object.fromEntries(changed)
  const before = Object.fromEntries(changed.map(([key]) => [key, state.model.textOf(key)]))
  const [key] = Object.keys(after)
  const { typing } = state
  const goesOn = typing !== undefined && changed.length === 1 && key !== undefined && key in typing.after
  state.undone.length = 0
  if (goesOn) Object.assign(typing.after, after)
  else {
    const step = { before, after }
    state.done.push(step)
    if (state.done.length > mostSteps) state.done.shift()
    state.typing = changed.length === 1 ? step : undefined
  }
  apply(after)
}

function applyTexts(texts: Readonly<Record<string, string>>, state: State, judged: Judged): void {
  const { cells, checks } = state.model.edit(texts)
  const rows = new Set(cells.flatMap((key) => state.places.get(key)?.row ?? []))
  for (const row of judged.again(checks)) rows.add(row)
  state.watch.wake([...rows, 'edits', 'cursor'])
  state.onEdit({ ...texts })
}

function select(selection: Selection | undefined, state: State): void {
  const before = state.selection
  const isOther = before?.to.row !== selection?.to.row || before?.to.column !== selection?.to.column
  if (isOther) state.typing = undefined
  state.selection = selection
  const rows = new Set<number>()
  for (const range of [before, selection]) {
    if (range === undefined) continue
    const { from, to } = ordered(range)
    for (let { row } = from; row <= to.row; row += 1) rows.add(row)
  }
  state.watch.wake([...rows, 'cursor'])
}

function selectedCells({ rows, selection }: State): GridCell[][] {
  if (selection === undefined) return []
  const { from, to } = ordered(selection)
  return rows.slice(from.row, to.row + 1).map((cells) => cells.slice(from.column, to.column + 1))
}

function copiedText(state: State): string {
  return selectedCells(state)
    .map((cells) => cells.map((cell) => state.model.textOf(cell.key)).join('\t'))
    .join('\n')
}

function pastedCells(text: string, state: State, fills: (place: GridPlace) => boolean): Pasted {
  const { selection, rows } = state
  if (selection === undefined) return { cells: {}, misfits: [] }
  const { from, to } = ordered(selection)
  const block = readBlock(text)
  const [[one] = []] = block
  const isOne = block.length === 1 && block[0]?.length === 1
  const isMany = from.row !== to.row || from.column !== to.column
  // One value fills everything that is selected.
  const laid =
    isOne && isMany && one !== undefined
      ? Array.from({ length: to.row - from.row + 1 }, () =>
          Array.from({ length: to.column - from.column + 1 }, () => one),
        )
      : block
  return layBlock(laid, (down, right) => {
    const place = { row: from.row + down, column: from.column + right }
    const cell = rows[place.row]?.[place.column]
    if (cell === undefined) return undefined
    const closed = cell.grey === true ? 'grey' : fills(place) ? undefined : 'computed'
    const indicator = { unit: cell.line.unit, scale: cell.line.scale }
    return { key: cell.key, closed, read: (raw) => readCell(raw, { key: cell.key, indicator }) }
  })
}

type Judged = {
  /** The rows whose cells a check looks at that found something else. */
  again(checks: readonly string[]): number[]
  readonly read: Pick<GridStore, 'issueOf' | 'failingAt' | 'findings' | 'issues'>
}

/** What is wrong, kept so that a row asks without going through everything. */
function createJudged({ model, places }: State, found: Options['found']): Judged {
  const failing = new Map<string, number>()
  const fails = new Set<string>()
  let findings = found?.findings ?? model.findings()
  const foundAt = found && new Map(found.issues.map((issue) => [issue.where, issue]))
  const count = (finding: CheckFinding, by: number) => {
    for (const key of finding.cells) failing.set(key, (failing.get(key) ?? 0) + by)
  }
  for (const finding of findings) {
    if (finding.outcome !== 'fails') continue
    fails.add(finding.id)
    count(finding, 1)
  }
  return {
    again(checks) {
      if (checks.length === 0) return []
      findings = model.findings()
      const asked = new Set(checks)
      const rows: number[] = []
      for (const finding of findings) {
        const isNow = finding.outcome === 'fails'
        if (!asked.has(finding.id) || fails.has(finding.id) === isNow) continue
        count(finding, isNow ? 1 : -1)
        if (isNow) fails.add(finding.id)
        else fails.delete(finding.id)
        for (const key of finding.cells) rows.push(places.get(key)?.row ?? 0)
      }
      return rows
    },
    read: {
      issueOf: (key) => (foundAt === undefined ? model.issueOf(key) : foundAt.get(key)),
      failingAt: (key) => failing.get(key) ?? 0,
      findings: () => findings,
      issues: () => found?.issues ?? model.issues(),
    },
  }
}

type Watch = Pick<GridStore, 'version' | 'subscribe'> & { wake(changed: Iterable<Watched>): void }

/** Who is told when something changes. */
function createWatch(): Watch {
  const versions = new Map<Watched, number>()
  const listeners = new Map<Watched, Set<() => void>>()
  return {
    version: (of) => versions.get(of) ?? 0,
    subscribe(of, listener) {
      const own = listeners.get(of) ?? new Set()
      listeners.set(of, own.add(listener))
      return () => own.delete(listener)
    },
    wake(changed) {
      for (const of of changed) {
        versions.set(of, (versions.get(of) ?? 0) + 1)
        for (const listener of listeners.get(of) ?? []) listener()
      }
    },
  }
}

/** Whether a place is within what is selected. */
export function isSelected(selection: Selection | undefined, place: GridPlace): boolean {
  return selection !== undefined && isWithin(place, selection)
}
