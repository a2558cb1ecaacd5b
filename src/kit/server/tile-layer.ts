type Value = string | number | boolean

/** What a tile says of a shape; what is null or undefined is left out. */
export type Properties = Readonly<Record<string, Value | null | undefined>>

/**
 * Properties made ready for any number of tiles: `own` are those that hardly another shape shares, such as its id; `shared` is best one object for all shapes
 * that have the same, for then it is looked up once a tile.
 */
export type Tags = {
  readonly own: { readonly names: readonly string[]; readonly bytes: Uint8Array }
  readonly shared: Properties
}

/** Makes properties ready. */
export function tagsOf(own: Properties, shared: Properties): Tags {
  const values = new Message(256)
  const one = new Message(64)
  const names = Object.keys(own).filter((name) => own[name] !== null && own[name] !== undefined)
  for (const name of names) writeValue(values, one, own[name] as Value)
  return { own: { names, bytes: Uint8Array.from(values.written) }, shared }
}

/** Bytes in the form of protocol buffers, growing as they are written. */
class Message {
  #bytes: Buffer
  #at = 0

  constructor(room = 16_384) {
    this.#bytes = Buffer.allocUnsafe(room)
  }

  get written(): Buffer {
    return this.#bytes.subarray(0, this.#at)
  }

  /** Of 32 bits at most. */
  number(value: number): void {
    this.#room(5)
    const bytes = this.#bytes
    let [rest, at] = [value, this.#at]
    for (; rest > 127; rest >>>= 7) bytes[at++] = (rest & 127) | 128
    bytes[at++] = rest
    this.#at = at
  }

  text(field: number, text: string): void {
    const length = Buffer.byteLength(text)
    this.number(field * 8 + 2)
    this.number(length)
    this.#room(length)
    this.#at += this.#bytes.write(text, this.#at)
  }

  inner(field: number, bytes: Uint8Array): void {
    this.number(field * 8 + 2)
    this.number(bytes.length)
    this.raw(bytes)
  }

  raw(bytes: Uint8Array): void {
    this.#room(bytes.length)
    this.#bytes.set(bytes, this.#at)
    this.#at += bytes.length
  }

  numbers(numbers: readonly number[]): void {
    for (const each of numbers) this.number(each)
  }

  double(field: number, value: number): void {
    this.number(field * 8 + 1)
    this.#room(8)
    this.#at = this.#bytes.writeDoubleLE(value, this.#at)
  }

  empty(): void {
    this.#at = 0
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.#at + bytes))
    this.#bytes.copy(larger, 0, 0, this.#at)
    this.#bytes = larger
  }
}

const polygon = 3

/** One layer of a vector tile (Mapbox Vector Tile 2.1) of polygons, as it is written. */
export class TileLayer {
  readonly #name: string
  readonly #extent: number
  readonly #features = new Message()
  readonly #values = new Message()
  readonly #feature = new Message(1024)
  readonly #part = new Message(1024)
  readonly #value = new Message(256)
  readonly #keys = new Map<string, number>()
  readonly #known = new Map<Value, number>()
  readonly #shared = new Map<Properties, readonly number[]>()
  #valueCount = 0
  size = 0

  constructor(name: string, extent: number) {
    this.#name = name
    this.#extent = extent
  }

  /** Rings in whole units, each without its closing corner. */
  add(rings: readonly (readonly number[])[], { own, shared }: Tags): void {
    this.#part.empty()
    for (const name of own.names) {
      this.#part.number(this.#keyOf(name))
      this.#part.number(this.#valueCount)
      this.#valueCount += 1
    }
    this.#values.raw(own.bytes)
    this.#part.numbers(this.#sharedOf(shared))
    this.#feature.empty()
    this.#feature.inner(2, this.#part.written)
    this.#feature.number(3 * 8)
    this.#feature.number(polygon)
    this.#part.empty()
    writeCommands(this.#part, rings)
    this.#feature.inner(4, this.#part.written)
    this.#features.inner(2, this.#feature.written)
    this.size += 1
  }

  /** The whole tile. */
  bytes(): Uint8Array {
    const head = new Message(64)
    head.number(15 * 8)
    head.number(2)
    head.text(1, this.#name)
    const keys = new Message(1024)
    for (const name of this.#keys.keys()) keys.text(3, name)
    keys.number(5 * 8)
    keys.number(this.#extent)
    const parts = [head.written, this.#features.written, keys.written, this.#values.written]
    const start = new Message(16)
    start.number(3 * 8 + 2)
    start.number(parts.reduce((sum, part) => sum + part.length, 0))
    return Buffer.concat([start.written, ...parts])
  }

  #keyOf(name: string): number {
    const known = this.#keys.get(name)
    if (known !== undefined) return known
    this.#keys.set(name, this.#keys.size)
    return this.#keys.size - 1
  }

  #sharedOf(shared: Properties): readonly number[] {
    const known = this.#shared.get(shared)
    if (known !== undefined) return known
    const tags: number[] = []
    for (const [name, value] of Object.entries(shared))
      if (value !== null && value !== undefined) tags.push(this.#keyOf(name), this.#valueOf(value))
    this.#shared.set(shared, tags)
    return tags
  }

  #valueOf(value: Value): number {
    const known = this.#known.get(value)
    if (known !== undefined) return known
    writeValue(this.#values, this.#value, value)
    this.#known.set(value, this.#valueCount)
    this.#valueCount += 1
    return this.#valueCount - 1
  }
}

/** Moves, lines and closings; each step from where the last one ended, its sign in the lowest bit. */
function writeCommands(to: Message, rings: readonly (readonly number[])[]): void {
  let [x, y] = [0, 0]
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 2) {
      if (i === 0) to.number(8 + 1)
      else if (i === 2) to.number((ring.length / 2 - 1) * 8 + 2)
      const [toX, toY] = [ring[i] as number, ring[i + 1] as number]
      to.number(signed(toX - x))
      to.number(signed(toY - y))
      x = toX
      y = toY
    }
    to.number(8 + 7)
  }
}

function signed(step: number): number {
  return step < 0 ? -2 * step - 1 : 2 * step
}

/** One value of the layer, each in a message of its own. */
function writeValue(to: Message, one: Message, value: Value): void {
  one.empty()
  if (typeof value === 'string') one.text(1, value)
  else if (typeof value === 'boolean') {
    one.number(7 * 8)
    one.number(value ? 1 : 0)
  } else if (Number.isInteger(value) && value >= 0 && value < 2 ** 32) {
    one.number(5 * 8)
    one.number(value)
  } else one.double(3, value)
  to.inner(4, one.written)
}
