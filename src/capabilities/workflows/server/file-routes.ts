import { isUtf8 } from 'node:buffer'
import { Readable } from 'node:stream'
import { Problem } from '#base/problem.ts'
import { attachment } from '#kit/server/files.ts'
import { type PlainRoute, route } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { takeFile } from './file-upload.ts'
import { caseContents, getFile } from './files.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Files of cases: up for an act that is to be done, down for whoever sees the case. */
export function workflowsPlainRoutes(house: House): readonly PlainRoute[] {
  return [
    route({
      method: 'POST',
      path: '/api/cases/:id/files',
      may: 'workflows.see',
      maxBytes: house.settings.uploadBytes,
      summary:
        'Send a file for an act of a case (?act=&ask=, name percent-encoded in x-file-name); it waits a day for the act',
      handler: async ({ actor, params, request }) => {
        const asked = new URL(request.url).searchParams
        const [act, ask] = [asked.get('act') ?? undefined, asked.get('ask') ?? '']
        const caseId = demandId('case', params.id)
        if (ask === '') throw new Problem('invalid_input', { issues: [{ text: 'value.required', where: 'query.ask' }] })
        if (request.body === null)
          throw new Problem('invalid_input', { issues: [{ text: 'file.empty', where: 'body' }] })
        const content = request.body as unknown as AsyncIterable<Uint8Array>
        const name = nameOf(request.headers.get('x-file-name'))
        const { id, size, type, name: kept } = await takeFile(house, { caseId, act, ask, name, content, actor })
        return Response.json({ id, name: kept, size, type })
      },
    }),
    route({
      method: 'GET',
      path: '/api/cases/:id/files/:file',
      may: 'workflows.see',
      summary: 'A file of a case',
      handler: async ({ actor, params }) => {
        const [caseId, id] = [demandId('case', params.id), demandId('file', params.file)]
        const file = await house.record.withActor(actor, (tx) => getFile(tx, caseId, id))
        const content = await caseContents(house).stream(file.hash)
        house.uses.note(actor, { how: 'export', of: [`workflows/${file.workflow}`] })
        return new Response(Readable.toWeb(content) as unknown as ReadableStream, {
          headers: {
            'content-type': file.type,
            'content-length': String(file.size),
            'content-disposition': attachment(file.name),
            'content-security-policy': `default-src 'none'; sandbox`,
            'cache-control': 'private, no-store',
          },
        })
      },
    }),
  ]
}

function demandId(kind: string, id = ''): string {
  if (!uuid.test(id)) throw new Problem('not_found', { details: { kind, id: id.slice(0, 64) } })
  return id
}

/** The name as it was sent: percent-encoded UTF-8, or UTF-8 as it stands. Anything else, such as GBK, cannot be told and is refused. */
function nameOf(header: string | null): string {
  const sent = header ?? ''
  const bytes = Buffer.from(sent, 'latin1')
  const unreadable = { issues: [{ text: 'file.name_unreadable', where: 'header.x-file-name' }] }
  if (/^[\x20-\x7e]*$/.test(sent)) {
    try {
      return decodeURIComponent(sent)
    } catch {
      throw new Problem('invalid_input', unreadable)
    }
  }
  if (!isUtf8(bytes)) throw new Problem('invalid_input', unreadable)
  return bytes.toString('utf8')
}
