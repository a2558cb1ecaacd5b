import { type MouseEvent, useContext } from 'react'
import { isBlank } from '#base/blank.ts'
import type { Figure } from '#base/figure.ts'
import { blankWord, columnScale, formatNumber, inUnit } from '../numbers.ts'
import { useLanguage, useTexts } from '../texts.tsx'
import { type LineageLoader, useExplain } from './ExplanationDrawer.tsx'
import { markWords } from './figure-words.ts'
import { InGrid } from './in-grid.ts'

const signs = { low_coverage: '◔', estimated: '≈', provisional: 'p', synthetic: 's' } as const

type FigureCellProps = {
  figure: Figure
  /** Unit of the column; the value is converted. */
  unit?: string | undefined
  scale?: number | undefined
  sign?: boolean | undefined
  /** Indicator, place, period: the title of the explanation. */
  title: string
  lineage?: LineageLoader | undefined
}

/** A computed number. Pointer, Enter or Space opens its explanation; a blank shows its word; what does not stand up wears a mark. */
export function FigureCell({ figure, unit, scale, sign, title, lineage }: FigureCellProps) {
  const explain = useExplain()
  const language = useLanguage()
  const inGrid = useContext(InGrid)
  const t = useTexts(markWords)
  const { value } = figure
  const places = scale ?? (isBlank(value) ? undefined : columnScale(unit ?? value.unit))
  const shown = isBlank(value)
    ? blankWord(value.blank, language)
    : formatNumber(inUnit(value, unit), { scale: places, sign })
  const marks = figure.marks.filter((mark) => mark !== 'synthetic')

  function open(event: MouseEvent): void {
    event.stopPropagation()
    explain({ title, figure, unit, scale: places, lineage })
  }

  return (
    <button
      type="button"
      className={isBlank(value) ? 'jd-figure jd-blank' : 'jd-figure'}
      tabIndex={inGrid ? -1 : 0}
      onClick={open}
    >
      {marks.map((mark) => (
        <abbr key={mark} className="jd-mark" title={t(mark)} aria-label={t(mark)}>
          {signs[mark]}
        </abbr>
      ))}
      {shown}
    </button>
  )
}
