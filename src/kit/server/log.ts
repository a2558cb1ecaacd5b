import pino from 'pino'
import type { DestinationStream, Logger } from 'pino'
import { loggedError } from './log-errors.ts'
import { outputTo } from './log-output.ts'
import { findRequestScope } from './request-scope.ts'
import type { Settings } from './settings.ts'

/** The structured log; every line written inside a request carries its `requestId`. */
export type Log = Logger

const redacted = [
  'password',
  '*.password',
  'authorization',
  '*.authorization',
  'cookie',
  '*.cookie',
  'token',
  '*.token',
]

/** Opens the log: JSON lines on standard output, or on `destination`. Secrets in known fields are never written, and of errors nothing that somebody typed. */
export function openLog(settings: Pick<Settings, 'logLevel'>, destination: DestinationStream = outputTo(1)): Log {
  const options = {
    level: settings.logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: loggedError, error: loggedError },
    redact: { paths: redacted, censor: '[redacted]' },
    mixin: () => ({ ...findRequestScope() }),
  }
  return pino(options, destination)
}

/** A log that says nothing; in tests TEST_LOG=info lets it speak. */
export const quietLog: Log = pino({ level: process.env.TEST_LOG ?? 'silent' })
