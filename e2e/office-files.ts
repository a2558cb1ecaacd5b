import { readFile, writeFile } from 'node:fs/promises'
import type { Download, Page } from 'playwright-core'
import { type ReadCell, readWorkbook, writeWorkbook } from '../src/kit/server/workbook.ts'

/** Clicks what downloads a file and answers where it lies. */
export async function downloaded(page: Page, click: () => Promise<unknown>): Promise<string> {
  const [download] = await Promise.all<Download | unknown>([page.waitForEvent('download'), click()])
  return (download as Download).path()
}

/** The texts of the first sheet, row by row; the list of problems that may stand in front is not meant. */
export async function textsOf(path: string): Promise<string[][]> {
  const sheet = (await readWorkbook(await readFile(path))).find(({ name }) => name !== '问题清单')
  return sheet?.rows.map((row) => row.map(textOf)) ?? []
}

/** Saves the first sheet again as an office program would, with other texts in some cells; digits become numbers. */
export async function saveFilled(path: string, to: string, change: (rows: string[][]) => void): Promise<void> {
  const [sheet] = await readWorkbook(await readFile(path))
  const rows = sheet?.rows.map((row) => row.map(textOf)) ?? []
  change(rows)
  const cells = rows.map((row) =>
    row.map((text) => (/^-?\d+(\.\d+)?$/.test(text) ? { value: null, decimal: text } : text)),
  )
  await writeFile(to, await writeWorkbook([{ name: sheet?.name ?? 'Sheet1', rows: cells }]))
}

/** The sheet's name of a cell counted from 0, such as E9. */
export function cellAt(row: number, column: number): string {
  return `${String.fromCharCode(65 + column)}${row + 1}`
}

function textOf(cell: ReadCell): string {
  if (cell.kind === 'empty') return ''
  return cell.kind === 'boolean' ? String(cell.value) : cell.text
}
