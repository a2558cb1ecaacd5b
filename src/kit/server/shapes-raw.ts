import type { ProblemIssue } from '#base/problem.ts'
import { Problem } from '#base/problem.ts'

/** Two numbers as they stand in a file, in the order of the file. */
export type Pair = readonly [number, number]
export type PairRing = readonly Pair[]

/** One feature as it stands in a file, before anybody knows what its numbers mean. */
export type RawFeature = {
  /** Its number in the file: record of a shapefile, feature of GeoJSON, first line of a table. From 1. */
  readonly position: number
  /** `record 3`, `feature 3`, `line 14`. */
  readonly where: string
  readonly attributes: Readonly<Record<string, string>>
  /**
   * Rings already told apart into pieces, or all rings of the feature with the way they run to tell them apart by.
   */
  readonly rings:
    | { readonly kind: 'pieces'; readonly pieces: readonly (readonly PairRing[])[] }
    | { readonly kind: 'flat'; readonly rings: readonly PairRing[] }
  /** Rings that the reader closed, which tables of corner points leave open. */
  readonly closed: number
  /** Why it has no ground. */
  readonly issue?: ProblemIssue
}

/** What a reader of one format says of a file beside its features. */
export type RawFile = {
  readonly format: 'shapefile' | 'geojson' | 'table'
  readonly attributes: readonly string[]
  readonly encoding?: string
  /** The reference system in the words of the file, and where they stand. */
  readonly declared?: { readonly text: string; readonly where: string }
  /** The order of the two numbers by the words of the file. */
  readonly order?: 'east_first' | 'north_first'
  readonly issues: readonly ProblemIssue[]
  /** The attributes are written otherwise than is declared; somebody must say how. */
  readonly contradiction?: ProblemIssue
  readonly features: AsyncIterable<RawFeature>
}

export type ShapesLimits = {
  readonly bytes: number
  readonly unpackedBytes: number
  readonly features: number
  /** Of the whole file; what has more is not read on. */
  readonly vertices: number
  readonly verticesOfOne: number
  readonly rings: number
}

export const shapesLimits: ShapesLimits = {
  bytes: 50 * 2 ** 20,
  unpackedBytes: 250 * 2 ** 20,
  features: 100_000,
  vertices: 2_000_000,
  verticesOfOne: 100_000,
  rings: 2_000,
}

/** Counts features and positions while they are read, and ends the reading where there are more than are taken. */
export function countShapes(limits: ShapesLimits): { feature(): void; vertices(more: number): void } {
  let [features, vertices] = [0, 0]
  const over = (reason: string, most: number) =>
    new Problem('too_many', {
      details: { most, reason },
      issues: [{ text: reason, where: 'file', expected: String(most) }],
    })
  return {
    feature() {
      features += 1
      if (features > limits.features) throw over('geo.too_many_features', limits.features)
    },
    vertices(more) {
      vertices += more
      if (!(vertices <= limits.vertices)) throw over('geo.too_many_vertices_in_file', limits.vertices)
    },
  }
}

/** A file that cannot be read at all, with the place. */
export function unreadable(
  text: string,
  more: Omit<ProblemIssue, 'text' | 'where'> & { where?: string } = {},
): Problem {
  const { where = 'file', ...rest } = more
  return new Problem('unreadable_file', { issues: [{ text, where, ...rest }] })
}
