import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { isBlank } from '#base/blank.ts'
import { Decimal } from '#base/decimal.ts'
import type { Figure } from '#base/figure.ts'
import { unitName } from '#base/unit.ts'
import { blankWord, columnScale, columnUnit, formatNumber, inUnit } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { useExplain } from '#kit/web/ui/ExplanationDrawer.tsx'
import { squareToward } from '../rules/tile-steps.ts'
import { classOf, ranksOf, shadeOf, type ValueClasses, valueClasses } from '../rules/value-classes.ts'
import type { Tile } from '../views-contract.ts'
import './explore.css'

const words = defineTexts({
  schematic: {
    zh: '示意，非地理边界：相邻的格子大致相邻。',
    en: 'Schematic, no boundaries: neighbours are roughly neighbours.',
  },
  quantiles: {
    zh: '按数值大小分级，各级地区数大致相等。名次从大到小。',
    en: 'Classes hold about as many places each. Ranks count from the largest.',
  },
  both: {
    zh: '以零为界，两侧各按数值大小再分两级。名次从大到小。',
    en: 'Zero is a border; each side is split into two classes of about as many places. Ranks count from the largest.',
  },
  rank: { zh: '第 {n}', en: 'no. {n}' },
  below: { zh: '低于 {to}', en: 'below {to}' },
  from: { zh: '{from} 及以上', en: '{from} and more' },
  between: { zh: '{from} 至 {to}', en: '{from} to {to}' },
  legend: { zh: '图例', en: 'Legend' },
  none: { zh: '没有数值', en: 'No value' },
  keys: { zh: '方向键在格子间移动，回车看来源', en: 'Arrow keys move from square to square, Enter explains' },
})

type TileMapProps = {
  /** Indicator and period. */
  title: string
  tiles: readonly Tile[]
  /** By place. */
  figures: ReadonlyMap<string, Figure>
  unit: string
  /** Places after the point, where the unit is kept. */
  scale: number
  /** Changes: + and − matter. */
  signed: boolean
  /** What a square does instead of explaining its figure. */
  onOpen?: (place: string) => void
}

/** A schematic map: a square for each area with its value, rank and class; blanks hatched, with their reason. */
export function TileMap({ title, tiles, figures, unit, scale, signed, onOpen }: TileMapProps) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const explain = useExplain()
  const box = useRef<HTMLDivElement>(null)
  const [cursor, setCursor] = useState(tiles[0]?.place ?? '')
  const shownUnit = useMemo(() => columnUnit(figures.values(), unit), [figures, unit])
  const places = shownUnit === unit ? scale : columnScale(shownUnit)
  const values = useMemo(() => valuesIn(figures, tiles, shownUnit), [figures, tiles, shownUnit])
  const classes = useMemo(() => valueClasses([...values.values()], signed), [values, signed])
  const ranks = useMemo(() => ranksOf(values), [values])
  const number = (value: Decimal) => formatNumber(value.toFixed(), { scale: places, sign: signed })

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const next = squareToward(tiles, cursor, event.key)
    if (next === undefined) return
    event.preventDefault()
    setCursor(next)
    box.current?.querySelector<HTMLElement>(`[data-place="${next}"]`)?.focus()
  }

  return (
    <figure className="exp-map" aria-label={title}>
      <figcaption>
        {title}
        <span className="jd-quiet jd-small"> {unitName(shownUnit, language)}</span>
      </figcaption>
      <div className="exp-map-scroll">
        <div className="exp-tiles" role="group" aria-label={`${title}. ${t('keys')}`} ref={box} onKeyDown={onKeyDown}>
          {tiles.map(({ place, name, column, row }) => {
            const value = values.get(place)
            const figure = figures.get(place)
            const blank = figure !== undefined && isBlank(figure.value) ? figure.value.blank : 'not_reported'
            const said = value === undefined ? blankWord(blank, language) : number(value)
            return (
              <button
                key={place}
                type="button"
                className={value === undefined ? 'exp-tile exp-tile-blank' : 'exp-tile'}
                data-place={place}
                data-shade={value === undefined ? undefined : shadeName(classOf(value, classes), classes)}
                style={{ gridColumn: column + 1, gridRow: row + 1 }}
                tabIndex={place === cursor ? 0 : -1}
                onFocus={() => setCursor(place)}
                onClick={() => {
                  if (onOpen !== undefined) onOpen(place)
                  else if (figure !== undefined)
                    explain({ title: `${say(name)} · ${title}`, figure, unit: shownUnit, scale: places })
                }}
              >
                <span className="exp-tile-name">{say(name)}</span>
                <span className="exp-tile-value">{said}</span>
                <span className="exp-tile-rank">
                  {value === undefined ? '' : t('rank', { n: ranks.get(place) ?? '' })}
                </span>
              </button>
            )
          })}
        </div>
      </div>
      <Legend classes={classes} number={number} />
      <p className="ind-note">
        {t('schematic')} {t(classes.diverging ? 'both' : 'quantiles')}
      </p>
    </figure>
  )
}

function Legend({ classes, number }: { classes: ValueClasses; number: (value: Decimal) => string }) {
  const t = useTexts(words)
  const { breaks } = classes
  const label = (at: number): string => {
    const from = breaks[at - 1]
    const to = breaks[at]
    if (from === undefined) return to === undefined ? '' : t('below', { to: number(to) })
    return to === undefined ? t('from', { from: number(from) }) : t('between', { from: number(from), to: number(to) })
  }
  return (
    <ul className="exp-legend" aria-label={t('legend')}>
      {breaks.length === 0
        ? null
        : [...breaks.keys(), breaks.length].map((at) => (
            <li key={at}>
              <span className="exp-swatch" data-shade={shadeName(at, classes)} aria-hidden="true" />
              {label(at)}
            </li>
          ))}
      <li>
        <span className="exp-swatch exp-tile-blank" aria-hidden="true" />
        {t('none')}
      </li>
    </ul>
  )
}

/** `up-4`: the fourth of five shades; `down-2`, `up-2` on either side of zero. */
function shadeName(at: number, classes: ValueClasses): string {
  const shade = shadeOf(at, classes)
  if (!classes.diverging) return `up-${Math.round(shade * 4)}`
  return shade < 0.5 ? `down-${shade < 0.3 ? 2 : 1}` : `up-${shade > 0.7 ? 3 : 1}`
}

function valuesIn(figures: ReadonlyMap<string, Figure>, tiles: readonly Tile[], unit: string): Map<string, Decimal> {
  return new Map(
    tiles.flatMap(({ place }) => {
      const value = figures.get(place)?.value
      return value === undefined || isBlank(value) ? [] : [[place, new Decimal(inUnit(value, unit))] as const]
    }),
  )
}
