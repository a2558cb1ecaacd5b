/** One cell as read. Numbers are exact text as the workbook shows them at full precision; dates are 'YYYY-MM-DD'. */
export type ReadCell =
  | { readonly kind: 'empty' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'date'; readonly text: string }
  | { readonly kind: 'error'; readonly text: string }

export type ReadSheet = {
  readonly name: string
  readonly hidden: boolean
  /** Rows and columns from A1; shorter rows end early. */
  readonly rows: readonly (readonly ReadCell[])[]
}

/** How a cell looks and behaves: an input is unlocked when the sheet is protected, everything else stays locked. */
export type CellLook = 'title' | 'heading' | 'label' | 'number' | 'input' | 'error' | 'warning' | 'quiet'

export type WriteCell = {
  readonly value: string | number | boolean | null
  /** Written as a number although it comes as exact text. */
  readonly decimal?: string
  readonly look?: CellLook
  /** An Excel number format such as '#,##0.00'. */
  readonly format?: string
  /** A note that appears beside the cell. */
  readonly note?: string
}

export type WriteSheet = {
  readonly name: string
  /** Width of each column in characters. */
  readonly widths?: readonly number[]
  readonly rows: readonly (readonly (WriteCell | string | number | null)[])[]
  readonly freeze?: { readonly rows?: number; readonly columns?: number }
  /** Locks every cell that is not an input. */
  readonly protect?: boolean
  readonly hidden?: boolean
  readonly merges?: readonly string[]
  /** Drop-downs and limits: a short list of values, or the range that holds them, or a number. */
  readonly rules?: readonly SheetRule[]
  readonly filter?: string
}

export type SheetRule = {
  /** e.g. 'B3:B200' */
  readonly range: string
  readonly allow:
    | { readonly values: readonly string[] }
    | { readonly from: string }
    | { readonly number: { readonly min?: string; readonly max?: string; readonly whole?: boolean } }
  /** Shown when something else is typed. */
  readonly message?: { readonly title: string; readonly text: string }
}

export type WorkbookLimits = {
  /** Bytes of the file, default 50 MB. */
  readonly bytes?: number
  /** Bytes of everything in it when unpacked, default 500 MB. */
  readonly unpackedBytes?: number
  /** Cells of all sheets together, default 4,000,000. */
  readonly cells?: number
}

/** Reads an .xlsx file. Problems: `too_large` (also zip bombs), `unsupported_file`, `unreadable_file`. */
export declare function readWorkbook(bytes: Uint8Array, limits?: WorkbookLimits): Promise<ReadSheet[]>
/** Writes an .xlsx file. */
export declare function writeWorkbook(sheets: readonly WriteSheet[], title?: string): Promise<Uint8Array>
/** 'B7' of row 6, column 1 (both counted from 0). */
export declare function cellName(row: number, column: number): string
