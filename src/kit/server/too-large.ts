import { Problem } from '#base/problem.ts'

/** The refusal of a body or file beyond `limit` bytes, which says how much is taken. */
export function tooLarge(limit: number): Problem {
  return new Problem('too_large', {
    details: { limit },
    issues: [{ text: 'file.too_many_bytes', where: 'body', expected: sizeOf(limit) }],
  })
}

function sizeOf(bytes: number): string {
  if (bytes >= 2 ** 20) return `${Math.round((bytes / 2 ** 20) * 10) / 10} MB`
  return bytes >= 2 ** 10 ? `${Math.round(bytes / 2 ** 10)} kB` : `${bytes} B`
}
