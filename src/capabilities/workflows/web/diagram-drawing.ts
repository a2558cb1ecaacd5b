/** A state as a box: where the layout put it, and how high what it says is. */
export type BoxWish = { readonly id: string; readonly rank: number; readonly row: number; readonly height: number }

/** An act from one state: drawn as one line with one label. */
export type LineWish = {
  readonly id: string
  readonly from: string
  readonly to: string
  /** Width of its label, in pixels. */
  readonly label: number
}

export type Box = { id: string; x: number; y: number; width: number; height: number }

export type Line = {
  id: string
  from: string
  to: string
  /** Of an SVG path, from the box that it leaves to the box that it enters. */
  path: string
  /** Where the label begins: its baseline. */
  label: { x: number; y: number }
}

export type Drawing = { width: number; height: number; boxes: Box[]; lines: Line[] }

type Span = { readonly id: string; readonly from: number; readonly to: number }

export const lineStep = 22
const trackStep = 10
const margin = 8
const arrowRoom = 16
const rowGap = 26
const channelStep = 12

/**
 * States in columns by rank, from left to right. Each line leaves at the right with its label, those to one box enter it together at
 * the left. What leads further than the next column runs above the boxes, what leads back below them. No line crosses a box.
 */
export function drawWide(wishes: readonly BoxWish[], lines: readonly LineWish[], boxWidth: number): Drawing {
  const rankOf = new Map(wishes.map((box) => [box.id, box.rank]))
  const known = lines.filter((line) => rankOf.has(line.from) && rankOf.has(line.to))
  const ways = known.map((line) => ({ ...line, way: wayOf(line, rankOf) }))
  const columns = columnsOf(wishes)
  const gutters = columns.map((column, rank) => gutterAfter(column, columns[rank + 1] ?? [], ways))
  const before = margin + tracksInto(columns[0] ?? [], ways).length * trackStep + arrowRoom

  const xs: number[] = []
  for (const [rank] of columns.entries())
    xs.push(rank === 0 ? before : (xs[rank - 1] ?? 0) + boxWidth + (gutters[rank - 1]?.width ?? 0))

  const inTrack = new Map<string, number>()
  for (const [rank, column] of columns.entries()) {
    const entering = tracksInto(column, ways)
    for (const [index, id] of entering.entries()) inTrack.set(id, (xs[rank] ?? 0) - arrowRoom - index * trackStep)
  }
  const outTrack = new Map<Line['id'], number>()
  for (const [rank, gutter] of gutters.entries()) {
    const start = (xs[rank] ?? 0) + boxWidth + gutter.labels
    for (const [index, key] of gutter.leaving.entries()) outTrack.set(key, start + index * trackStep)
  }

  const spans = (side: 'over' | 'under'): Span[] => {
    const byTarget = new Map<string, number[]>()
    for (const line of ways.filter(({ way }) => way === side)) {
      const held = byTarget.get(line.to) ?? [inTrack.get(line.to) ?? 0]
      byTarget.set(line.to, [...held, outTrack.get(keyOf(line)) ?? 0])
    }
    return [...byTarget].map(([id, at]) => ({ id, from: Math.min(...at), to: Math.max(...at) }))
  }
  const over = channelsFor(spans('over'))
  const under = channelsFor(spans('under'))

  const heights = columns.map((column) => sum(column.map(({ height }) => height)) + rowGap * (column.length - 1))
  const tallest = Math.max(0, ...heights)
  const top = margin + over.count * channelStep + 14
  const boxes = new Map<string, Box>()
  for (const [rank, column] of columns.entries()) {
    let y = top + (tallest - (heights[rank] ?? 0)) / 2
    for (const { id, height } of column) {
      boxes.set(id, { id, x: xs[rank] ?? 0, y, width: boxWidth, height })
      y += height + rowGap
    }
  }
  const bottom = top + tallest + 14
  const channelY = (line: { to: string; way: Way }): number =>
    line.way === 'over'
      ? top - 14 - (over.of.get(line.to) ?? 0) * channelStep
      : bottom + (under.of.get(line.to) ?? 0) * channelStep

  const drawn: Line[] = []
  for (const box of boxes.values()) {
    const leaving = portsOf(box, ways, boxes)
    for (const [index, line] of leaving.entries()) {
      const y = box.y + (box.height - (leaving.length - 1) * lineStep) / 2 + index * lineStep + 4
      const x = box.x + box.width
      const target = boxes.get(line.to) as Box
      const entry = { x: target.x, y: target.y + Math.min(20, target.height / 2) }
      const track = inTrack.get(line.to) ?? 0
      const out = outTrack.get(keyOf(line)) ?? track
      const turns =
        line.way === 'self'
          ? [`M${x} ${y}`, `h${line.label + 8}`, 'v6', `H${x}`]
          : line.way === 'next'
            ? [`M${x} ${y}`, `H${track}`, `V${entry.y}`, `H${entry.x}`]
            : [`M${x} ${y}`, `H${out}`, `V${channelY(line)}`, `H${track}`, `V${entry.y}`, `H${entry.x}`]
      drawn.push({ id: line.id, from: line.from, to: line.to, path: turns.join(' '), label: { x: x + 6, y: y - 4 } })
    }
  }
  const right = Math.max(0, ...columns.map((_, rank) => (xs[rank] ?? 0) + boxWidth + (gutters[rank]?.width ?? 0)))
  return {
    width: right + margin,
    height: bottom + under.count * channelStep + margin,
    boxes: [...boxes.values()],
    lines: drawn,
  }
}

/**
 * States below each other, for narrow windows: the acts are written in the box that they leave, each on a line of its own, from
 * which a line runs in a channel at the right to the box that it leads to.
 */
