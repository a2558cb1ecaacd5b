import type { ProblemIssue } from '#base/problem.ts'
import type { LayerDocument, Renames } from '../layers.ts'
import { whereIs } from '../read.ts'
import type { WordContent, WordName } from '../schema/words.ts'

/** A document with its checked content. */
export type Checked<W extends WordName = WordName> = LayerDocument & {
  readonly word: W
  readonly content: WordContent<W>
}

/** Everything the checks look at, and where they report. */
export type CheckContext = {
  list<W extends WordName>(word: W): readonly Checked<W>[]
  find<W extends WordName>(word: W, id: string): Checked<W> | undefined
  idsOf(word: WordName): readonly string[]
  renamesOf(layer: string): Renames
  /** `<word>/<id>` of files that are there but broken. */
  readonly broken: ReadonlySet<string>
  /** Ids of place kinds that the packs name; undefined when their heads are broken. */
  readonly placeKinds: ReadonlySet<string> | undefined
  /** Ids of kinds of works; undefined when the heads are broken. */
  readonly workKinds: ReadonlySet<string> | undefined
  /** The kinds of places that figures are counted by. */
  readonly administrativeKinds: ReadonlySet<string>
  /** Permissions the house has; undefined when it was not asked for them. */
  readonly permissions: ReadonlySet<string> | undefined
  report(
    document: LayerDocument,
    path: readonly (string | number)[],
    issue: Omit<ProblemIssue, 'where'>,
    of?: 'key' | 'value',
  ): void
}

export function createContext(
  documents: readonly Checked[],
  parts: Pick<
    CheckContext,
    'renamesOf' | 'broken' | 'placeKinds' | 'workKinds' | 'administrativeKinds' | 'permissions'
  > & {
    problems: ProblemIssue[]
  },
): CheckContext {
  const byWord = new Map<string, Map<string, Checked>>()
  for (const document of documents) {
    const ids = byWord.get(document.word) ?? new Map<string, Checked>()
    byWord.set(document.word, ids.set(document.id, document))
  }
  const idsOf = (word: WordName) => [...(byWord.get(word)?.keys() ?? [])]
  return {
    ...parts,
    list: <W extends WordName>(word: W) => [...(byWord.get(word)?.values() ?? [])] as unknown as Checked<W>[],
    find: <W extends WordName>(word: W, id: string) => byWord.get(word)?.get(id) as unknown as Checked<W> | undefined,
    idsOf,
    report(document, path, issue, of = 'value') {
      parts.problems.push({ ...issue, where: whereIs(document.raw, path, of) })
    },
  }
}

/** The second of every two items with the same key, with its place in the list. */
export function duplicatesOf<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): { item: Item; at: number; key: string }[] {
  const seen = new Set<string>()
  return items.flatMap((item, at) => {
    const key = keyOf(item)
    if (seen.has(key)) return [{ item, at, key }]
    seen.add(key)
    return []
  })
}

/** The ids on a way that leads back to where it began, or undefined when there is none. */
export function findCycle(start: string, next: (id: string) => readonly string[]): string[] | undefined {
  const visited = new Set<string>()
  const walk = (id: string, way: readonly string[]): string[] | undefined => {
    for (const following of next(id)) {
      if (following === start) return [...way, following]
      if (visited.has(following)) continue
      visited.add(following)
      const found = walk(following, [...way, following])
      if (found !== undefined) return found
    }
    return undefined
  }
  return walk(start, [start])
}
