import { memo, type ReactNode } from 'react'
import { formatNumber } from '#kit/web/numbers.ts'
import { issueSentence } from '#kit/web/problem-words.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { fieldAnchor } from '#kit/web/ui/ProblemAlert.tsx'
import { words } from '../texts.ts'
import type { GridCell, GridPart, GridRow } from './grid-layout.ts'
import { type GridStore, isSelected } from './grid-store.ts'
import { useCellName, useHeadWord } from './names.ts'
import { useWatched } from './use-store.ts'

export type RowProps = {
  readonly store: GridStore
  readonly grid: GridPart
  readonly row: GridRow
  /** Number of the row in the whole grid. */
  readonly at: number
  readonly editable: boolean
  /** Empty compulsory cells are marked. */
  readonly attempted: boolean
  /** What stands at the corner of a cell, such as its comments. */
  readonly marker?: ((key: string) => ReactNode) | undefined
}

/** One row of a form. It is drawn again only when one of its own cells, or the selection in it, changes. */
export const FormRow = memo(function FormRow({ store, grid, row, at, editable, attempted, marker }: RowProps) {
  const t = useTexts(words)
  const say = useText()
  useWatched(store, at)
  const { line } = row
  const { last, lastStatus } = line.cells[0] ?? {}
  return (
    <tr role="row" aria-rowindex={at + 1} className={row.isOf ? 'ret-of' : undefined}>
      <td role="gridcell" className="jd-quiet ret-code">
        {line.code}
      </td>
      <th role="rowheader" scope="row" className="ret-name" title={say(line.definition)}>
        {say(line.name)}
        {line.compulsory ? <span aria-label={t('compulsory')}> *</span> : null}
        {line.help === undefined ? null : <div className="jd-quiet jd-small">{say(line.help)}</div>}
      </th>
      <td role="gridcell" className="jd-quiet ret-unit">
        {say(line.unitName)}
      </td>
      {row.cells.map((cell, column) => (
        <FormCell key={cell.key} {...{ store, grid, cell, editable, attempted, marker }} place={{ row: at, column }} />
      ))}
      {grid.hasLast ? (
        <td role="gridcell" className="ret-number ret-last jd-quiet" data-head={t('lastShort')}>
          {last === undefined || last === '' ? '' : numberOr(last, line.scale)}
          <StatusWord status={lastStatus} />
        </td>
      ) : null}
    </tr>
  )
})

type CellProps = Omit<RowProps, 'row' | 'at'> & {
  readonly cell: GridCell
  readonly place: { readonly row: number; readonly column: number }
}

function FormCell({ store, grid, cell, place, editable, attempted, marker }: CellProps) {
  const t = useTexts(words)
  const language = useLanguage()
  const headWord = useHeadWord()
  const nameOf = useCellName()
  const head = grid.heads[place.column]
  const common = { role: 'gridcell', 'aria-colindex': place.column + 1, 'data-head': head && headWord(head) } as const
  if (cell.grey === true && store.textOf(cell.key) === '')
    return <td {...common} className="ret-cell ret-grey" aria-disabled="true" aria-label={t('greyCell')} />
  const issue = store.issueOf(cell.key)
  const says =
    issue === undefined || (issue.text === 'returns.compulsory' && !attempted) ? '' : issueSentence(issue, language)
  const anchor = fieldAnchor(cell.key)
  const isComputed = cell.derived !== undefined
  const isOpen = editable && !isComputed
  const selection = store.selection()
  const text = store.textOf(cell.key)
  const classes = [
    'ret-cell',
    isComputed ? 'ret-computed' : '',
    isSelected(selection, place) && isMany(selection) ? 'ret-selected' : '',
  ]
  return (
    <td {...common} className={classes.filter(Boolean).join(' ')} aria-selected={isSelected(selection, place)}>
      <input
        id={anchor}
        data-place={`${place.row}:${place.column}`}
        inputMode="decimal"
        autoComplete="off"
        maxLength={60}
        tabIndex={isComputed ? -1 : 0}
        aria-label={nameOf(cell)}
        aria-invalid={says !== ''}
        aria-readonly={!isOpen}
        aria-describedby={says === '' ? undefined : `${anchor}-wrong`}
        className={store.failingAt(cell.key) > 0 ? 'ret-verify' : undefined}
        readOnly={!isOpen}
        value={isOpen ? text : numberOr(text, cell.line.scale)}
        onChange={(event) => store.edit({ [cell.key]: event.target.value })}
      />
      {marker?.(cell.key)}
      {says === '' ? null : (
        <div id={`${anchor}-wrong`} className="ret-under ret-wrong">
          {says}
        </div>
      )}
      {cell.standing === undefined ? null : (
        <div className="ret-under jd-quiet">
          {t('standing', { value: numberOr(cell.standing, cell.line.scale) })}
          <StatusWord status={cell.standingStatus} />
        </div>
      )}
    </td>
  )
}

/** That a value was not simply reported. */
function StatusWord({ status }: { readonly status: GridCell['lastStatus'] }) {
  const t = useTexts(words)
  return status === undefined ? null : <span className="jd-small"> {t(`status.${status}`)}</span>
}

function isMany(selection: ReturnType<GridStore['selection']>): boolean {
  return (
    selection !== undefined &&
    (selection.from.row !== selection.to.row || selection.from.column !== selection.to.column)
  )
}

function numberOr(text: string, scale: number): string {
  return /^-?\d+(\.\d+)?$/.test(text) ? formatNumber(text, { scale }) : text
}
