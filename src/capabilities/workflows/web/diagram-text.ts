/** How wide a text is about, in a sans serif of this size: full-width signs fill their em, others a good half. */
export function textWidth(text: string, size: number): number {
  let ems = 0
  for (const sign of text)
    ems += isFullWidth(sign) ? 1 : /[MWmw%@]/.test(sign) ? 0.86 : /[ijltfrI.,:;'|() ]/.test(sign) ? 0.36 : 0.58
  return ems * size
}

/** The text, shortened with an ellipsis where it would be wider than there is room. */
export function fitText(text: string, size: number, room: number): string {
  if (textWidth(text, size) <= room) return text
  let kept = ''
  for (const sign of text) {
    if (textWidth(`${kept}${sign}…`, size) > room) break
    kept += sign
  }
  return `${kept.trimEnd()}…`
}

function isFullWidth(sign: string): boolean {
  const code = sign.codePointAt(0) ?? 0
  return code >= 0x2e80 && code < 0xff61
}

/** The text in at most so many lines; the last is shortened. Latin words stay whole where they fit. */
export function wrapText(text: string, size: number, { room, lines }: { room: number; lines: number }): string[] {
  const pieces = text.match(/[\u2e80-\uff60]|[^\s\u2e80-\uff60]+\s*|\s+/gu) ?? []
  const wrapped: string[] = ['']
  for (const [index, piece] of pieces.entries()) {
    const line = wrapped.at(-1) ?? ''
    if (line === '' || textWidth(`${line}${piece.trimEnd()}`, size) <= room) wrapped[wrapped.length - 1] = line + piece
    else if (wrapped.length < lines) wrapped.push(piece)
    else {
      wrapped[wrapped.length - 1] = line + pieces.slice(index).join('')
      break
    }
  }
  return wrapped.map((line) => fitText(line.trim(), size, room))
}
