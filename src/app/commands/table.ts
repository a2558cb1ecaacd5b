/** Lines of cells as columns for people; Chinese characters are two columns wide on a terminal. */
export function columns(lines: readonly (readonly string[])[]): string {
  const widths = lines.reduce<number[]>(
    (wide, line) => line.map((each, i) => Math.max(wide[i] ?? 0, widthOf(each))),
    [],
  )
  return lines
    .map((line) => line.map((each, i) => each + ' '.repeat((widths[i] ?? 0) - widthOf(each))).join('  '))
    .map((line) => line.trimEnd())
    .join('\n')
}

function widthOf(text: string): number {
  return [...text].reduce((width, each) => width + (/[\u2e80-\uffef]/.test(each) ? 2 : 1), 0)
}
