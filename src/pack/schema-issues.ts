import { z } from 'zod'
import { nearest } from '#base/nearest.ts'
import type { ProblemIssue } from '#base/problem.ts'
import { innerMarkOf, isRecord, keysOf, schemaAt } from './schema-walk.ts'

/** A problem of one document before its place in the file is known. */
export type DocumentIssue = Omit<ProblemIssue, 'where'> & {
  readonly path: readonly string[]
  readonly of?: 'key' | 'value'
}

type Schema = z.core.$ZodType

/** What is wrong with a document against its schema, in the words of the language; nothing when it fits. */
export function schemaIssues(schema: Schema, value: unknown): DocumentIssue[] {
  const result = z.safeParse(schema, value, { reportInput: true })
  if (result.success) return []
  const issues = result.error.issues.flatMap((issue) => translated(issue, { schema, value, before: [] }))
  return issues.filter(
    (issue) => issue.text !== 'pack.missing_key' || !issues.some((other) => isMisspelling(other, issue)),
  )
}

/** A key that is written wrong is not missing as well. */
function isMisspelling(wrong: DocumentIssue, missing: DocumentIssue): boolean {
  const beside = wrong.path.slice(0, -1).join('/') === missing.path.join('/')
  return wrong.text === 'pack.unknown_key' && wrong.nearest === missing.expected && beside
}

type Place = { schema: Schema; value: unknown; before: readonly string[] }

function translated(issue: z.core.$ZodIssue, place: Place): DocumentIssue[] {
  const path = [...place.before, ...issue.path.map(String)]
  const found = valueAt(place.value, path)
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = keysOf(schemaAt(place.schema, path))
      const free = known.filter((one) => !isRecord(found) || !(one in found))
      return issue.keys.map((key) =>
        isTornWord(found, key)
          ? { text: 'pack.comma_needs_quotes', path: [...path, key], of: 'key', found: key }
          : unknownKey(key, path, free),
      )
    }
    case 'invalid_union':
      return unionIssues(issue, path, place)
    case 'invalid_value': {
      if (found === undefined)
        return [{ text: 'pack.missing_key', path: path.slice(0, -1), expected: path.at(-1) ?? '' }]
      const allowed = issue.values.map(String)
      return [{ ...wrongWord('pack.expects_one_of', found, allowed), path }]
    }
    case 'invalid_key':
      return [{ text: 'pack.bad_key', path, of: 'key', found: String(path.at(-1)) }]
    case 'too_small':
      return [{ text: 'pack.empty', path }]
    case 'too_big':
      return [{ text: 'pack.too_long', path, found: shown(found), expected: String(issue.maximum) }]
    case 'invalid_type':
      if (found === undefined)
        return [{ text: 'pack.missing_key', path: path.slice(0, -1), expected: path.at(-1) ?? '' }]
      return [{ text: `pack.expects_${typeWord(issue.expected, place.schema, path)}`, path, found: shown(found) }]
    default:
      return [{ text: `pack.expects_${expectedWord(schemaAt(place.schema, path))}`, path, found: shown(found) }]
  }
}

/** `{ en: this, and that }` without quotation marks makes a key of `and that` without a value. */
function isTornWord(found: unknown, key: string): boolean {
  return isRecord(found) && found[key] === null && key.includes(' ')
}

function unknownKey(key: string, path: readonly string[], candidates: readonly string[]): DocumentIssue {
  const near = nearest(key, candidates)
  const issue = {
    text: 'pack.unknown_key',
    path: [...path, key],
    of: 'key',
    found: key,
    expected: candidates.join(', '),
  } as const
  return near === undefined ? issue : { ...issue, nearest: near }
}

function wrongWord(text: string, found: unknown, allowed: readonly string[]): Omit<DocumentIssue, 'path'> {
  const near = typeof found === 'string' ? nearest(found, allowed) : undefined
  const issue = { text, found: shown(found), expected: allowed.join(', ') }
  return near === undefined ? issue : { ...issue, nearest: near }
}

/** Of several shapes that were allowed, the problems of the one that comes closest. */
function unionIssues(issue: z.core.$ZodIssueInvalidUnion, path: readonly string[], place: Place): DocumentIssue[] {
  const tries = issue.errors.map((errors) => errors.flatMap((one) => translated(one, { ...place, before: path })))
  const inside = tries.filter(
    (issues) =>
      issues.length > 0 &&
      issues.every(
        (one) => one.path.length > path.length || one.text === 'pack.missing_key' || one.text === 'pack.unknown_key',
      ),
  )
  const best =
    inside.sort((a, b) => a.length - b.length)[0] ??
    tries.find((issues) =>
      issues.some(
        (one) =>
          !one.text.startsWith('pack.expects_text') &&
          !one.text.startsWith('pack.expects_map') &&
          !one.text.startsWith('pack.expects_list'),
      ),
    )
  const found = valueAt(place.value, path)
  if (found === undefined) return [{ text: 'pack.missing_key', path: path.slice(0, -1), expected: path.at(-1) ?? '' }]
  return best ?? [{ text: 'pack.expects_other_shape', path, found: shown(found) }]
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'list',
  object: 'map',
  record: 'map',
  boolean: 'truth',
}

function typeWord(expected: string, schema: Schema, path: readonly string[]): string {
  const word = typeWords[expected] ?? 'text'
  return word === 'text' ? expectedWord(schemaAt(schema, path)) : word
}

/** What a string at this place must be: date, period, decimal, whole, id, class, text. */
function expectedWord(schema: Schema | undefined): string {
  const mark = schema === undefined ? undefined : innerMarkOf(schema)
  if (mark?.expects !== undefined) return mark.expects
  if (mark?.ref === 'class') return 'class'
  if (mark?.ref === 'citation' || mark?.ref === 'unit' || mark?.ref === 'place_kind' || mark?.expression !== undefined)
    return 'text'
  if (mark?.ref !== undefined) return 'id'
  return schema !== undefined && (schema as z.core.$ZodTypes)._zod.def.type === 'object' ? 'map' : 'text'
}

export function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (Array.isArray(inner)) return inner[Number(key)]
    return isRecord(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined
  }, value)
}

/** A value short enough for a sentence. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
