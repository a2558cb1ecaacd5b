import type { LayerDocument } from '../layers.ts'
import type { CheckContext } from './context.ts'

/** A range of dates does not end before it begins. */
export function checkRange(
  document: LayerDocument,
  path: readonly (string | number)[],
  range: { from?: string | undefined; to?: string | undefined },
  context: CheckContext,
): void {
  const { from, to } = range
  if (from !== undefined && to !== undefined && to < from) {
    context.report(document, [...path, 'to'], { text: 'pack.ends_before_it_begins', found: to, expected: from })
  }
}
