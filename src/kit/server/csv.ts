export type CsvRow = { readonly line: number; readonly values: readonly string[] }
export type CsvTable = {
  readonly header: readonly string[]
  readonly rows: readonly CsvRow[]
  readonly encoding: 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be'
  readonly delimiter: ',' | ';' | '\t'
}
export type CsvLimits = { readonly bytes?: number; readonly rows?: number }

/** Reads a CSV file with a header line in UTF-8, GB18030 or UTF-16; every row knows the line it begins on. Problems: `too_large`, `too_many`, `unreadable_file`, `invalid_input` naming lines. */
export declare function readCsv(bytes: Uint8Array, limits?: CsvLimits): Promise<CsvTable>
/** Writes CSV for Excel: UTF-8 with BOM, CRLF, texts that look like formulas made harmless. */
export declare function writeCsv(header: readonly string[], rows: Iterable<readonly (string | number | boolean | null)[]>): string