export function drawTall(
  wishes: readonly BoxWish[],
  lines: readonly LineWish[],
  { width, head }: { width: number; head: number },
): Drawing {
  const ordered = wishes.toSorted((a, b) => a.rank - b.rank || a.row - b.row)
  const ids = new Set(ordered.map(({ id }) => id))
  const known = lines.filter((line) => ids.has(line.from) && ids.has(line.to))
  const leaving = (id: string): LineWish[] => known.filter(({ from }) => from === id)
  const boxHeight = (id: string, height: number): number => {
    const acts = leaving(id).length
    return acts === 0 ? height : height + acts * lineStep + 4
  }
  const tops = new Map<string, number>()
  const startOf = new Map<string, number>()
  let y = margin
  for (const { id, height } of ordered) {
    tops.set(id, y)
    for (const [index, line] of leaving(id).entries())
      startOf.set(keyOf(line), y + height + index * lineStep + lineStep / 2)
    y += boxHeight(id, height) + 18
  }
  const entryOf = (id: string): number => (tops.get(id) ?? 0) + head / 2
  const spans = ordered
    .map(({ id }) => ({ id, at: known.filter(({ to, from }) => to === id && from !== id) }))
    .filter(({ at }) => at.length > 0)
    .map(({ id, at }) => {
      const ends = [entryOf(id), ...at.map((line) => startOf.get(keyOf(line)) ?? 0)]
      return { id, from: Math.min(...ends), to: Math.max(...ends) }
    })
  const channels = channelsFor(spans)
  const boxWidth = width - 2 * margin - arrowRoom - channels.count * channelStep
  const right = margin + boxWidth
  const boxes = ordered.map(({ id, height }) => ({
    id,
    x: margin,
    y: tops.get(id) ?? 0,
    width: boxWidth,
    height: boxHeight(id, height),
  }))
  const drawn = known.map((line) => {
    const start = startOf.get(keyOf(line)) ?? 0
    const channel = right + arrowRoom + (channels.of.get(line.to) ?? 0) * channelStep
    const path =
      line.from === line.to
        ? `M${right} ${start - 3} h8 v6 H${right}`
        : `M${right} ${start} H${channel} V${entryOf(line.to)} H${right}`
    return { id: line.id, from: line.from, to: line.to, path, label: { x: margin + 12, y: start + 4 } }
  })
  return { width, height: y - 18 + margin, boxes, lines: drawn }
}

type Way = 'self' | 'next' | 'over' | 'under'
type Routed = LineWish & { readonly way: Way }

/** Two states may be joined by several acts, and one act may leave several states. */
function keyOf(line: { id: string; from: string; to: string }): string {
  return `${line.from} ${line.id} ${line.to}`
}

function wayOf(line: LineWish, rankOf: ReadonlyMap<string, number>): Way {
  if (line.from === line.to) return 'self'
  const step = (rankOf.get(line.to) ?? 0) - (rankOf.get(line.from) ?? 0)
  return step === 1 ? 'next' : step > 1 ? 'over' : 'under'
}

function columnsOf(wishes: readonly BoxWish[]): BoxWish[][] {
  const columns: BoxWish[][] = []
  for (const wish of wishes) (columns[wish.rank] ??= []).push(wish)
  return Array.from(columns, (column) => (column ?? []).toSorted((a, b) => a.row - b.row))
}

function tracksInto(column: readonly BoxWish[], ways: readonly Routed[]): string[] {
  return column.map(({ id }) => id).filter((id) => ways.some((line) => line.to === id && line.way !== 'self'))
}

type Gutter = { readonly width: number; readonly labels: number; readonly leaving: string[] }

function gutterAfter(column: readonly BoxWish[], next: readonly BoxWish[], ways: readonly Routed[]): Gutter {
  const from = column.flatMap(({ id }) => ways.filter((line) => line.from === id))
  // What goes up: the lower the line, the further out it turns; what goes down: the other way round. So they do not cross.
  const upwards = from.filter(({ way }) => way === 'over').map(keyOf)
  const downwards = from.filter(({ way }) => way === 'under').map(keyOf)
  const leaving = [...upwards, ...downwards.toReversed()]
  const labels = from.length === 0 ? 8 : Math.max(...from.map(({ label }) => label)) + 14
  const entering = tracksInto(next, ways).length
  const isLast = next.length === 0
  return {
    labels,
    leaving,
    width: labels + leaving.length * trackStep + entering * trackStep + (isLast ? 0 : arrowRoom),
  }
}

function portsOf(box: Box, ways: readonly Routed[], boxes: ReadonlyMap<string, Box>): Routed[] {
  const order: Record<Way, number> = { over: 0, next: 1, self: 2, under: 3 }
  const yOf = (line: Routed): number => boxes.get(line.to)?.y ?? 0
  return ways
    .filter((line) => line.from === box.id)
    .toSorted((a, b) => order[a.way] - order[b.way] || (a.way === 'next' ? yOf(a) - yOf(b) : 0))
}

/** Channels for spans, so that no two in one channel touch; short ones get the inner channels. */
function channelsFor(spans: readonly Span[]): { count: number; of: Map<string, number> } {
  const taken: Span[][] = []
  const of = new Map<string, number>()
  for (const span of spans.toSorted((a, b) => a.to - a.from - (b.to - b.from))) {
    const free = taken.findIndex((held) => held.every((other) => other.to + 4 < span.from || span.to + 4 < other.from))
    const index = free === -1 ? taken.length : free
    taken[index] = [...(taken[index] ?? []), span]
    of.set(span.id, index)
  }
  return { count: taken.length, of }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
