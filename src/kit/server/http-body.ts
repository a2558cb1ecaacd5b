import { isUtf8 } from 'node:buffer'
import { Problem } from '#base/problem.ts'
import { problemOfReading } from './http-problems.ts'
import { tooLarge } from './too-large.ts'

/** Bytes of a JSON body at most. */
export const jsonBytes = 4 * 2 ** 20

const bodyless = new Set(['GET', 'HEAD'])

/**
 * The request with a body that ends in a Problem as soon as it is longer than `maxBytes` (`too_large`), or, when it is
 * JSON, not UTF-8 (`invalid_input`). A body that announces its length is refused before a byte of it is read; one of text is then
 * read at once, which is faster than a stream.
 */
export async function boundBody(request: Request, maxBytes: number): Promise<Request> {
  if (bodyless.has(request.method)) return request
  const announced = request.headers.get('content-length')
  if (Number(announced ?? '0') > maxBytes) throw tooLarge(maxBytes)
  const isText = /\b(json|x-www-form-urlencoded)\b/.test(request.headers.get('content-type') ?? '')
  if (isText && announced !== null) return withText(request)
  return request.body === null ? request : streamed(request, request.body, { maxBytes, isText })
}

/** HTTP itself ends a body at the length it announces. */
async function withText(request: Request): Promise<Request> {
  const { url, method, headers } = request
  const bytes = Buffer.from(
    await request.arrayBuffer().catch((error: unknown) => {
      throw problemOfReading(error)
    }),
  )
  if (!isUtf8(bytes)) throw notUtf8()
  return new Request(url, { method, headers, body: bytes })
}

function streamed(
  request: Request,
  body: ReadableStream<Uint8Array>,
  { maxBytes, isText }: { maxBytes: number; isText: boolean },
): Request {
  const decoder = isText ? new TextDecoder('utf-8', { fatal: true }) : undefined
  let bytes = 0
  const bounded = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.length
      if (bytes > maxBytes) controller.error(tooLarge(maxBytes))
      else if (isBroken(decoder, chunk)) controller.error(notUtf8())
      else controller.enqueue(chunk)
    },
    flush(controller) {
      if (isBroken(decoder)) controller.error(notUtf8())
    },
  })
  return new Request(request, { body: body.pipeThrough(bounded), duplex: 'half' } as RequestInit)
}

function isBroken(decoder: InstanceType<typeof TextDecoder> | undefined, chunk?: Uint8Array): boolean {
  try {
    decoder?.decode(chunk, { stream: chunk !== undefined })
    return false
  } catch {
    return true
  }
}

function notUtf8(): Problem {
  return new Problem('invalid_input', { issues: [{ text: 'value.wrong_form', where: 'body', expected: 'UTF-8' }] })
}
