import type { Bounds, Position } from '#base/geo/geometry.ts'

/** Where a map looks: the middle and how near. */
export type View = { readonly centre: Position; readonly zoom: number }

const places = 5

/** `113.88500,22.90000,10.00`, about a metre exact: what stands in the address of a map. */
export function formatView({ centre: [lon, lat], zoom }: View): string {
  return `${lon.toFixed(places)},${lat.toFixed(places)},${zoom.toFixed(2)}`
}

/** What an address says about the view; undefined when it says nothing that is a place of the earth. */
export function parseView(text: string | undefined): View | undefined {
  const numbers = (text ?? '').split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  const [lon, lat, zoom] = numbers
  if (numbers.length !== 3 || lon === undefined || lat === undefined || zoom === undefined) return undefined
  const isThere = Math.abs(lon) <= 180 && Math.abs(lat) <= 85 && zoom >= 0 && zoom <= 22
  return isThere ? { centre: [lon, lat], zoom } : undefined
}

/** The one thing that is open beside a map: `parcel:<id>`. */
export type Chosen = { readonly kind: string; readonly id: string }

/** Reads `kind:id`; undefined when it is neither. */
export function parseChosen(text: string | undefined): Chosen | undefined {
  const [, kind, id] = /^([a-z_]+):(.+)$/.exec(text ?? '') ?? []
  return kind === undefined || id === undefined ? undefined : { kind, id }
}

export function formatChosen({ kind, id }: Chosen): string {
  return `${kind}:${id}`
}

/** Words of a list in an address, in the order of `known`; undefined in the address stands for `usual`. */
export function parseList<Word extends string>(
  text: string | undefined,
  known: readonly Word[],
  usual: readonly Word[],
): Word[] {
  if (text === undefined) return known.filter((word) => usual.includes(word))
  const asked = new Set(text.split(','))
  return known.filter((word) => asked.has(word))
}

/** The list as an address keeps it; the usual one needs no word, an empty one is `none`. */
export function formatList<Word extends string>(
  chosen: readonly Word[],
  known: readonly Word[],
  usual: readonly Word[],
): string | undefined {
  const inOrder = known.filter((word) => chosen.includes(word))
  if (inOrder.join() === known.filter((word) => usual.includes(word)).join()) return undefined
  return inOrder.length === 0 ? 'none' : inOrder.join()
}

/** A box as an address keeps it: west, south, east, north, outwards to a hundred-thousandth of a degree. */
export function formatBounds([west, south, east, north]: Bounds): string {
  const grain = 10 ** places
  const down = (value: number) => (Math.floor(value * grain) / grain).toFixed(places)
  const up = (value: number) => (Math.ceil(value * grain) / grain).toFixed(places)
  return [down(west), down(south), up(east), up(north)].join()
}
