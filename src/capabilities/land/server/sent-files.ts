import { Problem } from '#base/problem.ts'
import { fileName } from '#kit/server/files.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Ids in the path of a plain route. @throws Problem not_found */
export function demandIds(ids: Readonly<Record<string, string | undefined>>): void {
  for (const [kind, id = ''] of Object.entries(ids))
    if (!uuid.test(id)) throw new Problem('not_found', { details: { kind, id: id.slice(0, 64) } })
}

/** The name of a file that is sent, percent-encoded in a header, or as it stands. */
export function sentName(request: Request): string {
  const header = request.headers.get('x-file-name') ?? 'file'
  try {
    return fileName(decodeURIComponent(header))
  } catch {
    return fileName(header)
  }
}

/** The content of a file that is sent. @throws Problem invalid_input where there is none */
export function sentContent(request: Request): AsyncIterable<Uint8Array> {
  if (request.body === null) throw new Problem('invalid_input', { issues: [{ text: 'file.empty', where: 'body' }] })
  return request.body as unknown as AsyncIterable<Uint8Array>
}
