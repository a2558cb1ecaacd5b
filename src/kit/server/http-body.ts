import { Problem } from '#base/problem.ts'

/** Bytes of a JSON body at most. */
export const jsonBytes = 4 * 2 ** 20

const bodyless = new Set(['GET', 'HEAD'])

/**
 * The request with a body that ends in a Problem as soon as it is longer than `maxBytes` (`too_large`), or, when it is
 * JSON, not UTF-8 (`invalid_input`). A body that announces its length is refused before a byte of it is read.
 */
export function boundBody(request: Request, maxBytes: number): Request {
  if (bodyless.has(request.method) || request.body === null) return request
  const announced = Number(request.headers.get('content-length') ?? '0')
  if (announced > maxBytes) throw tooLarge(maxBytes)
  const isText = /\b(json|x-www-form-urlencoded)\b/.test(request.headers.get('content-type') ?? '')
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
  return new Request(request, { body: request.body.pipeThrough(bounded), duplex: 'half' } as RequestInit)
}

function isBroken(decoder: InstanceType<typeof TextDecoder> | undefined, chunk?: Uint8Array): boolean {
  try {
    decoder?.decode(chunk, { stream: chunk !== undefined })
    return false
  } catch {
    return true
  }
}

function tooLarge(limit: number): Problem {
  return new Problem('too_large', { details: { limit } })
}

function notUtf8(): Problem {
  return new Problem('invalid_input', { issues: [{ text: 'value.wrong_form', where: 'body', expected: 'UTF-8' }] })
}
