import { Readable } from 'node:stream'
import { Problem } from '#base/problem.ts'
import { demandFileKind } from '#kit/server/file-kind.ts'
import { attachment, recordFile } from '#kit/server/files.ts'
import { decide, type PlainRoute, route } from '#kit/server/gate.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { offeredThing } from './offered-things.ts'
import { findOfferRow } from './offer-store.ts'
import { demandIds, sentContent, sentName } from './sent-files.ts'

const accepted = ['pdf', 'ofd', 'docx', 'xlsx', 'jpg', 'jpeg', 'png', 'zip']

/** Documents of what is on offer: sent by the office, read by everybody once they were published. */
export function offerFileRoutes(house: House): PlainRoute[] {
  return [
    route({
      method: 'POST',
      path: '/api/land/offer-files',
      may: 'land.supply',
      maxBytes: house.settings.uploadBytes,
      summary: 'Send a document that is to be published with a parcel or space (?kind=&of=)',
      handler: async ({ actor, request }) => {
        const asked = new URL(request.url).searchParams
        const [kind, of] = [asked.get('kind') === 'space' ? 'space' : 'parcel', asked.get('of') ?? '']
        demandIds({ [kind]: of })
        const { places } = await house.record.withActor(actor, (tx) =>
          offeredThing(house, tx, { kind: kind as 'parcel' | 'space', of }),
        )
        decide(actor, 'land.supply', { places })
        const name = sentName(request)
        const stored = await house.files.put(sentContent(request))
        const mediaType = await demandFileKind({ path: house.files.pathOf(stored.hash), name }, accepted)
        const kept = await house.record.withActor(actor, (tx) =>
          recordFile(tx, { ...stored, name, mediaType, permission: 'land.supply', places }),
        )
        return Response.json({ id: kept.id, name: kept.name, size: kept.bytes })
      },
    }),
    route({
      method: 'GET',
      path: '/api/land/offers/:id/documents/:document',
      may: 'anyone',
      summary: 'A document of what is on offer, as long as it is published',
      handler: async ({ actor, params }) => {
        const { id = '', document = '' } = params
        demandIds({ offer: id, file: document })
        const row = await house.record.withActor(actor, (tx) => findOfferRow(tx, id))
        const isOpen = row !== undefined && row.withdrawn_at === null && (row.until ?? todayOf(house)) >= todayOf(house)
        const file = isOpen ? row.documents.find((one) => one.id === document) : undefined
        if (file === undefined) throw new Problem('not_found', { details: { kind: 'file', id: document } })
        const content = await house.files.stream(file.hash)
        return new Response(Readable.toWeb(content) as unknown as ReadableStream, {
          headers: {
            'content-type': file.type,
            'content-length': String(file.size),
            'content-disposition': attachment(file.name),
            'content-security-policy': `default-src 'none'; sandbox`,
            'cache-control': 'no-store',
          },
        })
      },
    }),
  ]
}
