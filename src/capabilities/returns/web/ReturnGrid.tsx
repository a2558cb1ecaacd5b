import { type ClipboardEvent, type KeyboardEvent, memo, useCallback, useEffect, useMemo, useRef } from 'react'
import type { Span } from '#base/period.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { fieldAnchor } from '#kit/web/ui/ProblemAlert.tsx'
import type { ReturnDetail } from '../contract.ts'
import { moveInGrid, pasteInGrid } from './grid-moves.ts'
import { words } from './texts.ts'
import './returns.css'

type Part = ReturnDetail['parts'][number]
type Line = Part['lines'][number]

export type ReturnGridProps = {
  parts: readonly Part[]
  lastPeriod: string | undefined
  /** What stands in the cells now, by key. */
  texts: Readonly<Record<string, string>>
  /** What is wrong with a cell, in words, by key. */
  wrong: ReadonlyMap<string, string>
  /** Cells that a soft check asks to verify. */
  verify: ReadonlySet<string>
  editable: boolean
  onType: (cells: Record<string, string>) => void
}

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

/** A form as light tables of inputs: Enter and arrows move, a block from a spreadsheet is pasted as a block. */
export function ReturnGrid({ parts, lastPeriod, texts, wrong, verify, editable, onType }: ReturnGridProps) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const spanWord = useSpanWord()
  const box = useRef<HTMLDivElement>(null)
  const rowOf = useMemo(() => new Map(parts.flatMap((part) => part.lines).map((line, row) => [line, row])), [parts])
  const keys = useMemo(
    () => parts.flatMap((part) => part.lines.map((line) => line.cells.map((cell) => cell.key))),
    [parts],
  )
  const type = useRef(onType)
  useEffect(() => {
    type.current = onType
  })

  const onKeyDown = useCallback(
    (event: KeyboardEvent<HTMLElement>): void => {
      const input = event.target
      if (!(input instanceof HTMLInputElement) || input.dataset.place === undefined) return
      const caret = {
        atStart: input.selectionStart === 0 && input.selectionEnd === 0,
        atEnd: input.selectionStart === input.value.length,
      }
      const to = moveInGrid(
        event,
        placeOf(input),
        caret,
        keys.map((row) => row.length),
      )
      if (to === undefined) return
      event.preventDefault()
      const next = box.current?.querySelector<HTMLInputElement>(`[data-place="${to.row}:${to.column}"]`)
      next?.focus()
      next?.select()
    },
    [keys],
  )
  const onPaste = useCallback(
    (event: ClipboardEvent<HTMLElement>): void => {
      const input = event.target
      if (!(input instanceof HTMLInputElement) || input.readOnly) return
      const cells = pasteInGrid(event.clipboardData.getData('text/plain'), placeOf(input), keys)
      if (cells === undefined) return
      event.preventDefault()
      type.current(cells)
    },
    [keys],
  )
  const onChange = useCallback((key: string, text: string): void => type.current({ [key]: text }), [])

  return (
    <div ref={box} onKeyDown={onKeyDown} onPaste={onPaste}>
      {parts.map((part) => (
        <PagePart key={part.id} title={say(part.name)}>
          <div className="ret-scroll">
            <table className="ret-grid" aria-label={t('grid', { part: say(part.name) })}>
              <thead>
                <tr>
                  <th scope="col">{t('no')}</th>
                  <th scope="col">{t('indicator')}</th>
                  <th scope="col">{t('unit')}</th>
                  {part.columns.map((span) => (
                    <th key={span} scope="col" className="ret-number">
                      {spanWord(span)}
                    </th>
                  ))}
                  <th scope="col" className="ret-number">
                    {t('last', { period: lastPeriod === undefined ? '' : formatPeriod(lastPeriod, language) })}
                  </th>
                </tr>
              </thead>
              <tbody>
                {part.lines.map((line) => (
                  <GridLine
                    key={line.indicator}
                    line={line}
                    row={rowOf.get(line) ?? 0}
                    texts={line.cells.map((cell) => texts[cell.key] ?? '').join('\u001f')}
                    wrong={line.cells.map((cell) => wrong.get(cell.key) ?? '').join('\u001f')}
                    verify={line.cells.map((cell) => (verify.has(cell.key) ? '1' : '')).join('\u001f')}
                    editable={editable}
                    onChange={onChange}
                  />
                ))}
              </tbody>
            </table>
          </div>
        </PagePart>
      ))}
    </div>
  )
}

type GridLineProps = {
  line: Line
  row: number
  /** Joined, so that a line is drawn again only when one of its own cells changes. */
  texts: string
  wrong: string
  verify: string
  editable: boolean
  onChange: (key: string, text: string) => void
}

const GridLine = memo(function GridLine({ line, row, texts, wrong, verify, editable, onChange }: GridLineProps) {
  const t = useTexts(words)
  const say = useText()
  const spanWord = useSpanWord()
  const [typed, wrongs, verifies] = [texts.split('\u001f'), wrong.split('\u001f'), verify.split('\u001f')]
  const last = line.cells[0]?.last
  return (
    <tr>
      <td className="jd-quiet">{line.code}</td>
      <th scope="row" className="ret-name" title={say(line.definition)}>
        {say(line.name)}
        {line.compulsory ? <span aria-label={t('compulsory')}> *</span> : null}
        {line.help === undefined ? null : <div className="jd-quiet jd-small">{say(line.help)}</div>}
      </th>
      <td className="jd-quiet">{say(line.unitName)}</td>
      {line.cells.map((cell, column) => {
        const says = wrongs[column] ?? ''
        const anchor = fieldAnchor(cell.key)
        return (
          <td key={cell.key} className="ret-cell">
            <input
              id={anchor}
              data-place={`${row}:${column}`}
              inputMode="decimal"
              autoComplete="off"
              maxLength={60}
              aria-label={t('cellOf', { code: line.code, name: say(line.name), span: spanWord(cell.span) })}
              aria-invalid={says !== ''}
              aria-describedby={says === '' ? undefined : `${anchor}-wrong`}
              className={verifies[column] === '1' ? 'ret-verify' : undefined}
              readOnly={!editable}
              value={editable ? (typed[column] ?? '') : numberOr(typed[column] ?? '', line.scale)}
              onChange={(event) => onChange(cell.key, event.target.value)}
            />
            {says === '' ? null : (
              <div id={`${anchor}-wrong`} className="ret-under ret-wrong">
                {says}
              </div>
            )}
            {cell.standing === undefined ? null : (
              <div className="ret-under jd-quiet">{t('standing', { value: cell.standing })}</div>
            )}
          </td>
        )
      })}
      <td className="ret-number jd-quiet">{last === undefined || last === '' ? '' : numberOr(last, line.scale)}</td>
    </tr>
  )
})

function numberOr(text: string, scale: number): string {
  return /^-?\d+(\.\d+)?$/.test(text) ? formatNumber(text, { scale }) : text
}

function placeOf(input: HTMLInputElement): { row: number; column: number } {
  const [row = 0, column = 0] = (input.dataset.place ?? '').split(':').map(Number)
  return { row, column }
}
