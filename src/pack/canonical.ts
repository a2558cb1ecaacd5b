import { deepFreeze } from './freeze.ts'
import type { Programme } from './programme.ts'
import { wordNames } from './schema/words.ts'

/** The programme as one text: the same programme always gives the same text, whatever order its files came in. */
export function canonicalText(programme: Programme): string {
  return canonicalJson(programme)
}

/** One text for equal values: keys in their order, no spaces. What is sealed by a hash is written like this. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => sorted(inner))
}

/** The programme a canonical text was made of, frozen and indexed as before. The text must come from `canonicalText`. */
export function programmeOfText(text: string): Programme {
  const programme = JSON.parse(text) as Record<string, unknown>
  for (const word of wordNames) {
    programme[word] = Object.assign(Object.create(null) as object, programme[word])
  }
  return deepFreeze(programme as unknown as Programme)
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}
