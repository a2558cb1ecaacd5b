import { gunzipSync } from 'node:zlib'

/** A feature of a vector tile as tests look at it: its properties and how many commands draw it. */
export type ReadFeature = {
  readonly properties: Readonly<Record<string, string | number | boolean>>
  readonly size: number
}

type Field = { readonly number: number; readonly bytes: Uint8Array; readonly value: number }

/** Reads a vector tile, gzipped or not, by layer (the Mapbox specification, version 2). */
export function readTile(tile: Uint8Array): Record<string, ReadFeature[]> {
  const bytes = tile[0] === 0x1f && tile[1] === 0x8b ? gunzipSync(tile) : tile
  const layers: Record<string, ReadFeature[]> = {}
  for (const { number, bytes: layer } of fieldsOf(bytes)) {
    if (number !== 3) continue
    const fields = fieldsOf(layer)
    const of = (wanted: number) => fields.filter((field) => field.number === wanted)
    const keys = of(3).map((field) => textOf(field.bytes))
    const values = of(4).map((field) => valueOf(field.bytes))
    layers[textOf(of(1)[0]?.bytes)] = of(2).map(({ bytes: feature }) => readFeature(feature, keys, values))
  }
  return layers
}

function readFeature(bytes: Uint8Array, keys: string[], values: (string | number | boolean)[]): ReadFeature {
  const properties: Record<string, string | number | boolean> = {}
  let size = 0
  for (const { number, bytes: packed } of fieldsOf(bytes)) {
    if (number === 4) size = numbersOf(packed).length
    if (number !== 2) continue
    const tags = numbersOf(packed)
    for (let at = 0; at + 1 < tags.length; at += 2)
      properties[keys[tags[at] as number] as string] = values[tags[at + 1] as number] as string
  }
  return { properties, size }
}

const textOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('utf8')

function valueOf(bytes: Uint8Array): string | number | boolean {
  const [field] = fieldsOf(bytes)
  if (field?.number === 1) return textOf(field.bytes)
  if (field?.number === 3) return Buffer.from(field.bytes).readDoubleLE(0)
  if (field?.number === 7) return field.value === 1
  return field?.value ?? 0
}

function fieldsOf(bytes: Uint8Array): Field[] {
  const fields: Field[] = []
  const place = { at: 0 }
  while (place.at < bytes.length) {
    const head = readNumber(bytes, place)
    const kind = head % 8
    const number = Math.floor(head / 8)
    if (kind === 0) {
      fields.push({ number, bytes: bytes.subarray(0, 0), value: readNumber(bytes, place) })
      continue
    }
    const length = kind === 2 ? readNumber(bytes, place) : kind === 1 ? 8 : 4
    fields.push({ number, bytes: bytes.subarray(place.at, place.at + length), value: 0 })
    place.at += length
  }
  return fields
}

function numbersOf(bytes: Uint8Array): number[] {
  const place = { at: 0 }
  const numbers: number[] = []
  while (place.at < bytes.length) numbers.push(readNumber(bytes, place))
  return numbers
}

function readNumber(bytes: Uint8Array, place: { at: number }): number {
  let [value, factor] = [0, 1]
  for (;;) {
    const byte = bytes[place.at] ?? 0
    place.at += 1
    value += (byte % 128) * factor
    if (byte < 128) return value
    factor *= 128
  }
}
