import { Button } from 'antd'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { formatNumber, formatQuantity } from '#kit/web/numbers.ts'
import { useLanguage, useTexts } from '#kit/web/texts.tsx'
import type { ParcelOnMapRow } from '../contract.ts'
import { words } from './texts.ts'

type ParcelListProps = {
  rows: readonly ParcelOnMapRow[]
  total: number
  /** Of all that were found, in m2. */
  area: string
  /** Whether the map marks only those that are listed. */
  marked: boolean
  chosen: string | undefined
  placeName: (id: string) => string
  /** What stands beside the code: the state by which the map tells parcels apart. */
  stateOf: (row: ParcelOnMapRow) => string
  onOpen: (row: ParcelOnMapRow) => void
  onMore: (() => void) | undefined
  busy: boolean
}

/** The parcels of the map as a list: one stop of the keyboard, arrows move, Enter opens. */
export function ParcelList(props: ParcelListProps) {
  const { rows, total, area, marked, chosen, placeName, stateOf, onOpen, onMore, busy } = props
  const t = useTexts(words)
  const language = useLanguage()
  const box = useRef<HTMLUListElement>(null)
  const [at, setAt] = useState(0)
  const cursor = Math.min(at, Math.max(rows.length - 1, 0))
  useEffect(() => {
    const found = rows.findIndex(({ id }) => id === chosen)
    if (found >= 0) setAt(found)
  }, [chosen, rows])

  function onKeyDown(event: KeyboardEvent<HTMLUListElement>): void {
    const next = { ArrowDown: cursor + 1, ArrowUp: cursor - 1, Home: 0, End: rows.length - 1 }[event.key]
    if (next === undefined) return
    event.preventDefault()
    const to = Math.min(Math.max(next, 0), rows.length - 1)
    setAt(to)
    box.current?.querySelectorAll<HTMLElement>('button')[to]?.focus()
  }

  return (
    <>
      <p className="map-found" aria-live="polite">
        {t('found', {
          n: formatNumber(total),
          area: formatQuantity({ value: area, unit: 'm2' }, language, { unit: 'mu', scale: 1 }),
        })}
        {marked && total > rows.length ? t('foundMarked', { n: formatNumber(rows.length) }) : ''}
      </p>
      <ul
        className="map-list"
        ref={box}
        onKeyDown={onKeyDown}
        aria-label={`${t('list')}. ${t('listKeys')}`}
        aria-busy={busy}
      >
        {rows.map((row, index) => (
          <li key={row.id}>
            <button
              type="button"
              tabIndex={index === cursor ? 0 : -1}
              aria-current={row.id === chosen}
              data-parcel={row.id}
              onFocus={() => setAt(index)}
              onClick={() => onOpen(row)}
            >
              <span className="map-list-head">
                <strong>{row.code}</strong>
                <span className="jd-number">
                  {formatQuantity({ value: row.area, unit: 'm2' }, language, { unit: 'mu', scale: 1 })}
                </span>
              </span>
              <span className="map-list-foot jd-quiet jd-small">
                <span>
                  {[row.name, placeName(row.base ?? row.place), row.bounds === null ? t('noShape') : undefined]
                    .filter((word) => word !== undefined && word !== null && word !== '')
                    .join(' · ')}
                </span>
                <span>{stateOf(row)}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {onMore === undefined ? null : (
        <Button block loading={busy} onClick={onMore}>
          {t('more')}
        </Button>
      )}
    </>
  )
}
