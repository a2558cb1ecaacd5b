import { Button, Drawer } from 'antd'
import {
  type ComponentType,
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useContext,
  useMemo,
  useState,
} from 'react'
import type { Blank } from '#base/blank.ts'
import type { Figure } from '#base/figure.ts'
import type { Quantity } from '#base/quantity.ts'
import { defineTexts, useTexts } from '../texts.tsx'
import { Busy } from './Busy.tsx'

type Wording = string | { zh: string; en: string }

/** One step of the way back: an approved return, a file, a formula over others. */
export type LineageRow = {
  id: string
  title: Wording
  detail?: Wording | undefined
  value?: Quantity | Blank | undefined
  period?: string | undefined
  version?: number | undefined
  /** Who vouches for it: the approver of a return, the clerk of an import. */
  actor?: string | undefined
  /** When, as an ISO instant. */
  at?: string | undefined
  /** The page that shows it. */
  to?: string | undefined
}

export type LineagePage = { rows: LineageRow[]; total?: number | undefined; next?: string | undefined }

/** Reads one page of the lineage; `cursor` is the `next` of the page before. */
export type LineageLoader = (cursor: string | undefined, signal: AbortSignal) => Promise<LineagePage>

export type ExplainRequest = {
  /** Indicator, place, period. */
  title: string
  figure: Figure
  /** Further words that belong to the figure: its definition, a contradiction. */
  context?: ReactNode
  unit?: string | undefined
  scale?: number | undefined
  lineage?: LineageLoader | undefined
}

const words = defineTexts({
  title: { zh: '这个数怎么来的', en: 'Where this figure comes from' },
  close: { zh: '关闭', en: 'Close' },
})

const ExplainContext = createContext<((request: ExplainRequest) => void) | undefined>(undefined)
const Explanation = lazy(() => import('./Explanation.tsx').then((module) => ({ default: module.Explanation })))

/** `const explain = useExplain()`, then `explain({title, figure})` opens the panel that every figure shares. */
export function useExplain(): (request: ExplainRequest) => void {
  const explain = useContext(ExplainContext)
  if (explain === undefined) throw new Error('A figure stands outside the explanation host')
  return explain
}

/** Holds the one explanation panel of the page; `panel` is what stands in it when the app knows more of figures than their note. */
export function ExplanationHost({
  children,
  panel: Panel = Explanation,
}: {
  children: ReactNode
  panel?: ComponentType<ExplainRequest> | undefined
}) {
  const t = useTexts(words)
  const [request, setRequest] = useState<ExplainRequest>()
  const [open, setOpen] = useState(false)
  const explain = useCallback((next: ExplainRequest) => {
    setRequest(next)
    setOpen(true)
  }, [])
  const body = useMemo(
    () => (request === undefined ? null : <Panel key={request.figure.explanation.lineage} {...request} />),
    [request, Panel],
  )
  return (
    <ExplainContext.Provider value={explain}>
      {children}
      <Drawer
        open={open}
        onClose={() => setOpen(false)}
        title={t('title')}
        size="min(560px, 100vw)"
        footer={<Button onClick={() => setOpen(false)}>{t('close')}</Button>}
      >
        <Suspense fallback={<Busy />}>{body}</Suspense>
      </Drawer>
    </ExplainContext.Provider>
  )
}
