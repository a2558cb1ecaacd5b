import { Problem } from '#base/problem.ts'
import { readCsv } from '#kit/server/csv.ts'
import type { Transaction } from '#kit/server/db.ts'
import { findFile, recordFile } from '#kit/server/files.ts'
import { type PlainRoute, route } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { readWorkbookAside } from '#kit/server/workbook-aside.ts'
import type { ReadCell } from '#kit/server/workbook.ts'
import type { May } from '#base/decision.ts'
import { errorMark, type ImportColumn, type ImportSheet, plainWord } from '#base/import-sheet.ts'

const mostLines = 100_000
const headWithin = 10

/** The lines of an uploaded CSV or XLSX file. Problems: not_found, unsupported_file, unreadable_file, too_large, too_many. */
export async function readImportFile(
  house: Pick<House, 'files'>,
  tx: Transaction,
  { fileId, columns }: { fileId: string; columns: readonly ImportColumn[] },
): Promise<ImportSheet> {
  const file = await findFile(tx, fileId)
  if (file === undefined) throw new Problem('not_found', { details: { kind: 'file', id: fileId } })
  const bytes = await house.files.read(file.hash)
  const sheet = startsWith(bytes, [0x50, 0x4b, 0x03, 0x04])
    ? await readBook(bytes, columns)
    : await readTextFile(bytes, file.name)
  if (sheet.rows.length > mostLines)
    throw new Problem('too_many', { details: { lines: sheet.rows.length, most: mostLines } })
  return sheet
}

const startsWith = (bytes: Uint8Array, first: readonly number[]) => first.every((byte, at) => bytes[at] === byte)

/** First bytes of files that are no tables: old workbooks, PDF, pictures, other archives. */
const otherKinds: readonly (readonly [string, readonly number[]])[] = [
  ['xls', [0xd0, 0xcf, 0x11, 0xe0]],
  ['pdf', [0x25, 0x50, 0x44, 0x46]],
  ['png', [0x89, 0x50, 0x4e, 0x47]],
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['gzip', [0x1f, 0x8b]],
  ['rar', [0x52, 0x61, 0x72, 0x21]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf]],
]

async function readTextFile(bytes: Uint8Array, name: string): Promise<ImportSheet> {
  const other = otherKinds.find(([, first]) => startsWith(bytes, first))
  if (other !== undefined) {
    throw new Problem('unsupported_file', {
      issues: [{ text: 'import.unsupported_file', where: name, found: other[0], expected: '.xlsx, .csv' }],
    })
  }
  const { header, rows } = await readCsv(bytes, { rows: mostLines })
  return { kind: 'text', headLine: 1, header, rows: rows.map(({ line, values }) => ({ line, cells: values })) }
}

async function readBook(bytes: Uint8Array, columns: readonly ImportColumn[]): Promise<ImportSheet> {
  const sheets = await readWorkbookAside(bytes)
  const sheet = sheets.find(
    ({ hidden, rows }) => !hidden && rows.some((row) => row.some((cell) => cell.kind !== 'empty')),
  )
  if (sheet === undefined)
    throw new Problem('unreadable_file', {
      issues: [{ text: 'import.empty_workbook', where: sheets[0]?.name || 'A1', expected: '≥ 1' }],
    })
  const heads = new Set(columns.flatMap((column) => column.headers.map(plainWord)))
  const rows = sheet.rows.map((row) => row.map(cellText))
  const known = rows.slice(0, headWithin).findIndex((row) => row.some((cell) => heads.has(plainWord(cell))))
  const head = known >= 0 ? known : rows.findIndex((row) => row.some((cell) => cell !== ''))
  return {
    kind: 'workbook',
    headLine: head + 1,
    header: rows[head] ?? [],
    rows: rows.slice(head + 1).map((cells, index) => ({ line: head + 2 + index, cells })),
  }
}

function cellText(cell: ReadCell): string {
  if (cell.kind === 'empty') return ''
  if (cell.kind === 'boolean') return cell.value ? 'TRUE' : 'FALSE'
  return cell.kind === 'error' ? `${errorMark}${cell.text}` : cell.text
}

const mediaTypes: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

/** The upload of a file to be imported: `POST <path>/imports/files` with the bytes as body and the name in `x-file-name`. Answers `{fileId, fileName}`. */
export function importFileRoute(house: House, { path, permission }: { path: string; permission: May }): PlainRoute {
  return route({
    method: 'POST',
    path: `/api${path}/imports/files`,
    may: permission,
    maxBytes: house.settings.uploadBytes,
    summary: 'Upload a CSV or XLSX file to be imported',
    async handler({ actor, request }) {
      const name = fileName(request.headers.get('x-file-name'))
      if (request.body === null)
        throw new Problem('invalid_input', { issues: [{ text: 'import.no_file', where: 'body' }] })
      const stored = await house.files.put(
        request.body as unknown as AsyncIterable<Uint8Array>,
        house.settings.uploadBytes,
      )
      const mediaType = mediaTypes[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream'
      const file = await house.record.withActor(actor, (tx) =>
        recordFile(tx, { ...stored, name, mediaType, permission }),
      )
      return Response.json({ fileId: file.id, fileName: name })
    },
  })
}

/** The name as the browser sent it, percent-encoded; never a path. */
function fileName(header: string | null): string {
  let name = header ?? 'upload'
  try {
    name = decodeURIComponent(name)
  } catch {
    // Not percent-encoded: taken as it stands.
  }
  return (
    name
      .replace(/\p{Cc}/gu, '')
      .split(/[\\/]/)
      .at(-1)
      ?.replace(/^\.+$/, '')
      .slice(0, 200) || 'upload'
  )
}
