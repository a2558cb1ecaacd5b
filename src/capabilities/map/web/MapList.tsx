import { Button } from 'antd'
import { type KeyboardEvent, useRef, useState } from 'react'
import { useTexts } from '#kit/web/texts.tsx'
import { words } from './texts.ts'

/** One thing of the map in the list beside it. */
export type Listed = {
  readonly id: string
  readonly title: string
  readonly amount: string
  /** Where it lies and what is special, in one line. */
  readonly foot: string
  readonly state: string
}

type MapListProps = {
  /** A noun, for those who do not see the list. */
  name: string
  /** How many were found, in words. */
  found: string
  rows: readonly Listed[]
  chosen: string | undefined
  onOpen: (id: string) => void
  onMore: (() => void) | undefined
  busy: boolean
}

/** What the map shows as a list: one stop of the keyboard, arrows move, Enter opens. */
export function MapList(props: MapListProps) {
  const { name, found, rows, chosen, onOpen, onMore, busy } = props
  const t = useTexts(words)
  const box = useRef<HTMLUListElement>(null)
  const [at, setAt] = useState<number>()
  const open = rows.findIndex(({ id }) => id === chosen)
  const cursor = Math.min(at ?? Math.max(open, 0), Math.max(rows.length - 1, 0))

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
        {found}
      </p>
      <ul
        className="map-list"
        ref={box}
        onKeyDown={onKeyDown}
        aria-label={`${name}. ${t('listKeys')}`}
        aria-busy={busy}
      >
        {rows.map((row, index) => (
          <li key={row.id}>
            <button
              type="button"
              tabIndex={index === cursor ? 0 : -1}
              aria-current={row.id === chosen}
              data-listed={row.id}
              onFocus={() => setAt(index)}
              onClick={() => onOpen(row.id)}
            >
              <span className="map-list-head">
                <strong>{row.title}</strong>
                <span className="jd-number">{row.amount}</span>
              </span>
              <span className="map-list-foot jd-quiet jd-small">
                <span>{row.foot}</span>
                <span>{row.state}</span>
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
