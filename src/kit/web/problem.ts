import { ORPCError } from '@orpc/client'
import { Problem, ProblemBody, type ProblemCode, type ProblemIssue } from '#base/problem.ts'

/** A refusal as the browser got it: the `Problem` of the server with the id under which its log has it. */
export class ApiProblem extends Problem {
  requestId: string | undefined
  status: number | undefined

  constructor(
    code: ProblemCode,
    options: {
      details?: Record<string, unknown>
      issues?: ProblemIssue[]
      cause?: unknown
      requestId?: string | undefined
      status?: number
    } = {},
  ) {
    const { requestId, status, ...rest } = options
    super(code, rest)
    this.requestId = requestId
    this.status = status
  }
}

/** Reads the refusal that a response carries. A body that is no `ProblemBody` becomes `unavailable` or `internal`. */
export async function refusedResponse(response: Response): Promise<ApiProblem> {
  const requestId = response.headers.get('x-request-id') ?? undefined
  const body = ProblemBody.safeParse(await response.json().catch(() => undefined))
  if (!body.success) {
    const down = response.status === 502 || response.status === 503 || response.status === 504
    return new ApiProblem(down ? 'unavailable' : 'internal', { requestId, status: response.status })
  }
  const { code, details, issues } = body.data
  return new ApiProblem(code, { details, issues, requestId: body.data.requestId ?? requestId, status: response.status })
}

/** Turns whatever was thrown into a `Problem`: refusals stay, a lost connection is `unavailable`, the rest `internal`. */
export function problemFrom(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown
  if (thrown instanceof ORPCError && thrown.cause instanceof Problem) return thrown.cause
  if (thrown instanceof TypeError) return new ApiProblem('unavailable', { cause: thrown })
  return new ApiProblem('internal', { cause: thrown })
}

/** An id in the address that is not even written like one names nothing: `not_found`, whatever the server said of its form. */
export function notHere(thrown: unknown): unknown {
  const said = problemFrom(thrown)
  const malformed = said.issues.length > 0 && said.issues.every(({ where }) => /^(?:query|params)\.id$/.test(where))
  if (said.code !== 'invalid_input' || !malformed) return thrown
  return new ApiProblem('not_found', said instanceof ApiProblem ? { requestId: said.requestId } : {})
}

/** Whether asking again may help: only when the server could not be reached. */
export function mayRetry(count: number, thrown: unknown): boolean {
  return count < 2 && problemFrom(thrown).code === 'unavailable'
}
