import { useCallback, useEffect, useRef, useState } from 'react'
import { dropDraft, keepDraft, readDraft } from '#kit/web/draft.ts'
import { problemFrom } from '#kit/web/problem.ts'
import type { ReturnDetail, SavedReturn } from '../contract.ts'

const quiet = 600
const again = 5000

type Saving = 'idle' | 'waiting' | 'saving' | 'failed' | 'stale'

export type ReturnDraft = {
  /** What stands in the cells: what the server has, with what was typed since. */
  readonly texts: Readonly<Record<string, string>>
  readonly issues: SavedReturn['issues']
  readonly checks: SavedReturn['checks']
  readonly revision: number
  readonly saving: Saving
  readonly savedAt: string | undefined
  /** How many cells were brought back from this browser. */
  readonly recovered: number
  readonly type: (cells: Record<string, string>) => void
  /** Saves what is not saved yet; answers the revision to act on. */
  readonly flush: () => Promise<number>
}

type Save = (revision: number, cells: Record<string, string>) => Promise<SavedReturn>

/** Saves cells a moment after they are typed. What could not be saved stays in the browser and is tried again. */
export function useReturnDraft(one: ReturnDetail, save: Save): ReturnDraft {
  const name = `return:${one.id}`
  const [server, setServer] = useState<
    Pick<SavedReturn, 'revision' | 'issues' | 'checks'> & { savedAt: string | undefined }
  >({
    revision: one.revision,
    issues: one.issues,
    checks: one.checks,
    savedAt: one.savedAt,
  })
  const [texts, setTexts] = useState(() => cellsOf(one))
  const stored = useRef(texts)
  const unsaved = useRef<Record<string, string>>({})
  const revision = useRef(one.revision)
  const running = useRef<Promise<number> | undefined>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [saving, setSaving] = useState<Saving>('idle')
  const [recovered, setRecovered] = useState(0)

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
        stored.current = { ...stored.current, ...cells }
        setServer(saved)
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

  const type = useCallback(
    (cells: Record<string, string>): void => {
      unsaved.current = { ...unsaved.current, ...cells }
      keepDraft(name, unsaved.current)
      setTexts((before) => ({ ...before, ...cells }))
      setSaving((now) => (now === 'stale' ? now : 'waiting'))
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void flush().catch(() => undefined), quiet)
    },
    [flush, name],
  )

  useEffect(() => {
    if (!one.editable) return
    const kept = readDraft(name)
    if (kept === undefined) return
    const cells = Object.fromEntries(
      Object.entries(kept).filter(([key, text]) => typeof text === 'string' && text !== stored.current[key]),
    ) as Record<string, string>
    dropDraft(name)
    if (Object.keys(cells).length === 0) return
    setRecovered(Object.keys(cells).length)
    type(cells)
  }, [name, one.editable, type])

  useEffect(() => () => clearTimeout(timer.current), [])

  return { ...server, texts, saving, recovered, type, flush }
}

function cellsOf(one: ReturnDetail): Record<string, string> {
  return Object.fromEntries(
    one.parts.flatMap((part) => part.lines.flatMap((line) => line.cells.map((cell) => [cell.key, cell.text]))),
  )
}
