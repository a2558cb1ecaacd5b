import { ORPCError } from '@orpc/client'
import { ValidationError } from '@orpc/contract'
import { Problem, toProblemBody } from '#base/problem.ts'
import type { ProblemCode, ProblemIssue } from '#base/problem.ts'
import { toProblem } from './problem-of.ts'

/** The one table from the code of a problem to the status of HTTP. */
export const statusOf = {
  not_signed_in: 401,
  forbidden: 403,
  not_found: 404,
  stale: 409,
  conflict: 409,
  wrong_state: 409,
  locked: 423,
  invalid_input: 400,
  invalid_pack: 400,
  invalid_formula: 400,
  invalid_date: 400,
  invalid_period: 400,
  invalid_number: 400,
  unknown_unit: 400,
  units_do_not_mix: 400,
  too_large: 413,
  too_many: 429,
  unsupported_file: 415,
  unreadable_file: 400,
  refused_by_rule: 422,
  unavailable: 503,
  not_ready: 503,
  internal: 500,
} as const satisfies Record<ProblemCode, number>

/** A problem as an answer. */
export function problemResponse(problem: Problem, requestId: string): Response {
  const status = statusOf[problem.code]
  const headers: Record<string, string> = {
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
  }
  // What is left of the body is not read: the connection cannot be used for the next request.
  if (status === 413) headers.connection = 'close'
  if (status === 503) headers['retry-after'] = '5'
  if (status === 429) headers['retry-after'] = '60'
  return new Response(JSON.stringify(toProblemBody(problem, requestId)), { status, headers })
}

/** What oRPC threw, as a Problem: its validation names each field, everything else keeps its cause. */
export function problemOfCall(error: unknown, place: 'query' | 'body'): Problem {
  if (!(error instanceof ORPCError)) return toProblem(error)
  const cause: unknown = error.cause
  if (error.code === 'BAD_REQUEST' && cause instanceof ValidationError) {
    return new Problem('invalid_input', {
      issues: cause.issues.flatMap((issue) => toIssues(issue as ZodIssue, cause.data, place)),
      cause,
    })
  }
  return new Problem('internal', { cause: cause instanceof ValidationError ? new Error(outputFault(cause)) : error })
}

function outputFault(cause: ValidationError): string {
  const [first] = cause.issues
  return `the answer breaks its contract at ${where(first?.path ?? [], 'answer')}: ${first?.message}`
}

/** What cannot even be read as the input of a call. */
export function problemOfReading(error: unknown): Problem {
  if (error instanceof Problem) return error
  const cause: unknown = error instanceof Error ? error.cause : undefined
  if (cause instanceof Problem) return cause
  return new Problem('invalid_input', {
    issues: [
      { text: 'value.wrong_form', where: 'body', found: (error as Error).message.slice(0, 120), expected: 'JSON' },
    ],
    cause: error,
  })
}

/** The parts of zod's issues that name what was expected. */
type ZodIssue = {
  readonly message: string
  readonly path?: readonly (PropertyKey | { key: PropertyKey })[]
  readonly code?: string
  readonly expected?: string
  readonly minimum?: number | bigint
  readonly maximum?: number | bigint
  readonly origin?: string
  readonly format?: string
  readonly pattern?: string
  readonly values?: readonly unknown[]
  readonly keys?: readonly string[]
  readonly errors?: readonly (readonly ZodIssue[])[]
  readonly params?: { readonly text?: string }
}

const foundLength = 80

function toIssues(issue: ZodIssue, input: unknown, place: string): ProblemIssue[] {
  const path = issue.path ?? []
  if (issue.code === 'unrecognized_keys') {
    return (issue.keys ?? []).map((key) => ({
      text: 'value.unknown_key',
      where: where([...path, key], place),
      found: key,
    }))
  }
  const value = path.reduce(step, input)
  const { text, expected } = wording(issue, value)
  const found =
    value === undefined ? undefined : (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, foundLength)
  return [
    { text, where: where(path, place), ...(found === undefined ? {} : { found }), ...(expected ? { expected } : {}) },
  ]
}

function wording(issue: ZodIssue, value: unknown): { text: string; expected?: string } {
  if (value === undefined) return { text: 'value.required', expected: issue.expected }
  const counted = issue.origin === 'string' || issue.origin === 'array' || issue.origin === 'set'
  switch (issue.code) {
    case 'invalid_type':
      return { text: 'value.wrong_type', expected: issue.expected }
    case 'too_small':
      return { text: counted ? 'value.too_short' : 'value.too_small', expected: String(issue.minimum) }
    case 'too_big':
      return { text: counted ? 'value.too_long' : 'value.too_big', expected: String(issue.maximum) }
    case 'invalid_value':
      return { text: 'value.not_in_list', expected: (issue.values ?? []).map(String).join(', ') }
    case 'invalid_format':
      return { text: 'value.wrong_form', expected: issue.message.startsWith('Invalid') ? issue.format : issue.message }
    default:
      return { text: issue.params?.text ?? 'value.not_allowed', expected: issue.message }
  }
}

function step(value: unknown, segment: PropertyKey | { key: PropertyKey }): unknown {
  const key = typeof segment === 'object' ? segment.key : segment
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return (value as Record<PropertyKey, unknown>)[key]
}

/** 'body.rows[3].value' */
function where(path: readonly (PropertyKey | { key: PropertyKey })[], place: string): string {
  return path.reduce<string>((text, segment) => {
    const key = typeof segment === 'object' ? segment.key : segment
    return typeof key === 'number' ? `${text}[${key}]` : `${text}.${String(key)}`
  }, place)
}
