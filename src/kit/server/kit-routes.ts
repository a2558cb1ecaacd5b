import { Problem } from '#base/problem.ts'
import { attachment, findFile } from './files.ts'
import { route } from './gate.ts'
import type { PlainRoute } from './gate.ts'
import type { House } from './house.ts'
import { findJobProgress } from './job-progress.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** What the kit itself offers to every page: the progress of a job, a stored file. Row-level policies say whose. */
export function kitRoutes(house: House): readonly PlainRoute[] {
  return [
    route({
      method: 'GET',
      path: '/api/jobs/:id',
      may: 'signed_in',
      summary: 'How far a job is',
      async handler({ actor, params }) {
        const id = demandId('job', params.id)
        const progress = await house.record.withActor(actor, (tx) => findJobProgress(tx, id))
        if (!progress) throw new Problem('not_found', { details: { kind: 'job', id } })
        return Response.json(progress)
      },
    }),
    route({
      method: 'GET',
      path: '/api/files/:id',
      may: 'signed_in',
      summary: 'A stored file',
      async handler({ actor, params }) {
        const id = demandId('file', params.id)
        const file = await house.record.withActor(actor, (tx) => findFile(tx, id))
        if (!file) throw new Problem('not_found', { details: { kind: 'file', id } })
        const bytes = await house.files.read(file.hash)
        // Never shown in the page, whatever its kind says it is: an upload could be a page of its own.
        const headers = { 'content-type': 'application/octet-stream', 'content-disposition': attachment(file.name) }
        return new Response(new Uint8Array(bytes), { headers })
      },
    }),
  ]
}

function demandId(kind: string, id = ''): string {
  if (uuid.test(id)) return id
  throw new Problem('not_found', { details: { kind, id: id.slice(0, 64) } })
}
