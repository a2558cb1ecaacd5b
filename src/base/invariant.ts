/** For what cannot be: a broken promise of our own code, never of a person's input. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Cannot be: ${message}`)
}
