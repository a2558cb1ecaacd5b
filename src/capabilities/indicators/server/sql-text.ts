/** A text as a literal of SQL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** `column in ('a', 'b')`; nothing is in an empty list. */
export function isIn(column: string, ids: readonly string[]): string {
  return ids.length === 0 ? 'false' : `${column} in (${ids.map(literal).join(', ')})`
}
