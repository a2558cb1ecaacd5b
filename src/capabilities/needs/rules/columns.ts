/** Beyond this, a thousandfold of a number is no longer exact as a double, and the plain way has to be taken. */
const most = Math.floor(Number.MAX_SAFE_INTEGER / 1000)

/** What a column holds where nothing is stated. */
export const unstated = -1

type Texts = readonly (string | null)[]

/**
 * Columns of amounts of one kind as whole numbers of the same size, exactly; `unstated` for null. Undefined where one is negative
 * or too long: then nothing is gained, and the plain way is right for every number.
 */
export function wholeColumns<Columns extends Readonly<Record<string, Texts>>>(
  columns: Columns,
): Record<keyof Columns, Float64Array> | undefined {
  const names = Object.keys(columns) as (keyof Columns & string)[]
  let places = 0
  for (const name of names) {
    for (const text of columns[name] as Texts) if (text !== null) places = Math.max(places, placesOf(text))
  }
  const made = names.map((name) => [name, wholeColumn(columns[name] as Texts, places)] as const)
  if (made.some(([, column]) => column === undefined)) return undefined
  return Object.fromEntries(made) as Record<keyof Columns, Float64Array>
}

function wholeColumn(texts: Texts, places: number): Float64Array | undefined {
  const column = new Float64Array(texts.length)
  for (const [at, text] of texts.entries()) {
    const value = text === null ? unstated : wholeOf(text, places)
    if (value === undefined) return undefined
    column[at] = value
  }
  return column
}

function wholeOf(text: string, places: number): number | undefined {
  if (text.startsWith('-')) return undefined
  const value = Number(text.replace('.', '') + '0'.repeat(places - placesOf(text)))
  return value <= most ? value : undefined
}

function placesOf(text: string): number {
  const point = text.indexOf('.')
  return point < 0 ? 0 : text.length - point - 1
}
