import { Problem } from '#base/problem.ts'
import type { ProblemCode, ProblemIssue } from '#base/problem.ts'

/** The parts of an error of PostgreSQL that we read. */
type ServerError = Error & {
  readonly code: string
  readonly column?: string
  readonly constraint?: string
  readonly table?: string
  readonly dataType?: string
}

const byCode: Readonly<Record<string, ProblemCode>> = {
  '23505': 'conflict',
  '23P01': 'conflict',
  '23503': 'conflict',
  '40001': 'conflict',
  '40P01': 'conflict',
  '55P03': 'locked',
  '57014': 'unavailable',
  '42501': 'forbidden',
  '55000': 'wrong_state',
}

/** Classes of codes: values that do not fit, rules of tables, a server that is gone, full or stopping. */
const byClass: Readonly<Record<string, ProblemCode>> = {
  '22': 'invalid_input',
  '23': 'invalid_input',
  '08': 'unavailable',
  '53': 'unavailable',
  '57': 'unavailable',
  '54': 'too_large',
}

const lostConnection = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT'])

/**
 * Any thrown thing as a Problem. What PostgreSQL refuses because of the values it was given is the sender's to repair
 * and names the column or rule; everything unknown is `internal`, with the cause kept for the log.
 */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  const reason = engineReason(error)
  if (reason !== undefined) {
    const code = reason === 'facts.too_much_memory' ? 'too_large' : 'unavailable'
    return new Problem(code, { details: { reason }, cause: error })
  }
  if (isServerError(error)) {
    const code = byCode[error.code] ?? byClass[error.code.slice(0, 2)] ?? 'internal'
    return new Problem(code, { issues: code === 'internal' ? [] : issuesOf(error), cause: error })
  }
  if (isLostConnection(error)) return new Problem('unavailable', { cause: error })
  // A library that failed because the database was away says so in its own words and keeps ours as the cause.
  const inner = error instanceof Error && error.cause !== undefined ? toProblem(error.cause) : undefined
  if (inner?.code === 'unavailable') return new Problem('unavailable', { details: inner.details, cause: error })
  return new Problem('internal', { cause: error })
}

const diskFull = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', '53100'])
const diskFailing = new Set(['EROFS', 'EIO', '58030'])

/** Which part of the machine gave out: a disk of ours or of the database, or the memory that DuckDB may use. */
function engineReason(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const code = (error as NodeJS.ErrnoException).code ?? ''
  if (diskFull.has(code) || /No space left on device|Disk quota exceeded|Could not write file/.test(error.message))
    return 'disk.full'
  if (diskFailing.has(code)) return 'disk.failing'
  return error.message.startsWith('Out of Memory Error') ? 'facts.too_much_memory' : undefined
}

function isServerError(error: unknown): error is ServerError {
  return (
    error instanceof Error && /^[0-9A-Z]{5}$/.test((error as { code?: unknown }).code as string) && 'severity' in error
  )
}

function isLostConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, syscall } = error as NodeJS.ErrnoException
  if (lostConnection.has(code ?? '') && (syscall === 'connect' || syscall === 'read' || syscall === 'write'))
    return true
  return /^Connection terminated|^timeout exceeded when trying to connect|is not queryable$/.test(error.message)
}

const texts: Readonly<Record<string, string>> = {
  '22001': 'value.too_long',
  '22003': 'value.too_big',
  '22021': 'value.not_allowed',
  '22P05': 'value.not_allowed',
  '22007': 'value.not_a_date',
  '22008': 'value.not_a_date',
  '23502': 'value.required',
  '23505': 'value.duplicate',
}

function issuesOf(error: ServerError): ProblemIssue[] {
  const where = error.column ?? error.constraint ?? error.table
  const text = texts[error.code] ?? (error.code.startsWith('22') ? 'value.not_allowed' : undefined)
  if (!where && !text) return []
  const issue: ProblemIssue = { text: text ?? 'value.not_allowed', where: where ?? 'body' }
  return [error.dataType ? { ...issue, expected: error.dataType } : issue]
}
