import { useCallback, useEffect, useRef, useState } from 'react'
import { dropDraft, keepDraft, readDraft } from '#kit/web/draft.ts'
import { problemFrom } from '#kit/web/problem.ts'
import type { ReturnDetail, SavedReturn } from '../contract.ts'
import { createFormModel } from '../rules/form-model.ts'
import { formSourceOf, frozenSource, textsOf } from '../rules/form-source.ts'
import { gridParts } from './grid/grid-layout.ts'
import { createGridStore, type GridStore } from './grid/grid-store.ts'

const quiet = 600
const again = 5000

type Saving = 'idle' | 'waiting' | 'saving' | 'failed' | 'stale'

export type ReturnDraft = {
  /** What stands in the cells, computed and judged: what the server has, with what was typed since. */
  readonly store: GridStore
  readonly revision: number
  readonly saving: Saving
  readonly savedAt: string | undefined
  /** How many cells were brought back from this browser. */
  readonly recovered: number
  /** Saves what is not saved yet; answers the revision to act on. */
  readonly flush: () => Promise<number>
}

type Save = (revision: number, cells: Record<string, string>) => Promise<SavedReturn>

/** Saves cells a moment after they are typed. What could not be saved stays in the browser and is tried again. */
export function useReturnDraft(one: ReturnDetail, save: Save): ReturnDraft {
  const name = `return:${one.id}`
  const [server, setServer] = useState<Pick<SavedReturn, 'revision'> & { savedAt: string | undefined }>({
    revision: one.revision,
    savedAt: one.savedAt,
  })
  const [store] = useState(() => storeOf(one))
  const unsaved = useRef<Record<string, string>>({})
  const revision = useRef(one.revision)
  const running = useRef<Promise<number> | undefined>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [saving, setSaving] = useState<Saving>('idle')
  const [kept] = useState(() => (one.editable ? keptOf(name, store) : {}))

  const flush = useCallback(
    async function saveNow(): Promise<number> {
      clearTimeout(timer.current)
      if (running.current !== undefined) await running.current.catch(() => undefined)
      const cells = unsaved.current
      if (Object.keys(cells).length === 0) return revision.current
      unsaved.current = {}
      setSaving('saving')
      running.current = save(revision.current, cells).then((saved) => {
        revision.current = saved.revision
        setServer({ revision: saved.revision, savedAt: saved.savedAt })
        if (Object.keys(unsaved.current).length === 0) dropDraft(name)
        return saved.revision
      })
      try {
        const answer = await running.current
        setSaving('idle')
        return answer
      } catch (thrown) {
        unsaved.current = { ...cells, ...unsaved.current }
        const code = problemFrom(thrown).code
        setSaving(code === 'stale' ? 'stale' : 'failed')
        if (code === 'unavailable') timer.current = setTimeout(() => void saveNow().catch(() => undefined), again)
        throw thrown
      } finally {
        running.current = undefined
      }
    },
    [save, name],
  )

  const keep = useCallback(
    (cells: Record<string, string>): void => {
      unsaved.current = { ...unsaved.current, ...cells }
      keepDraft(name, unsaved.current)
      setSaving((now) => (now === 'stale' ? now : 'waiting'))
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void flush().catch(() => undefined), quiet)
    },
    [flush, name],
  )
  useEffect(() => store.listen(keep), [store, keep])

  useEffect(() => {
    if (Object.keys(kept).length === 0) return
    dropDraft(name)
    store.edit(kept)
  }, [name, kept, store])

  useEffect(() => () => clearTimeout(timer.current), [])

  return { ...server, store, saving, recovered: Object.keys(kept).length, flush }
}

/** What was typed in this browser and did not reach the server. */
function keptOf(name: string, store: GridStore): Record<string, string> {
  return Object.fromEntries(
    Object.entries(readDraft(name) ?? {}).flatMap(([key, text]) =>
      typeof text === 'string' && text !== store.textOf(key) ? [[key, text]] : [],
    ),
  )
}

function storeOf(one: ReturnDetail): GridStore {
  const source = formSourceOf(one)
  const rows = gridParts(one.parts).flatMap((grid) => grid.rows.map((row) => row.cells))
  const model = createFormModel(one.editable ? source : frozenSource(source), textsOf(one))
  const found = one.editable ? undefined : { findings: one.checks, issues: one.issues }
  return createGridStore(model, rows, { editable: one.editable, found })
}
