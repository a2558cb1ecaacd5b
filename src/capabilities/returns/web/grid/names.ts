import { useCallback } from 'react'
import type { Span } from '#base/period.ts'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { words } from '../texts.ts'
import type { Cell, GridHead, Line } from './grid-layout.ts'

const spanWords = {
  this: 'spanThis',
  cumulative: 'spanCumulative',
  last_year: 'spanLastYear',
  cumulative_last_year: 'spanCumulativeLastYear',
} as const satisfies Record<Span, keyof typeof words>

/** The head of a column of a form. */
export function useSpanWord(): (span: Span) => string {
  const t = useTexts(words)
  return useCallback((span) => t(spanWords[span]), [t])
}

/** The head of a column with its class in a matrix. */
export function useHeadWord(): (head: GridHead) => string {
  const t = useTexts(words)
  const say = useText()
  const spanWord = useSpanWord()
  return useCallback(
    ({ span, of, isTotal }) =>
      of !== undefined ? `${say(of)} ${spanWord(span)}` : isTotal ? `${t('total')} ${spanWord(span)}` : spanWord(span),
    [t, say, spanWord],
  )
}

/** The name of a cell for people: line, indicator and column. */
export function useCellName(): (cell: Cell & { readonly line: Line }) => string {
  const t = useTexts(words)
  const say = useText()
  const spanWord = useSpanWord()
  return useCallback(
    (cell) => t('cellOf', { code: cell.line.code, name: say(cell.line.name), span: spanWord(cell.span) }),
    [t, say, spanWord],
  )
}
