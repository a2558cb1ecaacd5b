import type { z } from 'zod'
import type { ProblemIssue } from './problem.ts'

type Finding = Omit<ProblemIssue, 'where'>
type ZodIssue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

/** A key of the sentences, as our own refinements give instead of a message. */
const sentenceKey = /^[a-z_]+(\.[a-z_]+)+$/
const longestFound = 60

/**
 * What a schema found wrong, as places to repair; `where` names a place from its path, `body.rows[3].value` unless told otherwise.
 * Endpoints, forms and files say it alike.
 */
export function toProblemIssues(
  issues: readonly ZodIssue[],
  input: unknown,
  where: (path: Path) => string = placeInBody,
): ProblemIssue[] {
  return issues.flatMap((issue) => {
    const value = valueAt(input, issue.path)
    return findings(issue, value).map((finding) => ({ ...finding, where: where(issue.path) }))
  })
}

/** `body`, `body.name`, `body.rows[3].value`. */
export function placeInBody(path: Path): string {
  return path.reduce<string>(
    (place, part) => place + (typeof part === 'number' ? `[${part}]` : `.${String(part)}`),
    'body',
  )
}

function findings(issue: ZodIssue, value: unknown): Finding[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((found) => ({ text: 'value.unknown_key', found }))
  if (value === undefined) return [{ text: 'value.required' }]
  return [{ ...finding(issue), found: shown(value) }]
}

function finding(issue: ZodIssue): Finding {
  if (sentenceKey.test(issue.message)) return { text: issue.message }
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int'
        ? { text: 'value.not_whole' }
        : { text: 'value.wrong_type', expected: issue.expected }
    case 'invalid_value':
      return { text: 'value.not_in_list', expected: issue.values.map(String).join(', ') }
    case 'too_small':
      return { text: counted(issue.origin) ? 'value.too_short' : 'value.too_small', expected: String(issue.minimum) }
    case 'too_big':
      return { text: counted(issue.origin) ? 'value.too_long' : 'value.too_big', expected: String(issue.maximum) }
    case 'invalid_format':
      return { text: 'value.wrong_form', expected: issue.format }
    default:
      return { text: 'value.not_allowed' }
  }
}

/** Whether the limit is on a number of letters or entries, and not on an amount. */
function counted(origin: string): boolean {
  return ['string', 'array', 'set', 'map', 'file'].includes(origin)
}

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) => (isRecord(value) && Object.hasOwn(value, part) ? value[part] : undefined),
    input,
  )
}

function isRecord(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return text.length > longestFound ? `${text.slice(0, longestFound)}…` : text
}
