/** Who takes something out, and when, as it is written on what leaves the house. */
export type Taker = { readonly name: string; readonly login?: string | undefined }

/** How a line of a CSV file begins that is no row; it goes on in words. */
export const markSign = '#jidi '

/** In both languages, for nobody knows who will find it: `导出 Exported: 张伟 (zhang.wei) 2026-11-24 00:15`. */
export function exportMark({ name, login }: Taker, at: string): string {
  return `导出 Exported: ${name}${login === undefined || login === name ? '' : ` (${login})`} ${at}`
}

/** Whether the values of a line are such a mark: it is on no account a row of data. */
export function isMarkLine(values: readonly string[]): boolean {
  return values[0]?.startsWith(markSign) === true && values.slice(1).every((value) => value.trim() === '')
}
