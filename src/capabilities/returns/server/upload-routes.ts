import { isPeriod, type Period } from '#base/period.ts'
import { Problem } from '#base/problem.ts'
import type { Language } from '#base/text.ts'
import { attachment } from '#kit/server/files.ts'
import { implementContract, type PlainRoute, route } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { uploadsContract, type UploadRow } from '../contract/uploads.ts'
import { type Book, markedWorkbook, wideWorkbook } from './upload-books.ts'
import { getUpload, pageRows } from './upload-store.ts'
import { beginStoring, beginUpload, latestUploads, undoUpload, uploadView } from './uploads.ts'

const api = implementContract(uploadsContract)

/** The procedures of uploads. */
export function uploadRoutes(house: House) {
  return api.router({
    list: api.list.handler(({ context: { actor }, input }) =>
      house.record.withActor(actor, (tx) => latestUploads(house, tx, { ...input, actor })),
    ),
    show: api.show.handler(({ context: { actor }, input }) =>
      house.record.withActor(actor, (tx) => uploadView(house, tx, input.id, actor)),
    ),
    rows: api.rows.handler(({ context: { actor }, input }) =>
      house.record.withActor(actor, async (tx) => {
        await getUpload(tx, input.id)
        const { id: upload, outcome, page, pageSize } = input
        const found = await pageRows(tx, { upload, outcome, limit: pageSize, offset: (page - 1) * pageSize })
        return { rows: found.rows.map(rowView), total: found.total }
      }),
    ),
    store: api.store.handler(({ context: { actor }, input }) =>
      house.record.withActor(actor, (tx) => beginStoring(house, tx, { ...input, actor })),
    ),
    undo: api.undo.handler(({ context: { actor }, input }) =>
      house.record.withActor(actor, (tx) => undoUpload(house, tx, { ...input, actor })),
    ),
  })
}

type Row = Awaited<ReturnType<typeof pageRows>>['rows'][number]

function rowView(row: Row): UploadRow {
  return {
    number: row.number,
    ...(row.subject === null ? {} : { subject: row.subject }),
    name: row.name,
    outcome: row.outcome,
    changes: row.changes,
    issues: row.issues,
    ...(row.return_id === null ? {} : { returnId: row.return_id }),
    ...(row.fate === null ? {} : { fate: row.fate }),
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Workbooks of many respondents: down with what is there, up, and back with what is wrong marked in place. */
export function uploadPlainRoutes(house: House): readonly PlainRoute[] {
  const { uploadBytes } = house.settings
  return [
    route({
      method: 'GET',
      path: '/api/returns/workbooks',
      may: 'returns.fill',
      looks: 'micro',
      summary: 'A workbook of everybody in reach for a form and period, one respondent a row',
      handler: async ({ actor, request }) => {
        const asked = formAndPeriod(request)
        const book = await wideWorkbook(house, { ...asked, actor })
        house.uses.note(actor, { how: 'export', of: [`forms/${asked.form}`] })
        return bookResponse(book)
      },
    }),
    route({
      method: 'POST',
      path: '/api/returns/uploads',
      may: 'returns.fill',
      maxBytes: uploadBytes,
      summary:
        'Send a filled workbook of many respondents; it is read in the background and nothing is stored before it is confirmed',
      handler: async ({ actor, request }) => {
        if (request.body === null) {
          throw new Problem('invalid_input', { issues: [{ text: 'import.no_file', where: 'body' }] })
        }
        const body = request.body as unknown as AsyncIterable<Uint8Array>
        const fileName = nameOf(request.headers.get('x-file-name'))
        return Response.json(
          await beginUpload(house, { ...formAndPeriod(request), actor, fileName, body, maxBytes: uploadBytes }),
        )
      },
    }),
    route({
      method: 'GET',
      path: '/api/returns/uploads/:id/marked',
      may: 'returns.fill',
      looks: 'micro',
      summary: 'The workbook that was sent, with what is wrong marked in its cells and listed in front',
      handler: async ({ actor, params, request }) => {
        const id = params.id ?? ''
        if (!uuid.test(id)) throw new Problem('not_found', { details: { kind: 'upload', id: id.slice(0, 64) } })
        return bookResponse(await markedWorkbook(house, { id, actor, language: languageOf(request) }))
      },
    }),
  ]
}

const bookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

function bookResponse({ bytes, name }: Book): Response {
  const headers = { 'content-type': bookType, 'content-disposition': attachment(name) }
  return new Response(bytes as Uint8Array<ArrayBuffer>, { headers })
}

function formAndPeriod(request: Request): { form: string; period: Period; place?: string; language: Language } {
  const asked = new URL(request.url).searchParams
  const [form, period, place] = [asked.get('form') ?? '', asked.get('period') ?? '', asked.get('place') ?? '']
  if (form === '') throw new Problem('invalid_input', { issues: [{ text: 'value.required', where: 'query.form' }] })
  if (!isPeriod(period)) {
    const issue = { text: 'value.not_a_period', where: 'query.period', found: period.slice(0, 40) }
    throw new Problem('invalid_input', { issues: [issue] })
  }
  return { form, period, language: languageOf(request), ...(place === '' ? {} : { place }) }
}

function languageOf(request: Request): Language {
  return new URL(request.url).searchParams.get('lang') === 'en' ? 'en' : 'zh'
}

/** The name as the browser sent it, percent-encoded; never a path. */
function nameOf(header: string | null): string {
  let name = header ?? 'workbook.xlsx'
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
      ?.slice(0, 200) || 'workbook.xlsx'
  )
}
