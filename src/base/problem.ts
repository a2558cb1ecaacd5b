import { z } from 'zod'

/** Everything that can go wrong, as a closed list. `kit/server/http.ts` knows the HTTP status of each, `texts/problems.ts` its sentence. */
export const problemCodes = [
  'not_signed_in',
  'forbidden',
  'not_found',
  'stale',
  'conflict',
  'wrong_state',
  'locked',
  'invalid_input',
  'invalid_pack',
  'invalid_formula',
  'invalid_date',
  'invalid_period',
  'invalid_number',
  'unknown_unit',
  'units_do_not_mix',
  'too_large',
  'too_many',
  'unsupported_file',
  'unreadable_file',
  'refused_by_rule',
  'unavailable',
  'not_ready',
  'internal',
] as const

export const ProblemCode = z.enum(problemCodes)
export type ProblemCode = z.infer<typeof ProblemCode>

export const ProblemIssue = z
  .object({
    text: z.string().describe('Key of the sentence, such as value.not_a_number'),
    where: z.string().describe('Where to look: forms/monthly.yaml:12:3, B7, line 14, body.name'),
    found: z.string().optional().describe('What stands there'),
    expected: z.string().optional().describe('What should stand there'),
    nearest: z.string().optional().describe('The nearest right word'),
    details: z.record(z.string(), z.string()).optional().describe('What else the sentence names'),
  })
  .describe('One place to repair')
export type ProblemIssue = z.infer<typeof ProblemIssue>

export const ProblemBody = z
  .object({
    code: ProblemCode,
    requestId: z.string().describe('The number under which the log knows this request'),
    details: z.record(z.string(), z.unknown()),
    issues: z.array(ProblemIssue),
  })
  .describe('A refusal or a failure, as it crosses the wire')
export type ProblemBody = z.infer<typeof ProblemBody>

export type ProblemParts = {
  details?: Record<string, unknown>
  issues?: readonly ProblemIssue[]
  cause?: unknown
}

/** The one error of the house: a code, what it is about, and every place that needs repair. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly details: Record<string, unknown>
  readonly issues: readonly ProblemIssue[]

  constructor(code: ProblemCode, parts: ProblemParts = {}) {
    super(summary(code, parts), parts.cause === undefined ? undefined : { cause: parts.cause })
    this.code = code
    this.details = parts.details ?? {}
    this.issues = parts.issues ?? []
  }
}

/** The problem as it crosses the wire. The cause stays at home, in the log. */
export function toProblemBody(problem: Problem, requestId: string): ProblemBody {
  return { code: problem.code, requestId, details: problem.details, issues: [...problem.issues] }
}

/** For logs and stack traces; people read the sentence of the code instead. */
function summary(code: ProblemCode, { details, issues }: ProblemParts): string {
  const about = details === undefined ? '' : ` ${JSON.stringify(details, wholeNumbersAsText)}`
  const where = issues?.map((issue) => `\n  ${issue.where}: ${issue.text}`).join('') ?? ''
  return `${code}${about}${where}`
}

function wholeNumbersAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
