/** What of an error is written down: enough to find it, nothing that somebody typed. */
export type LoggedError = {
  readonly type: string
  readonly message: string
  readonly stack?: string | undefined
  readonly code?: string
  /** Where in the database, by the names of our own tables. */
  readonly table?: string
  readonly column?: string
  readonly constraint?: string
  readonly cause?: LoggedError
}

type Known = Error & { code?: unknown; severity?: unknown; table?: unknown; column?: unknown; constraint?: unknown }

const deepest = 4

/**
 * An error for the log. What PostgreSQL quotes in a message may be a value, and its `detail`, `where` and parameters are rows: they stay out, as do
 * addresses of mail and numbers of telephones anywhere.
 */
export function loggedError(thrown: unknown, depth = 0): LoggedError {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: withoutContacts(String(thrown).slice(0, 500)) }
  const { name, cause, code, severity, table, column, constraint } = thrown as Known
  const isOfServer = severity !== undefined
  const message = withoutContacts(isOfServer ? withoutQuoted(thrown.message) : thrown.message)
  // The head of a stack is the message once more.
  const calls = thrown.stack?.split('\n').filter((line) => /^\s+at /.test(line))
  return {
    type: name,
    message,
    ...(calls === undefined ? {} : { stack: calls.join('\n') }),
    ...text('code', code),
    ...text('table', table),
    ...text('column', column),
    ...text('constraint', constraint),
    ...(cause === undefined || depth >= deepest ? {} : { cause: loggedError(cause, depth + 1) }),
  }
}

function text(key: string, value: unknown): Record<string, string> {
  return typeof value === 'string' ? { [key]: value } : {}
}

function withoutQuoted(message: string): string {
  return message.replaceAll(/"[^"]*"/g, '"…"')
}

/** The text without addresses of mail, mobile numbers and numbers of identity cards. */
export function withoutContacts(said: string): string {
  return said
    .replaceAll(/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, '…@…')
    .replaceAll(/(?<!\d)\d{17}[\dXx](?!\d)/g, '…')
    .replaceAll(/(?<!\d)(\+?86[- ]?)?1[3-9]\d{9}(?!\d)/g, '…')
}
