/** How ground is filled, so that states differ without their colour too. */
export const patterns = ['plain', 'rising', 'dots', 'falling', 'level', 'cross', 'upright', 'rings'] as const
export type Pattern = (typeof patterns)[number]

/** How one state is drawn: which hue of the house (from 0) and which filling. */
export type Mark = { readonly id: string; readonly hue: number; readonly pattern: Pattern }

/** States in their own order get hues and fillings in the order of the house; the same list gives the same marks everywhere. */
export function marksOf(ids: readonly string[]): Mark[] {
  return ids.map((id, index) => ({
    id,
    hue: index % patterns.length,
    pattern: patterns[index % patterns.length] ?? 'plain',
  }))
}

/** The name of the picture of a filling: `dots #1f5fa8`. */
export function fillingName(pattern: Pattern, colour: string): string {
  return `${pattern} ${colour}`
}

/** Reads the name of a filling; undefined for pictures of others. */
export function parseFilling(name: string): { pattern: Pattern; colour: string } | undefined {
  const [word, colour] = name.split(' ')
  const pattern = patterns.find((one) => one === word)
  return pattern === undefined || colour === undefined || !/^#[0-9a-f]{6}$/i.test(colour)
    ? undefined
    : { pattern, colour }
}

/** Side of the square that repeats, in pixels of the picture. */
export const fillingSize = 16

/** How strongly ground and strokes cover what lies below, of 255. */
const ground = 56
const stroke = 210

const strokes: Record<Pattern, (x: number, y: number) => boolean> = {
  plain: () => false,
  rising: (x, y) => (x + y) % 8 < 2,
  falling: (x, y) => (x - y + fillingSize) % 8 < 2,
  level: (_, y) => y % 8 < 2,
  upright: (x) => x % 8 < 2,
  cross: (x, y) => x % 8 < 1 || y % 8 < 1,
  dots: (x, y) => ((x % 8) - 4) ** 2 + ((y % 8) - 4) ** 2 < 5,
  rings: (x, y) => Math.abs(Math.hypot((x % 16) - 8, (y % 16) - 8) - 4.5) < 1,
}

/** The picture of a filling: RGBA, repeating without a seam. */
export function fillingPixels(pattern: Pattern, colour: string): Uint8Array {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
  const pixels = new Uint8Array(fillingSize * fillingSize * 4)
  const isStroke = strokes[pattern]
  for (let y = 0; y < fillingSize; y += 1) {
    for (let x = 0; x < fillingSize; x += 1) {
      const strength = pattern === 'plain' ? ground * 2 : isStroke(x, y) ? stroke : ground
      pixels.set([red ?? 0, green ?? 0, blue ?? 0, strength], (y * fillingSize + x) * 4)
    }
  }
  return pixels
}
