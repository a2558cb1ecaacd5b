/** One place at which two schemes differ, as the words of the pack have it: `groups.above.weights.tax_per_mu`. */
export type Change = { readonly path: string; readonly from: string | null; readonly to: string | null }

/** Where a draft differs from the scheme in force, in the order of its paths. Lists of things with ids are compared by id. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const [old, fresh] = [leavesOf(before), leavesOf(after)]
  const paths = [...new Set([...old.keys(), ...fresh.keys()])].sort()
  return paths.flatMap((path) => {
    const [from, to] = [old.get(path) ?? null, fresh.get(path) ?? null]
    return from === to ? [] : [{ path, from, to }]
  })
}

function leavesOf(value: unknown, path = '', found = new Map<string, string>()): Map<string, string> {
  if (typeof value !== 'object' || value === null) {
    if (value !== undefined) found.set(path, String(value))
    return found
  }
  const entries: [string, unknown][] = Array.isArray(value)
    ? value.map((one: unknown, at) => [keyOf(one) ?? String(at), one])
    : Object.entries(value)
  for (const [key, one] of entries) leavesOf(one, path === '' ? key : `${path}.${key}`, found)
  return found
}

function keyOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('id' in value)) return undefined
  return typeof value.id === 'string' ? value.id : undefined
}
