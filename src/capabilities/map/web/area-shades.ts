import { isBlank } from '#base/blank.ts'
import { type AreaFigures, classOf, shadeOf } from '#capabilities/indicators/web/parts.tsx'
import { blankWord, formatNumber } from '#kit/web/numbers.ts'
import type { Brightness } from '#kit/web/theme.ts'
import type { Shade } from './map-style.ts'

/** Ends of the scale of one hue, weakest and strongest, for either brightness. */
const ends: Record<Brightness, readonly [readonly number[], readonly number[]]> = {
  light: [
    [222, 235, 247],
    [24, 84, 150],
  ],
  dark: [
    [30, 52, 80],
    [126, 178, 236],
  ],
}

/** The colour of a share of the scale, from 0 to 1. */
export function shadeColour(share: number, brightness: Brightness): string {
  const [weak, strong] = ends[brightness]
  const parts = weak.map((from, i) => Math.round(from + ((strong[i] ?? from) - from) * share))
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

/** How each area with a line in the table is coloured and what is written on it; without a value it is hatched and says why. */
export function areaShades(
  { figures, values, classes, scale }: AreaFigures,
  { brightness, language }: { brightness: Brightness; language: 'zh' | 'en' },
): Map<string, Shade> {
  return new Map(
    [...figures].map(([place, figure]): [string, Shade] => {
      const value = values.get(place)
      if (value === undefined) {
        const reason = isBlank(figure.value) ? figure.value.blank : 'not_reported'
        return [place, { colour: undefined, label: blankWord(reason, language) }]
      }
      const colour = shadeColour(shadeOf(classOf(value, classes), classes), brightness)
      return [place, { colour, label: formatNumber(value.toFixed(), { scale }) }]
    }),
  )
}
